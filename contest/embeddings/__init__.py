"""Text vectors and the one port to sentence-transformers, for duplicates, expertise and retrieval."""

"""Who agreed to what, in which words, and when."""

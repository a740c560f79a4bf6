"""Flask plumbing shared by every feature. Knows no feature."""

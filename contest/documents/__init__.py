"""Uploaded documents: how they arrive in parts, what they are, what can be read in them."""

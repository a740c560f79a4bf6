"""Conflicts of interest: which judge may not see or score which entry, and from which relation it follows."""

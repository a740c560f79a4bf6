"""Roles a team lacks, and people who offer themselves for them."""

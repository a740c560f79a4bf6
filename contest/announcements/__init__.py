"""Announcements: written once, previewed with their recipients, sent once."""

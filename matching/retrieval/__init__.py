"""Texts of winners and profiles as vectors, and which lie near each other."""

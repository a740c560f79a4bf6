"""Panels: which judges score which entry, by affinity under conflicts and load bounds."""

"""Seasons: the rulebook of a year as validated data."""

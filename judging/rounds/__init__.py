"""Rounds: which entries are judged, when, under which rubric and rules."""

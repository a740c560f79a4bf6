"""Rubrics: weighted criteria and the total they make of a judge's marks."""

"""Rubrics, rounds, panels, scoring, ranking and publication. Builds on contest, never on matching."""

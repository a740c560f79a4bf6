"""Calibration: what the scores of lenient and severe judges say about the entries, and how sure one can be."""

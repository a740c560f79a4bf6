"""Screening: the formal check of entries (形式审查), decisions on it, transfers, late entries."""

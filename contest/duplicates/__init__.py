"""Entries that may be one and the same: found by machine, decided by people."""

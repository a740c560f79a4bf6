"""One firm under two names: found by what they share, decided by the office, merged without losing a past."""

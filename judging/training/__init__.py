"""A short training for judges, and a practice exercise that never counts."""

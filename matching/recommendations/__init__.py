"""Which park, investor and mentor fits which winner, and why."""

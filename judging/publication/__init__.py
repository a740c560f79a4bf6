"""Publication: results on public notice for working days, under names that are real."""

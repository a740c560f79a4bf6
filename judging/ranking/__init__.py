"""Ranking: one score per entry, places with ties, who advances and who fills a vacancy."""

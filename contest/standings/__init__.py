"""Standings: what judging reported. Facts flow back to the contest through here, and matching reads them."""

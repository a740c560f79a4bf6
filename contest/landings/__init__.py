"""What came of a project: facts both sides confirmed, reported to the contest, read by the funnel and by ranking."""

"""海聚基地: bases, their titles and their slots of a year."""

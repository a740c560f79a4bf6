"""What came of an introduction: one side reports it, the other confirms, and only then it counts."""

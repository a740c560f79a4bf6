"""What investors answered to introductions and what came of them, as the ranking reads it."""

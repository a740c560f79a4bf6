"""What came of meeting somebody who offered themselves: met, joined, or not."""

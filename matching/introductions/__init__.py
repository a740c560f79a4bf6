"""Two sides meet when both want to."""

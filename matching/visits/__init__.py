"""Who opened a winner in matching, for its team."""

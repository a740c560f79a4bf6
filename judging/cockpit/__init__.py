"""One page over a round while it is judged: how far, how even, what is missing, and whom to remind."""

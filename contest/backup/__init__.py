"""One file that holds everything, and how it is put back."""

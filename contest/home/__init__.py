"""The first page for everybody, and the desk of whoever is signed in."""

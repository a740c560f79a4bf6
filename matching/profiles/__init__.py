"""Parks, investors and mentors as they present themselves, and what investors did before."""

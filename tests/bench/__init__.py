"""What the README and closing notes quote, measured: `make bench` or `python -m tests.bench NAME`."""

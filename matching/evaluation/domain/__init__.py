"""Backtests. Nothing is imported here: its modules load numpy, web workers never do."""

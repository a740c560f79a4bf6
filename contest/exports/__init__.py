"""Files that somebody asks for: made by the worker, fetched within a week, ended by the clock."""

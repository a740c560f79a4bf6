"""The steps that fill judging's part of a demonstration, in their order."""

from judging.demo.last_year import last_year
from judging.demo.people import judges
from judging.demo.this_year import this_year

STEPS = (judges, last_year, this_year)

__all__ = ["STEPS"]

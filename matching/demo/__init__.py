"""The steps that fill matching's part of a demonstration, in their order."""

from matching.demo.investors import investors
from matching.demo.mentors import mentors
from matching.demo.parks import parks

STEPS = (parks, investors, mentors)

__all__ = ["STEPS"]

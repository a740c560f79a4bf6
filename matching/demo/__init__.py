"""The steps that fill matching's part of a demonstration, in their order."""

from matching.demo.assignments import assignments
from matching.demo.investors import investors
from matching.demo.meetings import meetings
from matching.demo.mentors import mentors
from matching.demo.parks import parks

STEPS = (parks, investors, mentors, meetings, assignments)

__all__ = ["STEPS"]

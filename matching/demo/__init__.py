"""The steps that fill matching's part of a demonstration, in their order."""

from matching.demo.assignments import assignments
from matching.demo.investors import investors
from matching.demo.meetings import meetings
from matching.demo.mentors import mentors
from matching.demo.parks import parks
from matching.demo.talents import talents
from matching.demo.twins import twins

STEPS = (parks, investors, mentors, meetings, assignments, talents, twins)

__all__ = ["STEPS"]

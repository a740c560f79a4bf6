"""Rows for tests, plain and valid: `a_thing(**what_matters_here)`. They flush and never commit."""

from tests.factories.contest import (
    a_base,
    a_member,
    a_nomination,
    a_project,
    a_season,
    a_slot_year,
    a_team,
    a_window,
    an_entry,
    an_organisation,
)
from tests.factories.people import PASSWORD, a_token, a_user

__all__ = [
    "PASSWORD",
    "a_base",
    "a_member",
    "a_nomination",
    "a_project",
    "a_season",
    "a_slot_year",
    "a_team",
    "a_token",
    "a_user",
    "a_window",
    "an_entry",
    "an_organisation",
]

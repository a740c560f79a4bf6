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
from tests.factories.judging import a_judge, a_round, a_seal, a_sheet, an_actor, an_assignment
from tests.factories.matching import (
    BagOfWords,
    a_deal,
    a_place,
    a_profile,
    a_recommendation,
    a_winner,
    agreed,
    asked,
)
from tests.factories.people import PASSWORD, a_session, a_token, a_user
from tests.factories.projects import a_pdf, a_plan, a_read_plan, a_ready_project, an_answer, an_office_file

__all__ = [
    "PASSWORD",
    "BagOfWords",
    "a_base",
    "a_deal",
    "a_judge",
    "a_member",
    "a_nomination",
    "a_pdf",
    "a_place",
    "a_plan",
    "a_profile",
    "a_project",
    "a_read_plan",
    "a_ready_project",
    "a_recommendation",
    "a_round",
    "a_seal",
    "a_season",
    "a_session",
    "a_sheet",
    "a_slot_year",
    "a_team",
    "a_token",
    "a_user",
    "a_window",
    "a_winner",
    "agreed",
    "an_actor",
    "an_answer",
    "an_assignment",
    "an_entry",
    "an_office_file",
    "an_organisation",
    "asked",
]

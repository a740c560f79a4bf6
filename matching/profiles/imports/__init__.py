"""Investors, mentors and past investments from spreadsheets."""

from flask_babel import lazy_gettext as _l

from contest.imports.domain import ImportKind
from contest.seasons import imports as season_imports
from matching.permissions import Permission
from matching.profiles.imports import investments, profiles

__all__ = ["KINDS"]

KINDS = (
    ImportKind(
        name="investors",
        label=_l("Investors"),
        description=_l("Investment institutions with what they look for."),
        columns=profiles.investor_columns,
        prepare=profiles.prepare_investors,
        permission=Permission.CREATE_PROFILE,
        seasons=season_imports.seasons,
        icon="cash-coin",
    ),
    ImportKind(
        name="mentors",
        label=_l("Mentors"),
        description=_l("Entrepreneurs, investors and scientists who guide teams."),
        columns=profiles.mentor_columns,
        prepare=profiles.prepare_mentors,
        permission=Permission.CREATE_PROFILE,
        seasons=season_imports.seasons,
        icon="mortarboard",
    ),
    ImportKind(
        name="investments",
        label=_l("Past investments"),
        description=_l("What investors put money into before: matching learns from it."),
        columns=investments.columns,
        prepare=investments.prepare,
        permission=Permission.CREATE_PROFILE,
        seasons=season_imports.seasons,
        icon="graph-up",
    ),
)

"""What the office sees: counts, and the texts it may have to take down. Neither names nor introductions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from contest.kernel import clock
from contest.kernel.db import db
from contest.kernel.paging import Page, paginate
from contest.projects.models import Project
from matching.introductions.domain import IntroductionState
from matching.team_gaps.domain import GapRole, GapState
from matching.team_gaps.models import TalentIntroduction, TalentOffer, TeamGap
from matching.team_gaps.queries.gaps import GapView, gap_rows, gap_view, is_sought
from matching.team_gaps.queries.offers import OfferView, offer_view, shown


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts: people shown, gaps they may find, both by role, and introductions by state."""

    people: int
    gaps: int
    people_by_role: Mapping[str, int]
    gaps_by_role: Mapping[str, int]
    introductions: Mapping[str, int]
    filled: int

    @property
    def lines(self) -> list[tuple[GapRole, int, int]]:
        """Return role, gaps, people of every role that anybody lacks or offers."""
        roles = [(role, self.gaps_by_role.get(role, 0), self.people_by_role.get(role, 0)) for role in GapRole]
        return [line for line in roles if line[1] or line[2]]


def figures() -> Figures:
    """Return the counts of this moment, in five statements."""
    role = func.unnest(TalentOffer.roles).label("role")
    offered = select(role).where(shown()).subquery()
    sought = (
        select(TeamGap.role).join(Project, Project.id == TeamGap.project_id).where(is_sought()).subquery()
    )
    people_by_role = _counted(select(offered.c.role, func.count()).group_by(offered.c.role))
    gaps_by_role = _counted(select(sought.c.role, func.count()).group_by(sought.c.role))
    counted = _counted(select(TalentIntroduction.state, func.count()).group_by(TalentIntroduction.state))
    people = db.session.execute(select(func.count(TalentOffer.id)).where(shown())).scalar_one()
    filled = select(func.count(TeamGap.id)).where(TeamGap.state == GapState.FILLED)
    return Figures(
        people=people,
        gaps=sum(gaps_by_role.values()),
        people_by_role=people_by_role,
        gaps_by_role=gaps_by_role,
        introductions={state.value: counted.get(state, 0) for state in IntroductionState},
        filled=db.session.execute(filled).scalar_one(),
    )


def _counted(query: Any) -> dict[str, int]:
    return {row[0]: row[1] for row in db.session.execute(query)}


def listed_offers(*, page: int = 1, size: int = 20) -> Page[OfferView]:
    """Return one page of all offers, the newest first."""
    now = clock.now()
    query = select(TalentOffer).order_by(TalentOffer.created_at.desc(), TalentOffer.id)
    return paginate(query, lambda offer: offer_view(offer, now), number=page, size=size, scalars=True)


def listed_gaps(*, page: int = 1, size: int = 20) -> Page[GapView]:
    """Return one page of all open gaps, the newest first."""
    query = gap_rows().where(TeamGap.state == GapState.OPEN)
    return paginate(query.order_by(TeamGap.created_at.desc(), TeamGap.id), gap_view, number=page, size=size)

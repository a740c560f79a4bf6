"""Who fits a gap, and which gaps fit a person: criteria, closeness of the texts, one order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from contest.kernel.access import Actor
from contest.kernel.db import db
from contest.projects.models import Project
from contest.teams.models import TeamMember
from matching.recommendations.domain import Closeness, Place, places
from matching.team_gaps.domain import GAP, OFFER, FitCriterion, GapRole, compare, score
from matching.team_gaps.models import TalentOffer, TeamGap
from matching.team_gaps.queries.gaps import GapView, gap_rows, gap_view, is_sought
from matching.team_gaps.queries.offers import OfferCard, OfferView, card, shown_to
from matching.team_gaps.queries.passages import similarities

COMPARED = 200  # the nearest by text; nobody reads on
SHOWN = 30


@dataclass(frozen=True, slots=True)
class FittingPerson:
    """Somebody for a gap. `percent` is None in the neutral order of a team without profiling."""

    offer: OfferCard
    criteria: tuple[FitCriterion, ...]
    closeness: Closeness
    percent: int | None


@dataclass(frozen=True, slots=True)
class FittingGap:
    """A gap for somebody."""

    gap: GapView
    criteria: tuple[FitCriterion, ...]
    closeness: Closeness
    percent: int


def people_for(gap: GapView) -> list[FittingPerson]:
    """Return who offers the role of a gap, the best first; without profiling by the day they confirmed, uncompared.

    The caller has asked whether the project is open for matching. A role of its own is offered to everybody.
    """
    everybody = select(TalentOffer.id).where(shown_to(gap))
    wanted = select(TalentOffer).where(TalentOffer.id.in_(everybody))
    if gap.role is not GapRole.OTHER:
        wanted = wanted.where(TalentOffer.roles.contains([gap.role.value]))
    freshest = wanted.order_by(TalentOffer.confirmed_at.desc(), TalentOffer.id)
    if not gap.profiling:
        rows = db.session.execute(freshest.limit(SHOWN)).scalars()
        return [FittingPerson(card(offer), (), Closeness.UNKNOWN, None) for offer in rows]
    near = similarities(GAP, gap.id, everybody)
    place = places(near, len(near))
    offers = [card(offer) for offer in db.session.execute(freshest.limit(COMPARED)).scalars()]
    offers += _nearest(near, {offer.id for offer in offers}, gap)
    found = [_person(gap, offer, place.get(offer.id)) for offer in offers]
    return sorted(found, key=lambda one: (-(one.percent or 0), str(one.offer.id)))[:SHOWN]


def _nearest(near: Mapping[UUID, float], known: set[UUID], gap: GapView) -> list[OfferCard]:
    """Return the nearest by text that are not among the freshest."""
    ordered = sorted(set(near) - known, key=lambda key: (-near[key], key))[:COMPARED]
    if not ordered:
        return []
    rows = db.session.execute(select(TalentOffer).where(TalentOffer.id.in_(ordered))).scalars()
    return [card(offer) for offer in rows if gap.role is GapRole.OTHER or gap.role.value in offer.roles]


def _person(gap: GapView, offer: OfferCard, place: Place | None) -> FittingPerson:
    criteria = compare(gap.facts, offer.facts)
    return FittingPerson(offer, criteria, _word(place), _percent(criteria, place))


def gaps_for(actor: Actor, offer: OfferView) -> list[FittingGap]:
    """Return the gaps of winners that fit one's own offer, the best first; none of one's own teams."""
    mine = select(TeamMember.team_id).where(TeamMember.user_id == actor.user_id)
    all_open = (
        select(TeamGap.id)
        .join(Project, Project.id == TeamGap.project_id)
        .where(is_sought(), Project.team_id.not_in(mine))
    )
    wanted = gap_rows().where(
        TeamGap.id.in_(all_open), TeamGap.role.in_([GapRole(code) for code in offer.card.roles])
    )
    rows = db.session.execute(wanted.order_by(TeamGap.created_at.desc(), TeamGap.id).limit(COMPARED))
    gaps = [gap_view(row) for row in rows]
    near = similarities(OFFER, offer.id, all_open) if gaps else {}
    place = places(near, len(near))
    found = [_gap(gap, offer.card, place.get(gap.id)) for gap in gaps]
    return sorted(found, key=lambda one: (-one.percent, str(one.gap.id)))[:SHOWN]


def _gap(gap: GapView, offer: OfferCard, place: Place | None) -> FittingGap:
    criteria = compare(gap.facts, offer.facts)
    return FittingGap(gap, criteria, _word(place), _percent(criteria, place))


def _word(place: Place | None) -> Closeness:
    return place.closeness if place else Closeness.UNKNOWN


def _percent(criteria: Sequence[FitCriterion], place: Place | None) -> int:
    return round(100 * score(criteria, place))

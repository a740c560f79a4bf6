"""The people a project's team may see, looked for in its own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from flask import render_template, request, url_for

from contest.embeddings.client import question
from contest.kernel.access import authorise, policy
from contest.organisations.domain import District
from contest.web.guards import current_actor, requires
from contest.web.i18n import label
from matching.introductions.texts import TONES
from matching.permissions import Permission
from matching.profiles.domain import Language
from matching.profiles.queries import track_names
from matching.recommendations.queries import get_match_project
from matching.team_gaps import queries
from matching.team_gaps.domain import OFFER, Commitment, GapRole
from matching.team_gaps.presentation import Card, found_card
from matching.team_gaps.queries import GapView, OfferCard, PeopleFilter
from matching.team_gaps.views.gaps import blueprint

FILTERS: Mapping[str, type[StrEnum]] = {
    "role": GapRole,
    "district": District,
    "language": Language,
    "commitment": Commitment,
}


@dataclass(frozen=True, slots=True)
class Found:
    """A person on the page, and the roles they may be asked to meet about: (name of the role, address)."""

    card: Card
    asks: tuple[tuple[str, str], ...]


@blueprint.get("/projects/<uuid:project_id>/people")
@requires(Permission.VIEW_TEAM_GAPS)
def people(project_id: UUID) -> str:
    """Show the people the team may see, with filters and a search by meaning."""
    actor = current_actor()
    project = get_match_project(actor, project_id)
    authorise(actor, Permission.VIEW_TEAM_GAPS, project)
    own = actor.user_id in project.member_ids
    wanted = _wanted(request.args)
    looks = own and project.in_pool and project.consent
    page = None
    if looks:
        page = queries.find_people(queries.asker(project_id), wanted, page=request.args.get("page", 1, int))
    gaps = [gap for gap in queries.gaps_of(project_id) if gap.asks] if looks else []
    return render_template(
        "matching/team_gaps/people.html",
        project=project,
        own=own,
        page=page,
        found=_found(page.items if page else (), gaps, project_id),
        wanted=wanted,
        choices={name: [(member.value, label(member)) for member in kind] for name, kind in FILTERS.items()},
        gaps=gaps,
        leads=any(policy.allows(actor, Permission.ASK_TALENT, gap) for gap in gaps),
        may_state=policy.allows(actor, Permission.STATE_TEAM_GAPS, project),
        tones=TONES,
    )


def _wanted(asked: Mapping[str, str]) -> PeopleFilter:
    """Return the filter; what is no choice narrows nothing."""
    given = {name: asked.get(name, "") for name in FILTERS}
    narrowed = {name: code if code in set(FILTERS[name]) else "" for name, code in given.items()}
    return PeopleFilter(question=question(asked.get("q", ""), kinds=(OFFER,)), **narrowed)


def _found(people: Sequence[OfferCard], gaps: Sequence[GapView], project_id: UUID) -> list[Found]:
    tracks = track_names()
    meetings = {
        item.offer_id: item
        for item in reversed(queries.meetings_of_project(current_actor(), project_id) if people else [])
    }
    return [
        Found(found_card(offer, tracks, meetings.get(offer.id)), tuple(_asks(offer, gaps)))
        for offer in people
    ]


def _asks(offer: OfferCard, gaps: Sequence[GapView]) -> list[tuple[str, str]]:
    """Return the roles the person offers, or every role the team seeks where it is none of these."""
    offered = [gap for gap in gaps if gap.role.value in offer.roles] or gaps
    return [(label(gap.role), url_for("team_gaps.ask", gap_id=gap.id, offer_id=offer.id)) for gap in offered]

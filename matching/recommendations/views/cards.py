"""What a card of a recommendation shows, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from contest.organisations.domain import District
from contest.projects.domain import Need
from contest.web.i18n import l10n, label, money
from matching.profiles.presentation import _, confirmed, kind_icon, words
from matching.profiles.queries import track_names
from matching.recommendations.domain import CriterionState, Quotes
from matching.recommendations.presentation import Names, criteria_rows, quotes_of, sentence, similar_deals
from matching.recommendations.queries import FoundWinner, ProjectSide, RecommendationView


@dataclass(frozen=True, slots=True)
class Card:
    """One recommendation, in words."""

    view: RecommendationView
    why: str
    criteria: list[dict[str, Any]]
    places: str
    confirmed: str
    icon: str
    tags: tuple[str, ...]
    quotes: Quotes | None
    deals: list[str]

    @property
    def states(self) -> dict[str, CriterionState]:
        """Criterion -> state; a criterion that does not apply to this profile is not in it."""
        return {row["code"]: row["state"] for row in self.criteria}


def compared(shown: Iterable[Card]) -> list[tuple[str, str]]:
    """Return (code, label) of every criterion that some card has, the heaviest first: the columns of a comparison."""
    rows = {row["code"]: row for card in shown for row in card.criteria}
    return [(row["code"], row["label"]) for row in sorted(rows.values(), key=lambda row: -row["weight"])]


def cards(views: Iterable[RecommendationView]) -> list[Card]:
    """Return the cards of recommendations."""
    tracks = track_names()
    return [_card(view, tracks) for view in views]


@dataclass(frozen=True, slots=True)
class FoundCard:
    """One winner of the feed, in words."""

    view: FoundWinner
    tags: tuple[str, ...]
    place: str
    needs: tuple[str, ...]


def found_cards(views: Iterable[FoundWinner], tracks: Names) -> list[FoundCard]:
    """Return the cards of winners that were searched for."""
    return [
        FoundCard(
            view=view,
            tags=_tags(view.project, tracks),
            place=" · ".join(words(District, [view.project.district] if view.project.district else [])),
            needs=tuple(words(Need, view.project.needs)),
        )
        for view in views
    ]


def project_facts(
    project: ProjectSide, tracks: Names, square_metres: int | None = None
) -> list[tuple[str, str]]:
    """Return (field, text) of everything short that is shown of a winner; `square_metres`: the space it needs."""
    area = "" if square_metres is None else f"{square_metres:,}"
    space = [(_("Space needed"), _("%(area)s m²", area=area))] if area else []
    return [
        (_("Track"), l10n(tracks.get(project.track_code))),
        (_("Growth stage"), label(project.growth_stage)),
        (_("Financing round"), label(project.financing)),
        (_("Seeks"), money(project.amount_sought_cents)),
        (_("District"), " · ".join(words(District, [project.district] if project.district else []))),
        (_("Looks for"), " · ".join(words(Need, project.needs))),
        *space,
    ]


def _card(view: RecommendationView, tracks: Names) -> Card:
    return Card(
        view=view,
        why=sentence(view.reason),
        criteria=criteria_rows(view.criteria, tracks),
        places=" · ".join(words(District, view.profile.districts)),
        confirmed=confirmed(view.profile.confirmed_at),
        icon=kind_icon(view.profile.kind),
        tags=_tags(view.project, tracks),
        quotes=quotes_of(view),
        deals=similar_deals(view.reason),
    )


def _tags(project: ProjectSide, tracks: Names) -> tuple[str, ...]:
    """Return track, stage and round of a project."""
    shown = [
        l10n(tracks.get(project.track_code)),
        label(project.growth_stage),
        label(project.financing),
    ]
    return tuple(item for item in shown if item)

"""Gaps and people as pages show them: criteria with details, one plain sentence why, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from contest.kernel.columns import LocalizedText
from contest.organisations.domain import District
from contest.web.i18n import label
from matching.profiles.domain import Language
from matching.profiles.presentation import SEPARATOR, _, enumerated, names_of_tracks, words
from matching.recommendations.domain import Closeness, CriterionState
from matching.team_gaps.domain import Commitment, FitCode, FitCriterion, GapRole
from matching.team_gaps.queries import FittingGap, FittingPerson, GapView, MeetingView, OfferCard

Tracks = Mapping[str, LocalizedText]
ENUMS: Mapping[FitCode, type[StrEnum]] = {
    FitCode.ROLE: GapRole,
    FitCode.COMMITMENT: Commitment,
    FitCode.DISTRICT: District,
    FitCode.LANGUAGE: Language,
}


@dataclass(frozen=True, slots=True)
class Card:
    """One person or one gap with why it fits. `meeting`: what is under way between the two."""

    person: OfferCard | None
    gap: GapView | None
    tags: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    criteria: Sequence[Mapping[str, Any]]
    why: str
    percent: int | None
    meeting: MeetingView | None


def person_card(found: FittingPerson, tracks: Tracks, meeting: MeetingView | None) -> Card:
    """Return somebody who fits a gap."""
    return Card(
        person=found.offer,
        gap=None,
        tags=tuple(words(GapRole, found.offer.roles)),
        facts=tuple(offer_facts(found.offer, tracks)),
        criteria=criteria_rows(found.criteria, tracks),
        why=sentence(found.criteria, found.closeness) if found.percent is not None else "",
        percent=found.percent,
        meeting=meeting,
    )


def found_card(offer: OfferCard, tracks: Tracks, meeting: MeetingView | None) -> Card:
    """Return somebody who was looked for, compared with nothing."""
    return Card(
        person=offer,
        gap=None,
        tags=tuple(words(GapRole, offer.roles)),
        facts=tuple(offer_facts(offer, tracks)),
        criteria=(),
        why="",
        percent=None,
        meeting=meeting,
    )


def gap_card(found: FittingGap, tracks: Tracks, meeting: MeetingView | None) -> Card:
    """Return a gap that fits somebody."""
    return Card(
        person=None,
        gap=found.gap,
        tags=(),
        facts=tuple(gap_facts(found.gap)),
        criteria=criteria_rows(found.criteria, tracks),
        why=sentence(found.criteria, found.closeness),
        percent=found.percent,
        meeting=meeting,
    )


def sentence(criteria: Sequence[FitCriterion], closeness: Closeness) -> str:
    """Return one sentence: what is met, what is not, and how near the descriptions are."""
    clauses = []
    if met := _states(criteria, CriterionState.SATISFIED):
        clauses.append(_("met: %(criteria)s", criteria=met))
    if unmet := _states(criteria, CriterionState.UNMET):
        clauses.append(_("not met: %(criteria)s", criteria=unmet))
    clauses.append(label(closeness))
    text = clauses[0]
    for clause in clauses[1:]:
        text = _("%(first)s; %(second)s", first=text, second=clause)
    text = _("%(sentence)s.", sentence=text)
    return text[:1].upper() + text[1:]


def _states(criteria: Sequence[FitCriterion], state: CriterionState) -> str:
    named = [label(one.code) for one in criteria if one.state is state]
    return enumerated(named) if named else ""


def criteria_rows(criteria: Sequence[FitCriterion], tracks: Tracks) -> list[dict[str, Any]]:
    """Return the criteria as the `criteria` macro takes them."""
    return [
        {
            "label": _capital(label(one.code)),
            "state": one.state,
            "detail": _detail(one, tracks),
            "url": None,
        }
        for one in criteria
    ]


def _detail(one: FitCriterion, tracks: Tracks) -> str:
    wanted, offered = (_named(one.code, side, tracks) for side in (one.wanted, one.offered))
    if not wanted:
        return _("the team does not say")
    if not offered:
        return _("the person does not say")
    if one.state is CriterionState.SATISFIED:
        return enumerated([name for name in wanted if name in set(offered)])
    return _(
        "the team: %(wanted)s; the person: %(offered)s",
        wanted=enumerated(wanted),
        offered=enumerated(offered),
    )


def _named(code: FitCode, given: Sequence[str], tracks: Tracks) -> list[str]:
    if code is FitCode.FIELD:
        return names_of_tracks(given, tracks) or list(given)
    return words(ENUMS[code], given)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def offer_facts(offer: OfferCard, tracks: Tracks) -> list[tuple[str, str]]:
    """Return (field, text) of everything short that an offer states; empty where it does not."""
    return [
        (_("Fields of work"), SEPARATOR.join(names_of_tracks(offer.track_codes, tracks))),
        (_("Working time"), SEPARATOR.join(words(Commitment, offer.commitments))),
        (_("Districts"), SEPARATOR.join(words(District, offer.districts))),
        (_("Working languages"), SEPARATOR.join(words(Language, offer.languages))),
        (_("Wishes"), offer.wishes),
    ]


def gap_facts(gap: GapView) -> list[tuple[str, str]]:
    """Return (field, text) of everything short that a gap states; empty where it does not."""
    return [
        (_("Working time"), label(gap.commitment) if gap.commitment else ""),
        (_("District"), SEPARATOR.join(words(District, [gap.district] if gap.district else []))),
        (_("Working languages"), SEPARATOR.join(words(Language, gap.languages))),
        (_("What the team offers"), gap.terms),
    ]

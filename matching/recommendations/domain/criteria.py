"""The structured criteria: does what one side states fit what the other states?

Weights say how much a criterion counts against the others of its kind of profile (domain.md: matcher criteria for
parks, inferred from 001 二(五)3 and 000 四–六; the rest ours). Each rule answers satisfied, unmet or unknown;
None means that the question does not arise (a project that needs no facility).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from contest.bases.domain import Facility
from contest.projects.domain import Financing, Need
from matching.profiles.domain import Activity, ParkService, ProfileKind, activity
from matching.recommendations.domain.facts import (
    Criterion,
    CriterionCode,
    CriterionState,
    ProfileFacts,
    TitleFact,
    WinnerFacts,
)

Code, State = CriterionCode, CriterionState
Answer = tuple[CriterionState, Mapping[str, Any]] | None

WEIGHTS: Mapping[ProfileKind, Mapping[CriterionCode, float]] = {
    ProfileKind.PARK: {
        Code.TRACK: 3, Code.GROWTH_STAGE: 2, Code.FACILITIES: 3, Code.DISTRICT: 3, Code.CAPACITY: 1,
        Code.SPACE: 2, Code.TITLE: 2, Code.SERVICES: 1.5, Code.PRIORITY: 1, Code.LANGUAGE: 0.5,
    },
    ProfileKind.INVESTOR: {
        Code.TRACK: 3, Code.FINANCING: 3, Code.GROWTH_STAGE: 1, Code.TICKET: 2, Code.DISTRICT: 1, Code.ACTIVE: 1.5,
        Code.LANGUAGE: 0.5,
    },
    ProfileKind.MENTOR: {
        Code.TRACK: 3, Code.GROWTH_STAGE: 2, Code.DISTRICT: 0.5, Code.CAPACITY: 1, Code.LANGUAGE: 1,
    },
}  # fmt: skip

# The round a project raises next, by the latest it has closed. A strategic investor comes in at any time.
NEXT_ROUNDS: Mapping[str, frozenset[str]] = {
    Financing.NONE: frozenset({Financing.SEED, Financing.ANGEL}),
    Financing.SEED: frozenset({Financing.ANGEL, Financing.PRE_A}),
    Financing.ANGEL: frozenset({Financing.PRE_A, Financing.A}),
    Financing.PRE_A: frozenset({Financing.A}),
    Financing.A: frozenset({Financing.A_PLUS, Financing.B}),
    Financing.A_PLUS: frozenset({Financing.B}),
    Financing.B: frozenset({Financing.C}),
    Financing.C: frozenset({Financing.D_PLUS}),
    Financing.D_PLUS: frozenset({Financing.D_PLUS, Financing.PRE_IPO}),
    Financing.PRE_IPO: frozenset({Financing.PRE_IPO}),
}
# Any one of these facilities answers the need; needs that no facility answers ask nothing of a park.
ANSWERS: Mapping[str, frozenset[str]] = {
    Need.PILOT: frozenset({Facility.PILOT_LINE}),
    Need.TEST: frozenset({Facility.TESTING}),
    Need.COMP: frozenset({Facility.COMPUTE}),
    Need.VALID: frozenset({Facility.PROTOTYPING, Facility.PILOT_LINE}),
    Need.CLIN: frozenset({Facility.GMP, Facility.WET_LAB}),
    Need.TAPE: frozenset({Facility.CLEAN_ROOM}),
    Need.EQUIP: frozenset({Facility.TESTING, Facility.PROTOTYPING, Facility.WET_LAB}),
    Need.LIVING: frozenset({Facility.APARTMENTS}),
}
SERVED = frozenset(ParkService)
# An investor whose largest ticket is below this share of the sum sought does not carry the round.
LEAST_SHARE = 5


def compare(winner: WinnerFacts, profile: ProfileFacts, *, today: date) -> tuple[Criterion, ...]:
    """Return the criteria of this kind of profile that apply, the heaviest first."""
    found = []
    for code, weight, rule in _ORDERED[profile.kind]:
        answer = rule(winner, profile, today)
        if answer is not None:
            found.append(Criterion(code, answer[0], weight, answer[1]))
    return tuple(found)


def _member(value: str | None, offered: frozenset[str]) -> Answer:
    params = {"wanted": value or "", "offered": offered}
    if not value or not offered:
        return State.UNKNOWN, params
    return (State.SATISFIED if value in offered else State.UNMET), params


def _track(winner: WinnerFacts, profile: ProfileFacts, _today: date) -> Answer:
    return _member(winner.track, profile.tracks)


def _growth_stage(winner: WinnerFacts, profile: ProfileFacts, _today: date) -> Answer:
    return _member(winner.growth_stage, profile.growth_stages)


def _district(winner: WinnerFacts, profile: ProfileFacts, _today: date) -> Answer:
    return _member(winner.district, profile.districts)


def _financing(winner: WinnerFacts, profile: ProfileFacts, _today: date) -> Answer:
    following = NEXT_ROUNDS.get(winner.financing or "", frozenset())
    params = {
        "latest": winner.financing or "",
        "next": following,
        "offered": profile.financings,
    }
    if not winner.financing or winner.financing == Financing.STRATEGIC or not profile.financings:
        return State.UNKNOWN, params
    fits = following & profile.financings or (following and Financing.STRATEGIC in profile.financings)
    return (State.SATISFIED if fits else State.UNMET), params


def _ticket(winner: WinnerFacts, profile: ProfileFacts, _today: date) -> Answer:
    sought, low, high = winner.amount_sought_cents, profile.ticket_low_cents, profile.ticket_high_cents
    params = {"sought": sought, "low": low, "high": high}
    if not sought or (low is None and high is None):
        return State.UNKNOWN, params
    too_small_a_round = low is not None and sought < low
    too_small_a_ticket = high is not None and high * LEAST_SHARE < sought
    return (State.UNMET if too_small_a_round or too_small_a_ticket else State.SATISFIED), params


def _facilities(winner: WinnerFacts, profile: ProfileFacts, _today: date) -> Answer:
    asking = sorted(need for need in winner.needs if need in ANSWERS)
    if not asking:
        return None
    lacking = [need for need in asking if not ANSWERS[need] & profile.facilities]
    params = {"needs": asking, "lacking": lacking, "offered": profile.facilities}
    if not profile.facilities:
        return State.UNKNOWN, params
    return (State.UNMET if lacking else State.SATISFIED), params


def _capacity(_winner: WinnerFacts, profile: ProfileFacts, _today: date) -> Answer:
    """Places decide; a park that states none is judged by its vacant area."""
    params = {"places": profile.capacity, "vacant": profile.vacant_m2}
    room = profile.vacant_m2 if profile.capacity is None else profile.capacity
    if room is None:
        return State.UNKNOWN, params
    return (State.SATISFIED if room > 0 else State.UNMET), params


def _space(winner: WinnerFacts, profile: ProfileFacts, _today: date) -> Answer:
    """The space a team needs is there as a whole, before anybody else has moved in."""
    wanted, vacant = winner.wanted_m2, profile.vacant_m2
    params = {"wanted": wanted, "vacant": vacant}
    if wanted is None or vacant is None:
        return State.UNKNOWN, params
    return (State.SATISFIED if wanted <= vacant else State.UNMET), params


def _services(winner: WinnerFacts, profile: ProfileFacts, _today: date) -> Answer:
    asking = sorted(need for need in winner.needs if need in SERVED)
    if not asking:
        return None
    lacking = [need for need in asking if need not in profile.services]
    params = {"needs": asking, "lacking": lacking, "offered": profile.services}
    if not profile.services:
        return State.UNKNOWN, params
    return (State.UNMET if lacking else State.SATISFIED), params


def _priority(winner: WinnerFacts, profile: ProfileFacts, _today: date) -> Answer:
    """A park may declare whose winners it lands first (000 六.4)."""
    return _member(winner.track, profile.priority_tracks)


def _title(_winner: WinnerFacts, profile: ProfileFacts, _today: date) -> Answer:
    """Titled bases land winners with priority (000 六.4); one that is rectifying keeps its title, with a warning."""
    if profile.title is None:
        return State.UNKNOWN, {}
    return (State.SATISFIED if profile.title is TitleFact.VALID else State.UNMET), {
        "title": profile.title.value
    }


def _language(winner: WinnerFacts, profile: ProfileFacts, _today: date) -> Answer:
    params = {"wanted": winner.languages, "offered": profile.languages}
    if not winner.languages or not profile.languages:
        return State.UNKNOWN, params
    return (State.SATISFIED if winner.languages & profile.languages else State.UNMET), params


def _active(_winner: WinnerFacts, profile: ProfileFacts, today: date) -> Answer:
    if profile.last_deal is None:
        return State.UNKNOWN, {"year": None}
    recent = activity(profile.last_deal, today) is Activity.ACTIVE
    return (State.SATISFIED if recent else State.UNMET), {"year": profile.last_deal.year}


_RULES: Mapping[CriterionCode, Callable[[WinnerFacts, ProfileFacts, date], Answer]] = {
    Code.TRACK: _track,
    Code.GROWTH_STAGE: _growth_stage,
    Code.FINANCING: _financing,
    Code.TICKET: _ticket,
    Code.DISTRICT: _district,
    Code.FACILITIES: _facilities,
    Code.CAPACITY: _capacity,
    Code.SPACE: _space,
    Code.TITLE: _title,
    Code.SERVICES: _services,
    Code.PRIORITY: _priority,
    Code.LANGUAGE: _language,
    Code.ACTIVE: _active,
}
_ORDERED = {
    kind: tuple(
        (code, weight, _RULES[code]) for code, weight in sorted(weights.items(), key=lambda item: -item[1])
    )
    for kind, weights in WEIGHTS.items()
}

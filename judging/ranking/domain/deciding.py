"""Who advances, who waits as a reserve, and who moves up when someone withdraws."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from uuid import UUID

from contest.kernel.errors import FieldError, Invalid
from judging.ranking.domain.placing import AtCut, Placed
from judging.ranking.domain.scores import Reason, text

SEPARATOR = "|"


class CutKind(StrEnum):
    """How a track's cut is set."""

    TOP = "top"
    SHARE = "share"
    THRESHOLD = "threshold"


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a track is cut: the `top` so many, a `share` (0…1) of its entries, or from a `threshold` up.

    A share never gives more places than it says (rounded down) and counts every entry, unscored ones too, so
    late sheets do not move the cut. Raises Invalid on a value its kind cannot have.
    """

    kind: CutKind
    value: Decimal

    def __post_init__(self) -> None:
        sound = self.value.is_finite() and self.value >= 0
        if self.kind is CutKind.TOP:
            sound = sound and self.value == self.value.to_integral_value()
        if self.kind is CutKind.SHARE:
            sound = sound and self.value <= 1
        if not sound:
            raise Invalid(FieldError("cut.value", f"cut_{self.kind}_invalid", {"value": str(self.value)}))

    def places(self, entries: int) -> int | None:
        """Return how many places a track with so many entries has, None where only the score decides."""
        if self.kind is CutKind.THRESHOLD:
            return None
        return int(self.value) if self.kind is CutKind.TOP else int(Fraction(self.value) * entries)


@dataclass(frozen=True, slots=True)
class AdvanceRule:
    """The cut of every section (`own` overrides `cut`), its `reserves` and what ties at the cut do.

    `own` is by `section_code` of one track, group or zone.
    """

    cut: Cut
    own: Mapping[str, Cut] = field(default_factory=dict)
    reserves: int = 0
    at_cut: AtCut = AtCut.BOTH_ADVANCE

    def cut_of(self, section: str) -> Cut:
        """Return where a section is cut: its zone's own number wins over its group's, that over its track's."""
        for part in reversed(section.split(SEPARATOR)):
            if part in self.own:
                return self.own[part]
        return self.cut


def section_code(*, track: str | None = None, group: str | None = None, zone: str | None = None) -> str:
    """Return the code of what entries compete within; of a track alone its own, of all together an empty one."""
    parts = [track] if track is not None else []
    parts += [f"{name}:{code}" for name, code in (("group", group), ("zone", zone)) if code is not None]
    return SEPARATOR.join(parts)


def section_parts(code: str) -> dict[str, str]:
    """Return what a section's code names: the codes by track, group, zone."""
    named = (part.rpartition(":") for part in code.split(SEPARATOR) if part)
    return {name or "track": of for name, _colon, of in named}


class Outcome(StrEnum):
    """What a round decides about an entry. HELD waits for people, UNSCORED for sheets: no refusals."""

    ADVANCES = "advances"
    RESERVE = "reserve"
    ENDS = "ends"
    HELD = "held"
    UNSCORED = "unscored"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided about one entry and why. `places` are the track's, None under a threshold."""

    id: UUID
    track: str
    outcome: Outcome
    rank: int | None
    places: int | None
    because: Reason


@dataclass(frozen=True, slots=True)
class Change:
    """One entry's step from an outcome to another, and why."""

    id: UUID
    before: Outcome
    after: Outcome
    because: Reason


def decide(placed: Iterable[Placed], rule: AdvanceRule) -> list[Decision]:
    """Return a decision with its reason for every entry: tracks by name, in the order given within one."""
    decisions: list[Decision] = []
    for track, members in groupby(sorted(placed, key=lambda one: one.track), key=lambda one: one.track):
        entries = list(members)
        cut = rule.cut_of(track)
        places = cut.places(len(entries))
        advancing = sum(_advances(one, cut, places, rule.at_cut) for one in entries)
        decisions += [_decision(one, cut, places, advancing, rule) for one in entries]
    return decisions


def _advances(one: Placed, cut: Cut, places: int | None, at_cut: AtCut) -> bool:
    if one.rank is None or one.score is None:
        return False
    if places is None:
        return one.score >= Fraction(cut.value)
    return one.rank <= places and (at_cut is AtCut.BOTH_ADVANCE or one.rank + one.tied <= places)


def _decision(one: Placed, cut: Cut, places: int | None, advancing: int, rule: AdvanceRule) -> Decision:
    outcome, because = _outcome(one, cut, places, advancing, rule)
    return Decision(one.id, one.track, outcome, one.rank, places, because)


def _outcome(
    one: Placed, cut: Cut, places: int | None, advancing: int, rule: AdvanceRule
) -> tuple[Outcome, Reason]:
    if one.rank is None or one.score is None:
        return Outcome.UNSCORED, one.because[0] if one.because else Reason("too_few_sheets", {})
    advances = _advances(one, cut, places, rule.at_cut)
    facts = {"rank": one.rank, "score": text(one.score)}
    if places is None:
        code = "reaches_threshold" if advances else "below_threshold"
        outcome = Outcome.ADVANCES if advances else Outcome.ENDS
        return outcome, Reason(code, facts | {"threshold": text(cut.value)})
    facts["places"] = places
    across = one.rank <= places < one.rank + one.tied
    if across:
        facts["tied"] = one.tied + 1
        if advances:
            return Outcome.ADVANCES, Reason("tied_at_cut_all_advance", facts)
        return Outcome.HELD, Reason("tied_at_cut_held", facts)
    if advances:
        return Outcome.ADVANCES, Reason("within_places", facts)
    order = one.rank - max(advancing, places)
    if 0 < order <= rule.reserves:
        return Outcome.RESERVE, Reason("reserve", facts | {"order": order})
    return Outcome.ENDS, Reason("beyond_places", facts)


def promote(decisions: Sequence[Decision], withdrawn: Collection[UUID], *, at_cut: AtCut) -> list[Change]:
    """Return what changes when entries withdraw: by track, who leaves, then who moves up in rank order.

    A vacancy is a place that fewer entries than `places` hold: while more advance through a tie, a
    withdrawal opens none, and under a threshold none ever opens. Every ranked entry below the cut is in
    line, reserves first because they rank first. Equals for fewer vacancies than they are all move up, or
    are held (`at_cut`). `decisions` are the current ones, earlier changes applied (see `apply`).
    """
    gone = set(withdrawn)
    changes: list[Change] = []
    for _, members in groupby(sorted(decisions, key=lambda one: one.track), key=lambda one: one.track):
        track = list(members)
        leaving = [one for one in track if one.id in gone and one.outcome is not Outcome.WITHDRAWN]
        changes += [Change(one.id, one.outcome, Outcome.WITHDRAWN, Reason("withdrawn")) for one in leaving]
        if any(one.outcome in {Outcome.ADVANCES, Outcome.HELD} for one in leaving):
            changes += _moves_up([one for one in track if one.id not in gone], at_cut)
    return changes


def _moves_up(staying: list[Decision], at_cut: AtCut) -> list[Change]:
    """Return the steps that fill the free places of one track."""
    places = max((one.places or 0 for one in staying), default=0)
    free = places - sum(one.outcome is Outcome.ADVANCES for one in staying)
    line = [one for one in staying if one.outcome in {Outcome.HELD, Outcome.RESERVE, Outcome.ENDS}]
    changes: list[Change] = []
    for rank, equals in groupby(sorted(line, key=_in_line), key=lambda one: one.rank):
        group = list(equals)
        if free <= 0:
            break
        facts = {"rank": rank, "vacancies": free, "places": places}
        held = len(group) > free and at_cut is AtCut.HOLD
        after = Outcome.HELD if held else Outcome.ADVANCES
        because = Reason("tied_for_vacancy_held" if held else "fills_vacancy", facts | {"tied": len(group)})
        changes += [Change(one.id, one.outcome, after, because) for one in group if one.outcome is not after]
        free -= len(group)
    return changes


def _in_line(one: Decision) -> tuple[int, UUID]:
    assert one.rank is not None
    return one.rank, one.id


def apply(decisions: Sequence[Decision], changes: Iterable[Change]) -> list[Decision]:
    """Return the decisions after the changes, in the same order."""
    latest = {change.id: change for change in changes}
    return [
        replace(one, outcome=latest[one.id].after, because=latest[one.id].because)
        if one.id in latest
        else one
        for one in decisions
    ]

"""Places: 1, 2, 2, 4 within a track, on unrounded scores, with tie rules that are data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from uuid import UUID

from contest.kernel.errors import FieldError, Invalid
from judging.ranking.domain.scores import MIN_FOR_TRIM, Method, Reason, Score, mean, text, trimmed_mean

PREVIOUS_ROUND = "previous_round"
CHIEF_JUDGE = "chief_judge"
CRITERION = "criterion:"
PANEL = (
    "panel"  # what parted equals: the order that the panel recorded, under the chief judge's rule or a hold
)
TIE_REMAINS = Reason("tie_remains")


class AtCut(StrEnum):
    """What happens to entries that share a place across the cut after every other tie rule."""

    BOTH_ADVANCE = "both_advance"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Item:
    """One entry to be ranked, withdrawn ones left out.

    `scores` are the totals of its valid sheets; `criteria` the marks of those sheets by criterion code;
    `previous` its unrounded score in the round before, None where it had none (a direct slot); `chief` the totals of
    the chief judges among its sheets. Entries compete within a `track`; a season that ranks by track and group joins
    both in it. `calibrated` is given where calibration is recommended for the whole track, else `fallback` says why
    the mean counts. `settled` is the place its panel gave it among equals, 1 the best.
    """

    id: UUID
    scores: tuple[Score, ...]
    track: str = ""
    criteria: Mapping[str, tuple[Score, ...]] = field(default_factory=dict)
    previous: Score | None = None
    chief: tuple[Score, ...] = ()
    calibrated: Score | None = None
    fallback: Reason | None = None
    settled: int | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry's place in its track.

    `rank` and `score` are None while it is unscored. `tied` counts the others that share the rank.
    `because` says how the score came about (trimmed, plain or unscored) and, where scores were equal, what
    parted them or why nothing did.
    """

    id: UUID
    track: str
    rank: int | None
    score: Fraction | None
    sheets: int
    tied: int = 0
    because: tuple[Reason, ...] = ()

    @property
    def scored(self) -> bool:
        """Return whether it has enough valid sheets for a place."""
        return self.rank is not None


def tie_break_errors(codes: Sequence[str]) -> list[FieldError]:
    """Return what is wrong with tie rules: `previous_round`, `criterion:<code>`, `chief_judge`, at the end an AtCut."""
    errors = []
    for index, code in enumerate(codes):
        if code in set(AtCut):
            if index < len(codes) - 1:
                errors.append(FieldError(f"tie_breaks.{index}", "tie_break_not_last", {"code": code}))
        elif code not in (PREVIOUS_ROUND, CHIEF_JUDGE) and not _names_criterion(code):
            errors.append(FieldError(f"tie_breaks.{index}", "tie_break_unknown", {"code": code}))
    return errors


def _names_criterion(code: str) -> bool:
    return code.startswith(CRITERION) and len(code) > len(CRITERION)


def at_cut(codes: Sequence[str]) -> AtCut:
    """Return what tie rules do with ties that remain at the cut: both advance unless they say `hold`."""
    return AtCut.HOLD if codes and codes[-1] == AtCut.HOLD else AtCut.BOTH_ADVANCE


def rank(
    items: Iterable[Item],
    *,
    method: Method,
    tie_breaks: Sequence[str] = (),
    min_for_trim: int = MIN_FOR_TRIM,
    min_sheets: int = 1,
) -> list[Placed]:
    """Return every item with its place: tracks by name, in each the best first, the unscored without one.

    A tie rule applies to a group of equals only if all of them have its value (a direct slot has no previous
    round): nobody is placed below others for lack of a number. Raises Invalid on unknown tie rules.
    """
    if errors := tie_break_errors(tie_breaks):
        raise Invalid(*errors)
    needed = max(min_sheets, 1)
    placed: list[Placed] = []
    ordered = sorted(items, key=lambda item: (item.track, item.id))
    for track, members in groupby(ordered, key=lambda item: item.track):
        entries = list(members)
        if method is Method.CALIBRATED:
            entries = _on_one_scale(entries, needed)
        ready = [_score(item, method, min_for_trim) for item in entries if len(item.scores) >= needed]
        placed += _place(track, ready, tie_breaks)
        placed += [_unscored(item, needed) for item in entries if len(item.scores) < needed]
    return placed


def _on_one_scale(entries: list[Item], needed: int) -> list[Item]:
    """Return a track's entries with calibrated scores, or all without: the two are never ranked against each other."""
    if all(item.calibrated is not None for item in entries if len(item.scores) >= needed):
        return entries
    return [replace(item, calibrated=None) for item in entries]


def _unscored(item: Item, needed: int) -> Placed:
    why = Reason("too_few_sheets", {"sheets": len(item.scores), "needed": needed})
    return Placed(item.id, item.track, rank=None, score=None, sheets=len(item.scores), because=(why,))


@dataclass(frozen=True, slots=True)
class _Scored:
    item: Item
    score: Fraction
    because: tuple[Reason, ...]

    def and_because(self, reason: Reason) -> _Scored:
        return _Scored(self.item, self.score, (*self.because, reason))


def _score(item: Item, method: Method, min_for_trim: int) -> _Scored:
    sheets = len(item.scores)
    if method is Method.CALIBRATED:
        return _calibrated(item)
    if method is Method.MEAN:
        return _Scored(item, mean(item.scores), (Reason("plain_mean", {"sheets": sheets}),))
    score = trimmed_mean(item.scores, min_for_trim=min_for_trim)
    if sheets < min_for_trim:
        return _Scored(item, score, (Reason("too_few_to_trim", {"sheets": sheets, "needed": min_for_trim}),))
    lowest, *_, highest = sorted(Fraction(score) for score in item.scores)
    dropped = {"sheets": sheets, "highest": text(highest), "lowest": text(lowest)}
    return _Scored(item, score, (Reason("highest_and_lowest_dropped", dropped),))


def _calibrated(item: Item) -> _Scored:
    sheets = {"sheets": len(item.scores)}
    if item.calibrated is not None:
        return _Scored(item, Fraction(item.calibrated), (Reason("calibrated", sheets),))
    why = item.fallback or Reason("calibration_missing", {})
    return _Scored(item, mean(item.scores), (why, Reason("plain_mean", sheets)))


def _place(track: str, scored: list[_Scored], tie_breaks: Sequence[str]) -> Iterator[Placed]:
    rank = 1
    for equals in _groups(scored, lambda one: one.score):
        for group in _part(equals, tie_breaks):
            for one in group:
                yield Placed(
                    id=one.item.id,
                    track=track,
                    rank=rank,
                    score=one.score,
                    sheets=len(one.item.scores),
                    tied=len(group) - 1,
                    because=one.because,
                )
            rank += len(group)


def _part(equals: list[_Scored], tie_breaks: Sequence[str]) -> Iterator[list[_Scored]]:
    """Yield the groups that the tie rules make of entries with equal scores, best first, noting why."""
    if len(equals) == 1:
        yield equals
        return
    if not tie_breaks or tie_breaks[0] in set(AtCut):
        waits = bool(tie_breaks) and tie_breaks[0] == AtCut.HOLD
        yield from _settled(equals) if waits else [[one.and_because(TIE_REMAINS) for one in equals]]
        return
    rule, *rest = tie_breaks
    if rule == CHIEF_JUDGE and _all_settled(equals):
        for group in _by_place(equals):
            yield from _part(group, rest)
        return
    values = {one.item.id: _value(one.item, rule) for one in equals}
    known = {id_: value for id_, value in values.items() if value is not None}
    if len(known) < len(equals):
        skipped = Reason("tie_break_not_applicable", {"rule": rule, "missing": len(equals) - len(known)})
        yield from _part([one.and_because(skipped) for one in equals], rest)
        return
    compared = [
        one.and_because(Reason("tie_compared", {"rule": rule, "value": text(known[one.item.id])}))
        for one in equals
    ]
    for group in _groups(compared, lambda one: known[one.item.id]):
        yield from _part(group, rest)


def _all_settled(equals: list[_Scored]) -> bool:
    return all(one.item.settled is not None for one in equals)


def _settled(equals: list[_Scored]) -> Iterator[list[_Scored]]:
    """Yield a tie that waits for people as the panel has ordered it; whole where it has not ordered all of it."""
    for group in _by_place(equals) if _all_settled(equals) else iter([equals]):
        yield [one.and_because(TIE_REMAINS) for one in group] if len(group) > 1 else group


def _by_place(equals: list[_Scored]) -> Iterator[list[_Scored]]:
    ordered = [
        one.and_because(Reason("tie_compared", {"rule": PANEL, "value": str(one.item.settled)}))
        for one in equals
    ]
    yield from _groups(ordered, lambda one: Fraction(-(one.item.settled or 0)))


def _value(item: Item, rule: str) -> Fraction | None:
    """Return what a tie rule compares: the previous round's score, the chief judge's total or a criterion's mean."""
    if rule == PREVIOUS_ROUND:
        return None if item.previous is None else Fraction(item.previous)
    if rule == CHIEF_JUDGE:
        return mean(item.chief) if item.chief else None
    marks = item.criteria.get(rule.removeprefix(CRITERION))
    return mean(marks) if marks else None


def _groups(entries: list[_Scored], key: Callable[[_Scored], Fraction]) -> Iterator[list[_Scored]]:
    """Yield those with equal values together, highest first; within a group the order given is kept."""
    for _, group in groupby(sorted(entries, key=key, reverse=True), key=key):
        yield list(group)

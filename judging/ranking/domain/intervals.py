"""How sure a place is: intervals around scores, and who might as well stand on the other side of the cut."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from uuid import UUID

from judging.ranking.domain.deciding import AdvanceRule, Cut
from judging.ranking.domain.placing import Placed
from judging.ranking.domain.scores import Score, as_decimal

LEVEL = 80  # percent: with one more such panel, an entry outside would change sides once in ten times at most
WIDTH = Fraction("1.2816")  # standard errors on either side, for LEVEL under a normal distribution


def interval(score: Score, stderr: Score) -> tuple[Decimal, Decimal]:
    """Return the lower and upper end of the interval around a score."""
    half = Fraction(stderr) * WIDTH
    return as_decimal(Fraction(score) - half), as_decimal(Fraction(score) + half)


def straddlers(
    placed: Iterable[Placed], rule: AdvanceRule, stderrs: Mapping[UUID, Decimal]
) -> frozenset[UUID]:
    """Return the entries whose interval holds the score at which their track is cut."""
    found: set[UUID] = set()
    for track, members in groupby(sorted(placed, key=lambda one: one.track), key=lambda one: one.track):
        entries = list(members)
        at = cut_score(entries, rule.cut_of(track))
        if at is None:
            continue
        found |= {
            one.id
            for one in entries
            if one.score is not None
            and (stderr := stderrs.get(one.id)) is not None
            and abs(one.score - at) <= Fraction(stderr) * WIDTH
        }
    return frozenset(found)


def cut_score(entries: list[Placed], cut: Cut) -> Fraction | None:
    """Return the score at which one track is cut: the threshold, else halfway between the last in and the first out.

    None where nobody stands on one of the sides.
    """
    places = cut.places(len(entries))
    if places is None:
        return Fraction(cut.value)
    inside = [
        one.score for one in entries if one.score is not None and one.rank is not None and one.rank <= places
    ]
    outside = [
        one.score for one in entries if one.score is not None and one.rank is not None and one.rank > places
    ]
    return (min(inside) + max(outside)) / 2 if inside and outside else None

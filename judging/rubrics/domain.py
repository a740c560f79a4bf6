"""A rubric is weighted criteria; its total is on a scale of 100, exact until it is shown."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Protocol, TypeVar

from contest.kernel.errors import FieldError, Invalid

SCALE = 100
NOTE = "note:"  # field of a criterion's comment


@dataclass(frozen=True, slots=True)
class CommentRule:
    """When a mark needs a comment: always, strictly below a mark, strictly above one; else it may have one."""

    always: bool = False
    below: Decimal | None = None
    above: Decimal | None = None

    def asks(self, mark: Decimal | None) -> bool:
        """Return whether this mark needs a comment; one that is not given yet needs none unless all do."""
        if self.always or mark is None:
            return self.always
        return (self.below is not None and mark < self.below) or (
            self.above is not None and mark > self.above
        )


OPTIONAL = CommentRule()


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing judged, marked from 0 to `max` in steps of `step`; `weight` is relative to the others."""

    code: str
    weight: Decimal
    max: Decimal
    step: Decimal = Decimal(1)
    comment: CommentRule = OPTIONAL

    def mark_error(self, mark: Decimal) -> FieldError | None:
        """Return what is wrong with a mark, None if it may be given."""
        if not mark.is_finite():
            return FieldError(self.code, "mark_not_a_number")
        if not 0 <= mark <= self.max:
            return FieldError(self.code, "mark_out_of_range", {"min": "0", "max": _plain(self.max)})
        if not _is_multiple(mark, self.step):
            return FieldError(self.code, "mark_off_step", {"step": _plain(self.step)})
        return None


@dataclass(frozen=True, slots=True)
class Rubric:
    """The criteria of one round. Raises Invalid when they cannot make a total (see `rubric_errors`)."""

    criteria: tuple[Criterion, ...]

    def __post_init__(self) -> None:
        if errors := rubric_errors(self.criteria):
            raise Invalid(*errors)

    @property
    def weight_sum(self) -> Decimal:
        """Return the sum of the weights; it need not be 100, the total divides by it."""
        return sum((c.weight for c in self.criteria), Decimal(0))

    def mark_errors(self, marks: Mapping[str, Decimal], *, complete: bool = True) -> list[FieldError]:
        """Return what keeps the marks (by criterion code) from counting, in the order of the criteria.

        A draft may have gaps: with `complete=False` a missing mark is no error. `FieldError.field` is the
        code.
        """
        errors = []
        for criterion in self.criteria:
            mark = marks.get(criterion.code)
            if mark is None:
                error = FieldError(criterion.code, "mark_missing") if complete else None
            else:
                error = criterion.mark_error(mark)
            errors += [error] if error else []
        known = {c.code for c in self.criteria}
        return errors + [FieldError(code, "criterion_unknown") for code in marks if code not in known]

    def comment_errors(self, marks: Mapping[str, Decimal], comments: Mapping[str, str]) -> list[FieldError]:
        """Return which comments (by criterion code) are still asked for; fields are `note:<code>`."""
        return [
            FieldError(NOTE + criterion.code, "comment_required")
            for criterion in self.criteria
            if criterion.comment.asks(marks.get(criterion.code))
            and not comments.get(criterion.code, "").strip()
        ]

    @property
    def digest(self) -> str:
        """Return what identifies the numbers a total is made of; sheets keep it beside their total."""
        numbers = [(c.code, _plain(c.weight), _plain(c.max), _plain(c.step)) for c in self.criteria]
        return sha256(json.dumps(numbers).encode()).hexdigest()

    def exact_total(self, marks: Mapping[str, Decimal]) -> Fraction:
        """Return 100 · Σ (weight · mark / max) / Σ weight, exactly; raise Invalid on marks that do not count.

        Full marks give 100 and none give 0 whatever the weights add up to, so rubrics of different years
        compare.
        """
        if errors := self.mark_errors(marks):
            raise Invalid(*errors)
        earned = sum(Fraction(c.weight) * Fraction(marks[c.code]) / Fraction(c.max) for c in self.criteria)
        return SCALE * earned / Fraction(self.weight_sum)

    def total(self, marks: Mapping[str, Decimal]) -> Decimal:
        """Return `exact_total` to 28 significant digits, for storage (exact wherever it has that few)."""
        exact = self.exact_total(marks)
        return Context(prec=28).divide(Decimal(exact.numerator), Decimal(exact.denominator))


class ForSome(Protocol):
    """A rubric for the entries of certain tracks and groups; empty means any."""

    @property
    def track_codes(self) -> Collection[str]: ...
    @property
    def group_codes(self) -> Collection[str]: ...


Variant = TypeVar("Variant", bound=ForSome)


def variant_for(variants: Iterable[Variant], track_code: str, group_code: str) -> Variant | None:
    """Return the first variant that fits an entry, None where the round's own rubric holds."""
    for one in variants:
        in_track = not one.track_codes or track_code in one.track_codes
        if in_track and (not one.group_codes or group_code in one.group_codes):
            return one
    return None


def rubric_errors(criteria: tuple[Criterion, ...]) -> list[FieldError]:
    """Return what keeps criteria from making a rubric; fields are `criteria.<code>.<attribute>`."""
    if not criteria:
        return [FieldError("criteria", "rubric_empty")]
    errors = [
        FieldError(f"criteria.{c.code}.{name}", "not_positive")
        for c in criteria
        for name, value in (("weight", c.weight), ("max", c.max), ("step", c.step))
        if not (value.is_finite() and value > 0)
    ]
    sound = {c.code for c in criteria} - {error.field.split(".")[1] for error in errors}
    errors += [
        FieldError(f"criteria.{c.code}.step", "max_off_step", {"max": _plain(c.max), "step": _plain(c.step)})
        for c in criteria
        if c.code in sound and not _is_multiple(c.max, c.step)
    ]
    repeated = [code for code, times in Counter(c.code for c in criteria).items() if times > 1]
    return errors + [FieldError(f"criteria.{code}.code", "criterion_repeated") for code in repeated]


def _is_multiple(value: Decimal, step: Decimal) -> bool:
    return (Fraction(value) / Fraction(step)).denominator == 1


def _plain(value: Decimal) -> str:
    """Return a number as a person writes it: 10.0 and 1E+1 are both "10"."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

"""When the office may pass, return or reject, and which batch is the one that was previewed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from contest.screening.domain.checklist import Answers
from contest.screening.domain.vocabulary import AFTER, CaseState, DecisionKind


class Refusal(StrEnum):
    """Why a decision cannot be taken on an entry."""

    WITHDRAWN = "withdrawn"
    ALREADY = "already"
    ITEMS_OPEN = "items_open"
    ITEMS_UNMET = "items_unmet"
    NOT_ELIGIBLE = "not_eligible"
    DUPLICATE = "duplicate"
    ALREADY_JUDGED = "already_judged"


@dataclass(frozen=True, slots=True)
class Case:
    """What a decision looks at. `settled` : the stage's result is reported, or a later stage was entered."""

    entry_id: UUID
    version: int
    submission_id: UUID | None
    state: CaseState
    withdrawn: bool
    settled: bool
    answers: Answers
    not_eligible: bool
    duplicate: bool

    def with_settled(self, codes: frozenset[str]) -> Case:
        """Return the case as it is once these open questions count as met."""
        still = tuple(code for code in self.answers.open if code not in codes)
        return replace(self, answers=replace(self.answers, open=still))


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be decided. `reason` is what the team reads; `until` and `fields` belong to a return."""

    kind: DecisionKind
    reason: str = ""
    until: datetime | None = None
    fields: tuple[str, ...] = ()
    # Questions of the office that are open count as met with a pass of many entries at once.
    settle_office: bool = False

    def plain(self) -> dict[str, object]:
        """Return the order as JSON for a fingerprint."""
        return {
            "kind": self.kind,
            "reason": self.reason,
            "until": self.until.isoformat() if self.until else None,
            "fields": sorted(self.fields),
            "settle_office": self.settle_office,
        }


def refusal(case: Case, order: Order) -> Refusal | None:
    """Return why the order cannot be carried out, None when it can."""
    if case.withdrawn:
        return Refusal.WITHDRAWN
    # A return may follow a return: with another reason, or another deadline.
    if case.state is AFTER[order.kind] and order.kind is not DecisionKind.RETURN:
        return Refusal.ALREADY
    if order.kind is DecisionKind.RETURN and case.settled:
        return Refusal.ALREADY_JUDGED
    return _refused_pass(case) if order.kind is DecisionKind.PASS else None


def _refused_pass(case: Case) -> Refusal | None:
    if case.answers.unmet:
        return Refusal.ITEMS_UNMET
    if case.duplicate:
        return Refusal.DUPLICATE
    if case.not_eligible:
        return Refusal.NOT_ELIGIBLE
    return Refusal.ITEMS_OPEN if case.answers.open else None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a batch will do: the entries it decides, and why it leaves the others alone."""

    order: Order
    decided: tuple[Case, ...]
    refused: Mapping[UUID, Refusal]

    @property
    def reasons(self) -> dict[Refusal, int]:
        """Return why -> how many are left alone."""
        return dict(Counter(self.refused.values()))

    def fingerprint(self, season_id: UUID) -> str:
        """Return what stays the same as long as the same decisions fall on the same versions of the same cases."""
        cases = sorted((str(case.entry_id), case.version, str(case.submission_id)) for case in self.decided)
        content = {"season": str(season_id), "order": self.order.plain(), "cases": cases}
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def preview(cases: Iterable[Case], order: Order) -> Preview:
    """Sort the cases into those the order decides and those it leaves alone."""
    decided: list[Case] = []
    refused: dict[UUID, Refusal] = {}
    for case in cases:
        why = refusal(case, order)
        if why is None:
            decided.append(case)
        else:
            refused[case.entry_id] = why
    return Preview(order, tuple(decided), refused)

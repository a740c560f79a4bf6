"""Small rounds to seal, as hypothesis draws them and as plain values."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from contest.kernel.signing import Signer
from judging.ranking.domain import AdvanceRule, AtCut, Cut, CutKind, Method
from judging.rubrics.domain import Criterion, Rubric
from judging.sealing.domain import (
    Content,
    Sealed,
    SealedEntry,
    SealedRubric,
    SealedRules,
    SealedSheet,
    recomputed,
    seal,
)

RUBRIC = Rubric(
    (
        Criterion("innovation", Decimal(60), Decimal(100)),
        Criterion("team", Decimal(40), Decimal(50), Decimal("0.5")),
    )
)
RUBRICS = (SealedRubric((), (), RUBRIC),)
RULES = SealedRules(
    divided_by=("track",),
    method=Method.TRIMMED_MEAN,
    min_for_trim=5,
    min_sheets=1,
    tie_breaks=("previous_round", "both_advance"),
    advance=AdvanceRule(Cut(CutKind.TOP, Decimal(2)), {}, 1, AtCut.BOTH_ADVANCE),
)
ABOUT = {"round": "0", "name": {"zh": "复赛", "en": "Second round"}, "waived": {}}


def signer(secret: str = "one") -> Signer:
    made = Signer()
    made.install(secret)
    return made


def a_content(entries: int = 6, judges: int = 5, seed: int = 0, rules: SealedRules = RULES) -> Content:
    """A round judged at random, its results computed by the rules."""
    rng = random.Random(seed)
    found = tuple(
        SealedEntry(
            id=UUID(int=rng.getrandbits(128)),
            number=f"2026-{number:04d}" if number % 2 else "",
            track=("ai", "bio")[number % 2],
            group="growth",
            zone="city",
            previous=Decimal(rng.randint(60, 90)) if number % 3 else None,
        )
        for number in range(entries)
    )
    seats = [UUID(int=rng.getrandbits(128)) for _ in range(judges)]
    sheets = []
    for entry in found:
        for judge in seats:
            marks = {
                "innovation": Decimal(rng.randint(70, 74)),
                "team": Decimal(rng.randint(70, 74)) / 2,
            }
            sheets.append(SealedSheet(entry.id, judge, marks, RUBRIC.total(marks)))
    content = Content(ABOUT, RUBRICS, rules, found, tuple(sheets), ())
    return replace(content, lines=tuple(recomputed(content)))


def sealed(content: Content, secret: str = "one") -> Sealed:
    key = signer(secret)
    return seal(content, public=key.public, sign=key.sign, software="haiju 0")

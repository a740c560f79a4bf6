"""A stranger computes the calibrated scores of a sealed round anew, from its sheets and under other names."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from judging.calibration import engine
from judging.calibration.domain import Recommended, Sheet
from judging.ranking.domain import Method
from judging.sealing.domain import Content, SealedCalibration, SealedEntry, SealedSheet, recomputed, verify
from judging.sealing.domain.calibrated import calibration_differences
from judging.sealing.domain.sections import section_of
from tests.judging.sealing.rounds import ABOUT, RUBRIC, RUBRICS, RULES, sealed


def a_calibrated_content(entries: int = 80, judges: int = 10, per_entry: int = 4, seed: int = 5) -> Content:
    """A round of judges of very different severity, ranked by calibrated scores as the product ranks."""
    dice, names = np.random.default_rng(seed), random.Random(seed)
    severity = dice.normal(0, 9, judges)
    seats = [UUID(int=names.getrandbits(128)) for _ in range(judges)]
    found, sheets = [], []
    for number in range(entries):
        entry = SealedEntry(UUID(int=names.getrandbits(128)), f"2026-{number:04d}", "ai", "growth", "city")
        found.append(entry)
        quality = dice.normal(70, 7)
        for judge in dice.choice(judges, per_entry, replace=False):
            level = float(np.clip(quality - severity[judge] + dice.normal(0, 2), 0, 100))
            marks = {"innovation": Decimal(round(level)), "team": Decimal(round(level)) / 2}
            sheets.append(SealedSheet(entry.id, seats[judge], marks, RUBRIC.total(marks)))
    rules = replace(RULES, method=Method.CALIBRATED)
    content = Content(ABOUT, RUBRICS, rules, tuple(found), tuple(sheets), ())
    made = engine.calibrate([Sheet(str(one.judge), str(one.entry), float(one.total), "ai") for one in sheets])
    assert {group.recommended for group in made.groups} == {Recommended.CALIBRATED}
    scores = {one.item: Decimal(f"{one.calibrated:.6f}") for one in made.items}
    content = replace(
        content,
        entries=tuple(replace(one, calibrated=scores[str(one.id)]) for one in found),
        calibration=SealedCalibration(made.components, ("ai",)),
    )
    return replace(content, lines=tuple(recomputed(content)))


@pytest.fixture(scope="module")
def content() -> Content:
    return a_calibrated_content()


def renamed(content: Content) -> Content:
    """The same round under other pseudonyms."""
    names: dict[UUID, UUID] = {}

    def new(old: UUID) -> UUID:
        return names.setdefault(old, UUID(int=random.Random(str(old)).getrandbits(128)))

    return replace(
        content,
        entries=tuple(replace(one, id=new(one.id)) for one in content.entries),
        sheets=tuple(replace(one, entry=new(one.entry), judge=new(one.judge)) for one in content.sheets),
        lines=tuple(replace(one, entry=new(one.entry)) for one in content.lines),
    )


def test_a_sealed_calibration_is_computed_anew_whatever_the_names(content: Content) -> None:
    assert list(calibration_differences(content)) == []
    assert list(calibration_differences(renamed(content))) == []
    assert verify(sealed(renamed(content)).data).valid


def codes(content: Content) -> set[str]:
    return {one.code for one in verify(sealed(content).data).differences}


def forged(content: Content, **more: Any) -> Content:
    """The file as somebody would make it who holds the key and wants other results: consistent in itself."""
    changed = replace(content, **more)
    return replace(changed, lines=tuple(recomputed(changed)))


def test_a_calibrated_score_that_the_sheets_do_not_make_is_named(content: Content) -> None:
    first, *rest = content.entries
    assert first.calibrated is not None
    lifted = replace(first, calibrated=first.calibrated + Decimal("0.5"))
    verdict = verify(sealed(forged(content, entries=(lifted, *rest))).data)
    assert [(one.code, one.params["entry"]) for one in verdict.differences] == [
        ("seal_calibrated_differs", first.number)
    ]
    nudged = replace(first, calibrated=first.calibrated + Decimal("0.000004"))
    assert verify(sealed(forged(content, entries=(nudged, *rest))).data).valid


def test_a_changed_sheet_shows_in_the_calibration_too(content: Content) -> None:
    first, *rest = content.sheets
    marks = {"innovation": Decimal(1), "team": Decimal(1)}
    sheet = replace(first, marks=marks, total=RUBRIC.total(marks))
    assert "seal_calibrated_differs" in codes(forged(content, sheets=(sheet, *rest)))


def test_spreads_that_the_sheets_do_not_have_are_named(content: Content) -> None:
    assert content.calibration is not None
    assert content.calibration.components is not None
    wrong = replace(content.calibration.components, severity_sd=0.5)
    found = codes(forged(content, calibration=replace(content.calibration, components=wrong)))
    assert {"seal_calibration_differs", "seal_calibrated_differs"} <= found


def test_ranking_by_the_mean_where_calibration_was_due_is_named(content: Content) -> None:
    assert content.calibration is not None
    plain = tuple(replace(one, calibrated=None) for one in content.entries)
    found = codes(forged(content, entries=plain, calibration=replace(content.calibration, ranked=())))
    assert {"seal_calibration_sections", "seal_calibrated_differs"} <= found


def test_a_calibrated_round_without_its_calibration_is_refused(content: Content) -> None:
    assert "seal_calibration_missing" in codes(forged(content, calibration=None))


def test_judges_alike_leave_the_mean_in_the_file_as_well() -> None:
    made = a_calibrated_content()
    alike = tuple(
        replace(sheet, marks=marks, total=RUBRIC.total(marks))
        for number, sheet in enumerate(made.sheets)
        for marks in [{"innovation": Decimal(60 + number // 4 % 20), "team": Decimal(30)}]
    )
    sheets = [Sheet(str(one.judge), str(one.entry), float(one.total), "ai") for one in alike]
    found = engine.calibrate(sheets)
    assert found.recommended is Recommended.MEAN
    plain = tuple(replace(one, calibrated=None) for one in made.entries)
    kept = SealedCalibration(found.components, ())
    assert verify(sealed(forged(made, sheets=alike, entries=plain, calibration=kept)).data).valid


def test_the_comparison_does_not_depend_on_names() -> None:
    made = a_calibrated_content(seed=9)
    other = renamed(made)
    found = [
        engine.calibrate(
            [
                Sheet(
                    str(one.judge),
                    str(one.entry),
                    float(one.total),
                    section_of(entries[one.entry], ("track",)),
                )
                for one in some.sheets
            ]
        ).comparison
        for some, entries in ((some, {one.id: one for one in some.entries}) for some in (made, other))
    ]
    assert found[0] is not None
    assert found[1] is not None
    assert found[0].pairs == found[1].pairs
    assert abs(found[0].gain - found[1].gain) < 1e-9

"""Calibrated scores once more, from the sealed sheets alone and by the engine that calibrates every round.

Judges and entries bear other names in a file than in the round; the engine knows no names, so what differs is the
order in which numbers are added up. Hence two tolerances: of a score, which is sealed to six digits, and of the
standard deviations, which an iteration finds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple
from decimal import Decimal

from judging.calibration.domain import Calibration, Recommended, Sheet
from judging.ranking.domain import Method
from judging.sealing.domain.content import Content, SealedEntry
from judging.sealing.domain.differing import Difference
from judging.sealing.domain.sections import section_of

SCORE_TOLERANCE = Decimal("0.00001")  # points of 100
SPREAD_TOLERANCE = Decimal("0.01")


def calibration_differences(content: Content) -> Iterator[Difference]:
    """Yield where calibrated scores are not those the sheets make. Loads numpy and SciPy: commands and jobs only."""
    sealed = content.calibration
    if sealed is None:
        if content.rules.method is Method.CALIBRATED:
            yield Difference("seal_calibration_missing")
        return
    from judging.calibration import engine  # noqa: PLC0415 - numpy and SciPy stay out of web processes

    sheets = _sheets(content)
    try:
        made = engine.calibrate(sheets, components=sealed.components) if sheets else None
        found = engine.components_of(sheets) if sheets else None
    except (ValueError, ArithmeticError) as error:  # sheets that no calibration could have come from
        yield Difference("seal_rules_unusable", {"detail": str(error)})
        return
    if (found is None) != (sealed.components is None):
        yield Difference(
            "seal_calibration_differs", {"written": str(sealed.components), "computed": str(found)}
        )
        return
    if found is not None and sealed.components is not None:
        pairs = zip(astuple(sealed.components), astuple(found), strict=True)
        if any(abs(written - computed) > SPREAD_TOLERANCE for written, computed in pairs):
            facts = {"written": str(sealed.components), "computed": str(found)}
            yield Difference("seal_calibration_differs", facts)
    ranked = _ranked(made) & _scored(content)
    if ranked != set(sealed.ranked):
        facts = {
            "written": ", ".join(sorted(sealed.ranked)) or "-",
            "computed": ", ".join(sorted(ranked)) or "-",
        }
        yield Difference("seal_calibration_sections", facts)
    yield from _wrong_scores(content, made, ranked)


def _sheets(content: Content) -> list[Sheet]:
    entries = {entry.id: entry for entry in content.entries}
    return [
        Sheet(
            str(sheet.judge),
            str(sheet.entry),
            float(sheet.total),
            section_of(entries[sheet.entry], content.rules.divided_by),
        )
        for sheet in content.sheets
        if sheet.entry in entries
    ]


def _scored(content: Content) -> set[str]:
    """Return the sections with an entry that has enough sheets to be ranked."""
    counts = Counter(sheet.entry for sheet in content.sheets)
    return {
        section_of(entry, content.rules.divided_by)
        for entry in content.entries
        if _counts(content, counts[entry.id])
    }


def _ranked(made: Calibration | None) -> set[str]:
    groups = made.groups if made else ()
    return {group.group for group in groups if group.recommended is Recommended.CALIBRATED}


def _wrong_scores(content: Content, made: Calibration | None, ranked: set[str]) -> Iterator[Difference]:
    """Yield each entry whose sealed score is not the computed one, or that has one where the mean counts."""
    scores = {one.item: one.calibrated for one in made.items} if made else {}
    counts = Counter(sheet.entry for sheet in content.sheets)
    for entry in content.entries:
        due = section_of(entry, content.rules.divided_by) in ranked and _counts(content, counts[entry.id])
        computed = Decimal(f"{scores[str(entry.id)]:.6f}") if due else None
        if not _alike(entry.calibrated, computed):
            facts = {"entry": _name(entry), "written": str(entry.calibrated), "computed": str(computed)}
            yield Difference("seal_calibrated_differs", facts)


def _counts(content: Content, sheets: int) -> bool:
    return sheets >= max(content.rules.min_sheets, 1)


def _name(entry: SealedEntry) -> str:
    return entry.number or str(entry.id)


def _alike(written: Decimal | None, computed: Decimal | None) -> bool:
    if written is None or computed is None:
        return written is computed
    return abs(written - computed) <= SCORE_TOLERANCE

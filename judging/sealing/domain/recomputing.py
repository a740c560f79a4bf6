"""The results once more, from what a file holds alone, by the rules that rank every round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import fields
from decimal import Decimal
from uuid import UUID

from contest.kernel.errors import Invalid
from judging.ranking import domain
from judging.ranking.domain import Item
from judging.rubrics.domain import Rubric, variant_for
from judging.sealing.domain.content import Content, SealedEntry, SealedLine, SealedSheet
from judging.sealing.domain.differing import Difference
from judging.sealing.domain.panels import panel_differences
from judging.sealing.domain.sections import section_of


def recomputed(content: Content) -> list[SealedLine]:
    """Return the lines that entries, sheets and rules make. Totals are made anew from the marks.

    Raises Invalid for marks or rules that cannot be.
    """
    totals, marks, led = _by_entry(content)
    items = [
        Item(
            id=entry.id,
            scores=tuple(totals[entry.id]),
            track=section_of(entry, content.rules.divided_by),
            criteria={code: tuple(given) for code, given in marks[entry.id].items()},
            previous=entry.previous,
            chief=tuple(led[entry.id]),
            calibrated=entry.calibrated,
            settled=entry.settled,
        )
        for entry in content.entries
    ]
    rules = content.rules
    placed = domain.rank(
        items,
        method=rules.method,
        tie_breaks=rules.tie_breaks,
        min_for_trim=rules.min_for_trim,
        min_sheets=rules.min_sheets,
    )
    by_id = {one.id: one for one in placed}
    return [
        _line(decision, by_id[decision.id], totals[decision.id], rules.min_for_trim)
        for decision in domain.decide(placed, rules.advance)
    ]


def rubric_of(content: Content, entry: SealedEntry) -> Rubric:
    """Return what an entry was judged by; raise Invalid where no rubric fits."""
    found = variant_for(content.rubrics, entry.track, entry.group)
    return found.rubric if found else Rubric(())


def _by_entry(
    content: Content,
) -> tuple[
    Mapping[UUID, list[Decimal]], Mapping[UUID, Mapping[str, list[Decimal]]], Mapping[UUID, list[Decimal]]
]:
    """Return by entry the totals, the marks of each criterion, and the totals of chief judges."""
    led: defaultdict[UUID, list[Decimal]] = defaultdict(list)
    totals: defaultdict[UUID, list[Decimal]] = defaultdict(list)
    marks: defaultdict[UUID, defaultdict[str, list[Decimal]]] = defaultdict(lambda: defaultdict(list))
    rubrics = {entry.id: rubric_of(content, entry) for entry in content.entries}
    for sheet in content.sheets:
        if sheet.entry not in rubrics:
            continue  # told apart as a stray sheet
        total = rubrics[sheet.entry].total(sheet.marks)
        totals[sheet.entry].append(total)
        if sheet.judge in content.rules.chiefs:
            led[sheet.entry].append(total)
        for code, mark in sheet.marks.items():
            marks[sheet.entry][code].append(mark)
    return totals, marks, led


def _line(
    decision: domain.Decision, placed: domain.Placed, totals: list[Decimal], min_for_trim: int
) -> SealedLine:
    return SealedLine(
        entry=decision.id,
        section=decision.track,
        rank=placed.rank,
        tied=placed.tied,
        sheets=len(totals),
        mean=domain.as_decimal(domain.mean(totals)) if totals else None,
        trimmed=domain.as_decimal(domain.trimmed_mean(totals, min_for_trim=min_for_trim)) if totals else None,
        spread=domain.spread(totals),
        score=domain.as_decimal(placed.score) if placed.score is not None else None,
        places=decision.places,
        outcome=decision.outcome,
        because=decision.because,
    )


def differences(content: Content) -> Iterator[Difference]:
    """Yield in what the results of a file are not those its inputs make, entry by entry."""
    known = {entry.id for entry in content.entries}
    if len(known) != len(content.entries):
        yield Difference("seal_entries_repeat")
        return
    yield from _wrong_sheets(content, known)
    yield from panel_differences(content)
    names = {entry.id: entry.number or str(entry.id) for entry in content.entries}
    try:
        made = {line.entry: line for line in recomputed(content)}
    except Invalid as error:
        yield Difference("seal_rules_unusable", {"detail": str(error)})
        return
    written = {line.entry: line for line in content.lines}
    if len(written) != len(content.lines) or written.keys() != made.keys():
        yield Difference("seal_lines_missing", {"entries": len(made), "lines": len(content.lines)})
    for id_ in sorted(written.keys() & made.keys()):
        yield from _parted(names[id_], written[id_], made[id_])


def _wrong_sheets(content: Content, known: set[UUID]) -> Iterator[Difference]:
    seen: set[tuple[UUID, UUID]] = set()
    entries = {entry.id: entry for entry in content.entries}
    for sheet in content.sheets:
        pair = (sheet.entry, sheet.judge)
        if sheet.entry not in known or pair in seen:
            yield Difference("seal_sheet_stray", {"entry": str(sheet.entry), "judge": str(sheet.judge)})
            continue
        seen.add(pair)
        entry = entries[sheet.entry]
        if (total := _total(content, entry, sheet)) != sheet.total:
            yield Difference(
                "seal_total_differs",
                {
                    "entry": entry.number or str(entry.id),
                    "judge": str(sheet.judge),
                    "written": str(sheet.total),
                    "computed": str(total),
                },
            )


def _total(content: Content, entry: SealedEntry, sheet: SealedSheet) -> Decimal | None:
    try:
        return rubric_of(content, entry).total(sheet.marks)
    except Invalid:
        return None


def _parted(name: str, written: SealedLine, made: SealedLine) -> Iterator[Difference]:
    """Yield each value of a line that is not what was computed."""
    for one in fields(SealedLine):
        before, after = getattr(written, one.name), getattr(made, one.name)
        if before != after:
            yield Difference(
                "seal_line_differs",
                {"entry": name, "value": one.name, "written": str(before), "computed": str(after)},
            )

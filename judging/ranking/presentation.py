"""A ranking as pages show it: some lines at a time, track by track, with the line where each track is cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from contest.kernel.paging import Page
from contest.seasons.domain import Rulebook
from contest.web.i18n import l10n, score
from judging.ranking.domain import AdvanceRule, Cut, CutKind, Reason, section_parts
from judging.ranking.queries import Line, Listed, SectionFigures
from judging.ranking.texts import REASONS

SIZE = 25
PARTS = (("track", "tracks"), ("group", "groups"), ("zone", "zones"))
Keep = Callable[[Line], bool]


@dataclass(frozen=True, slots=True)
class CutLine:
    """The line between who is in and who is out in one track.

    `above` entries rank above it. `places` is None under a threshold. `tied` entries of one rank stand across the
    places. `page` is where the line falls among the pages of the list.
    """

    cut: Cut
    above: int
    places: int | None
    tied: int
    page: int


@dataclass(frozen=True, slots=True)
class Section:
    """The part of one track that stands on a page; `here` says that its cut falls on this page, after `inside`."""

    code: str
    entries: int
    cut: CutLine
    here: bool
    basis: Reason | None  # why the mean counts where the rule would have calibrated scores
    inside: tuple[Line, ...]
    outside: tuple[Line, ...]


def section_name(code: str, book: Rulebook) -> str:
    """Return what a section is called; empty where all entries compete together."""
    named = section_parts(code)
    rows = [
        row for name, attribute in PARTS for row in getattr(book, attribute) if row.code == named.get(name)
    ]
    return " · ".join(l10n(row.name) for row in rows)


def page_of(
    lines: Sequence[Line], rule: AdvanceRule, *, keep: Keep | None = None, number: int = 1, size: int = SIZE
) -> Page[Section]:
    """Return one page of a ranking that is sorted by track and rank; `keep` narrows what is shown, not what is cut.

    A cut that falls between two pages shows on both: under the last line of the one and above the first of the other.
    """
    tracks = {code: list(members) for code, members in groupby(lines, key=_track)}
    shown = [line for line in lines if keep is None or keep(line)]
    number = min(max(1, number), max(1, -(-len(shown) // size)))
    part = range((number - 1) * size, min(number * size, len(shown)))
    cuts = dict(_cuts(tracks, shown, rule, size))
    return Page(
        [
            _section(code, tracks[code], shown, list(places), *cuts[code])
            for code, places in groupby(part, key=lambda place: _track(shown[place]))
        ],
        number,
        size,
        len(shown),
    )


def _track(line: Line) -> str:
    return line.section


def _above(line: Line, cut: Cut) -> bool:
    if line.rank is None:
        return False
    if cut.kind is CutKind.THRESHOLD or line.places is None:
        return line.score is not None and line.score >= cut.value
    return line.rank <= line.places


def _cuts(
    tracks: Mapping[str, Sequence[Line]], shown: Sequence[Line], rule: AdvanceRule, size: int
) -> Iterator[tuple[str, tuple[CutLine, int]]]:
    """Give track -> its cut line, and how many of all shown lines stand before it."""
    for code, members in tracks.items():
        cut = rule.cut_of(code)
        inside = [line for line in members if _above(line, cut)]
        last = inside[-1] if inside else None
        places = None if cut.kind is CutKind.THRESHOLD else members[0].places
        across = last is not None and places is not None and len(inside) > places
        before = sum(_track(line) < code or (_track(line) == code and _above(line, cut)) for line in shown)
        found = CutLine(
            cut=cut,
            above=len(inside),
            places=places,
            tied=last.tied + 1 if across and last is not None else 0,
            page=max(1, -(-before // size)),
        )
        yield code, (found, before)


def _falls_back(basis: Reason) -> bool:
    return basis.code.startswith("calibration_")


def _section(
    code: str,
    members: Sequence[Line],
    shown: Sequence[Line],
    places: Sequence[int],
    cut: CutLine,
    before: int,
) -> Section:
    return Section(
        code=code,
        entries=len(members),
        cut=cut,
        basis=next((line.basis for line in members if line.basis and _falls_back(line.basis)), None),
        here=places[0] <= before <= places[-1] + 1,
        inside=tuple(shown[place] for place in places if place < before),
        outside=tuple(shown[place] for place in places if place >= before),
    )


def page_from(found: Listed, rule: AdvanceRule) -> Page[Section]:
    """Return a page that the database narrowed and sorted as `page_of` would have made it of all lines."""
    first = (found.number - 1) * found.size
    before = {
        one.code: sum(other.kept for other in found.sections if other.code < one.code) + one.kept_above
        for one in found.sections
    }
    figures = {one.code: one for one in found.sections}
    part = enumerate(found.lines, first)
    return Page(
        [
            _stored_section(figures[code], list(lines), before[code], rule, found.size)
            for code, lines in groupby(part, key=lambda one: _track(one[1]))
        ],
        found.number,
        found.size,
        found.total,
    )


def _stored_section(
    figures: SectionFigures, lines: Sequence[tuple[int, Line]], before: int, rule: AdvanceRule, size: int
) -> Section:
    cut = rule.cut_of(figures.code)
    places = None if cut.kind is CutKind.THRESHOLD else figures.places
    across = figures.above > 0 and places is not None and figures.above > places
    return Section(
        code=figures.code,
        entries=figures.entries,
        cut=CutLine(
            cut=cut,
            above=figures.above,
            places=places,
            tied=figures.last_tied + 1 if across else 0,
            page=max(1, -(-before // size)),
        ),
        basis=figures.basis,
        here=lines[0][0] <= before <= lines[-1][0] + 1,
        inside=tuple(line for place, line in lines if place < before),
        outside=tuple(line for place, line in lines if place >= before),
    )


def because(reason: Reason) -> str:
    """Return a reason in the reader's language."""
    text = REASONS.get(reason.code)
    return str(text) % _readable(reason.params) if text is not None else reason.code


def _readable(params: Mapping[str, Any]) -> dict[str, Any]:
    """Round scores for reading, except where only the digits behind tell them from the threshold."""
    shown = dict(params)
    for name in ("highest", "lowest"):
        if name in shown:
            shown[name] = score(Decimal(shown[name]))
    if "score" in shown:
        rounded = score(Decimal(shown["score"]))
        if "threshold" not in shown or Decimal(rounded) != Decimal(shown["threshold"]):
            shown["score"] = rounded
    return shown

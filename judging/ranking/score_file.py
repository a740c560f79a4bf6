"""A file of scores, read strictly, and the table that a calibration makes of it. No database, no request.

Rows come in as `judge_id,item_id,score` (other columns are ignored, one may name the group), and go out one per item.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TextIO

from contest.kernel.errors import DomainError
from judging.calibration.domain import Calibration, Sheet
from judging.ranking import domain

NEEDED = ("judge_id", "item_id", "score")
COLUMNS = ("item_id", "n", "mean", "trimmed", "calibrated", "stderr", "rank_mean", "rank_calibrated")
DIGITS = 6  # behind the point: what is written, and what equal ranks are decided on
LONGEST = 12  # digits of a score; whatever has more is no score


class ScoreFileRefused(DomainError):
    """The file cannot be calibrated. `row` is its line, the header being 1; `reason` a code."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code  # type: ignore[misc]  # one class for every reason
        super().__init__(**params)


@dataclass(frozen=True, slots=True)
class ScoreFile:
    """The sheets of a file and the exact scores of each item, both in the order of the file."""

    sheets: list[Sheet] = field(default_factory=list)
    scores: dict[str, list[Decimal]] = field(default_factory=dict)


def read(file: Iterable[str], *, group: str | None = None) -> ScoreFile:
    """Return the scores of a CSV file, items in groups by the column `group`.

    Raises ScoreFileRefused on the first bad row.
    """
    rows = csv.reader(file, strict=True)
    found = ScoreFile()
    lines: dict[tuple[str, str], int] = {}
    groups: dict[str, str] = {}
    for line, row in _rows(rows, NEEDED if group is None else (*NEEDED, group)):
        judge, item, number = (row[name] for name in NEEDED)
        own = row[group] if group is not None else ""
        score = _score(line, number)
        if (first := lines.setdefault((judge, item), line)) != line:
            raise ScoreFileRefused("score_row_repeated", row=line, first=first, judge=judge, item=item)
        if (other := groups.setdefault(item, own)) != own:
            raise ScoreFileRefused("score_row_group_differs", row=line, item=item, group=own, other=other)
        found.sheets.append(Sheet(judge, item, float(score), own))
        found.scores.setdefault(item, []).append(score)
    if not found.sheets:
        raise ScoreFileRefused("score_file_empty")
    return found


def _rows(reader: Iterator[list[str]], needed: Sequence[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield each row that is not blank as line and needed columns, every one of them filled."""
    lines = _lines(reader)
    header = [name.strip() for name in next(lines, (1, []))[1]]
    if missing := [name for name in needed if header.count(name) != 1]:
        raise ScoreFileRefused("score_file_columns", row=1, columns=", ".join(missing))
    places = {name: header.index(name) for name in needed}
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        row = {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()}
        if blank := [name for name, cell in row.items() if not cell]:
            raise ScoreFileRefused("score_row_blank", row=line, column=blank[0])
        yield line, row


def _lines(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    line = 0
    try:
        for line, cells in enumerate(reader, start=1):
            yield line, cells
    except csv.Error as error:
        raise ScoreFileRefused("score_row_unreadable", row=line + 1) from error
    except UnicodeDecodeError as error:
        raise ScoreFileRefused("score_file_encoding", row=line + 1) from error


def _score(line: int, text: str) -> Decimal:
    try:
        score = Decimal(text)
    except InvalidOperation:
        score = Decimal("nan")
    if not score.is_finite() or abs(score) >= Decimal(10) ** LONGEST:
        raise ScoreFileRefused("score_row_not_a_number", row=line, column="score", value=text[:40])
    return score


def write(file: TextIO, scores: Mapping[str, Sequence[Decimal]], made: Calibration) -> None:
    """Write one row per item, the best calibrated one first; equal scores share a rank (1, 2, 2, 4)."""
    means = {item: domain.mean(own) for item, own in scores.items()}
    calibrated = {
        one.item: Decimal(str(round(float(means[one.item]) if one.is_mean else one.calibrated, DIGITS)))
        for one in made.items
    }
    by_mean, by_calibrated = _ranks(means), _ranks(calibrated)
    table = csv.writer(file, lineterminator="\n")
    table.writerow(COLUMNS)
    for one in sorted(made.items, key=lambda one: (by_calibrated[one.item], by_mean[one.item], one.item)):
        trimmed = domain.trimmed_mean(scores[one.item])
        numbers = (float(means[one.item]), float(trimmed), float(calibrated[one.item]), one.stderr)
        written = [f"{number:.{DIGITS}f}" if number == number else "" for number in numbers]
        table.writerow([one.item, one.sheets, *written, by_mean[one.item], by_calibrated[one.item]])


def _ranks(scores: Mapping[str, domain.Score]) -> dict[str, int]:
    ranks: dict[str, int] = {}
    place, last = 0, None
    for count, item in enumerate(sorted(scores, key=lambda item: (-scores[item], item)), start=1):
        if scores[item] != last:
            place, last = count, scores[item]
        ranks[item] = place
    return ranks

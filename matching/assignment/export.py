"""The plan on the board as a spreadsheet: who is proposed to whom, and what of places and space is taken there."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from contest.web.i18n import l10n, label
from contest.web.sheets import Cell
from matching.assignment.queries import Board, Counterpart, Placed, WinnerLine
from matching.profiles.domain import ProfileKind

WIDTHS = (14, 32, 32, 28, 8, 12, 18, 12, 12, 14, 14, 14)
PLACES = 9  # so many columns there are for every kind; space is a park's


def titles(kind: ProfileKind) -> list[str]:
    """Return the headings."""
    found = [
        _("Number"),
        _("Project name (Chinese)"),
        _("Project name (English)"),
        _("Counterpart"),
        _("Fit"),
        _("Place in its list"),
        _("State"),
        _("Places taken there"),
        _("Places there"),
    ]
    if kind is ProfileKind.PARK:
        found += [_("Needs (m²)"), _("Space taken there (m²)"), _("Space there (m²)")]
    return found


def rows(board: Board) -> Iterator[list[Cell]]:
    """Return a row for each pair, and one for each winner without any."""
    known = {one.id: one for one in board.counterparts}
    for line in board.lines:
        for placed in line.placed or (None,):
            row = _row(line, placed, known.get(placed.profile_id) if placed else None)
            yield row if board.kind is ProfileKind.PARK else row[:PLACES]


def _row(line: WinnerLine, placed: Placed | None, there: Counterpart | None) -> list[Cell]:
    winner: list[Cell] = [line.number, line.name.zh, line.name.en]
    if placed is None or there is None:
        return [*winner, *[None] * 6, line.needs, None, None]
    return [
        *winner,
        l10n(placed.name),
        None if placed.score is None else round(100 * placed.score),
        placed.place,
        label(placed.state) if placed.state else _("proposed in the draft"),
        there.load,
        there.room,
        line.needs,
        there.area,
        there.space,
    ]

"""Winners of other contests: columns by which a project comes into the pool, and what a row may say in them."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from contest.entry_forms.domain import LANGUAGES
from contest.imports.domain import CellError, Column, Row, RowError
from contest.imports.wording import both, with_language
from contest.kernel import clock
from contest.kernel.columns import LocalizedText
from contest.projects.domain.wins import Win
from contest.projects.queries.imported import KnownProject

NAME_LIMIT = 80
FIRST_YEAR = 2000
YEAR_LENGTH = 4


def columns_of_win() -> Iterator[Column]:
    """Yield the columns; a project that names another contest comes into the pool and need not be handed in."""
    for language in LANGUAGES:
        yield Column(
            f"won_contest_{language}",
            with_language(_l("Other contest it won"), language),
            limit=NAME_LIMIT,
            help=both(
                _l(
                    "Only for winners of other contests: with a name here the project comes into the project pool and "
                    "need not be handed in. It is shown to nobody before its team agrees; leave the consent to "
                    "matching empty."
                )
            ),
        )
    for language in LANGUAGES:
        yield Column(
            f"won_award_{language}",
            with_language(_l("Award of the other contest"), language),
            limit=NAME_LIMIT,
            help=both(_l("What it won there, such as first prize.")),
        )
    yield Column(
        "won_year",
        both(_l("Year of the other contest")),
        parse=_read_year,
        help=both(_l("The year of the win, such as 2025.")),
    )


def _read_year(text: str) -> int:
    plain = text.strip().removesuffix("年").removesuffix(".0")
    if not (plain.isascii() and plain.isdigit() and len(plain) == YEAR_LENGTH):
        raise CellError("not_a_number")
    last = clock.today().year
    if not FIRST_YEAR <= int(plain) <= last:
        raise CellError("import_out_of_range", low=FIRST_YEAR, high=last)
    return int(plain)


def new_win(row: Row, known: KnownProject | None) -> Win | None:
    """Return the win in another contest, where the file names one that is not known so already."""
    win = _win(row, known)
    return win if win.contest and (known is None or win != known.win) else None


def problems_of_win(row: Row, known: KnownProject | None) -> Iterator[RowError]:
    """Yield what is wrong: an award of no contest, a win taken out of a list, a consent only the team can give."""
    win = _win(row, known)
    if not win.contest and (win.award or win.year or (known and known.win)):
        yield RowError(row.number, "won_contest_zh", "required")
    if known and known.resident and new_win(row, known):
        yield RowError(row.number, "won_contest_zh", "already_in_project_pool")
    if win.contest and row.get("consent_matching"):
        yield RowError(row.number, "consent_matching", "consent_is_the_teams")


def _win(row: Row, known: KnownProject | None) -> Win:
    """Return the win as it will be; columns the file does not have stay as they are."""
    before = (known.win if known else None) or Win(LocalizedText())

    def said(name: str, kept: LocalizedText) -> LocalizedText:
        return LocalizedText(*(row.get(f"{name}_{one}", kept.as_dict()[one]) or "" for one in LANGUAGES))

    return Win(
        contest=said("won_contest", before.contest),
        award=said("won_award", before.award),
        year=row.get("won_year", before.year),
    )

"""A season a year later: dates move, everything else is copied."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from contest.kernel.localized import SHANGHAI, LocalizedText
from contest.seasons.domain.parts import StagePart, WindowPart
from contest.seasons.domain.rulebook import Rulebook, SeasonBasics, SeasonDraft


def next_year_of(book: Rulebook, *, slug: str, year: int) -> SeasonDraft:
    """Return `book` as a draft for `year`: windows, stage days and the slot year move, labels stay.

    Where the season's name or intro says its year, the new one is written.
    """
    years = year - book.year
    return SeasonDraft(
        basics=SeasonBasics(
            slug=slug,
            name=_with_year(book.name, book.year, year),
            year=year,
            intro=_with_year(book.intro, book.year, year),
        ),
        rules=book.rules.model_copy(update={"slot_year": book.rules.slot_year + years}),
        tracks=book.tracks,
        groups=book.groups,
        zones=book.zones,
        channels=book.channels,
        stages=tuple(_stage(stage, years) for stage in book.stages),
        windows=tuple(_window(window, years) for window in book.windows),
        eligibility=book.eligibility,
        check_items=book.check_items,
        benefits=book.benefits,
    )


def later(day: date, years: int) -> date:
    """Return the same day `years` later; 29 February becomes 28 February where the year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _moment(moment: datetime, years: int) -> datetime:
    local = moment.astimezone(SHANGHAI)
    return datetime.combine(later(local.date(), years), local.timetz())


def _window(window: WindowPart, years: int) -> WindowPart:
    opens, closes = _moment(window.opens_at, years), _moment(window.closes_at, years)
    if closes <= opens:  # the window lay on 28 and 29 February
        closes = opens + max(window.closes_at - window.opens_at, timedelta(minutes=1))
    return window.model_copy(update={"opens_at": opens, "closes_at": closes})


def _stage(stage: StagePart, years: int) -> StagePart:
    days = {
        "starts_on": stage.starts_on and later(stage.starts_on, years),
        "ends_on": stage.ends_on and later(stage.ends_on, years),
        "revision_opens_at": stage.revision_opens_at and _moment(stage.revision_opens_at, years),
        "revision_closes_at": stage.revision_closes_at and _moment(stage.revision_closes_at, years),
    }
    return stage.model_copy(update=days)


def _with_year(text: LocalizedText, before: int, after: int) -> LocalizedText:
    return LocalizedText(text.zh.replace(str(before), str(after)), text.en.replace(str(before), str(after)))

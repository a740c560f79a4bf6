"""A long ranking is read a page at a time, and the line where a track is cut is always to be seen."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from contest.entries.domain import EntryKind, EntrySource, EntryState
from contest.entries.queries import EntryView
from contest.kernel.columns import LocalizedText, new_id
from contest.seasons.domain import StageCode
from contest.standings.domain import Outcome
from judging.ranking.domain import AdvanceRule, Cut, CutKind, Reason
from judging.ranking.presentation import Section, page_of
from judging.ranking.queries import Line

TOP_TWO = AdvanceRule(Cut(CutKind.TOP, Decimal(2)))


def a_line(rank: int | None, track: str = "green", places: int | None = 2, tied: int = 0) -> Line:
    score = Decimal(100 - rank) if rank else None
    entry = EntryView(
        id=new_id(),
        season_id=new_id(),
        stage_code=StageCode.SECOND_ROUND,
        kind=EntryKind.PROJECT,
        subject_id=new_id(),
        number=f"HJ-{track}-{rank}",
        title=LocalizedText(f"项目{rank}", f"Project {rank}"),
        track_code=track,
        group_code="group",
        zone_code="",
        source=EntrySource.SUBMISSION,
        state=EntryState.ACTIVE,
        base_id=None,
        submission_id=None,
    )
    numbers = dict.fromkeys(("mean", "trimmed", "spread", "score"), score)
    outcome = Outcome.ADVANCED if rank and rank <= (places or 2) else Outcome.NOT_ADVANCED
    return Line(
        entry, track, 3, rank=rank, tied=tied, outcome=outcome, because=Reason("x"), places=places, **numbers
    )  # type: ignore[arg-type]


def lines(count: int, track: str = "green", **more: Any) -> list[Line]:
    return [a_line(rank, track, **more) for rank in range(1, count + 1)]


def shape(section: Section) -> tuple[str, int, int, bool]:
    return section.code, len(section.inside), len(section.outside), section.here


def test_the_cut_stands_between_the_last_inside_and_the_first_outside() -> None:
    (section,) = page_of(lines(5), TOP_TWO)
    assert shape(section) == ("green", 2, 3, True)
    assert (section.entries, section.cut.above, section.cut.places, section.cut.tied) == (5, 2, 2, 0)


def test_a_page_without_the_cut_says_on_which_page_it_is() -> None:
    (section,) = page_of(lines(5), TOP_TWO, number=3, size=2)
    assert shape(section) == ("green", 0, 1, False)
    assert section.cut.page == 1


def test_a_cut_between_two_pages_shows_on_both() -> None:
    first, second = (page_of(lines(4), TOP_TWO, number=number, size=2) for number in (1, 2))
    assert [shape(section) for section in first] == [("green", 2, 0, True)]
    assert [shape(section) for section in second] == [("green", 0, 2, True)]


def test_equals_across_the_cut_stand_above_it_and_are_counted() -> None:
    equals = [a_line(1), a_line(2, tied=1), a_line(2, tied=1), a_line(4)]
    (section,) = page_of(equals, TOP_TWO)
    assert shape(section) == ("green", 3, 1, True)
    assert section.cut.tied == 2


def test_a_threshold_cuts_by_the_score() -> None:
    rule = AdvanceRule(Cut(CutKind.THRESHOLD, Decimal(97)))
    (section,) = page_of(lines(5, places=None), rule)
    assert shape(section) == ("green", 3, 2, True)
    assert section.cut.places is None


def test_each_track_has_its_own_cut_and_the_unscored_stand_below() -> None:
    rule = replace(TOP_TWO, own={"life_health": Cut(CutKind.TOP, Decimal(1))})
    both = [*lines(3), a_line(None), *lines(2, "life_health", places=1)]
    found = [shape(section) for section in page_of(both, rule)]
    assert found == [("green", 2, 2, True), ("life_health", 1, 1, True)]


def test_a_filter_narrows_what_is_shown_and_never_moves_the_cut() -> None:
    page = page_of(lines(6), TOP_TWO, keep=lambda line: line.rank in {2, 5})
    assert [shape(section) for section in page] == [("green", 1, 1, True)]
    assert (page.total, page.items[0].entries, page.items[0].cut.above) == (2, 6, 2)


@pytest.mark.parametrize("number", [0, 1, 2, 3, 99])
def test_every_line_stands_on_exactly_one_page_and_no_page_is_beyond_the_last(number: int) -> None:
    everybody = [*lines(7), *lines(4, "life_health")]
    pages = [page_of(everybody, TOP_TWO, number=each, size=4) for each in (1, 2, 3)]
    seen = [line for page in pages for section in page for line in (*section.inside, *section.outside)]
    assert seen == everybody
    assert page_of(everybody, TOP_TWO, number=number, size=4).number == min(max(1, number), 3)

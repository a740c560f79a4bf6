"""Public notice of results: how long it lasts in working days, and names that must not stand in it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

SATURDAY = 5
LONGEST_CLOSURE = 60  # days in a row without work that no real calendar has: then the table is wrong


class CalendarUnusable(ValueError):
    """The holiday table leaves no working day for two months: it was entered wrongly."""


def is_working_day(day: date, holidays: frozenset[date], extra_workdays: frozenset[date]) -> bool:
    """Tell whether offices work on `day`: weekends moved to work days (调休) count, holidays do not."""
    if day in extra_workdays:
        return True
    return day.weekday() < SATURDAY and day not in holidays


def add_working_days(
    start: date, days: int, holidays: frozenset[date], extra_workdays: frozenset[date]
) -> date:
    """Return the `days`-th working day after `start`, which itself is not counted (Civil Code, art. 201).

    With `days` 0 the answer is `start`. Raises ValueError on a negative number and CalendarUnusable when the
    table has no working day within two months.
    """
    if days < 0:
        raise ValueError("working days are added, never taken away")
    day, closed = start, 0
    while days:
        day += timedelta(days=1)
        working = is_working_day(day, holidays, extra_workdays)
        days -= working
        closed = 0 if working else closed + 1
        if closed > LONGEST_CLOSURE:
            raise CalendarUnusable(f"no working day in the {closed} days up to {day.isoformat()}")
    return day


class PeriodState(StrEnum):
    """Where a moment lies: objections are taken only while the period is open."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class PublicityPeriod:
    """The time results stand open to objection: from `starts` up to but not at `ends`, both aware."""

    starts: datetime
    ends: datetime

    def __post_init__(self) -> None:
        if self.starts.tzinfo is None or self.ends.tzinfo is None or self.starts >= self.ends:
            raise ValueError("a publicity period runs from one aware time to a later one")

    def state(self, now: datetime) -> PeriodState:
        """Return where `now` (aware) lies."""
        if now < self.starts:
            return PeriodState.UPCOMING
        return PeriodState.OPEN if now < self.ends else PeriodState.CLOSED


def publicity_period(
    published: datetime,
    days: int,
    *,
    zone: tzinfo,
    holidays: frozenset[date],
    extra_workdays: frozenset[date],
    count_first_day: bool = False,
) -> PublicityPeriod:
    """Return the period of `days` ≥ 1 working days from `published` (aware) to the end of the last day.

    The day of publication is not counted, so nobody loses the hours before it, unless the season's rules
    count it (`count_first_day`, only where it is a working day). `zone` says where a day ends.
    """
    if days < 1:
        raise ValueError("a publicity period has at least one working day")
    first = published.astimezone(zone).date()
    counted = count_first_day and is_working_day(first, holidays, extra_workdays)
    last = add_working_days(first, days - counted, holidays, extra_workdays)
    return PublicityPeriod(published, datetime.combine(last + timedelta(days=1), time(), zone))


# Names from form guides and test data that once stood in published award lists. The best known are kept
# only as digests (simplified and traditional script), so that nobody copies them from here into a fixture.
_WELL_KNOWN = frozenset(
    {
        "105111aedc7e928dafc79bdd011d3a76372039bbc1386e2c243d2353a7a4af76",
        "1653b18c7076d5f1194cdac8e0d2c5cbf0676c53cb50e92e32db3f814f1a0ebd",
        "36ddb0677a3d37064ea543182f90f028af9b699a621dfb86848a8b32628f5fd6",
        "4429d7e64e743e7d24f2b1955386187d591089c642832bd4a6e1e0b2ce2fc748",
        "6701c3a528d434aaa70fa77d53ee4b0095b63cdf0848f0586a89a96eae65e552",
        "796ab98219ce7a6ecf231f3a0f263eed0f9505db65e0483ae2a2ca3f3b3ef845",
        "a7db0bfbf937394c4d695577f146d3e393bcc169024fd9d2e86438e5419b0bfb",
        "ae10a0ec3407a37ac9ebea10121c101bf2952e1614fa4a7a0731c77eecdc8c7e",
        "e1335c7c9079ae9f0ecbb04f4c6e813e2a81284b7a89563b58a03e1725d98ccb",
    }
)
_GENERIC = frozenset(
    (
        *("张三", "李四", "王五", "赵六", "孙七", "周八", "吴九", "郑十", "王二麻子"),
        *("无名氏", "匿名", "佚名", "姓名", "名字", "负责人", "联系人", "待定", "暂无", "无"),
        *("johndoe", "janedoe", "johnsmith", "nobody", "anonymous", "none", "null", "na", "tbd"),
        *("tester", "admin", "foo", "bar", "foobar", "asdf", "qwerty", "name"),
    )
)
_PATTERNS = re.compile(
    r"(测试|样例|示例|演示|占位|虚拟|test|demo|sample|example|dummy|placeholder|user|用户)"
    r"(姓名|名字|人员|用户|选手|name|user|person)?[0-9a-z一二三四五六七八九十甲乙丙丁]{0,3}"
    r"|.{0,2}某{1,2}|([a-z])\3+|[0-9]*"
)


def placeholder_names(names: Iterable[str]) -> list[str]:
    """Return the names, as given and in their order, that look like samples rather than people.

    For a human to look at before anything is published: a real person may bear such a name. Spaces,
    punctuation, letter case and full-width forms make no difference; a field that holds several names is
    looked at one by one.
    """
    return [name for name in names if any(_is_placeholder(part) for part in _single_names(name))]


def _single_names(text: str) -> list[str]:
    return [part for part in re.split("[、，;；|\n]", text) if part.strip()] or [""]


def _is_placeholder(name: str) -> bool:
    folded = unicodedata.normalize("NFKC", name).casefold()
    beside_remarks = re.sub(r"\(.*?\)", "", folded)  # a role or unit in brackets
    plain = _letters(beside_remarks) or _letters(folded)
    if plain in _GENERIC or _PATTERNS.fullmatch(plain):
        return True
    return hashlib.sha256(plain.encode()).hexdigest() in _WELL_KNOWN


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())

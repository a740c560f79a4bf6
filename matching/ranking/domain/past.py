"""Past investments as arrays, in an order that depends on content alone.

Companies and investors are sorted by what is known of them, never by their keys: renaming keys or shuffling rows
changes no figure and no list. What nobody can tell apart (two investors with the same deals) scores the same.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.ranking.domain.tags import Tags, tag_matrix
from matching.ranking.domain.words import tf_idf

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """What is known of a company; only the key and the name are sure to be there."""

    key: Hashable
    name: str
    text: str = ""
    industries: str = ""
    sub_industries: str = ""
    region: str = ""
    founded: int | None = None

    @property
    def content(self) -> tuple[str | int, ...]:
        """Everything but the key."""
        return (self.name, self.industries, self.sub_industries, self.region, self.founded or 0, self.text)


@dataclass(frozen=True, slots=True)
class Investment:
    """One deal. `day` counts days (date.toordinal); `level` is the round's (matching.ranking.domain.levels)."""

    company: Hashable
    investor: Hashable
    day: int
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """What an investor said of a company. `taste`: for (or against) its like; `ready`: a yes or no to a question."""

    company: Hashable
    investor: Hashable
    day: int
    taste: int = 0
    ready: bool | None = None


@dataclass(frozen=True)
class Past:
    """Companies, investors and their deals. `vectors`: unit vectors of the companies' texts, zeros where there is none.

    `deals` holds company, investor, day, level by deal; `firsts` the first deal of each pair; `words_said` company,
    investor, day, taste, ready (1, 0, or -1 for no answer) by word.
    """

    companies: tuple[CompanyFacts, ...]
    investors: tuple[Hashable, ...]
    vectors: Floats
    deals: Ints
    firsts: Ints = field(repr=False)
    words_said: Ints = field(repr=False, default_factory=lambda: np.zeros((0, 5), dtype=np.int64))

    @cached_property
    def tags(self) -> Mapping[str, Tags]:
        """Industries, finer industries, words of both, and regions of every company."""
        facts = self.companies
        return {
            "industry": tag_matrix([one.industries for one in facts]),
            "sub_industry": tag_matrix([one.sub_industries for one in facts]),
            "topic": tag_matrix([f"{one.industries},{one.sub_industries}" for one in facts], words=True),
            "region": tag_matrix([one.region for one in facts], parts=True),
        }

    @cached_property
    def words(self) -> Any:
        """TF-IDF of the companies' names, industries and texts: unit rows, sparse [companies, terms]."""
        return tf_idf(
            [" ".join((one.name, one.industries, one.sub_industries, one.text)) for one in self.companies]
        )

    @cached_property
    def founded(self) -> Ints:
        """Years, 0 where unknown."""
        return np.array([one.founded or 0 for one in self.companies], dtype=np.int64)

    @cached_property
    def place(self) -> Mapping[Hashable, int]:
        """Company key -> row."""
        return {one.key: row for row, one in enumerate(self.companies)}


def arrange(companies: Iterable[CompanyFacts], deals: Iterable[Investment]) -> tuple[list[CompanyFacts], Any]:
    """Return the companies in their order of content, and the deals as rows of company, investor key, day, level."""
    facts = list(companies)
    known = {one.key for one in facts}
    made: dict[Hashable, list[tuple[int, int]]] = {}
    rows = [deal for deal in deals if deal.company in known]
    for deal in rows:
        made.setdefault(deal.company, []).append((deal.day, _level(deal)))
    facts.sort(key=lambda one: (one.content, sorted(made.get(one.key, ()))))
    return facts, rows


def build(
    companies: Iterable[CompanyFacts],
    deals: Iterable[Investment],
    vectors: Mapping[Any, Any],
    said: Iterable[Word] = (),
) -> Past:
    """Return the past. `vectors`: company key -> vector; deals with companies that are not given are left out.

    So is what was said of others, or by investors without a deal.
    """
    facts, rows = arrange(companies, deals)
    place = {one.key: row for row, one in enumerate(facts)}
    by_investor: dict[Hashable, list[tuple[int, int, int]]] = {}
    for deal in rows:
        line = (place[deal.company], deal.day, _level(deal))
        by_investor.setdefault(deal.investor, []).append(line)
    investors = sorted(by_investor, key=lambda key: sorted(by_investor[key]))
    table = np.array(
        [
            (company, number, day, level)
            for number, key in enumerate(investors)
            for company, day, level in sorted(by_investor[key])
        ],
        dtype=np.int64,
    ).reshape(-1, 4)
    spoken = _spoken(said, place, {key: number for number, key in enumerate(investors)})
    return Past(tuple(facts), tuple(investors), _stacked(facts, vectors), table, _firsts(table), spoken)


def _spoken(
    said: Iterable[Word], companies: Mapping[Hashable, int], investors: Mapping[Hashable, int]
) -> Ints:
    rows = [
        (
            companies[word.company],
            investors[word.investor],
            word.day,
            word.taste,
            UNKNOWN if word.ready is None else int(word.ready),
        )
        for word in said
        if word.company in companies and word.investor in investors
    ]
    return np.array(sorted(rows), dtype=np.int64).reshape(-1, 5)


def _level(deal: Investment) -> int:
    return UNKNOWN if deal.level is None else deal.level


def _firsts(table: Ints) -> Ints:
    order = np.lexsort((table[:, 2], table[:, 0], table[:, 1]))
    ordered = table[order]
    if not len(ordered):
        return ordered
    new = np.any(ordered[1:, :2] != ordered[:-1, :2], axis=1)
    return ordered[np.concatenate(([True], new))]


def _stacked(facts: Sequence[CompanyFacts], vectors: Mapping[Any, Any]) -> Floats:
    width = len(next(iter(vectors.values()))) if vectors else 1
    found = np.zeros((len(facts), width), dtype=np.float32)
    for row, one in enumerate(facts):
        if one.key in vectors:
            found[row] = vectors[one.key]
    return found

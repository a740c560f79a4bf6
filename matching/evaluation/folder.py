"""A folder of past deals: companies.csv, events.csv and perhaps queries.csv, as the README describes them."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from contest.kernel.errors import DomainError
from matching.evaluation.domain.dates import day_of, year_of
from matching.ranking.domain.levels import level_named
from matching.ranking.domain.past import CompanyFacts, Investment

COMPANIES, EVENTS, QUERIES = "companies.csv", "events.csv", "queries.csv"
NEEDED: Mapping[str, tuple[str, ...]] = {
    COMPANIES: ("cid", "name"),
    EVENTS: ("cid", "date", "investor"),
    QUERIES: ("cid", "split"),
}


class UnreadableFolder(DomainError):
    """A file is missing, is no UTF-8 table, or lacks a column."""

    code = "unreadable_folder"


@dataclass(frozen=True, slots=True)
class Folder:
    """What a folder holds. `splits`: company -> split; `undated`: deals without a date, which nobody can place."""

    companies: tuple[CompanyFacts, ...]
    deals: tuple[Investment, ...]
    splits: Mapping[str, str]
    undated: int
    digest: str


def read(path: Path) -> Folder:
    """Read a folder; raise UnreadableFolder saying what is wrong."""
    companies = tuple(_company(row) for row in _rows(path / COMPANIES))
    deals, undated = [], 0
    for row in _rows(path / EVENTS):
        day = day_of(row["date"])
        if day is None or not row["investor"]:
            undated += 1
        else:
            deals.append(Investment(row["cid"], row["investor"], day, level_named(row.get("round", ""))))
    has_splits = (path / QUERIES).exists()
    splits = {row["cid"]: row["split"] for row in _rows(path / QUERIES)} if has_splits else {}
    return Folder(companies, tuple(deals), splits, undated, _digest(path))


def _company(row: Mapping[str, str]) -> CompanyFacts:
    return CompanyFacts(
        key=row["cid"],
        name=row["name"],
        text=row.get("description", ""),
        industries=row.get("industry", ""),
        sub_industries=row.get("sub_industry", ""),
        region=row.get("region", ""),
        founded=year_of(row.get("founded", "")),
    )


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            lacking = [name for name in NEEDED[path.name] if name not in (reader.fieldnames or ())]
            if lacking:
                raise UnreadableFolder(file=path.name, reason=f"column {', '.join(lacking)} is missing")
            for row in reader:
                yield {name: (value or "").strip() for name, value in row.items() if isinstance(name, str)}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFolder(file=path.name, reason=str(error)) from error


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    for name in (COMPANIES, EVENTS):
        digest.update((path / name).read_bytes())
    return digest.hexdigest()[:16]

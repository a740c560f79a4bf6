"""The word tables of `contest/demo/parts`, read once into frozen shapes."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from contest.kernel.localized import LocalizedText
from contest.seasons.domain import GrowthStage

PARTS = files("contest.demo") / "parts"
Texts = tuple[LocalizedText, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A text that fits some of its theme's nouns: those whose places are in `fits`, all when it is empty.

    `later`: it tells of customers or results that a venture in its seed stage does not have yet.
    """

    text: LocalizedText
    fits: frozenset[int]
    later: bool

    def suits(self, noun: int, stage: GrowthStage) -> bool:
        return (not self.fits or noun in self.fits) and not (self.later and stage is GrowthStage.SEED)


Lines = tuple[Line, ...]


def chosen(rng: random.Random, lines: Lines, noun: int, stage: GrowthStage, count: int = 1) -> Texts:
    """Return up to `count` different texts that suit the noun at that place and the stage, in any order."""
    fitting = [line.text for line in lines if line.suits(noun, stage)]
    return tuple(rng.sample(fitting, min(count, len(fitting))))


@dataclass(frozen=True, slots=True)
class Theme:
    """A field of technology: what projects in it are called, suffer, do and know."""

    code: str
    track: str
    name: LocalizedText
    shape: str
    trades: Texts
    needs: tuple[str, ...]
    facilities: tuple[str, ...]
    nouns: Texts
    buyers: Lines
    crafts: Texts
    keywords: Texts
    price: LocalizedText
    hooks: Lines
    pains: Lines
    gaps: Lines
    hows: Lines
    effects: Lines
    cores: Lines
    sizes: Lines
    milestones: Mapping[GrowthStage, LocalizedText]
    nexts: Texts


@dataclass(frozen=True, slots=True)
class Shape:
    """How ventures of a kind earn, grow and spend, whatever their theme."""

    rights: str
    trades: Texts
    roles: Texts
    models: Texts
    paths: Texts
    entries: Texts
    competitors: Texts
    traction: Mapping[GrowthStage, Texts]
    funds: Texts


@cache
def table(*path: str) -> Mapping[str, Any]:
    """Return one file of the tables, for example `table("people.toml")`; nobody changes it."""
    return tomllib.loads(PARTS.joinpath(*path).read_text(encoding="utf-8"))


@cache
def sayings(name: str) -> Mapping[str, Texts]:
    """Return the texts of a file by their dotted paths, for example `rights.patent.seed`; a single pair is one text."""
    found: dict[str, Texts] = {}

    def collect(path: str, content: Any) -> None:
        if isinstance(content, Mapping):
            for key, inner in content.items():
                collect(f"{path}.{key}" if path else key, inner)
        elif isinstance(content[0], str):
            found[path] = (text(content),)
        elif isinstance(content[0], list):
            found[path] = texts(content)

    collect("", table(name))
    return found


def text(pair: Sequence[str]) -> LocalizedText:
    """Return a [Chinese, English] pair."""
    return LocalizedText(pair[0], pair[1])


def texts(pairs: Sequence[Sequence[str]]) -> Texts:
    """Return a list of [Chinese, English] pairs."""
    return tuple(text(pair) for pair in pairs)


def lines(rows: Sequence[Sequence[Any]]) -> Lines:
    """Return rows of Chinese, English, optionally the places of the nouns they fit and whether they come later."""
    return tuple(Line(text(row), frozenset(row[2] if len(row) > 2 else ()), len(row) > 3) for row in rows)


@cache
def themes() -> Mapping[str, tuple[Theme, ...]]:
    """Return the themes of each track, by track code."""
    found: dict[str, tuple[Theme, ...]] = {}
    for entry in sorted((PARTS / "themes").iterdir(), key=lambda path: path.name):
        content = table("themes", entry.name)
        track = content["track"]
        found[track] = found.get(track, ()) + tuple(_theme(track, row) for row in content["theme"])
    return found


@cache
def shapes() -> Mapping[str, Shape]:
    """Return the shapes of ventures by name."""
    return {
        entry.name.removesuffix(".toml"): _shape(table("shapes", entry.name))
        for entry in (PARTS / "shapes").iterdir()
    }


def _theme(track: str, row: Mapping[str, Any]) -> Theme:
    return Theme(
        code=row["code"],
        track=track,
        name=text(row["name"]),
        shape=row["shape"],
        trades=texts(row["trades"]) if "trades" in row else shapes()[row["shape"]].trades,
        needs=tuple(row["needs"]),
        facilities=tuple(row["facilities"]),
        nouns=texts(row["nouns"]),
        crafts=texts(row["crafts"]),
        keywords=texts(row["keywords"]),
        price=text(row["price"]),
        nexts=texts(row["nexts"]),
        milestones={stage: text(row[stage]) for stage in GrowthStage},
        **{
            part: lines(row[part])
            for part in ("buyers", "hooks", "pains", "gaps", "hows", "effects", "cores", "sizes")
        },
    )


def _shape(content: Mapping[str, Any]) -> Shape:
    traction = {
        GrowthStage.SEED: texts(content["seeds"]),
        GrowthStage.EARLY: texts(content["earlies"]),
        GrowthStage.GROWTH: texts(content["growths"]),
    }
    return Shape(
        rights=content["rights"],
        traction=traction,
        **{
            part: texts(content[part])
            for part in ("trades", "roles", "models", "paths", "entries", "competitors", "funds")
        },
    )

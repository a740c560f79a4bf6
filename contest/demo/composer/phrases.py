"""A small language for sentences that say the same thing in Chinese and English.

`{n:3-9}` draws a whole number, `{x:0.5-2/0.5}` draws in steps of 0.5; `{n}` repeats a value or names a word given
by the caller; `{n*10000}` and `{n/100}` print it scaled, which is how 万 and 亿 become thousands and millions.
The Chinese half is rendered first and declares; the English half may only repeat.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple


class Bilingual(NamedTuple):
    """One text in Chinese and in English."""

    zh: str
    en: str


Word = Bilingual | Decimal
Words = Mapping[str, Word]

SLOT = re.compile(
    r"\{(?P<name>[a-z_]+)"
    r"(?::(?P<low>[\d.]+)-(?P<high>[\d.]+)(?:/(?P<step>[\d.]+))?)?"
    r"(?:(?P<sign>[*/])(?P<factor>\d+))?\}"
)


@dataclass(frozen=True, slots=True)
class Slot:
    """One place to fill: a range to draw from (`count` steps above `low`) or a name to look up, with its scale."""

    name: str
    low: Decimal
    step: Decimal
    count: int | None
    scale: Decimal

    @staticmethod
    def parsed(match: re.Match[str]) -> Slot:
        low, high, step = match["low"], match["high"], match["step"]
        scale = Decimal(match["factor"] or 1)
        if match["sign"] == "/":
            scale = 1 / scale
        if low is None:
            return Slot(match["name"], Decimal(0), Decimal(1), None, scale)
        width = Decimal(step or 1)
        count = int((Decimal(high) - Decimal(low)) / width)
        return Slot(match["name"], Decimal(low), width, count, scale)

    def text(self, rng: random.Random, values: dict[str, Word], side: int) -> str:
        if self.count is not None:
            values[self.name] = self.low + self.step * rng.randint(0, self.count)
        value = values[self.name]
        if isinstance(value, tuple):
            return value[side]
        return number(value * self.scale, side)


def number(value: Decimal, side: int) -> str:
    """Print a number without trailing zeros, with thousands separators in English (`side` 1) only."""
    text = f"{value:,f}" if side else f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=None)
def segments(text: str) -> tuple[str | Slot, ...]:
    """Split a sentence into literal text and slots."""
    found: list[str | Slot] = []
    end = 0
    for match in SLOT.finditer(text):
        found += [text[end : match.start()], Slot.parsed(match)]
        end = match.end()
    found.append(text[end:])
    return tuple(part for part in found if part != "")


def fill(rng: random.Random, sentence: Bilingual, words: Words) -> Bilingual:
    """Fill both halves of a sentence with the same facts. Raises KeyError for a name nobody declared."""
    values = dict(words)
    zh = "".join(p if isinstance(p, str) else p.text(rng, values, 0) for p in segments(sentence.zh))
    en = "".join(p if isinstance(p, str) else p.text(rng, values, 1) for p in segments(sentence.en))
    return Bilingual(zh, en)


def paragraph(rng: random.Random, sentences: list[Bilingual], words: Words) -> Bilingual:
    """Fill several sentences and join them into one paragraph with the full stops of each language."""
    parts = [fill(rng, sentence, words) for sentence in sentences]
    return Bilingual("。".join(p.zh for p in parts) + "。", " ".join(capitalised(p.en) + "." for p in parts))


def capitalised(text: str) -> str:
    """Raise the first letter and leave the rest, so that names such as EEG keep their capitals."""
    return text[:1].upper() + text[1:]

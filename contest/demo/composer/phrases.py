"""A small language for sentences that say the same thing in Chinese and English.

`{n:3-9}` draws a whole number, `{x:0.5-2/0.5}` draws in steps of 0.5; `{n}` repeats a value or names a word given
by the caller; `{n*10000}` and `{n/100}` print it scaled, which is how 万 and 亿 become thousands and millions.
The Chinese half is rendered first and declares; the English half may only repeat.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from contest.kernel.localized import LocalizedText

Number = int | Decimal
Word = LocalizedText | Number
Words = Mapping[str, Word]

SLOT = re.compile(
    r"\{(?P<name>[a-z_]+)"
    r"(?::(?P<low>[\d.]+)-(?P<high>[\d.]+)(?:/(?P<step>[\d.]+))?)?"
    r"(?:(?P<sign>[*/])(?P<factor>\d+))?\}"
)
# Thousands from ten on, but not kilowatt, kilohm, kilogram, kilovolt, kilohertz.
THOUSANDS = re.compile(r"(?<![\d.])(\d{2,})千(?![瓦欧克伏赫])")
TEN_THOUSANDS = re.compile(r"(?<![\d.])(\d{5,})万")
ROUND_MONEY = re.compile(r"RMB (\d{1,3}),(\d{3}),000(?!,?\d)")
MILLIONS = re.compile(r"(?<![\d,])(\d{1,3}),(\d{3}) million")


@dataclass(frozen=True, slots=True)
class Slot:
    """One place to fill: one of `choices` numbers from `low` in steps of `step`, or (0) a name to look up."""

    name: str
    low: Number
    step: Number
    choices: int
    scale: Number

    @staticmethod
    def parsed(match: re.Match[str]) -> Slot:
        low, high, step = match["low"], match["high"], match["step"]
        scale: Number = int(match["factor"] or 1)
        if match["sign"] == "/":
            scale = 1 / Decimal(scale)
        if low is None:
            return Slot(match["name"], 0, 1, 0, scale)
        first, width = whole(Decimal(low)), whole(Decimal(step or 1))
        return Slot(match["name"], first, width, int((Decimal(high) - first) / width) + 1, scale)

    def text(self, rng: random.Random, values: dict[str, Word], *, english: bool) -> str:
        if self.choices:
            values[self.name] = self.low + self.step * int(rng.random() * self.choices)
        value = values[self.name]
        if isinstance(value, LocalizedText):
            return value.en if english else value.zh
        return number(value * self.scale, english=english)


def whole(value: Decimal) -> Number:
    """Return a number without decimals as an int, which is quicker to reckon with."""
    return int(value) if value == value.to_integral_value() else value


def number(value: Number, *, english: bool) -> str:
    """Return a number without trailing zeros, with thousands separators in English only."""
    if isinstance(value, int):
        return f"{value:,}" if english else str(value)
    text = f"{value:,f}" if english else f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@cache
def segments(text: str) -> tuple[str | Slot, ...]:
    """Return a sentence as literal text and slots."""
    found: list[str | Slot] = []
    end = 0
    for match in SLOT.finditer(text):
        found += [text[end : match.start()], Slot.parsed(match)]
        end = match.end()
    found.append(text[end:])
    return tuple(part for part in found if part)


def fill(rng: random.Random, sentence: LocalizedText, words: Words) -> LocalizedText:
    """Return both halves of a sentence with the same facts. Raises KeyError for a name nobody declared."""
    values = dict(words)
    zh = [p if isinstance(p, str) else p.text(rng, values, english=False) for p in segments(sentence.zh)]
    en = [p if isinstance(p, str) else p.text(rng, values, english=True) for p in segments(sentence.en)]
    return LocalizedText(chinese_units("".join(zh)), english_units("".join(en)))


def chinese_units(text: str) -> str:
    """Return the text with 12千 written as people write it, 1.2万, and 15000万 as 1.5亿; units such as 千瓦 stay."""
    if "千" in text:
        text = THOUSANDS.sub(lambda found: f"{number(Decimal(found[1]) / 10, english=False)}万", text)
    if "万" in text:
        text = TEN_THOUSANDS.sub(lambda found: f"{number(Decimal(found[1]) / 10_000, english=False)}亿", text)
    return text


def english_units(text: str) -> str:
    """Return the text with round millions in words: RMB 1.5 million, not RMB 1,500,000; 1.2 billion."""
    if ",000" in text:
        text = ROUND_MONEY.sub(
            lambda found: f"RMB {number(Decimal(f'{found[1]}.{found[2]}'), english=True)} million", text
        )
    if " million" in text:
        text = MILLIONS.sub(
            lambda found: f"{number(Decimal(f'{found[1]}.{found[2]}'), english=True)} billion", text
        )
    return text


def paragraph(rng: random.Random, sentences: Iterable[LocalizedText], words: Words) -> LocalizedText:
    """Return several sentences, filled and joined, with the full stops of each language."""
    parts = [fill(rng, sentence, words) for sentence in sentences]
    return LocalizedText(
        "".join(f"{part.zh}。" for part in parts), " ".join(f"{capitalised(part.en)}." for part in parts)
    )


def followed(text: LocalizedText, more: LocalizedText) -> LocalizedText:
    """Return two paragraphs as one."""
    return LocalizedText(text.zh + more.zh, f"{text.en} {more.en}")


def capitalised(text: str) -> str:
    """Return the text with its first letter raised and the rest as it is: names such as EEG keep their capitals."""
    return text[:1].upper() + text[1:]


def inside(name: LocalizedText) -> LocalizedText:
    """Return a name as it stands inside a sentence: a small first letter in English, unless it begins with capitals."""
    small = name.en[:1].lower() + name.en[1:]
    return LocalizedText(name.zh, name.en if name.en[1:2].isupper() else small)


def listed(words: Iterable[LocalizedText]) -> LocalizedText:
    """Return an enumeration: 甲、乙 and "a, b"."""
    items = list(words)
    return LocalizedText("、".join(item.zh for item in items), ", ".join(item.en for item in items))

"""Coined names of two characters, such as 澜序: one half from each of two lists, real and ordinary words refused."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from contest.demo.composer.parts import table
from contest.demo.composer.streams import Streams
from contest.kernel.localized import LocalizedText


@dataclass(frozen=True, slots=True)
class Syllable:
    """One or two Chinese characters with their Latin spelling."""

    zh: str
    latin: str


def syllable(row: str) -> Syllable:
    """Return a row such as "澜 lan" as a syllable; the Latin part may hold a blank."""
    zh, latin = row.split(" ", 1)
    return Syllable(zh, latin)


def joined(*parts: Syllable) -> str:
    """Return the Latin spelling of several syllables as one capitalised word, with the apostrophe of pinyin."""
    word = parts[0].latin
    for part in parts[1:]:
        word += f"'{part.latin}" if part.latin[0] in "aeo" else part.latin
    return word[0].upper() + word[1:]


class Brands:
    """Brands by index: each below `len` is different; in every second round the halves change places."""

    def __init__(self, streams: Streams, seconds: str) -> None:
        self._streams = streams
        self._seconds = seconds

    def __len__(self) -> int:
        return len(self._straight)

    def __getitem__(self, index: int) -> LocalizedText:
        turn, place = divmod(index, len(self))
        order = self._swapped if turn % 2 else self._straight
        first, second = order[place % len(order)]
        return LocalizedText(first.zh + second.zh, joined(first, second))

    @cached_property
    def _straight(self) -> list[tuple[Syllable, Syllable]]:
        content = table("brands.toml")
        return self._order(content["firsts"], content[self._seconds], content["refused"])

    @cached_property
    def _swapped(self) -> list[tuple[Syllable, Syllable]]:
        content = table("brands.toml")
        return self._order(content[self._seconds], content["firsts"], content["refused"])

    def _order(
        self, lefts: list[str], rights: list[str], refused: list[str]
    ) -> list[tuple[Syllable, Syllable]]:
        words = {word for row in refused for word in row.split()}
        pairs = [
            (left, right)
            for left in map(syllable, lefts)
            for right in map(syllable, rights)
            if left.zh != right.zh and left.zh + right.zh not in words
        ]
        return self._streams.shuffled(f"brands:{self._seconds}", pairs)

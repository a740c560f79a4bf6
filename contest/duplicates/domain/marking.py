"""Which words of a text stand in another one too, wherever they moved: what the side-by-side page highlights."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

PIECE = re.compile(r"[\u3400-\u9fff]|[A-Za-z0-9\uff10-\uff5a]+")
# A Chinese character weighs one, a Latin word two: what is shorter than this is shared by chance.
PROSE, LINE = 4, 2


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a text, as written; `shared` when the other text says it too."""

    text: str
    shared: bool


@dataclass(frozen=True, slots=True)
class _Token:
    key: str
    start: int
    end: int

    @property
    def weight(self) -> int:
        return 1 if self.key >= "\u3400" else 2


def marked(text: str, other: str, *, weight: int = PROSE) -> tuple[Stretch, ...]:
    """Return `text` in stretches: shared are the words in runs of at least `weight` that `other` has as well.

    Joined again the stretches are the text. Order, case, width and punctuation make no difference.
    """
    tokens = _tokens(text)
    known = {key for key, _, _ in _runs(_tokens(other), weight)}
    shared = [False] * len(text)
    for key, first, last in _runs(tokens, weight):
        if key in known:
            # Punctuation inside a shared run is shared as far as a reader cares.
            for place in range(tokens[first].start, tokens[last].end):
                shared[place] = True
    return tuple(
        Stretch("".join(text[place] for place in places), same)
        for same, places in groupby(range(len(text)), key=shared.__getitem__)
    )


def share_of(stretches: tuple[Stretch, ...]) -> float:
    """Return the part of a text's characters that is shared, 0…1."""
    whole = sum(len(stretch.text) for stretch in stretches)
    return sum(len(stretch.text) for stretch in stretches if stretch.shared) / whole if whole else 0.0


def _tokens(text: str) -> list[_Token]:
    return [
        _Token(unicodedata.normalize("NFKC", found.group()).casefold(), found.start(), found.end())
        for found in PIECE.finditer(text)
    ]


def _runs(tokens: list[_Token], weight: int) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Yield every shortest run of at least `weight`, with the places of its first and last token.

    A text too short for one is a run as a whole.
    """
    whole = tuple(token.key for token in tokens)
    if tokens and sum(token.weight for token in tokens) < weight:
        yield whole, 0, len(tokens) - 1
        return
    for first in range(len(tokens)):
        last, reached = first, tokens[first].weight
        while reached < weight and last + 1 < len(tokens):
            last += 1
            reached += tokens[last].weight
        if reached >= weight:
            yield whole[first : last + 1], first, last

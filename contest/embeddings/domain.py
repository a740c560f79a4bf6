"""Rules about texts before they become vectors and words, and how several rankings become one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

# A model of 512 tokens sees about 800 Chinese or 2,000 English characters; what follows would only cost time.
MAX_CHARACTERS = 2_000
# Nobody types more into a search box; what is pasted there says what it is about in its first lines.
MAX_QUERY = 200
MAX_WORD = 40  # characters; longer runs are noise, and a database refuses words of 2 kB
MAX_INDEXED = 8_000  # characters of one text that are cut into words
MOST_WORDS = 4_000  # of one subject; far below the 16,383 places and 1 MB of a tsvector
RANK_OFFSET = 60  # of reciprocal rank fusion, as its authors chose it

WORD = re.compile(r"[^\W_]+")
CHINESE = re.compile(r"[\u3400-\u9fff]+")

Item = TypeVar("Item", bound=Hashable)


@dataclass(frozen=True, slots=True)
class WordText:
    """What a subject is found by: a word of its name counts more than one of its topics, and that more than text."""

    name: str
    topics: str = ""
    text: str = ""


def clean(text: str, *, limit: int = MAX_CHARACTERS) -> str:
    """Return `text` fit for any tokenizer: NFKC, no control characters, no lone surrogates, single spaces.

    At most `limit` characters. Empty means that there is nothing to embed.
    """
    # Cut first as well: normalising may make one character eighteen, and nobody should wait for a megabyte.
    normal = unicodedata.normalize("NFKC", text[: 4 * limit])
    visible = "".join(
        " " if unicodedata.category(c) == "Cc" else c for c in normal if not "\ud800" <= c <= "\udfff"
    )
    return " ".join(visible.split())[:limit].rstrip()


def content_hash(text: str) -> str:
    """Return what tells two cleaned texts apart, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def plain_words(text: str) -> list[str]:
    """Return the words of `text` as far as no dictionary is needed: runs of letters, pairs of Chinese characters.

    The dictionary's words of two characters, which are most of them, are among the pairs.
    """
    found: list[str] = []
    for run in WORD.findall(text.lower()):
        at = 0
        for chinese in CHINESE.finditer(run):
            found += _kept(run[at : chinese.start()])
            characters = chinese.group()
            found += [characters[i : i + 2] for i in range(max(1, len(characters) - 1))]
            at = chinese.end()
        found += _kept(run[at:])
    return found


def _kept(word: str) -> list[str]:
    return [word] if 0 < len(word) <= MAX_WORD else []


def tsvector(weighted: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Return (weight A…D, words) as the text form of a tsvector. Words hold letters and digits only."""
    places: dict[str, list[str]] = {}
    position = 0
    for weight, words in weighted:
        for word in words[: MOST_WORDS - position]:
            position += 1
            places.setdefault(word, []).append(f"{position}{weight}")
    return " ".join(f"'{word}':{','.join(at)}" for word, at in sorted(places.items()))


def tsquery(words: Iterable[str], *, every: bool = False, weights: str = "") -> str:
    """Return the text form of a tsquery: any of the words, or all; in places of `weights` only if these are given."""
    mark = f":{weights}" if weights else ""
    return (" & " if every else " | ").join(f"'{word}'{mark}" for word in dict.fromkeys(words))


def fused(rankings: Iterable[tuple[float, Sequence[Item]]]) -> list[Item]:
    """Return the items of several (weight, ranking) in one order: reciprocal rank fusion.

    Ranks rather than scores: cosines of e5 crowd between 0.7 and 0.9, and those of words have no bound.
    """
    scores: dict[Item, float] = {}
    for weight, ranking in rankings:
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + weight / (RANK_OFFSET + rank)
    first_seen: Mapping[Item, int] = {item: place for place, item in enumerate(scores)}
    return sorted(scores, key=lambda item: (-scores[item], first_seen[item]))

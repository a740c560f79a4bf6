"""Which passages of two texts speak of the same thing, so that people see why and not only that.

Passages are kept as places in the texts, not as copies: what is shown is cut from the text as it is when somebody
looks, and nothing is shown once it was changed. A pair without words in common is no reason and is not made up.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from contest.embeddings.domain import content_hash
from contest.kernel.localized import LocalizedText
from matching.retrieval.domain import LANGUAGES, terms

SENTENCE = re.compile(r"[^。！？；!?;\n]+?(?:[。！？；!?;\n]+|\.(?=\s|$)|$)")
LONGEST = 140  # characters of a quote
LEAST_SHARED = 2  # terms; one alone is chance
LEAST_ALIKE = 0.08
HASH_DIGITS = 12

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passages:
    """A passage of each side, as (start, end), with the fingerprints of the texts they lie in."""

    project: Span
    profile: Span
    project_hash: str
    profile_hash: str

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "project": [*self.project, self.project_hash],
            "profile": [*self.profile, self.profile_hash],
        }


@dataclass(frozen=True, slots=True)
class Quotes:
    """What is shown of both sides."""

    project: str
    profile: str


class Library:
    """Texts by key, with how rare their terms are: words that everybody uses are no reason."""

    def __init__(self, texts: Mapping[Any, LocalizedText]) -> None:
        self._texts = texts
        self._read: dict[tuple[Any, str], list[tuple[Span, Counter[str]]]] = {}

    @cached_property
    def _rarity(self) -> Mapping[str, float]:
        spread: Counter[str] = Counter()
        count = 0
        for text in self._texts.values():
            for language in LANGUAGES:
                if written := getattr(text, language):
                    spread.update(terms(written).keys())
                    count += 1
        return {term: math.log((1 + count) / (1 + found)) for term, found in spread.items()}

    def best(self, project: Any, profile: Any) -> dict[str, Passages]:
        """Return language -> the pair of passages that share most; languages in which they share too little lack."""
        found = {language: self._best(project, profile, language) for language in LANGUAGES}
        return {language: pair for language, pair in found.items() if pair}

    def _best(self, project: Any, profile: Any, language: str) -> Passages | None:
        ours, theirs = (getattr(self._texts.get(key), language, "") for key in (project, profile))
        most, found = LEAST_ALIKE, None
        for span, words in self._sentences(project, language):
            for other, others in self._sentences(profile, language):
                if (alike := self._alike(words, others)) > most:
                    most, found = alike, Passages(span, other, fingerprint(ours), fingerprint(theirs))
        return found

    def _sentences(self, key: Any, language: str) -> list[tuple[Span, Counter[str]]]:
        if (key, language) not in self._read:
            text = getattr(self._texts.get(key), language, "")
            self._read[key, language] = [(span, terms(text[span[0] : span[1]])) for span in sentences(text)]
        return self._read[key, language]

    def _alike(self, one: Mapping[str, int], other: Mapping[str, int]) -> float:
        shared = one.keys() & other.keys()
        if len(shared) < LEAST_SHARED:
            return 0.0
        weight = sum(self._rarity.get(term, 0.0) ** 2 for term in shared)
        return weight / (math.sqrt(self._size(one) * self._size(other)) or 1.0)

    def _size(self, words: Iterable[str]) -> float:
        return sum(self._rarity.get(term, 0.0) ** 2 for term in words)


def sentences(text: str) -> list[Span]:
    """Return the sentences of a text as places without blanks around them, each of at most LONGEST characters."""
    found = []
    for match in SENTENCE.finditer(text):
        start, end = match.span()
        while start < end and text[start].isspace():
            start += 1
        end = min(end, start + LONGEST)
        while end > start and text[end - 1].isspace():
            end -= 1
        if end > start:
            found.append((start, end))
    return found


def fingerprint(text: str) -> str:
    """Return what tells whether a text is still the one that was read."""
    return content_hash(text)[:HASH_DIGITS]


def quoted(
    stored: Mapping[str, Any] | None, project: LocalizedText, profile: LocalizedText, *, language: str
) -> Quotes | None:
    """Return the passages as they stand in the texts now, in the reader's language if there are any.

    None without any, or once a text was changed.
    """
    for code in sorted(stored or {}, key=lambda one: one != language):
        pair = (stored or {})[code]
        ours = _cut(getattr(project, code), *pair["project"])
        theirs = _cut(getattr(profile, code), *pair["profile"])
        if ours and theirs:
            return Quotes(ours, theirs)
    return None


def _cut(text: str, start: int, end: int, digest: str) -> str:
    return text[start:end] if fingerprint(text) == digest else ""

"""Which texts stand for a winner, a profile and a company, and how alike two texts are without a model."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contest.kernel.localized import LocalizedText
from matching.profiles.domain import DIRECTORY as DIRECTORY
from matching.profiles.domain import PROFILE as PROFILE

# Kinds of contest.embeddings' vectors.
WINNER, COMPANY = "match_winner", "match_company"
LANGUAGES = ("zh", "en")
# A model of 512 tokens reads about 800 Chinese characters: what says most comes first, each with its share.
WINNER_SHARES = (("problem", 150), ("solution", 250), ("technology", 250), ("market", 120))
ENGLISH_SHARE = 2.5  # characters of English that say as much as one of Chinese

WORD = re.compile(r"[a-z0-9]+|[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class WinnerText:
    """What a winner wrote, as far as it is compared."""

    name: LocalizedText
    intro: LocalizedText
    keywords: Sequence[str]
    answers: Mapping[str, LocalizedText]


def winner_passages(text: WinnerText) -> dict[str, str]:
    """Return language -> passage; a language in which only the name is given has none."""
    found = {}
    for language in LANGUAGES:
        share = ENGLISH_SHARE if language == "en" else 1
        written = [
            part[: int(limit * share)]
            for field, limit in WINNER_SHARES
            if (part := _in(text.answers.get(field), language))
        ]
        intro = _in(text.intro, language)
        if intro or written:
            head = [text.name.in_locale(language), intro, " ".join(text.keywords)]
            found[language] = _joined([*head, *written])
    if not found and text.name:
        found["zh" if text.name.zh else "en"] = _joined(
            [text.name.zh or text.name.en, " ".join(text.keywords)]
        )
    return found


def profile_passages(
    name: LocalizedText, text: LocalizedText, topics: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Return language -> passage of a profile. `topics`: language -> names of its industries.

    The name of a firm or a person says little about what they look for; without a text it is all there is.
    """
    found = {}
    for language in LANGUAGES:
        written = _in(text, language)
        if written:
            found[language] = _joined([" ".join(topics.get(language, ())), written])
    if not found:
        language = "zh" if name.zh else "en"
        found[language] = _joined([name.in_locale(language), " ".join(topics.get(language, ()))])
    return found


def company_passage(name: str, text: str, industries: Sequence[str]) -> str:
    """Return the passage of a company that was invested in."""
    return _joined([name, " ".join(industries), text])


def _in(text: LocalizedText | None, language: str) -> str:
    return getattr(text, language, "").strip() if text else ""


def _joined(parts: Sequence[str]) -> str:
    return "\n".join(part for part in parts if part)


def terms(text: str) -> Counter[str]:
    """Return what a text is compared by without a model: Latin words, and pairs of neighbouring Chinese characters."""
    found: Counter[str] = Counter()
    for run in WORD.findall(text.lower()):
        if run[0] >= "\u4e00":
            found.update(run[i : i + 2] for i in range(max(1, len(run) - 1)))
        elif len(run) > 1:
            found[run] += 1
    return found


def likeness(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    """Return the cosine of two term counts (dampened by square root), 0…1; 0 when one is empty."""
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    shared = sum(math.sqrt(count * large[term]) for term, count in small.items() if term in large)
    size = math.sqrt(sum(one.values()) * sum(other.values()))
    return min(1.0, shared / size) if size else 0.0

"""Which texts stand for a winner, a profile and a company, and how alike two texts are without a model."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest

from contest.embeddings.passages import LEAST_TOKENS, WHOLE_TOKENS, part_name, passages, tokens
from contest.kernel.localized import LocalizedText
from matching.profiles.domain import DIRECTORY as DIRECTORY
from matching.profiles.domain import PROFILE as PROFILE

# Kinds of contest.embeddings' vectors. WINNER is what everybody may read of a winner and what people search by; PLAN is
# what only the matcher compares: the plan as well.
WINNER, PLAN, COMPANY = "match_winner", "match_plan", "match_company"
LANGUAGES = ("zh", "en")
# A model of 512 tokens reads about 800 Chinese characters: what says most comes first, each with its share.
WINNER_SHARES = (("problem", 150), ("solution", 250), ("technology", 250), ("market", 120))
ENGLISH_SHARE = 2.5  # characters of English that say as much as one of Chinese

MOST_PASSAGES = 32  # of one plan beyond its leads
# How much nearer a further passage has to be than a lead: of many passages one is always near by chance. Tried with the
# bundled model, whose cosines crowd, on descriptions of start-ups in two languages: among sixteen passages on other
# things a lead on the subject still finds .96 and .89 of its ten nearest, and a passage on the subject behind a lead
# that says nothing .24 and .42 instead of .12 and .06. Without it a lead would keep .51 and .57; with .03 there is
# little left to gain in Chinese. `python -m tests.bench passages` compares on the demonstration's texts.
BETTER_BY = 0.02

WORD = re.compile(r"[a-z0-9]+|[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class WinnerText:
    """What a winner wrote, as far as it is compared."""

    name: LocalizedText
    intro: LocalizedText
    keywords: Sequence[str]
    answers: Mapping[str, LocalizedText]


@dataclass(frozen=True, slots=True)
class PlanFile:
    """What could be read in a plan that was handed in as a file. `language`: zh, en or another word."""

    language: str
    text: str


def public_passages(text: WinnerText) -> dict[str, str]:
    """Return language -> what everybody may read who may find the winner: name, introduction, keywords."""
    return winner_passages(replace(text, answers={}))


def plan_passages(text: WinnerText, files: Sequence[PlanFile] = ()) -> dict[str, str]:
    """Return part -> passage of all that the matcher compares of a winner.

    In each language a lead, as `winner_passages` has it; then, where the plan says more than that, the answers and the
    file in passages, taken by turns until there are MOST_PASSAGES.
    """
    told = [(language, passages(answer)) for language in LANGUAGES for answer in _longer(text, language)]
    told += [(file.language, passages(file.text)) for file in files]
    named = [[(part_name(language, one), one) for one in cut] for language, cut in told]
    further = (part for turn in zip_longest(*named) for part in turn if part)
    return winner_passages(text) | dict(islice(dict(further).items(), MOST_PASSAGES))


def is_lead(part: str) -> bool:
    """Say whether a part is what stands for the whole in its language, or without one, and no further passage."""
    return part in {"", *LANGUAGES}


def _longer(text: WinnerText, language: str) -> list[str]:
    """Return the answers of a language, none where its lead holds nearly all of them."""
    answers = [_in(text.answers.get(field), language) for field, _ in WINNER_SHARES]
    lead = winner_passages(text).get(language, "")
    whole = [_in(text.intro, language), " ".join(text.keywords), *answers]
    left_out = tokens(_joined(whole)) - min(tokens(lead), WHOLE_TOKENS)
    return [answer for answer in answers if answer] if left_out >= LEAST_TOKENS else []


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
    """Return part -> passage of a profile. `topics`: language -> names of its industries.

    The name of a firm or a person says little about what they look for; without a text it is all there is. A text that
    is longer than a model reads is there in passages too.
    """
    found = {}
    for language in LANGUAGES:
        written = _in(text, language)
        if written:
            found[language] = _joined([" ".join(topics.get(language, ())), written])
            found |= _further(language, found[language], written)
    if not found:
        language = "zh" if name.zh else "en"
        found[language] = _joined([name.in_locale(language), " ".join(topics.get(language, ()))])
    return found


def company_passage(name: str, text: str, industries: Sequence[str]) -> str:
    """Return the passage of a company that was invested in."""
    return _joined([name, " ".join(industries), text])


def company_passages(name: str, text: str, industries: Sequence[str]) -> dict[str, str]:
    """Return part -> passage of a company: the one, and a text that is longer than a model reads in passages too."""
    lead = company_passage(name, text, industries)
    return {"": lead, **_further("", lead, text)}


def _further(language: str, lead: str, text: str) -> dict[str, str]:
    if tokens(lead) <= WHOLE_TOKENS:
        return {}
    return {part_name(language, one): one for one in passages(text)}


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

"""What the address of the feed says it is narrowed by."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from contest.embeddings.client import question
from contest.kernel.columns import LocalizedText
from contest.organisations.domain import District
from contest.pool.domain import Way
from contest.projects.domain import Financing, Need
from contest.seasons.domain import GrowthStage
from contest.web.i18n import l10n, label
from matching.profiles.views.filters import amount_in_cents
from matching.recommendations.queries import FeedFilter
from matching.retrieval.domain import WINNER

Choices = list[tuple[str, str]]


def feed_filter(asked: Mapping[str, str]) -> FeedFilter:
    """Return the filter; what is no choice narrows nothing."""
    return FeedFilter(
        question=question(asked.get("q", ""), kinds=(WINNER,)),
        track=asked.get("track", "")[:40],
        stage=_code(GrowthStage, asked.get("stage", "")),
        financing=_code(Financing, asked.get("financing", "")),
        district=_code(District, asked.get("district", "")),
        need=_code(Need, asked.get("need", "")),
        most_cents=amount_in_cents(asked.get("amount", "")),
        way=_code(Way, asked.get("way", "")),
    )


def feed_choices(tracks: Mapping[str, LocalizedText]) -> dict[str, Choices]:
    """Return the choices of each filter in the reader's language."""
    return {
        "track": [(code, l10n(name)) for code, name in tracks.items()],
        "stage": _labels(GrowthStage),
        "financing": _labels(Financing),
        "district": _labels(District),
        "need": _labels(Need),
        "way": _labels(Way),
    }


def _labels(kind: type[StrEnum]) -> Choices:
    return [(member.value, label(member)) for member in kind]


def _code(kind: type[StrEnum], asked: str) -> str:
    return asked if asked in set(kind) else ""

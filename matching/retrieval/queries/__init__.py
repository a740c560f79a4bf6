"""Reads of texts and of who lies near whom."""

from contest.embeddings import queries as embeddings
from matching.retrieval.domain import COMPANY, DIRECTORY, PLAN, PROFILE, WINNER
from matching.retrieval.queries.meaning import Meaning
from matching.retrieval.queries.near import Near
from matching.retrieval.queries.subjects import eligible, stray_subjects
from matching.retrieval.queries.texts import (
    company_texts,
    plan_texts,
    profile_texts,
    profile_words,
    public_texts,
    winner_texts,
    winner_words,
)
from matching.retrieval.queries.words import LEXICAL, Words

__all__ = [
    "LEXICAL",
    "Meaning",
    "Near",
    "Words",
    "changeover",
    "company_texts",
    "eligible",
    "find_model",
    "plan_texts",
    "profile_texts",
    "profile_words",
    "public_texts",
    "stray_subjects",
    "winner_texts",
    "winner_words",
]


def find_model() -> str | None:
    """Return the model that serves now, None while nothing is embedded."""
    return embeddings.find_model(PROFILE)


def changeover() -> embeddings.Changeover | None:
    """Return how far a new model is with the texts of matching; None while none is on its way."""
    return embeddings.changeover((WINNER, PLAN, PROFILE, DIRECTORY, COMPANY))

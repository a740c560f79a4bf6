"""Who lies near a winner by shared words: what is left when there are no vectors."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from matching.retrieval.domain import likeness, terms
from matching.retrieval.queries.near import Near
from matching.retrieval.queries.texts import TextKey, company_texts, profile_texts, winner_texts

LEXICAL = "lexical"  # the "model" of comparisons made without one


class Words:
    """Who lies near a winner by shared words: what is left when there are no vectors."""

    model = LEXICAL

    def __init__(self, project_ids: Sequence[UUID]) -> None:
        self._winners = _by_subject(winner_texts(project_ids))
        self._profiles = _by_subject(profile_texts())
        self._companies = _by_subject(company_texts())

    def knows(self, project_id: UUID) -> bool:
        """Say whether the winner has a text."""
        return project_id in self._winners

    def profiles(self, project_id: UUID, among: Collection[UUID], limit: int) -> list[Near]:
        """Return the given profiles that share words with the winner, best first."""
        wanted = {key: value for key, value in self._profiles.items() if key in set(among)}
        return _alike(self._winners[project_id], wanted, limit)

    def companies(self, project_id: UUID, limit: int) -> list[Near]:
        """Return the companies that share words with the winner, best first."""
        return _alike(self._winners[project_id], self._companies, limit)


def _by_subject(texts: Mapping[TextKey, str]) -> dict[UUID, list[Mapping[str, int]]]:
    found: dict[UUID, list[Mapping[str, int]]] = {}
    for (subject_id, _), passage in texts.items():
        found.setdefault(subject_id, []).append(terms(passage))
    return found


def _alike(
    own: Sequence[Mapping[str, int]], others: Mapping[UUID, Sequence[Mapping[str, int]]], limit: int
) -> list[Near]:
    found = [
        Near(subject, max(likeness(one, other) for one in own for other in texts))
        for subject, texts in others.items()
    ]
    return sorted(
        (near for near in found if near.similarity > 0), key=lambda n: (-n.similarity, n.subject_id)
    )[:limit]

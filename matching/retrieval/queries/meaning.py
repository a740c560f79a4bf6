"""Who lies near a winner in meaning. Called by workers and commands only: numpy is loaded here, on use."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from contest.embeddings import queries as embeddings
from matching.retrieval.domain import BETTER_BY, COMPANY, PLAN, PROFILE, WINNER, is_lead
from matching.retrieval.queries.near import Near

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

DECIMALS = 6  # more would let the order of additions decide between equals


class Meaning:
    """Compares by stored vectors of one model, which are read once, however many winners ask.

    Everybody counts by the part that is nearest, on both sides; a further passage of a long text has to be nearer than
    its lead by BETTER_BY.
    """

    def __init__(self, model: str, project_ids: Collection[UUID]) -> None:
        self.model = model
        self._plans = embeddings.vectors_of(PLAN, project_ids, model=model)
        self._public = embeddings.vectors_of(WINNER, project_ids, model=model)

    def knows(self, project_id: UUID) -> bool:
        """Say whether the winner has vectors."""
        return project_id in self._plans

    def profiles(self, project_id: UUID, among: Collection[UUID], limit: int) -> list[Near]:
        """Return the nearest of the given profiles, best first; both languages of both sides count."""
        return self._nearest(self._profiles, project_id, limit, among)

    def companies(self, project_id: UUID, limit: int) -> list[Near]:
        """Return the nearest companies that somebody invested in, best first."""
        return self._nearest(self._companies, project_id, limit, None)

    @cached_property
    def _profiles(self) -> Table:
        return Table(embeddings.vectors_of(PROFILE, model=self.model))

    @cached_property
    def _companies(self) -> Table:
        return Table(embeddings.vectors_of(COMPANY, model=self.model))

    def _nearest(
        self, table: Table, project_id: UUID, limit: int, among: Collection[UUID] | None
    ) -> list[Near]:
        alike = table.compared(self._plans[project_id])
        public = self._public.get(project_id)
        shown = table.compared(public) if public else None
        return [
            Near(
                table.subjects[row],
                round(float(alike[row]), DECIMALS),
                None if shown is None else round(float(shown[row]), DECIMALS),
            )
            for row in table.best(alike, among, limit)
        ]


class Table:
    """The vectors of one kind, subject by subject."""

    def __init__(self, vectors: Mapping[UUID, Mapping[str, Floats]]) -> None:
        import numpy as np  # noqa: PLC0415 - engine, not for web workers

        self.subjects = sorted(vectors)
        self._row = {subject: row for row, subject in enumerate(self.subjects)}
        counts = [len(vectors[subject]) for subject in self.subjects]
        self._starts = np.cumsum([0, *counts[:-1]]) if counts else np.zeros(0, dtype=np.int64)
        named = [part for subject in self.subjects for part in vectors[subject].items()]
        self._parts, self._behind = _units([one for _, one in named]), _handicaps(part for part, _ in named)

    def compared(self, parts: Mapping[str, Floats]) -> Floats:
        """Return how near each subject is to the nearest of some parts, [subjects]."""
        import numpy as np  # noqa: PLC0415 - engine, not for web workers

        if not self.subjects:
            return np.zeros(0, dtype=np.float32)
        alike = self._parts @ _units(list(parts.values())).T - _handicaps(parts)
        found: Floats = np.maximum.reduceat(alike.max(axis=1) - self._behind, self._starts)
        return found

    def best(self, alike: Floats, among: Collection[UUID] | None, limit: int) -> Any:
        """Return the rows of the nearest among some subjects, or all: best first, equals by their ids."""
        import numpy as np  # noqa: PLC0415 - engine, not for web workers

        rows = np.arange(len(self.subjects))
        if among is not None:
            rows = np.array(sorted(self._row[one] for one in among if one in self._row), dtype=np.int64)
        order = np.argsort(-np.round(alike[rows], DECIMALS), kind="stable")
        return rows[order[:limit]]


def _units(vectors: list[Floats]) -> Floats:
    """Return vectors as rows of length one, as halves are not quite."""
    import numpy as np  # noqa: PLC0415 - engine, not for web workers

    rows = np.array(vectors, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    found: Floats = (rows / np.where(lengths, lengths, 1)).astype(np.float32)
    return found


def _handicaps(parts: Iterable[str]) -> Floats:
    import numpy as np  # noqa: PLC0415 - engine, not for web workers

    return np.array([0.0 if is_lead(part) else BETTER_BY for part in parts], dtype=np.float32)

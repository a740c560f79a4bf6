"""Reads of text vectors. Whom a text belongs to is its feature's knowledge: it passes the subjects an asker may see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from contest.embeddings.models import SearchText, ServingModel, TextVector
from contest.kernel.db import db

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HEADER_BYTES = 4  # pgvector sends two 16-bit numbers before the halves


def nearest(
    kind: str,
    vector: Sequence[float] | NDArray[np.float32],
    *,
    model: str,
    limit: int,
    subject_ids: Collection[UUID] | None = None,
) -> list[tuple[UUID, float]]:
    """Return the subjects nearest in meaning with their cosines, best first; a subject counts by its best part.

    Exact: every vector of `kind` and `model` is compared, of `subject_ids` only if these are given. `vector` is a
    unit vector of `model`; one of zeros (an empty text) is near to nothing.
    """
    values = [float(value) for value in vector]
    if limit < 1 or not any(values) or (subject_ids is not None and not subject_ids):
        return []
    distance = func.min(TextVector.embedding.cosine_distance(values)).label("distance")
    statement = (
        select(TextVector.subject_id, distance)
        .where(TextVector.kind == kind, TextVector.model == model)
        .group_by(TextVector.subject_id)
        .order_by(distance, TextVector.subject_id)
        .limit(limit)
    )
    if subject_ids is not None:
        statement = statement.where(_among(subject_ids))
    return [(subject_id, 1.0 - far) for subject_id, far in db.session.execute(statement)]


def vectors_of(
    kind: str, subject_ids: Collection[UUID] | None = None, *, model: str
) -> dict[UUID, dict[str, NDArray[np.float32]]]:
    """Return subject → part → vector, float32 [dimensions]; of all subjects of `kind` if none are named.

    Subjects without vectors are absent. 12,000 vectors take about 20 MB and a third of a second.
    """
    import numpy as np  # noqa: PLC0415 - web workers import this module and rarely read vectors

    # The type would build a list of Python floats for every vector; the wire form is read as it is.
    wire = func.halfvec_send(TextVector.embedding)
    statement = select(TextVector.subject_id, TextVector.part, wire).where(
        TextVector.kind == kind, TextVector.model == model
    )
    if subject_ids is not None:
        statement = statement.where(_among(subject_ids))
    found: dict[UUID, dict[str, NDArray[np.float32]]] = {}
    for subject_id, part, data in db.session.execute(
        statement.order_by(TextVector.subject_id, TextVector.part)
    ):
        vector = np.frombuffer(data, dtype=">f2", offset=HEADER_BYTES).astype(np.float32)
        found.setdefault(subject_id, {})[part] = vector
    return found


def find_model(kind: str) -> str | None:
    """Return the model whose vectors of `kind` answer now, without loading any; None if there are no vectors.

    That is the one that was the last to have every text; before any had, the one with most.
    """
    serving = select(ServingModel.model).where(
        ServingModel.kind == kind,
        select(TextVector.subject_id)
        .where(TextVector.kind == kind, TextVector.model == ServingModel.model)
        .exists(),
    )
    if found := db.session.execute(serving).scalar_one_or_none():
        return found
    statement = (
        select(TextVector.model)
        .where(TextVector.kind == kind)
        .group_by(TextVector.model)
        .order_by(func.count().desc(), func.max(TextVector.updated_at).desc())
        .limit(1)
    )
    return db.session.execute(statement).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class Changeover:
    """A new model on its way: how many texts it has of how many, while `serving` still answers."""

    serving: str
    coming: str
    done: int
    total: int


def changeover(kinds: Collection[str]) -> Changeover | None:
    """Return how far a new model is with the texts of the kinds; None while one model serves and no other comes."""
    serving = select(ServingModel.kind, ServingModel.model).where(ServingModel.kind.in_(kinds))
    serves = {row.kind: row.model for row in db.session.execute(serving)}
    counts = db.session.execute(
        select(TextVector.kind, TextVector.model, func.count())
        .where(TextVector.kind.in_(kinds))
        .group_by(TextVector.kind, TextVector.model)
    ).all()
    total = sum(row[2] for row in counts if serves.get(row.kind) == row.model)
    coming: dict[str, int] = {}
    for kind, model, count in counts:
        if kind in serves and serves[kind] != model:
            coming[model] = coming.get(model, 0) + count
    if not coming:
        return None
    newest = max(coming, key=lambda model: coming[model])
    return Changeover(next(iter(serves.values())), newest, min(coming[newest], total), total)


def serving_sources() -> dict[str, str]:
    """Return model → the setting it was loaded by, of every model that serves; empty where that is not known."""
    rows = db.session.execute(select(ServingModel.model, ServingModel.source))
    return {row.model: row.source for row in rows}


def stored_hashes(kind: str, subject_ids: Collection[UUID], *, model: str) -> dict[tuple[UUID, str], str]:
    """Return (subject, part) → hash of the text that was embedded."""
    statement = select(TextVector.subject_id, TextVector.part, TextVector.content_hash).where(
        TextVector.kind == kind, TextVector.model == model, _among(subject_ids)
    )
    return {(subject_id, part): digest for subject_id, part, digest in db.session.execute(statement)}


def word_hashes(kind: str, subject_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return subject → hash of the texts that were cut into words."""
    wanted = SearchText.subject_id == any_(literal(list(subject_ids), ARRAY(Uuid())))
    statement = select(SearchText.subject_id, SearchText.content_hash).where(SearchText.kind == kind, wanted)
    return {row.subject_id: row.content_hash for row in db.session.execute(statement)}


def _among(subject_ids: Collection[UUID]) -> ColumnElement[bool]:
    # One array parameter: a list of twelve thousand would be twelve thousand parameters.
    return TextVector.subject_id == any_(literal(list(subject_ids), ARRAY(Uuid())))

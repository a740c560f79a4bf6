"""Search by meaning, by words and by what is written, in one order, among the subjects that the asker passes.

Rights and filters are conditions on subjects, so every ranking is made among these only: nothing found is taken out
afterwards, and nothing that fits is lost behind what does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql import ClauseElement, Executable
from sqlalchemy.types import NullType

from contest.embeddings.domain import fused, tsquery
from contest.embeddings.indexes import index_name
from contest.embeddings.models import SearchText, TextVector
from contest.kernel.db import db

KEEP = 100  # of each ranking; nobody reads on
# Up to so many subjects they are listed once and every vector of theirs is compared; beyond, the index answers if there
# is one.
EXACT_UP_TO = 10_000
WRITTEN_UP_TO = 2_000  # subjects whose texts are read as they stand
WORDS_RANKED = 1_000  # subjects; what more of them hold tells them apart no better
EF_SEARCH = 800  # at 400 a crowd of near twins hides one neighbour in six
# Places of the index's answer to a subject: its languages; where passages of long texts take them, more are asked for.
PARTS, MOST_PARTS = 2, 32
NAMED_WEIGHT = 3.0  # who types a name wants its bearer first
# Word -> share of the rows that hold it, for the thousand most common ones; NULL -> number of rows.
COMMON = text(
    "SELECT element, frequency FROM pg_stats,"
    " unnest(most_common_elems::text::text[], most_common_elem_freqs) AS common(element, frequency)"
    " WHERE schemaname = current_schema() AND tablename = 'search_texts' AND attname = 'words'"
    " AND element IS NOT NULL"
    " UNION ALL SELECT NULL, reltuples FROM pg_class WHERE oid = 'search_texts'::regclass"
)


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody typed: cleaned, as words, and as a unit vector of `model`, empty where the embedder is away."""

    text: str
    words: tuple[str, ...]
    model: str = ""
    vector: tuple[float, ...] = ()

    @property
    def by_meaning(self) -> bool:
        """Say whether meaning is compared, or words alone."""
        return any(self.vector)


NOTHING_ASKED = Question("", ())


def search(
    kinds: Sequence[str], question: Question, *, subjects: Select[Any], written: Select[Any] | None = None
) -> list[UUID]:
    """Return the ids among `subjects` (a selection of one id column) that answer the question, the best first.

    `written`: the subjects whose text contains what was typed as it stands; asked of few subjects only, where it
    finds what no worker has indexed yet.
    """
    if not question.text:
        return []
    among = _Among.of(subjects)
    rankings = [
        (NAMED_WEIGHT, _holding_all(kinds, question.words, among, weights="A")),
        (1.0, _holding_all(kinds, question.words, among)),
    ]
    if written is not None and among.many <= WRITTEN_UP_TO:
        rankings.append((1.0, list(db.session.execute(written.limit(KEEP)).scalars())))
    rankings.append((1.0, _holding_any(kinds, question.words, among)))
    if question.by_meaning:
        rankings.append((1.0, _near(kinds, question.model, question.vector, among, KEEP)))
    return fused(rankings)[:KEEP]


def near(
    kinds: Sequence[str],
    model: str,
    vector: Sequence[float],
    *,
    subjects: Select[Any],
    limit: int = KEEP,
) -> list[UUID]:
    """Return the nearest of the subjects by meaning, each by its best part."""
    return _near(kinds, model, vector, _Among.of(subjects), limit)


def exactly(
    kind: str, model: str, vector: Sequence[float], *, subjects: Select[Any], limit: int = KEEP
) -> list[tuple[float, UUID]]:
    """Return (distance, subject) of the nearest by comparing every vector of the subjects."""
    return _exactly(kind, model, vector, TextVector.subject_id.in_(subjects), limit)


def _near(kinds: Sequence[str], model: str, vector: Sequence[float], among: _Among, limit: int) -> list[UUID]:
    wanted = among.holds(TextVector.subject_id)
    found: list[tuple[float, UUID]] = []
    for kind in kinds:
        indexed = among.many > EXACT_UP_TO and has_index(kind, model)
        answer = _by_index(kind, model, vector, wanted, limit) if indexed else None
        found += answer if answer is not None else _exactly(kind, model, vector, wanted, limit)
    return [subject_id for _, subject_id in sorted(found)[:limit]]


def _exactly(
    kind: str, model: str, vector: Sequence[float], wanted: ColumnElement[bool], limit: int
) -> list[tuple[float, UUID]]:
    distance = func.min(TextVector.embedding.cosine_distance(list(vector))).label("distance")
    statement = (
        select(distance, TextVector.subject_id)
        .where(TextVector.kind == kind, TextVector.model == model, wanted)
        .group_by(TextVector.subject_id)
        .order_by(distance, TextVector.subject_id)
        .limit(limit)
    )
    return [(far, subject_id) for far, subject_id in db.session.execute(statement)]


def has_index(kind: str, model: str) -> bool:
    """Say whether the vectors of a kind and model have an index of their own."""
    found = select(func.to_regclass(index_name(kind, model)).is_not(None))
    return bool(db.session.execute(found).scalar_one())


def _by_index(
    kind: str, model: str, vector: Sequence[float], wanted: ColumnElement[bool], limit: int
) -> list[tuple[float, UUID]] | None:
    """Return the nearest as the index finds them; None when it gave up before it had enough: then ask exactly."""
    db.session.execute(
        text(
            "SELECT set_config('hnsw.iterative_scan', 'strict_order', true),"
            " set_config('hnsw.ef_search', :effort, true)"
        ),
        {"effort": str(EF_SEARCH)},
    )
    size = HALFVEC(len(vector))
    distance = cast(TextVector.embedding, size).cosine_distance(cast(literal(list(vector), HALFVEC()), size))
    # The index is partial: the planner must see kind and model, not parameters.
    partial = (
        TextVector.kind == bindparam("kind", kind, literal_execute=True),
        TextVector.model == bindparam("model", model, literal_execute=True),
    )
    query = (
        select(distance.label("distance"), TextVector.subject_id)
        .where(*partial, wanted)
        .order_by(literal_column("distance"))
    )
    for places in (limit * PARTS, limit * MOST_PARTS):
        rows = db.session.execute(query.limit(places)).all()
        best: dict[UUID, float] = {}
        for far, subject_id in rows:
            best.setdefault(subject_id, far)
        if len(rows) < places:
            return None
        if len(best) >= limit:
            return sorted((far, subject_id) for subject_id, far in best.items())[:limit]
    return None


def _holding_all(
    kinds: Sequence[str], words: Sequence[str], among: _Among, *, weights: str = ""
) -> list[UUID]:
    """Return the subjects that hold every word, in places of `weights` (A: the name) if these are given."""
    return _matching(kinds, tsquery(words, every=True, weights=weights), among) if words else []


def _holding_any(kinds: Sequence[str], words: Sequence[str], among: _Among) -> list[UUID]:
    """Return the subjects that hold any of the telling words, those that hold most in the best places first."""
    return _matching(kinds, tsquery(_telling(words)), among) if words else []


def _telling(words: Sequence[str]) -> list[str]:
    """Return the rarest of the words, as many as can be ranked; how rare they are the database's statistics say."""
    common = {row[0]: row[1] for row in db.session.execute(COMMON)} if len(words) > 1 else {}
    total = common.pop(None, 0)
    kept: list[str] = []
    left = float(WORDS_RANKED)
    for word in sorted(dict.fromkeys(words), key=lambda word: common.get(word, 0)):
        left -= common.get(word, 0) * total
        if kept and left < 0:
            break
        kept.append(word)
    return kept


def _matching(kinds: Sequence[str], asked: str, among: _Among) -> list[UUID]:
    query = cast(literal(asked), TSQUERY)
    matching = (
        select(SearchText.subject_id, SearchText.words)
        .where(
            SearchText.kind.in_(kinds),
            SearchText.words.bool_op("@@")(query),
            among.holds(SearchText.subject_id),
        )
        .limit(WORDS_RANKED)
        .subquery()
    )
    rank = func.ts_rank(matching.c.words, query)
    statement = select(matching.c.subject_id).order_by(rank.desc(), matching.c.subject_id).limit(KEEP)
    return list(db.session.execute(statement).scalars())


@dataclass(frozen=True, slots=True)
class _Among:
    """The subjects asked about, about how many there are, and where they are few their ids.

    Listed once, their conditions are not looked at again by every ranking. They travel as one text, which costs a tenth
    of as many parameters, and as one array, of which the database asks row by row at no cost: where the words are rare
    it goes by these, and where the subjects are fewer by them.
    """

    subjects: Select[Any]
    many: int
    ids: str | None

    @classmethod
    def of(cls, subjects: Select[Any]) -> _Among:
        many = estimated(subjects)
        if many > EXACT_UP_TO:
            return cls(subjects, many, None)
        some = subjects.order_by(None).subquery()
        ids = db.session.execute(select(cast(func.array_agg(some.c[0]), Text))).scalar_one()
        return cls(subjects, many, ids or "{}")

    def holds(self, column: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
        """Return the condition that a row's subject is one of them."""
        if self.ids is not None:
            return column == any_(cast(literal(self.ids, NullType()), ARRAY(Uuid())))
        if column.class_ is TextVector:
            return column.in_(self.subjects)
        # Rows that hold rare words are few: joining them would read all subjects. The limit keeps the planner from it.
        (subject,) = self.subjects.selected_columns
        found = self.subjects.order_by(None).where(subject == column).correlate(column.class_).limit(1)
        return found.scalar_subquery().is_not(None)


def estimated(subjects: Select[Any]) -> int:
    """Return how many subjects the planner expects, without reading any.

    An error costs time only: what the index is asked for in vain is compared exactly.
    """
    plan = db.session.execute(_Explain(subjects.order_by(None))).scalar_one()
    return int(plan[0]["Plan"]["Plan Rows"])


class _Explain(Executable, ClauseElement):
    inherit_cache = False

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement


@compiles(_Explain)
def _explain(element: _Explain, compiler: Any, **options: Any) -> str:
    return "EXPLAIN (FORMAT JSON) " + compiler.process(element.statement, **options)

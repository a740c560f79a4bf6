"""Keeping vectors up to date, and finding what is near."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.embeddings.encoder import Encoder
from contest.embeddings.models import TextVector
from contest.embeddings.queries import (
    Changeover,
    changeover,
    find_model,
    nearest,
    serving_sources,
    vectors_of,
)
from contest.embeddings.services import forget, refresh, switch
from contest.kernel.columns import new_id
from tests.judging.encoders import CharacterEncoder

MODEL = "characters"


class NotingEncoder(CharacterEncoder):
    """Remembers what it was asked to embed."""

    def __init__(self, model_name: str = MODEL) -> None:
        self.model_name = model_name
        self.asked: list[str] = []

    def encode_documents(self, texts: Sequence[str], *, progress: Any = None) -> Any:
        self.asked += texts
        return super().encode_documents(texts, progress=progress)


@pytest.fixture
def tiny(session: Session) -> NotingEncoder:
    return NotingEncoder()


@pytest.fixture
def ids() -> list[UUID]:
    return [new_id() for _ in range(4)]


def stored(session: Session) -> set[tuple[str, UUID, str, str]]:
    columns = (TextVector.kind, TextVector.subject_id, TextVector.part, TextVector.model)
    return {tuple(row) for row in session.execute(select(*columns))}


def test_only_what_changed_is_embedded_again(tiny: NotingEncoder, ids: list[UUID]) -> None:
    texts = {(ids[0], "zh"): "电池", (ids[0], "en"): "battery", (ids[1], "zh"): "机器人"}
    first = refresh("project", texts, tiny)
    assert (first.embedded, first.unchanged, first.removed) == (3, 0, 0)
    assert first.seconds >= 0
    tiny.asked.clear()
    second = refresh("project", texts | {(ids[1], "zh"): "  机器\x00 人"}, tiny)
    assert (second.embedded, second.unchanged, tiny.asked) == (1, 2, ["机器 人"])
    tiny.asked.clear()
    third = refresh("project", texts | {(ids[1], "zh"): "机器 人\n"}, tiny)
    assert (third.embedded, third.unchanged, tiny.asked) == (0, 3, [])


def test_the_new_vector_replaces_the_old(session: Session, tiny: NotingEncoder, ids: list[UUID]) -> None:
    refresh("project", {(ids[0], ""): "aaa"}, tiny)
    refresh("project", {(ids[0], ""): "bbb"}, tiny)
    (vector,) = vectors_of("project", [ids[0]], model=MODEL)[ids[0]].values()
    assert np.allclose(vector, tiny.encode_query("bbb"), atol=1e-3)
    assert len(stored(session)) == 1


def test_equal_texts_are_embedded_once(tiny: NotingEncoder, ids: list[UUID]) -> None:
    outcome = refresh("project", {(subject, ""): "电池" for subject in ids}, tiny)
    assert (outcome.embedded, tiny.asked) == (4, ["电池"])
    assert set(vectors_of("project", ids, model=MODEL)) == set(ids)


def test_a_text_that_became_empty_loses_its_vector(
    session: Session, tiny: NotingEncoder, ids: list[UUID]
) -> None:
    refresh("project", {(ids[0], "zh"): "电池", (ids[0], "en"): "battery", (ids[1], "zh"): "电池"}, tiny)
    outcome = refresh("project", {(ids[0], "zh"): " \x00 ", (ids[0], "en"): "battery"}, tiny)
    assert (outcome.embedded, outcome.unchanged, outcome.removed) == (0, 1, 1)
    assert stored(session) == {("project", ids[0], "en", MODEL), ("project", ids[1], "zh", MODEL)}


def test_another_model_embeds_anew_and_takes_over(
    session: Session, tiny: NotingEncoder, ids: list[UUID]
) -> None:
    texts = {(ids[0], ""): "电池", (ids[1], ""): "机器人"}
    refresh("project", texts, tiny)
    refresh("judge", texts, tiny)
    newer = NotingEncoder("newer")
    outcome = refresh("project", {(ids[0], ""): "电池"}, newer)
    assert (outcome.embedded, newer.asked) == (1, ["电池"])
    assert stored(session) == {
        ("project", ids[0], "", "newer"),
        ("project", ids[1], "", MODEL),
        ("judge", ids[0], "", MODEL),
        ("judge", ids[1], "", MODEL),
    }
    assert find_model("judge") == MODEL
    assert find_model("nothing") is None
    refresh("project", texts, newer)
    assert find_model("project") == "newer"


def test_earlier_vectors_answer_until_all_kinds_switch_at_once(
    session: Session, tiny: NotingEncoder, ids: list[UUID]
) -> None:
    texts = {(ids[0], ""): "电池", (ids[1], ""): "机器人"}
    kinds = ["project", "judge"]
    for kind in kinds:
        refresh(kind, texts, tiny, keep_earlier=True)
    switch(kinds, MODEL, source="bundled")
    newer = NotingEncoder("newer")
    outcome = refresh("project", texts, newer, limit=1, keep_earlier=True)
    assert (outcome.embedded, outcome.remaining) == (1, 1)
    assert find_model("project") == MODEL
    assert len(vectors_of("project", ids, model=MODEL)) == 2
    assert changeover(kinds) == Changeover(MODEL, "newer", 1, 4)
    for kind in kinds:
        refresh(kind, texts, newer, keep_earlier=True)
    assert newer.asked == ["电池", "机器人", "电池", "机器人"]
    assert [find_model(kind) for kind in kinds] == [MODEL, MODEL]
    switch(kinds, "newer", source="/models/newer")
    assert [find_model(kind) for kind in kinds] == ["newer", "newer"]
    assert changeover(kinds) is None
    assert {row[3] for row in stored(session)} == {"newer"}
    assert serving_sources() == {"newer": "/models/newer"}


def test_a_model_that_was_given_up_leaves_nothing(tiny: NotingEncoder, ids: list[UUID]) -> None:
    texts = {(ids[0], ""): "电池"}
    refresh("project", texts, tiny, keep_earlier=True)
    switch(["project"], MODEL)
    refresh("project", texts, NotingEncoder("newer"), keep_earlier=True)
    assert refresh("project", texts, tiny, keep_earlier=True).embedded == 0
    switch(["project"], MODEL)
    assert changeover(["project"]) is None
    assert vectors_of("project", ids, model="newer") == {}


def test_refreshing_nothing_does_nothing(session: Session, tiny: NotingEncoder) -> None:
    outcome = refresh("project", {}, tiny)
    assert (outcome.embedded, outcome.unchanged, outcome.removed) == (0, 0, 0)
    assert stored(session) == set()


def test_forgotten_subjects_keep_no_vector(session: Session, tiny: NotingEncoder, ids: list[UUID]) -> None:
    for kind in ("project", "judge"):
        refresh(kind, {(ids[0], "zh"): "电池", (ids[0], "en"): "battery", (ids[1], ""): "x"}, tiny)
    assert forget("project", [ids[0], ids[2]]) == 2
    assert stored(session) == {
        ("project", ids[1], "", MODEL),
        *(("judge", ids[0], part, MODEL) for part in ("zh", "en")),
        ("judge", ids[1], "", MODEL),
    }
    assert forget("project", []) == 0


def test_vectors_come_back_by_subject_and_part(tiny: NotingEncoder, ids: list[UUID]) -> None:
    refresh("project", {(ids[0], "zh"): "abcabd", (ids[0], "en"): "xyz", (ids[1], ""): "q"}, tiny)
    found = vectors_of("project", [ids[0], ids[3]], model=MODEL)
    assert {subject: set(parts) for subject, parts in found.items()} == {ids[0]: {"zh", "en"}}
    assert found[ids[0]]["zh"].dtype == np.float32
    assert np.allclose(found[ids[0]]["zh"], tiny.encode_query("abcabd"), atol=1e-3)
    assert set(vectors_of("project", model=MODEL)) == {ids[0], ids[1]}
    assert vectors_of("project", [], model=MODEL) == vectors_of("project", model="other") == {}


def test_the_nearest_come_first_each_subject_by_its_best_part(tiny: NotingEncoder, ids: list[UUID]) -> None:
    near, middle, far, stranger = ids
    refresh(
        "project", {(near, "zh"): "zzzz", (near, "en"): "abc", (middle, ""): "abz", (far, ""): "zzz"}, tiny
    )
    refresh("judge", {(stranger, ""): "abc"}, tiny)
    query = tiny.encode_query("abc")
    found = nearest("project", query, model=MODEL, limit=10)
    assert [subject for subject, _ in found] == [near, middle, far]
    assert [cosine for _, cosine in found] == pytest.approx([1, 2 / 3, 0], abs=1e-3)
    assert found[:2] == nearest("project", query.tolist(), model=MODEL, limit=2)


def test_the_nearest_are_right_under_a_filter(tiny: NotingEncoder, ids: list[UUID]) -> None:
    refresh("project", {(subject, ""): "a" * 5 + "b" * place for place, subject in enumerate(ids)}, tiny)
    query = tiny.encode_query("a")
    assert [
        subject for subject, _ in nearest("project", query, model=MODEL, limit=2, subject_ids=ids[2:])
    ] == ids[2:]
    assert nearest("project", query, model=MODEL, limit=2, subject_ids=[]) == []
    assert nearest("project", query, model="other", limit=2) == []


def test_nothing_is_near_an_empty_query(tiny: NotingEncoder, ids: list[UUID]) -> None:
    refresh("project", {(ids[0], ""): "a"}, tiny)
    assert nearest("project", tiny.encode_query(""), model=MODEL, limit=3) == []


def test_vectors_of_models_of_different_dimensions_live_side_by_side(
    tiny: NotingEncoder, ids: list[UUID]
) -> None:
    class Wide(NotingEncoder):
        dimensions = 64

        def encode_documents(self, texts: Sequence[str], *, progress: Any = None) -> Any:
            return np.tile(super().encode_documents(texts), 2) / 2**0.5

    refresh("project", {(ids[0], ""): "abc"}, tiny)
    wide = Wide("wide")
    refresh("project", {(ids[1], ""): "abc"}, wide)
    assert [subject for subject, _ in nearest("project", tiny.encode_query("abc"), model=MODEL, limit=5)] == [
        ids[0]
    ]
    assert [
        subject for subject, _ in nearest("project", wide.encode_query("abc"), model="wide", limit=5)
    ] == [ids[1]]


def test_meaning_survives_the_database(session: Session, encoder: Encoder, ids: list[UUID]) -> None:
    texts = ("回收废旧动力电池", "Cell therapy for cancer patients", "仓库自主移动机器人", "مرحبا \ufdfa")
    refresh("project", {(subject, ""): text for subject, text in zip(ids, texts, strict=True)}, encoder)
    for query, expected in (("battery recycling", 0), ("肿瘤免疫治疗", 1), ("logistics robot", 2)):
        found = nearest("project", encoder.encode_query(query), model=encoder.model_name, limit=4)
        assert found[0][0] == ids[expected]
        assert len(found) == 4
    exact = encoder.encode_documents(texts)
    kept = vectors_of("project", ids, model=encoder.model_name)
    cosines = [float(kept[subject][""] @ vector) for subject, vector in zip(ids, exact, strict=True)]
    assert cosines == pytest.approx([1, 1, 1, 1], abs=1e-3)

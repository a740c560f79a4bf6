"""Long texts in passages: whole, short enough for the model, cut where a reader would."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.embeddings.domain import clean
from contest.embeddings.encoder import Encoder
from contest.embeddings.passages import (
    MOST_READ,
    PASSAGE_TOKENS,
    part_name,
    passages,
    tokens,
)
from tests.bench.duplicates import generated


def solid(text: str) -> str:
    return re.sub(r"\s+", "", text)


@given(
    st.text(st.sampled_from("产品。！ab c.\n\t;电\ufdfa🧬\0"), max_size=900),
    st.integers(8, 60),
)
def test_nothing_is_lost_and_every_passage_has_room(said: str, room: int) -> None:
    found = passages(said, room=room)
    assert solid("".join(found)) == solid(said)
    assert all(one.strip() and len(one) <= room / 0.31 and tokens(one) <= room for one in found)


def test_a_short_text_is_one_passage_and_a_long_one_is_cut_evenly_at_its_sentences() -> None:
    assert passages("") == passages(" \n ") == []
    assert passages("我们做芯片。\n\n已有客户。") == ["我们做芯片。\n已有客户。"]
    long = "我们为工厂做低功耗的推理芯片，已有三家客户。" * 60
    found = passages(long)
    assert len(found) == 3
    assert all(one.endswith("客户。") for one in found)
    assert max(map(len, found)) - min(map(len, found)) < 90
    english = passages("We build chips for factories, and three of them use ours. " * 60)
    assert len(english) > 1
    assert all(one.endswith("ours.") for one in english)


def test_paragraphs_that_fit_stay_whole() -> None:
    first, second = "甲。" * 150, "乙。" * 150
    assert passages(f"{first}\n{second}", room=300) == [first, second]


def test_what_stands_before_a_passage_does_not_change_its_name() -> None:
    first, second = "甲。" * 150, "乙。" * 150
    before = {part_name("zh", one) for one in passages(f"{first}\n{second}", room=300)}
    after = {part_name("zh", one) for one in passages(f"{'新。' * 140}\n{first}\n{second}", room=300)}
    assert before < after
    assert all(name.startswith("zh:") for name in after)


@pytest.mark.parametrize(
    "said", ["\ufdfa" * 10**5, "中" * 10**6, 'a"' * 10**6, "\0\ud800" * 10**5, "。" * 10**6]
)
def test_hostile_texts_end(said: str) -> None:
    found = passages(said)
    assert sum(map(len, found)) <= 2 * MOST_READ


def test_a_passage_is_read_to_its_end_by_the_model(encoder: Encoder) -> None:
    texts = [text for one in generated(range(24)) for text in (one.text, one.en)]
    joined = ["\n".join(texts[0::2]), "\n".join(texts[1::2]), "\n".join(texts)]
    found = [clean(one) for text in joined for one in passages(text)]
    assert len(found) > 20
    counted = [encoder.tokens(one) for one in found]
    assert max(counted) <= encoder.room
    assert encoder.room >= PASSAGE_TOKENS


def test_what_the_model_has_room_for_is_what_its_folder_says(encoder: Encoder, models_dir: Path) -> None:
    assert encoder.room == 512 - 2 - 3  # begin and end; "passage: "
    assert models_dir.exists()
    assert encoder.tokens("") == 0

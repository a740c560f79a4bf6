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
    WHOLE_TOKENS,
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
    found = passages(said, room=room, least=room // 3)
    assert solid("".join(found)) == solid(said)
    assert all(one.strip() and tokens(one) <= room for one in found)


def test_a_long_paragraph_is_cut_evenly_at_its_sentences() -> None:
    assert passages("") == passages(" \n ") == []
    found = passages("我们为工厂做低功耗的推理芯片，已有三家客户。" * 30)
    assert len(found) == 4
    assert all(one.endswith("客户。") for one in found)
    assert max(map(len, found)) - min(map(len, found)) < 70
    english = passages("We build chips for factories, and three of them use ours. " * 60)
    assert len(english) > 4
    assert all(one.endswith("ours.") for one in english)


def test_paragraphs_stay_whole_and_short_ones_join_what_follows() -> None:
    first, second = "甲。" * 60, "乙。" * 60
    assert passages(f"{first}\n{second}") == [first, second]
    assert passages(f"一、技术\n{first}\n{second}\n完。") == [f"一、技术\n{first}", f"{second}\n完。"]
    assert passages("我们做芯片。\n\n已有客户。") == ["我们做芯片。\n已有客户。"]


def test_what_stands_before_a_passage_does_not_change_its_name() -> None:
    first, second = "甲。" * 60, "乙。" * 60
    before = {part_name("zh", one) for one in passages(f"{first}\n{second}")}
    after = {part_name("zh", one) for one in passages(f"{'新的一段。' * 200}\n{first}\n{second}")}
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
    assert max(counted) <= 1.1 * PASSAGE_TOKENS
    assert encoder.room >= WHOLE_TOKENS > 2 * PASSAGE_TOKENS


def test_what_the_model_has_room_for_is_what_its_folder_says(encoder: Encoder, models_dir: Path) -> None:
    assert encoder.room == 512 - 2 - 3  # begin and end; "passage: "
    assert models_dir.exists()
    assert encoder.tokens("") == 0

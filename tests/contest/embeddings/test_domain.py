"""Texts before they become vectors."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.embeddings.domain import MAX_CHARACTERS, clean, content_hash


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("", ""),
        (" \t\r\n\x00\x1f\x7f\x85 ", ""),
        ("\ud800", ""),
        ("a\x00b", "a b"),
        ("动力\udcff电池", "动力电池"),
        ("Ｂａｔｔｅｒｙ  　回收", "Battery 回收"),
        ("第一行\n第二行", "第一行 第二行"),
        ("مرحبا بكم", "مرحبا بكم"),
        ("👩\u200d🔬🚀", "👩\u200d🔬🚀"),
    ],
)
def test_a_text_is_made_plain(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@settings(derandomize=True, max_examples=200)
@given(st.text(st.characters(), max_size=60))
def test_a_clean_text_is_short_normal_encodable_and_stays_as_it_is(raw: str) -> None:
    once = clean(raw, limit=20)
    assert len(once) <= 20
    assert once == once.strip()
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in once)
    once.encode()
    assert clean(once, limit=20 * 20) == once


@pytest.mark.parametrize(
    "raw", ["\ufdfa" * 1_000, "\ufdfa" * 1_000_000, "长" * 1_000_000, "a\u0301" * 500_000]
)
def test_a_huge_text_is_cut_at_once(raw: str) -> None:
    started = time.process_time()
    assert 0 < len(clean(raw)) <= MAX_CHARACTERS
    assert time.process_time() - started < 0.2


def test_the_hash_tells_texts_apart() -> None:
    assert content_hash("动力电池") != content_hash("动力电池 ")
    assert len(content_hash("")) == 64

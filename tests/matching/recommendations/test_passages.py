"""Passages that meet: found by rare words, cut from the texts as they are, never made up."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.kernel.localized import LocalizedText
from matching.recommendations.domain.passages import LONGEST, Library, Passages, quoted, sentences

PROJECT = LocalizedText(
    "我们成立于上海。研发便携式超声诊断设备,已获注册证。团队共十二人。",
    "We are based in Shanghai. We build portable ultrasound devices.",
)
FUND = LocalizedText("我们关注早期项目。看好便携式超声诊断设备与影像。", "We like early teams.")
OTHER = LocalizedText("我们关注连锁咖啡。我们成立于上海。", "")


def stored(found: dict[str, Passages]) -> dict[str, Any]:
    return {language: pair.as_dict() for language, pair in found.items()}


@pytest.fixture
def library() -> Library:
    return Library({"project": PROJECT, "fund": FUND, "other": OTHER, **dict.fromkeys(range(8), OTHER)})


def test_the_passages_that_share_rare_words_are_shown_from_both_sides(library: Library) -> None:
    found = library.best("project", "fund")
    quotes = quoted(stored(found), PROJECT, FUND, language="en")
    assert quotes is not None
    assert (quotes.project, quotes.profile) == (
        "研发便携式超声诊断设备,已获注册证。",
        "看好便携式超声诊断设备与影像。",
    )


def test_a_text_that_was_changed_is_not_quoted(library: Library) -> None:
    found = library.best("project", "fund")
    assert quoted(stored(found), PROJECT, LocalizedText("全新的说明。" + FUND.zh), language="zh") is None
    assert quoted(stored(found), LocalizedText("", PROJECT.en), FUND, language="zh") is None
    assert quoted(None, PROJECT, FUND, language="zh") is None


def test_the_readers_language_comes_first() -> None:
    ours = LocalizedText("便携式超声诊断设备。", "Portable ultrasound devices.")
    theirs = LocalizedText("投资便携式超声诊断设备。", "Portable ultrasound devices wanted.")
    found = stored(Library({"a": ours, "b": theirs, "c": OTHER}).best("a", "b"))
    for language, words in (("zh", "便携式超声诊断设备。"), ("en", "Portable ultrasound devices.")):
        quotes = quoted(found, ours, theirs, language=language)
        assert quotes is not None
        assert quotes.project == words


def test_without_words_in_common_nothing_is_made_up() -> None:
    texts = {
        "a": LocalizedText("低功耗存算芯片。"),
        "b": LocalizedText("连锁咖啡与餐饮。"),
        "c": LocalizedText("", "Chips."),
    }
    library = Library(texts)
    assert library.best("a", "b") == {}
    assert library.best("a", "c") == {}
    assert library.best("a", "unknown") == {}


@given(st.text(max_size=400))
def test_sentences_lie_in_the_text_in_order_and_are_short(text: str) -> None:
    found = sentences(text)
    assert all(0 <= start < end <= len(text) and end - start <= LONGEST for start, end in found)
    assert all(text[start:end] == text[start:end].strip() for start, end in found)
    assert found == sorted(found)

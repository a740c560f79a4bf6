"""Passages and words."""

from __future__ import annotations

from contest.kernel.columns import LocalizedText
from matching.retrieval.domain import (
    WinnerText,
    company_passage,
    likeness,
    profile_passages,
    terms,
    winner_passages,
)

NOTHING = LocalizedText()


def text(intro: LocalizedText = NOTHING, **answers: LocalizedText) -> WinnerText:
    return WinnerText(LocalizedText("澜芯", "Lanxin"), intro, ["芯片"], answers)


def test_a_winner_has_a_passage_in_every_language_it_wrote_in() -> None:
    found = winner_passages(
        text(LocalizedText("低功耗芯片", ""), solution=LocalizedText("存算一体", "In-memory computing"))
    )
    assert found == {"zh": "澜芯\n低功耗芯片\n芯片\n存算一体", "en": "Lanxin\n芯片\nIn-memory computing"}


def test_a_winner_that_wrote_nothing_has_its_name() -> None:
    assert winner_passages(text()) == {"zh": "澜芯\n芯片"}


def test_long_answers_leave_room_for_the_others() -> None:
    long = LocalizedText("长" * 5_000, "")
    passage = winner_passages(
        text(LocalizedText("简介"), problem=long, solution=long, technology=long, market=long)
    )["zh"]
    assert passage.count("长") == 150 + 250 + 250 + 120


def test_a_firms_name_stands_for_it_only_without_a_text() -> None:
    name = LocalizedText("海屿资本", "Haiyu Capital")
    topics = {"zh": ["芯片"], "en": ["chips"]}
    assert profile_passages(name, LocalizedText("看半导体", ""), topics) == {"zh": "芯片\n看半导体"}
    assert profile_passages(name, LocalizedText(), {}) == {"zh": "海屿资本"}
    assert company_passage("远帆", "细胞治疗", ["医药"]) == "远帆\n医药\n细胞治疗"


def test_words_are_compared_across_case_and_by_pairs_of_characters() -> None:
    assert terms("AI芯片设计 ai x") == {"ai": 2, "芯片": 1, "片设": 1, "设计": 1}
    assert likeness(terms("存算一体芯片"), terms("存算一体芯片")) == 1
    assert likeness(terms("存算一体芯片"), terms("咖啡连锁")) == 0
    assert likeness(terms(""), terms("咖啡")) == 0
    assert 0 < likeness(terms("芯片设计"), terms("芯片制造")) < 1

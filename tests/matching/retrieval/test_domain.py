"""Passages and words."""

from __future__ import annotations

from contest.kernel.columns import LocalizedText
from matching.retrieval.domain import (
    MOST_PASSAGES,
    PlanFile,
    WinnerText,
    company_passages,
    likeness,
    plan_passages,
    profile_passages,
    public_passages,
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


def test_what_everybody_may_read_holds_nothing_of_the_plan() -> None:
    said = text(LocalizedText("低功耗芯片", ""), solution=LocalizedText("存算一体", "In-memory computing"))
    assert public_passages(said) == {"zh": "澜芯\n低功耗芯片\n芯片"}
    assert public_passages(text(solution=LocalizedText("存算一体", ""))) == {"zh": "澜芯\n芯片"}


def test_a_short_plan_is_its_lead_and_nothing_else() -> None:
    said = text(
        LocalizedText("低功耗芯片", "Chips"), solution=LocalizedText("存算一体。" * 40, "Chips. " * 80)
    )
    assert plan_passages(said) == winner_passages(said)


def test_what_the_lead_of_a_long_plan_leaves_out_is_there_in_passages() -> None:
    long = "存算一体芯片。" * 200
    said = text(LocalizedText("简介"), technology=LocalizedText(f"{long}\n最后谈及卫星遥感。"))
    found = plan_passages(said)
    assert found["zh"] == winner_passages(said)["zh"]
    assert "卫星遥感" not in found["zh"]
    further = [passage for part, passage in found.items() if part != "zh"]
    assert sum("卫星遥感" in passage for passage in further) == 1
    assert all(part == "zh" or part.startswith("zh:") for part in found)


def test_a_file_is_read_to_its_end_and_takes_turns_with_the_answers_up_to_a_cap() -> None:
    file = PlanFile("en", "\n".join(f"Page {number} of the plan. " * 60 for number in range(60)))
    long = LocalizedText("".join(f"第{number}句话。" for number in range(900)))
    found = plan_passages(text(LocalizedText("简介"), problem=long, market=long), [file])
    assert len(found) == 1 + MOST_PASSAGES
    assert sum(part.startswith("en:") for part in found) >= MOST_PASSAGES / 3
    short = plan_passages(text(LocalizedText("简介")), [PlanFile("en", "One page.")])
    assert list(short.values())[1:] == ["One page."]


def test_a_long_thesis_and_a_long_description_are_there_in_passages_too() -> None:
    long = "".join(f"看第{number}家早期芯片。" for number in range(200))
    found = profile_passages(LocalizedText("海屿"), LocalizedText(long, "Chips"), {"zh": ["芯片"]})
    assert (found["zh"], found["en"]) == (f"芯片\n{long}", "Chips")
    assert "".join(found[part] for part in found if part.startswith("zh:")).replace("\n", "") == long
    assert len(company_passages("远帆", long, [])) == len(found) - 1


def test_a_firms_name_stands_for_it_only_without_a_text() -> None:
    name = LocalizedText("海屿资本", "Haiyu Capital")
    topics = {"zh": ["芯片"], "en": ["chips"]}
    assert profile_passages(name, LocalizedText("看半导体", ""), topics) == {"zh": "芯片\n看半导体"}
    assert profile_passages(name, LocalizedText(), {}) == {"zh": "海屿资本"}
    assert company_passages("远帆", "细胞治疗", ["医药"]) == {"": "远帆\n医药\n细胞治疗"}


def test_words_are_compared_across_case_and_by_pairs_of_characters() -> None:
    assert terms("AI芯片设计 ai x") == {"ai": 2, "芯片": 1, "片设": 1, "设计": 1}
    assert likeness(terms("存算一体芯片"), terms("存算一体芯片")) == 1
    assert likeness(terms("存算一体芯片"), terms("咖啡连锁")) == 0
    assert likeness(terms(""), terms("咖啡")) == 0
    assert 0 < likeness(terms("芯片设计"), terms("芯片制造")) < 1

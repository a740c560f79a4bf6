"""What a plan tells: labelled lines, titles, codes, sections by their headings."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.documents.domain import Language, digest_of, find, language_of
from contest.documents.domain.findings import read_day, read_money, read_tags
from contest.documents.domain.lines import joined, lines_of, shortened
from contest.documents.domain.sections import heading_of
from contest.organisations.domain import credit_check_character

BODY = "91310115MA1K4BCD2"
CODE = BODY + credit_check_character(BODY)
CHINESE = (
    """固态电解质薄膜
商业计划书
2026年10月
海聚英才创业大赛""",
    f"""目录
一、市场分析 ........ 3
二、商业模式 ........ 4
项目名称：固态电解质薄膜
一句话介绍：让电动汽车的电池不再起火。
公司名称：上海栖川新材料有限公司
统一社会信用代码：{CODE}
成立时间：2023年5月9日
融资金额：3,000万元人民币，出让10%股权
关键词：固态电池；电解质、薄膜沉积，这是一个长得无论如何都不可能是关键词的说法所以不要""",
    """一、市场分析
全球动力电池市场每年增长百分之二十以上，
固态电池的份额预计在2030年达到一成。
我们的目标客户是三家头部电池厂。
二、商业模式
我们向电池厂出售电解质薄膜，按平方米计价，
并提供工艺包授权。
3""",
    """三、核心技术
低温气相沉积使薄膜厚度降到五微米，离子电导率提高三倍。
（四）团队介绍
创始人从事薄膜材料十五年，团队共十二人，其中研发八人。
五、财务预测
2027年收入五千万元。
4""",
)
ENGLISH = (
    """Shoreline Sensors
Business Plan""",
    """Company: Shoreline Sensors Ltd.
Founded: 12 March 2022
Amount sought: RMB 8.5 million
Keywords: flood warning, acoustic sensing
1. The problem
Coastal cities learn of a flood when the water is in the street. Gauges are few
and fail when they matter most.
2. Our Solution
A buoy that listens to the sea and sends a warning twenty minutes before the
wave arrives.
3. Market Analysis: Four hundred coastal cities spend about two billion yuan a year on gauges.
Chapter Four: Competition
Two makers of radar gauges, both more expensive and blind in heavy rain.
5) Team and awards
""",
)


def found(*pages: str) -> dict[str, Any]:
    return {finding.path: finding.value for finding in find(pages)}


def test_a_chinese_plan_tells_the_short_fields() -> None:
    values = found(*CHINESE)
    assert {
        key: values[key] for key in values if not isinstance(values[key], str) or len(values[key]) < 25
    } == {
        "name.zh": "固态电解质薄膜",
        "intro.zh": "让电动汽车的电池不再起火",
        "company_name.zh": "上海栖川新材料有限公司",
        "credit_code": CODE,
        "company_founded": "2023-05-09",
        "amount_sought": 3_000_000_000,
        "keywords": ["固态电池", "电解质", "薄膜沉积"],
    }


def test_a_chinese_plan_tells_its_sections_without_broken_lines_and_page_numbers() -> None:
    values = found(*CHINESE)
    assert values["market.zh"] == (
        "全球动力电池市场每年增长百分之二十以上，固态电池的份额预计在2030年达到一成。\n我们的目标客户是三家头部电池厂。"
    )
    assert values["business_model.zh"] == "我们向电池厂出售电解质薄膜，按平方米计价，并提供工艺包授权。"
    assert values["technology.zh"].startswith("低温气相沉积")
    assert values["team_intro.zh"] == "创始人从事薄膜材料十五年，团队共十二人，其中研发八人。"
    assert "收入" not in "".join(str(value) for value in values.values())


def test_an_english_plan_tells_the_same() -> None:
    assert found(*ENGLISH) == {
        "name.en": "Shoreline Sensors",
        "company_name.en": "Shoreline Sensors Ltd",
        "company_founded": "2022-03-12",
        "amount_sought": 850_000_000,
        "keywords": ["flood warning", "acoustic sensing"],
        "problem.en": "Coastal cities learn of a flood when the water is in the street. Gauges are few"
        " and fail when they matter most.",
        "solution.en": "A buoy that listens to the sea and sends a warning twenty minutes before the wave arrives.",
        "market.en": "Four hundred coastal cities spend about two billion yuan a year on gauges.",
        "competitors.en": "Two makers of radar gauges, both more expensive and blind in heavy rain.",
    }


def test_a_finding_says_on_which_page_it_stands() -> None:
    pages = {finding.path: finding.page for finding in find(CHINESE)}
    assert (pages["credit_code"], pages["market.zh"], pages["team_intro.zh"]) == (2, 3, 4)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("市场分析", "market"),
        ("第三章 市场分析", "market"),
        ("3.1 目标市场", "market"),
        ("（二）盈利模式", "business_model"),
        ("二、核心技术与创新", "technology"),
        ("03 团队介绍", "team_intro"),
        ("【竞争格局】", "competitors"),
        ("## Market Size", "market"),
        ("PART THREE: THE TEAM", "team_intro"),
        ("4  Market, competitors, business model", "market"),
        ("3  Technology and intellectual property", "technology"),
        ("六、财务预测", ""),
        ("Risks", ""),
        ("市场分析显示需求在增长", None),
        ("Our team has five people", None),
        ("2026", None),
        ("", None),
    ],
)
def test_headings_are_known_with_any_numbering_and_only_as_whole_lines(line: str, field: str | None) -> None:
    assert heading_of(line) == field


@pytest.mark.parametrize(
    ("raw", "cents"),
    [
        ("3000万元", 3_000_000_000),
        ("人民币1.5亿元", 15_000_000_000),
        ("500 万", 500_000_000),
        ("约800万元人民币", 800_000_000),
        ("RMB 30 million", 3_000_000_000),
        ("12.5 million yuan", 1_250_000_000),
        ("¥2,000,000", 200_000_000),
        ("500万美元", None),
        ("USD 3 million", None),
        ("3000-5000万元", None),
        ("RMB 3 to 5 million", None),
        ("面议", None),
        ("0元", None),
    ],
)
def test_amounts_in_yuan_are_read_and_others_left(raw: str, cents: int | None) -> None:
    assert read_money(raw) == cents


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("2023年5月9日", "2023-05-09"),
        ("2023-05-09", "2023-05-09"),
        ("2023.5.9 在上海", "2023-05-09"),
        ("March 12, 2022", "2022-03-12"),
        ("12 Mar 2022", "2022-03-12"),
        ("2023年5月", None),
        ("2023", None),
        ("March 2022", None),
        ("2023-02-30", None),
        ("31 Brumaire 2022", None),
    ],
)
def test_only_whole_dates_are_read(raw: str, day: str | None) -> None:
    assert read_day(raw) == day


def test_keywords_are_few_short_and_different() -> None:
    assert read_tags("电池、电池，x; 固态 | electrolyte film") == ["电池", "固态", "electrolyte film"]
    assert read_tags("，；") is None
    assert len(read_tags(",".join(f"词语{n}" for n in range(30))) or ()) == 8


def test_a_code_whose_check_character_is_wrong_is_not_found() -> None:
    wrong = CODE[:-1] + ("0" if CODE[-1] != "0" else "1")
    assert found(f"统一社会信用代码：{wrong}") == {}


def test_two_companies_codes_are_nobodys() -> None:
    other = "91310000MA1FL0AB3"
    assert "credit_code" not in found(f"甲：{CODE}", f"乙：{other}{credit_check_character(other)}")


def test_the_longest_of_several_sections_with_one_heading_counts() -> None:
    short, long = "市场很大，我们还会细说。" * 2, "每年两亿节电池需要更安全的电解质。" * 5
    assert found(f"市场\n{short}\n风险\n很多\n市场分析\n{long}\n附录")["market.zh"] == long


def test_a_heading_without_enough_below_it_proposes_nothing() -> None:
    assert found("市场分析\n很大。\n团队\n五人。") == {}


def test_running_heads_and_page_numbers_are_no_text() -> None:
    pages = [f"机密 栖川新材料\n第{n}页的正文\n- {n} -" for n in range(1, 6)]
    assert [line.text for line in lines_of(pages)] == [f"第{n}页的正文" for n in range(1, 6)]


def test_a_bullet_begins_a_paragraph() -> None:
    assert joined(["我们有两个产品", "• 薄膜", "• 工艺包"]) == "我们有两个产品\n• 薄膜\n• 工艺包"


def test_a_cover_that_names_the_contest_is_no_project_name() -> None:
    assert found("2026海聚英才全球创业大赛\n商业计划书") == {}


def test_too_long_a_text_is_cut_behind_a_sentence() -> None:
    assert shortened("一句话。两句话。三句话", 9) == "一句话。两句话。"
    assert shortened("没有句号的一长串文字", 5) == "没有句号的"
    assert shortened("短", 5) == "短"


def test_the_language_is_guessed_by_script() -> None:
    assert language_of("我们用 AAV 载体和 CRISPR-Cas9 做基因治疗。") is Language.ZH
    assert language_of("We treat strokes.") is Language.EN
    assert language_of("これは日本語の計画です。") is Language.OTHER
    assert language_of("Мы делаем датчики") is Language.OTHER
    assert language_of("12345") is Language.OTHER


def test_a_value_is_known_again_by_its_digest() -> None:
    assert digest_of(["a", "b"]) == digest_of(["a", "b"]) != digest_of(["b", "a"])


PIECES = st.sampled_from(
    [
        "市场分析",
        "市场：",
        "1.",
        "Team",
        "\t",
        "\n",
        "：",
        " ",
        "项目名称",
        CODE,
        "3000万元",
        "关键词",
        "、",
        "....",
        "a",
        "。",
        "商业计划书",
    ]
)


@given(st.lists(st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=30).map("".join), max_size=5))
@settings(max_examples=150, derandomize=True, deadline=None)
def test_no_text_breaks_the_rules_and_no_address_is_told_twice(pages: list[str]) -> None:
    findings = find(pages)
    paths = [finding.path for finding in findings]
    assert len(paths) == len(set(paths))
    assert all(1 <= finding.page <= len(pages) and finding.value for finding in findings)

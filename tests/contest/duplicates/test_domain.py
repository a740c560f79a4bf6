"""What makes two entries look like one, and what does not."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.duplicates.domain.comparing import Compared, Meaning, Person, compare, exact_keys
from contest.duplicates.domain.evidence import Evidence, EvidenceKind, Suspicion, combined, news, ordered
from contest.duplicates.domain.keys import contact_key, ip_number_key, ip_numbers, name_key
from contest.duplicates.domain.likeness import (
    Overlap,
    crowd_of,
    rare_in_common,
    same_text,
    sketch,
    standing_out,
    words_of,
)
from contest.duplicates.domain.marking import LINE, marked, share_of

PLAN = (
    "面向三级医院的外骨骼康复机器人，上肢与下肢一体，患者坐在轮椅上即可训练。控制算法根据肌电信号实时调整助力，"
    "临床试验显示步速提高三成。核心减速器由团队自行研制，成本只有进口产品的一半。"
)
SUBJECTS = (
    "城市污水的膜分离 港口集装箱的自动理货 茶叶的光谱分选 隧道衬砌的裂缝检测 儿童英语分级阅读 "
    "冷链药品的温度追踪 废旧电池的梯次利用 海上风电的叶片巡检 古籍修复的数字档案 "
    "社区食堂的配餐算法 牙科种植的导板打印 卫星遥感的秸秆监测"
)
CROWD = [
    f"第{n}个项目做的是{what}，已经与{n + 3}家客户签约，团队来自高校，计划明年扩大生产。"
    for n, what in enumerate(SUBJECTS.split())
]


def entry(text: str = "", **more: object) -> Compared:
    return replace(Compared(uuid.uuid4(), UUID(int=1), texts={"zh": text}), **more)  # type: ignore[arg-type]


def suspicion(one: Compared, other: Compared, *, near: float = 0.0) -> Suspicion:
    """Compare two entries among a dozen others."""
    candidates = {e.project_id: (e, Meaning()) for e in map(entry, CROWD)}
    candidates[other.project_id] = (other, Meaning({("zh", "zh"): near}))
    return compare(one, candidates)[other.project_id]


def person(*marks: str, leads: bool = False) -> Person:
    return Person(frozenset(marks), leads)


def test_a_copied_text_is_suspicious_and_another_project_is_not() -> None:
    found = suspicion(entry(PLAN), entry(PLAN.replace("康复", "复健")))
    assert found.kinds == {EvidenceKind.TEXT}
    assert found.raised
    assert not suspicion(entry(PLAN), entry(CROWD[0])).raised


def test_reordering_and_shortening_hide_nothing() -> None:
    sentences = PLAN.split("。")
    assert suspicion(entry(PLAN), entry("。".join(reversed(sentences)))).raised
    assert suspicion(entry(PLAN), entry(sentences[0])).raised


def test_phrases_everybody_uses_are_no_evidence() -> None:
    one, other = entry(CROWD[1]), entry(CROWD[1].replace("港口集装箱的自动理货", "农田虫情的图像预报"))
    assert not suspicion(one, other).raised


def test_the_same_company_code_raises_a_pair_and_an_earlier_season_weighs_less() -> None:
    one, other = entry(credit_code="91310000MA1FL0000X"), entry(credit_code="91310000MA1FL0000X")
    now = suspicion(one, other)
    before = suspicion(one, replace(other, season_id=UUID(int=2)))
    assert now.kinds == before.kinds == {EvidenceKind.COMPANY_CODE}
    assert before.raised
    assert before.score < now.score


def test_a_leader_is_known_by_any_address_or_telephone() -> None:
    one = entry(people=(person("a", "a@x.cn", "13700000001", leads=True),))
    other = entry(people=(person("b", "b@x.cn", "13700000001", leads=True),))
    assert suspicion(one, other).kinds == {EvidenceKind.LEADER}
    stranger = entry(people=(person("c", "c@x.cn", leads=True),))
    assert suspicion(one, stranger).evidence == ()


def test_a_leader_who_is_a_member_elsewhere_is_seen_from_both_sides() -> None:
    one = entry(people=(person("a", leads=True),))
    other = entry(people=(person("b", leads=True), person("a")))
    assert suspicion(one, other).kinds == suspicion(other, one).kinds == {EvidenceKind.LEADER_ELSEWHERE}


def test_one_shared_member_is_no_evidence_and_the_same_team_is() -> None:
    team = (person("a", leads=True), person("b"), person("c"))
    single = entry(people=(person("x", leads=True), person("y"), person("c")))
    assert suspicion(entry(people=team), single).evidence == ()
    mates = entry(people=(person("x", leads=True), person("b"), person("c")))
    found = suspicion(entry(people=team), mates)
    assert found.raised
    assert found.evidence[0].params == {"n": 2, "of": 3}


def test_shared_patents_are_counted() -> None:
    one = entry(ip_numbers=frozenset({"2023100012345", "2023SR0123456"}))
    assert suspicion(one, entry(ip_numbers=one.ip_numbers)).evidence[0].params == {"n": 2}


def test_names_alone_do_not_suffice_beyond_the_company() -> None:
    assert not suspicion(entry(names=frozenset({"海桥"})), entry(names=frozenset({"海桥"}))).raised
    company: dict[str, Any] = {"company_names": frozenset({"海桥机器人"}), "names": frozenset({"海桥"})}
    assert suspicion(entry(**company), entry(**company)).raised


def test_the_score_is_never_below_its_strongest_reason_and_names_count_once() -> None:
    strong, weak = Evidence(EvidenceKind.IP_NUMBER, 0.7), Evidence(EvidenceKind.LEADER_ELSEWHERE, 0.5)
    assert combined([weak, strong]).score == pytest.approx(0.85)
    assert combined([weak, strong]).evidence == (strong, weak)
    names = [Evidence(EvidenceKind.NAME, 0.4), Evidence(EvidenceKind.COMPANY_NAME, 0.5)]
    assert combined(names).score == 0.5
    assert combined([Evidence(EvidenceKind.TEXT, 0.2)]).evidence == ()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
@settings(derandomize=True, max_examples=60)
def test_more_evidence_never_lowers_the_score(strengths: list[float]) -> None:
    kinds = [EvidenceKind.COMPANY_CODE, EvidenceKind.LEADER, EvidenceKind.MEMBERS, *EvidenceKind]
    evidence = [Evidence(kind, strength) for kind, strength in zip(kinds, strengths, strict=False)]
    scores = [combined(evidence[:count]).score for count in range(len(evidence) + 1)]
    assert scores == sorted(scores)


def test_a_decision_stands_until_something_new_speaks_against_it() -> None:
    decided = combined([Evidence(EvidenceKind.TEXT, 0.6)])
    assert news(decided, decided) is None
    assert news(decided, combined([Evidence(EvidenceKind.TEXT, 0.7)])) is None
    assert news(decided, combined([])) is None
    louder = news(decided, combined([Evidence(EvidenceKind.TEXT, 0.9)]))
    assert louder == {"kinds": [], "before": 0.6, "after": 0.9}
    other = news(decided, combined([Evidence(EvidenceKind.TEXT, 0.6), Evidence(EvidenceKind.FILE, 0.85)]))
    assert other is not None
    assert other["kinds"] == ["file"]


def test_a_pair_has_one_order() -> None:
    low, high = UUID(int=1), UUID(int=2)
    assert ordered(high, low) == ordered(low, high) == (low, high)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("上海海桥机器人有限公司", "海桥机器人"),
        ("海桥机器人（上海）", "海桥机器人上海"),
        ("Haiqiao Robotics Co., Ltd.", "haiqiaorobotics"),
        ("科技", ""),
        ("", ""),
    ],
)
def test_place_and_legal_form_are_no_part_of_a_name(written: str, key: str) -> None:
    assert name_key(written) == key


def test_numbers_of_patents_are_read_however_they_are_written() -> None:
    assert ip_number_key("ZL 2023 1 0001234.5") == ip_number_key("202310001234.5") == "2023100012345"
    prose = "已获发明专利 ZL202310001234.5，软件著作权 2023SR0123456，国际申请 PCT/CN2023/123456；电话 13700000001"
    assert ip_numbers([prose]) == {"2023100012345", "2023SR0123456", "PCTCN2023123456"}
    assert ip_numbers([[{"number": "ZL202310001234.5"}, {"name": "没有编号"}]]) == {"2023100012345"}


def test_a_telephone_is_the_same_with_and_without_its_country() -> None:
    assert contact_key("+86 137 0000 0001") == contact_key("13700000001") == "13700000001"
    assert contact_key("A@X.cn") == "a@x.cn"
    assert contact_key("无") == ""


def test_every_kind_of_thing_shared_is_found_by_a_key() -> None:
    known = entry(
        credit_code="C",
        people=(person("a", "a@x.cn", leads=True),),
        ip_numbers=frozenset({"I"}),
        files=frozenset({"F"}),
        company_names=frozenset({"N"}),
        names=frozenset({"P"}),
    )
    assert {kind for kind, _ in exact_keys(known)} == {
        EvidenceKind.COMPANY_CODE,
        EvidenceKind.MEMBERS,
        EvidenceKind.IP_NUMBER,
        EvidenceKind.FILE,
        EvidenceKind.COMPANY_NAME,
        EvidenceKind.NAME,
    }


def test_half_a_text_shares_a_good_part_of_the_sample() -> None:
    long = "".join(chr(0x4E00 + place * 7) for place in range(2_000))
    whole, half = set(sketch(words_of(long))), set(sketch(words_of(long[:1_000])))
    assert len(whole) == 96
    assert len(whole & half) >= 30


def test_width_case_and_punctuation_make_no_difference() -> None:
    assert words_of("ＡＩ，机器人！") == words_of("ai机器人")


def test_what_stands_out_depends_on_the_crowd() -> None:
    assert standing_out(0.95, 0.9) == pytest.approx(0.5)
    assert standing_out(0.95, 0.97) < 0
    assert crowd_of([0.9] * 30) == pytest.approx(0.9)
    assert crowd_of([0.99, 0.98]) == 0.85


def test_long_texts_must_share_a_larger_part() -> None:
    part, whole = Overlap(0.4, 0.3), Overlap(0.9, 0.9)
    short = same_text(meaning=0.3, shared=part, out=part, rare=20, length=80)
    long = same_text(meaning=0.3, shared=part, out=part, rare=20, length=2_000)
    assert short > 0.5 > long
    assert same_text(meaning=0.5, shared=whole, out=whole, rare=500, length=2_000) > 0.5


def test_what_is_shared_counts_beside_what_stands_out() -> None:
    out = Overlap(0.3, 0.25)
    much, little = Overlap(0.8, 0.6), Overlap(0.3, 0.25)
    assert same_text(meaning=0.3, shared=much, out=out, rare=5, length=40) > same_text(
        meaning=0.3, shared=little, out=out, rare=5, length=40
    )


def test_what_only_two_have_in_common_says_more_than_what_many_write() -> None:
    one, other = words_of("离心泵叶轮的激光熔覆修复"), words_of("我们做离心泵叶轮的激光熔覆修复")
    nobody_else = rare_in_common(one, other, dict.fromkeys(one.sample, 1))
    assert nobody_else == len(one.runs)
    assert rare_in_common(one, other, dict.fromkeys(one.sample, 2)) == pytest.approx(nobody_else / 4)
    assert rare_in_common(one, words_of("茶叶的光谱分选"), {}) == 0.0


def test_a_sample_stands_for_the_whole_of_a_long_text() -> None:
    long = words_of("".join(chr(0x4E00 + place * 7) for place in range(1_000)))
    assert len(long.sample) < len(long.runs)
    assert rare_in_common(long, long, {}) == pytest.approx(len(long.runs))


def test_english_mortar_is_no_likeness() -> None:
    one = words_of("Lumen is a company for robots. Its products and services include grippers.")
    other = words_of("Verta is a company for tea. Its products and services include teapots.")
    assert not one.grams & other.grams
    assert not one.runs & other.runs


def test_marking_shows_what_moved_and_loses_nothing() -> None:
    stretches = marked("先做样机，再做量产。", "再做量产，先做样机！")
    assert "".join(stretch.text for stretch in stretches) == "先做样机，再做量产。"
    assert [stretch.text for stretch in stretches if stretch.shared] == ["先做样机", "再做量产"]
    assert share_of(marked("完全不同的句子", "毫无相似之处也")) == 0.0


def test_english_is_marked_by_words() -> None:
    stretches = marked("A gantry robot for mills", "Our gantry robot moves")
    assert [stretch.text for stretch in stretches if stretch.shared] == ["gantry robot"]


def test_a_short_name_is_shared_as_a_whole_or_not_at_all() -> None:
    assert share_of(marked("海", "海", weight=LINE)) == 1.0
    assert share_of(marked("海桥", "海", weight=LINE)) == 0.0


@given(st.text(alphabet="海桥机器人ab ，。", max_size=40), st.text(alphabet="海桥机器人ab ，。", max_size=40))
@settings(derandomize=True, max_examples=80)
def test_stretches_joined_are_the_text(text: str, other: str) -> None:
    assert "".join(stretch.text for stretch in marked(text, other)) == text

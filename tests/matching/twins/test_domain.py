"""Which investors may be one firm, and which of two may be kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.kernel.columns import new_id
from matching.twins.domain import (
    CROWD,
    AlreadyMerged,
    CannotKeep,
    Firm,
    Ground,
    Pair,
    Standing,
    TwoOwners,
    check_kept,
    core,
    in_order,
    likely,
    sites,
)

ONE_FIRM = (
    "示例创投",
    "上海示例创业投资管理有限公司",
    "上海示例创业投资中心（有限合伙）",
    "示例资本",
    "示例資本(上海)",
    "示例投資",
    "示例股权投资基金管理有限公司",
    "　示例 创投　",
)
ANOTHER = (
    "Lark Ventures",
    "LARK Capital",
    "Lark Capital Partners Ltd.",
    "Ｌａｒｋ Ventures",
    "lark venture fund, LP",
)


@pytest.mark.parametrize("name", ONE_FIRM)
def test_a_chinese_name_is_reduced_to_what_tells_the_firm_from_others(name: str) -> None:
    assert core(name) == "示例"


@pytest.mark.parametrize("name", ANOTHER)
def test_an_english_name_too(name: str) -> None:
    assert core(name) == "lark"


def test_a_name_in_both_scripts_keeps_what_is_its_own() -> None:
    assert core("LK资本") == core("LK Capital") == core("上海LK投资管理有限公司") == "lk"
    assert core("深创投") == "深创投"  # nothing would be left
    assert core("示例生物") != core("示例")


@pytest.mark.parametrize(
    "name",
    ["", "上海投资", "创投", "Capital Partners", "（有限合伙）", "!!!", "\u202e", "北京市投资管理有限公司"],
)
def test_a_name_that_tells_nothing_has_no_core(name: str) -> None:
    assert core(name) == ""


@given(st.text(max_size=80))
def test_any_text_has_a_core_that_reduces_no_further_by_form_or_width(name: str) -> None:
    said = core(name)
    assert said == core(name.swapcase()) or not name.isascii()
    assert said == "" or len(said) >= 2


def test_websites_and_mail_domains_are_told_from_hosts_that_everybody_uses() -> None:
    text = "官网 https://www.lark-vc.com/team，邮箱 bp@lark-vc.com 或 lark@qq.com，公众号见 https://mp.weixin.qq.com/s/x"
    assert sites(text) == {"lark-vc.com"}
    assert sites("http://cn.lark.com.cn www.lark.com.cn @ www. https://") == {"lark.com.cn"}


def test_pairs_are_those_that_share_a_name_a_site_or_an_organisation_the_strongest_first() -> None:
    house = new_id()
    one = Firm(new_id(), ("示例创投", "Lark Ventures"), "https://lark-vc.com", house)
    two = Firm(new_id(), ("上海示例投资管理有限公司",), "bp@lark-vc.com", house)
    three = Firm(new_id(), ("LARK Capital",))
    four = Firm(new_id(), ("另一家资本",), "https://lark-vc.com")
    found = likely([four, three, two, one])
    assert found[0] == Pair(*in_order(one.id, two.id), (Ground.ORGANISATION, Ground.SITE, Ground.NAME))
    assert {(pair.first, pair.second): pair.grounds for pair in found[1:]} == {
        in_order(one.id, three.id): (Ground.NAME,),
        in_order(one.id, four.id): (Ground.SITE,),
        in_order(two.id, four.id): (Ground.SITE,),
    }
    assert found == likely([one, two, three, four])


def test_what_a_crowd_shares_tells_nothing() -> None:
    crowd = [Firm(new_id(), (f"同名{form}",)) for form in ("资本", "投资", "创投") for _ in range(5)]
    assert len(crowd) > CROWD
    assert likely(crowd) == []
    assert len(likely(crowd[:3])) == 3


NOBODY = Standing(None, member=False, merged=False)
OWNED = Standing(new_id(), member=False, merged=False)
MEMBER = Standing(new_id(), member=True, merged=False)
GONE = Standing(None, member=False, merged=True)


@pytest.mark.parametrize(
    ("kept", "other", "error"),
    [
        (NOBODY, NOBODY, None),
        (OWNED, NOBODY, None),
        (OWNED, OWNED, None),
        (MEMBER, NOBODY, None),
        (NOBODY, OWNED, CannotKeep),
        (NOBODY, MEMBER, CannotKeep),
        (OWNED, MEMBER, TwoOwners),
        (MEMBER, MEMBER, TwoOwners),
        (NOBODY, GONE, AlreadyMerged),
        (GONE, NOBODY, AlreadyMerged),
    ],
)
def test_the_one_with_people_is_kept_and_two_accounts_are_not_made_one(
    kept: Standing, other: Standing, error: type[Exception] | None
) -> None:
    if error is None:
        check_kept(kept, other)
        return
    with pytest.raises(error):
        check_kept(kept, other)

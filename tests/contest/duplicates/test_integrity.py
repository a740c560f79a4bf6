"""Data that looks as if somebody had only tried the form."""

from __future__ import annotations

import pytest

from contest.duplicates.domain.integrity import (
    Sample,
    SampleFacts,
    sample_credit_code,
    sample_email,
    sample_phone,
    sample_text,
    samples_in,
)


@pytest.mark.parametrize(
    "phone", ["13800138000", "138 0000 0000", "+86 12345678901", "18888888888", "010-7654321"]
)
def test_a_made_up_telephone_is_seen(phone: str) -> None:
    assert sample_phone(phone)


@pytest.mark.parametrize("phone", ["", "199 0001 2345", "13701683902", "021-62512345"])
def test_an_ordinary_telephone_is_left_alone(phone: str) -> None:
    assert not sample_phone(phone)


def test_a_credit_code_of_zeros_is_seen_though_it_may_check_out() -> None:
    assert sample_credit_code("91310000000000000X")
    assert sample_credit_code("913100001234567890")
    assert not sample_credit_code("91310115MA1K4X7P2R")


def test_filler_in_a_text_box_is_seen() -> None:
    assert sample_text("Lorem ipsum dolor sit amet")
    assert sample_text("啊啊啊啊啊啊啊啊啊啊")
    assert sample_text("测试内容，请忽略")
    assert not sample_text("本项目面向医院的检测试剂")
    assert not sample_text("")


def test_addresses_of_nobody_are_seen() -> None:
    assert sample_email("test@qq.com")
    assert sample_email("zhang@example.com")
    assert not sample_email("latest@haiqiao.cn")
    assert not sample_email("someone@demo.haiju.example")


def test_each_kind_is_named_once_in_one_order() -> None:
    facts = SampleFacts(
        people=("张三", "李四"),
        phones=("13800138000",),
        company_names=("测试科技有限公司",),
        credit_code="91310000000000000X",
        texts={"solution": ("asdf asdf",)},
    )
    assert samples_in(facts) == (
        Sample.NAME,
        Sample.COMPANY_NAME,
        Sample.CREDIT_CODE,
        Sample.PHONE,
        Sample.TEXT,
    )


def test_an_ordinary_entry_has_none() -> None:
    facts = SampleFacts(
        people=("沈若溪",),
        phones=("199 0001 2345",),
        project_names=("海桥外骨骼康复机器人",),
        company_names=("上海海桥机器人有限公司",),
        credit_code="91310115MA1K4X7P2R",
        texts={"intro": ("让患者重新站起来",)},
    )
    assert samples_in(facts) == ()

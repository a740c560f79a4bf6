"""What a blind round leaves out, and what it leaves in."""

from __future__ import annotations

import pytest

from contest.kernel.localized import LocalizedText
from judging.scoring.domain import HIDDEN, Redactor

NAMES = {"上海澜序科技有限公司", "Lanxu Technology Co., Ltd.", "江望舒", "Wangshu Jiang", "a@b.example"}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("上海澜序科技有限公司商业计划书.pdf", f"{HIDDEN}商业计划书.pdf"),
        ("我们来自澜序", f"我们来自{HIDDEN}"),
        ("澜 序 的电池", f"{HIDDEN} 的电池"),
        ("LANXU builds batteries", f"{HIDDEN} builds batteries"),
        ("Lanxuish stays", "Lanxuish stays"),
        ("Prof. wangshu  jiang leads", f"Prof. {HIDDEN} leads"),
        ("write to A@B.example", f"write to {HIDDEN}"),
        ("江望舒与团队", f"{HIDDEN}与团队"),
        ("上海的科技公司很多", "上海的科技公司很多"),
        ("", ""),
    ],
)
def test_names_are_left_out_however_they_are_written(text: str, read: str) -> None:
    assert Redactor(NAMES)(text) == read


def test_without_names_a_text_stays_as_it_is() -> None:
    assert Redactor()("江望舒") == "江望舒"
    assert Redactor({"", " ", "李"})("李白") == "李白", "a single character is no name to look for"


def test_both_languages_are_read_without_names() -> None:
    text = LocalizedText("澜序神经接口", "Lanxu Neural Interface")
    assert Redactor(NAMES).both(text) == LocalizedText(f"{HIDDEN}神经接口", f"{HIDDEN} Neural Interface")

"""Words that are needed are there, and not too many."""

from __future__ import annotations

import pytest

from contest.kernel.errors import FieldError, Invalid
from contest.kernel.written import needed, on_one_line, text_errors


def test_a_text_that_is_needed_is_neither_empty_nor_longer_than_its_limit() -> None:
    assert text_errors("reason", " \n", 3) == [FieldError("reason", "required")]
    assert text_errors("reason", "四个汉字", 3) == [FieldError("reason", "too_long", {"limit": 3})]
    assert text_errors("reason", "三个字", 3) == []


def test_what_is_wrong_is_raised_and_what_is_right_is_returned() -> None:
    assert needed("reason", on_one_line(" 搬离 \n 园区 "), 5) == "搬离 园区"
    with pytest.raises(Invalid) as refused:
        needed("answer", "", 5)
    assert refused.value.errors == (FieldError("answer", "required"),)

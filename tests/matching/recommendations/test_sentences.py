"""The sentence that says why, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from matching.recommendations.presentation import sentence

REASON: dict[str, Any] = {"met": ["track"], "closeness": "close", "deal": None, "by_plan": True}


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", "what they share stands in the plan itself, which only the team shows"),
        ("zh", "相近之处主要在商业计划书正文，计划书由团队自行决定是否出示"),
    ],
)
def test_it_says_so_where_only_the_plan_brings_a_pair_near(app: Flask, locale: str, words: str) -> None:
    with app.test_request_context(), force_locale(locale):
        assert words in sentence(REASON)
        assert words not in sentence(REASON | {"by_plan": False})
        older = {key: value for key, value in REASON.items() if key != "by_plan"}
        assert words not in sentence(older)

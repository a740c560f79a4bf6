"""Every notice that is told is declared, and reads in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from contest.kernel.notices import registry
from contest.kernel.settings import ROOT
from contest.notices.wording import body, title

TELLING = {"notify", "Draft", "defer"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def told_codes() -> Iterator[tuple[str, str]]:
    """Yield file and code (a regular expression where part of it is computed) of every call that tells something."""
    for package in ("contest", "judging", "matching"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and _name(node.func) in TELLING:
                    for keyword in node.keywords:
                        if keyword.arg == "code":
                            yield from ((path.name, pattern) for pattern in _patterns(keyword.value))


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _patterns(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.Constant):
        yield re.escape(str(value.value))
    elif isinstance(value, ast.JoinedStr):
        yield "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z_]+"
            for part in value.values
        )
    elif isinstance(value, ast.IfExp):
        yield from _patterns(value.body)
        yield from _patterns(value.orelse)


def test_every_code_that_is_told_is_declared(app: Flask) -> None:
    codes = registry.codes()
    found = list(told_codes())
    assert len(found) >= 8
    unknown = [
        (where, code) for where, code in found if not any(re.fullmatch(code, known) for known in codes)
    ]
    assert unknown == []


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_notice_reads_in_both_languages(app: Flask, locale: str) -> None:
    with app.test_request_context(), force_locale(locale):
        for code in registry.codes():
            texts = [title(code, {}), body(code, {})]
            assert texts[0], code
            for words in texts:
                assert bool(CHINESE.search(words)) == (locale == "zh" and words != ""), (code, words)


def test_a_letter_of_its_own_comes_in_both_forms(app: Flask) -> None:
    folder = Path(ROOT) / "templates" / "email"
    named = {registry.get(code).letter or "notice" for code in registry.codes()}
    assert {name for name in named if not (folder / f"{name}.html").exists()} == set()
    assert {name for name in named if not (folder / f"{name}.txt").exists()} == set()

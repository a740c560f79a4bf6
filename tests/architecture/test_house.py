"""House rules that can be executed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from contest.kernel.settings import ROOT
from contest.web.guards import PERMISSION_ATTRIBUTE

PACKAGES = ("contest", "judging", "matching")
MAY_COMMIT = {"contest/kernel/db.py", "contest/web/app.py"}
# Whose facts must outlive a refusal or a read.
MAY_USE_SIDE_TRANSACTIONS = {
    "contest/kernel/db.py",
    "contest/accounts/services/codes.py",
    "contest/accounts/services/sessions.py",
    "contest/accounts/services/sign_in.py",
    "contest/exports/services.py",  # how far a file is
    "contest/imports/services/runs.py",
    "judging/scoring/services/reading.py",
    "matching/visits/services.py",  # who opened a winner
}
LONGEST_PYTHON, LONGEST_TEMPLATE, LONGEST_FUNCTION = 400, 160, 60
# Tables of words for the demonstration season are data, whatever their ending.
DATA = "contest/demo/parts/"


def sources() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))] + [
        ROOT / "wsgi.py"
    ]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_only_the_request_and_the_transaction_commit() -> None:
    offenders = {
        name(path)
        for path in sources()
        for call in calls(ast.parse(path.read_text()))
        if called(call) == "commit"
    }
    assert offenders == MAY_COMMIT


def test_side_transactions_are_used_only_where_listed() -> None:
    users = {
        name(path)
        for path in sources()
        if any(called(call) == "side_transaction" for call in calls(ast.parse(path.read_text())))
    }
    assert users <= MAY_USE_SIDE_TRANSACTIONS


def test_a_savepoint_holds_the_row_it_is_there_for() -> None:
    """`begin_nested()` flushes before it begins: what was added earlier fails outside, and takes everything along."""
    offenders = [
        f"{name(path)}:{block.lineno}"
        for path in sources()
        for block in ast.walk(ast.parse(path.read_text()))
        if isinstance(block, ast.With)
        and any(called(call) == "begin_nested" for item in block.items for call in calls(item))
        and isinstance(first := block.body[0], ast.Expr)
        and isinstance(first.value, ast.Call)
        and called(first.value) == "flush"
    ]
    assert offenders == []


def test_only_settings_reads_the_environment() -> None:
    allowed = {"contest/kernel/settings.py", "wsgi.py"}
    reading = re.compile(r"os\.environ|os\.getenv")
    # Child processes inherit the environment; passing it on is not reading a setting.
    passing_on = {
        "contest/kernel/supervisor.py",
        "contest/web/serve.py",
        "contest/kernel/postgres_host.py",
        "contest/web/assets.py",
    }
    assert {name(path) for path in sources() if reading.search(path.read_text())} - allowed <= passing_on


def test_imports_inside_functions_say_why() -> None:
    offenders = []
    for path in sources():
        lines = path.read_text().splitlines()
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
                offenders += [
                    f"{name(path)}:{node.lineno}"
                    for node in ast.walk(function)
                    if isinstance(node, (ast.Import, ast.ImportFrom))
                    and "noqa: PLC0415 - " not in lines[node.lineno - 1]
                ]
    assert offenders == []


def test_every_noqa_and_type_ignore_names_its_rule_and_every_noqa_its_reason() -> None:
    bare = re.compile(r"#\s*noqa(?!: [A-Z0-9, ]+ - \S)|#\s*type:\s*ignore(?!\[)")
    offenders = [
        f"{name(path)}:{number}"
        for path in sources()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if bare.search(line)
    ]
    assert offenders == []


def test_files_and_functions_are_small_enough_to_read_at_once() -> None:
    long_files = {
        name(path): count
        for path in sources()
        if not name(path).startswith(DATA) and (count := len(path.read_text().splitlines())) > LONGEST_PYTHON
    }
    long_templates = {
        name(path): count
        for path in (ROOT / "templates").rglob("*.html")
        if (count := len(path.read_text().splitlines())) > LONGEST_TEMPLATE
    }
    long_functions = {
        f"{name(path)}:{node.name}": node.end_lineno - node.lineno
        for path in sources()
        if not name(path).startswith(DATA)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno > LONGEST_FUNCTION
    }
    assert (long_files, long_templates, long_functions) == ({}, {}, {})


def test_there_are_no_junk_drawers() -> None:
    junk = {"utils.py", "util.py", "helpers.py", "common.py", "misc.py"}
    assert [name(path) for path in sources() if path.name in junk] == []


def test_every_route_declares_its_permission(app: Flask) -> None:
    bare = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not rule.endpoint.endswith("static")
        and not hasattr(app.view_functions[rule.endpoint], PERMISSION_ATTRIBUTE)
    }
    assert bare == set()


def test_every_template_compiles(app: Flask) -> None:
    environment = app.jinja_env
    for template in environment.list_templates(extensions=("html", "txt")):
        environment.get_template(template)


def test_templates_hold_no_inline_script_or_style() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=\"|javascript:", re.IGNORECASE)
    pages = [path for path in (ROOT / "templates").rglob("*.html") if "email" not in path.parts]
    assert [name(path) for path in pages if inline.search(path.read_text())] == []


def test_every_error_code_has_a_text(app: Flask) -> None:
    from contest.kernel.errors import DomainError

    def all_of(kind: type[DomainError]) -> Iterator[type[DomainError]]:
        for child in kind.__subclasses__():
            yield child
            yield from all_of(child)

    product = [kind for kind in all_of(DomainError) if kind.__module__.split(".")[0] in PACKAGES]
    assert {kind.code for kind in product} - set(app.extensions["error_texts"]) == set()


def test_every_enum_with_labels_names_every_member(app: Flask) -> None:
    for kind, labels in app.extensions["labels"].items():
        assert set(labels) == set(kind), kind


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "XX" + "X", "lorem " + "ipsum"])
def test_nothing_is_left_for_later(word: str) -> None:
    roots = [ROOT / folder for folder in (*PACKAGES, "templates", "static/js", "static/css", "docs")]
    files = [
        path
        for root in roots
        for path in root.rglob("*.*")
        if path.suffix in {".py", ".html", ".js", ".css", ".md"}
    ]
    remark = re.compile(rf"(#|//|/\*|<!--|{{#).*\b{word}\b")
    assert [name(path) for path in files if remark.search(path.read_text())] == []

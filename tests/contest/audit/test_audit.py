"""The audit log can be read by auditors only, and a change after sealing shows."""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from contest.accounts.models import User
from contest.audit import queries
from contest.audit.domain import GENESIS, link
from contest.audit.services import seal
from contest.kernel import audit
from contest.kernel.access import SYSTEM
from contest.kernel.audit import AuditEvent
from contest.permissions import Role
from tests import factories

rows = st.lists(
    st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=3), max_size=4
)


@given(rows, rows)
def test_different_rows_give_different_links_and_the_same_rows_the_same(a: list[Any], b: list[Any]) -> None:
    assert (link(GENESIS, a) == link(GENESIS, b)) is (a == b)


# What somebody with the keys of the database could do.
WITHOUT_TRIGGERS = text("SET LOCAL session_replication_role = replica")


def note(count: int) -> None:
    for number in range(count):
        audit.record(SYSTEM, "test.noted", None, number=number)


def sealed(session: Any, patience: float = 90.0) -> int:
    """Seal, waiting for transactions of other databases on the same server: they hold back what counts as complete."""
    until = time.monotonic() + patience
    while not (count := seal()) and time.monotonic() < until:
        session.rollback()
        time.sleep(0.05)
    session.commit()
    return count


@pytest.mark.committed
def test_sealed_rows_verify_and_a_changed_or_missing_row_breaks_its_seal(session: Any) -> None:
    for _ in range(2):
        note(3)
        session.commit()
        assert sealed(session) == 3
    note(1)
    session.commit()
    assert queries.verify() == queries.Verification(2, 6, 1, None)
    last = queries.rows_between(None, None)[4]
    with pytest.raises(DBAPIError, match="never changed"), session.begin_nested():
        session.execute(update(AuditEvent).values(facts={}))
    session.execute(WITHOUT_TRIGGERS)
    session.execute(update(AuditEvent).where(AuditEvent.id == last.id).values(facts={"number": 99}))
    session.commit()
    assert queries.verify().broken_at == 2
    session.execute(WITHOUT_TRIGGERS)
    session.delete(queries.rows_between(None, None)[0])
    session.commit()
    assert queries.verify().broken_at == 1


@pytest.mark.committed
def test_an_event_of_a_transaction_still_running_is_not_overtaken(session: Any, app: Any) -> None:
    note(1)
    session.flush()  # begun, not committed
    with app.app_context():
        from contest.kernel.db import db

        note(1)
        db.session.commit()
        assert seal() == 0
        db.session.rollback()
    session.commit()
    assert sealed(session) == 2


def test_auditors_read_filter_and_export_the_log(
    session: Any, signed_in: Callable[[User], FlaskClient]
) -> None:
    wanted = uuid4()
    auditor = factories.a_user(Role.AUDITOR)
    audit.record(SYSTEM, "nomination.created", None, project=wanted)
    audit.record(SYSTEM, "title.awarded", None, plaque="=1+1")
    browser = signed_in(auditor)
    page = browser.get("/audit?action=nomination.").text
    assert str(wanted) in page
    assert "title.awarded" not in page
    exported = browser.get("/audit/export.xlsx?action=title.")
    sheet = CalamineWorkbook.from_filelike(BytesIO(exported.data)).get_sheet_by_index(0).to_python()
    assert sheet[1][3] == "title.awarded"
    assert len(sheet) == 2


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.ADMINISTRATOR, Role.JUDGE])
def test_nobody_else_reads_it(signed_in: Callable[[User], FlaskClient], role: Role) -> None:
    assert signed_in(factories.a_user(role)).get("/audit").status_code == 403


def test_the_log_page_sends_the_same_number_of_queries_for_one_and_three_events(
    session: Any, signed_in: Callable[[User], FlaskClient], count_queries: Callable[..., int]
) -> None:
    browser = signed_in(factories.a_user(Role.AUDITOR))
    note(1)
    session.commit()
    one = count_queries(lambda: browser.get("/audit"))
    note(2)
    session.commit()
    assert count_queries(lambda: browser.get("/audit")) == one


def test_the_log_names_roles_and_facts_in_the_readers_language(signed_in: Any, session: Any) -> None:
    audit.record(SYSTEM, "test.noted", None, number=7)
    session.flush()
    browser = signed_in(factories.a_user(Role.AUDITOR))
    browser.post("/language", data={"locale": "zh"})
    page = browser.get("/audit?action=test.").text
    assert "自动执行" in page
    assert "<code>number</code> 7" in page
    assert "{}" not in browser.get("/audit").text


def test_an_action_is_told_in_words_beside_its_code(signed_in: Any, session: Any) -> None:
    audit.record(SYSTEM, "seal.made", None)
    audit.record(SYSTEM, "test.noted", None)
    session.flush()
    page = signed_in(factories.a_user(Role.AUDITOR)).get("/audit").text
    assert "完成封存<br><code>seal.made</code>" in page
    assert '<div class="cell"><code>test.noted</code>' in page  # one without words shows its code alone


def test_there_are_words_only_for_what_some_code_records(app: Flask) -> None:
    folders = [Path(__file__).parents[3] / name for name in ("contest", "judging", "matching")]
    code = "\n".join(
        path.read_text()
        for folder in folders
        for path in folder.rglob("*.py")
        if path.name not in {"texts.py", "deeds.py"}
    )
    unknown = [
        deed
        for deed in app.extensions["deeds"]
        if f'"{deed}"' not in code
        and f'f"{deed.partition(".")[0]}.{{' not in code
        and f'}}.{deed.partition(".")[2]}"' not in code
    ]
    assert unknown == []


def test_details_are_told_in_words_and_unknown_ones_as_they_are_kept(signed_in: Any, session: Any) -> None:
    season = factories.a_season()
    moment = datetime(2026, 5, 1, 1, 30, tzinfo=UTC)
    facts = {"season": season.id, "role": Role.OFFICER, "by_mail": True, "digest": "ab" * 32, "until": moment}
    audit.record(SYSTEM, "test.noted", None, **facts, oddity="7", tracks=["ai", "bio"])
    session.flush()
    browser = signed_in(factories.a_user(Role.AUDITOR))
    page = re.sub(r"<span[^>]*>|</span>", "", browser.get("/audit?action=test.").text)
    assert f'赛季：<a href="/audit?subject={season.id}">' in page
    for line in ("角色：服务专员", "是否邮件发送：是", "SHA-256 摘要：abababababab…", "赛道：ai、bio"):
        assert line in page
    assert "截至：2026-05-01 09:30:00（北京时间）" in page
    assert "<code>oddity</code> 7" in page


def test_every_detail_that_code_records_has_words_and_every_code_of_one_too(app: Flask) -> None:
    root, known = Path(__file__).parents[3], app.extensions["facts"]
    calls = [
        node
        for folder in ("contest", "judging", "matching")
        for path in (root / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record"
    ]
    assert len(calls) > 150
    assert {one.arg for call in calls for one in call.keywords if one.arg} - set(known) == set()
    labels = app.extensions["labels"]
    assert [codes for fact in known.values() for codes in fact.codes if codes not in labels] == []

"""Files that people take along: nothing typed by somebody becomes structure in them."""

from __future__ import annotations

import io
import os
import subprocess
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from python_calamine import CalamineWorkbook

from contest.web import typesetting
from contest.web.calendars import CalendarEntry, calendar_file
from contest.web.sheets import LONGEST, spreadsheet, workbook
from contest.web.typesetting import TypesettingFailed, typeset

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_a_name_with_line_breaks_adds_no_property_to_a_calendar() -> None:
    evil = "Name\rATTACH:https://example.com\r\nBEGIN:VALARM\nX"
    data = calendar_file(evil, [CalendarEntry("u@haiju", evil, NOW, remind=True)], NOW)
    assert b"\r" not in data.replace(b"\r\n", b"")
    calendar = Calendar.from_ical(data)
    assert len(calendar.walk("VALARM")) == 1
    assert calendar["x-wr-calname"] == "Name ATTACH:https://example.com BEGIN:VALARM X"


def test_a_text_too_long_for_a_cell_is_cut_and_not_lost() -> None:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(workbook(["A"], [["字" * 40_000]]))).get_sheet_by_index(
        0
    )
    (cell,) = sheet.to_python()[1]
    assert (len(str(cell)), str(cell)[-1]) == (LONGEST, "…")


def test_a_file_name_stays_inside_its_header(app: Flask) -> None:
    with app.test_request_context():
        header = spreadsheet('a"; x="/b\r\nSet-Cookie: c', ["A"], []).headers["Content-Disposition"]
    assert "\n" not in header
    assert header.count('"') == 2
    assert "/" not in header


def test_the_typesetter_knows_no_secrets_and_few_run_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}

    def run(_call: Any, **options: Any) -> Any:
        seen.update(options)
        return subprocess.CompletedProcess([], 0, b"%PDF", b"")

    monkeypatch.setenv("SECRET_KEY", "secret")
    monkeypatch.setattr(typesetting.subprocess, "run", run)
    assert typeset("project", {}) == b"%PDF"
    assert "SECRET_KEY" in os.environ
    assert "SECRET_KEY" not in seen["env"]
    monkeypatch.setattr(typesetting, "SECONDS", 0.01)
    for _ in range(typesetting.AT_ONCE):
        assert typesetting._turns.acquire(blocking=False)
    try:
        with pytest.raises(TypesettingFailed, match="turn"):
            typeset("project", {})
    finally:
        for _ in range(typesetting.AT_ONCE):
            typesetting._turns.release()

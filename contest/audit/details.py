"""The details of an event as the reader sees them: names and codes in words, moments in Shanghai, keys as links."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app
from flask_babel import gettext as _

from contest.web.contributions import Fact
from contest.web.i18n import label, localtime

KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DIGEST = re.compile(r"[0-9a-f]{32,}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d")
DIGITS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Detail:
    """`name` in words where there are any, else as kept (`code`). `subject`: the object whose key stands there."""

    name: str
    code: bool
    text: str
    subject: UUID | None = None


def details(facts: Mapping[str, Any]) -> list[Detail]:
    """Return what an event says beside who, what and when, in the order of the names the log keeps."""
    known: Mapping[str, Fact] = current_app.extensions["facts"]
    shown = []
    for name, value in sorted(facts.items()):
        fact = known.get(name)
        subject = UUID(value) if isinstance(value, str) and KEY.fullmatch(value) else None
        text = "" if subject else _words(value, fact)
        shown.append(Detail(str(fact.word) if fact else name, fact is None, text, subject))
    return shown


def _words(value: Any, fact: Fact | None) -> str:
    if value is None or value == []:
        return "—"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, str):
        return _text(value, fact)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return str(_(", ")).join(_text(one, fact) for one in value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _text(value: str, fact: Fact | None) -> str:
    for codes in fact.codes if fact else ():
        if value in set(codes):
            return label(codes(value))
    if MOMENT.fullmatch(value):
        return localtime(datetime.fromisoformat(value), "second")
    return f"{value[:DIGITS_SHOWN]}…" if DIGEST.fullmatch(value) else value

"""Notices in words: code and parameters become text in the language of whoever reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from contest.kernel.notices import UnknownNotice, registry
from contest.mail.rendering import word
from contest.web.i18n import l10n, localdate, localtime


class _Given:
    """Parameters in words, by name; one that an older notice does not have yet reads as nothing."""

    def __init__(self, params: Mapping[str, Any]) -> None:
        self._params = params

    def __getitem__(self, name: str) -> str:
        return _shown(name, self._params.get(name))


def title(code: str, params: Mapping[str, Any]) -> str:
    """Return the notice in a line; a kind that exists no more is named by its code."""
    try:
        return str(registry.get(code).title) % _Given(params)
    except UnknownNotice:
        return code


def body(code: str, params: Mapping[str, Any]) -> str:
    """Return what there is to say beyond the title; may be empty."""
    try:
        return str(registry.get(code).body) % _Given(params)
    except UnknownNotice:
        return ""


def _shown(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return word(value["enum"], value["code"]) if "enum" in value else l10n(value)
    if isinstance(value, list):
        return _(", ").join(_shown("", item) for item in value)
    if name.endswith("_at"):
        return localtime(datetime.fromisoformat(value))
    return localdate(date.fromisoformat(value)) if name.endswith("_on") else str(value)

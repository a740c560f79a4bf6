"""Two languages, Chinese first; times in Shanghai with the zone printed; labels for codes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from flask import Flask, current_app, has_request_context, request, session
from flask_babel import get_locale, gettext
from flask_login import current_user
from markupsafe import Markup, escape

from contest.kernel.clock import SHANGHAI
from contest.kernel.columns import LocalizedText

LOCALES = ("zh", "en")
DEFAULT_LOCALE = "zh"


def select_locale() -> str:
    """Choose the reader's language: the switch, then the account, then the browser, then Chinese."""
    if not has_request_context():
        return DEFAULT_LOCALE
    chosen = session.get("locale")
    if chosen in LOCALES:
        return str(chosen)
    if request.headers.get("Authorization") is None and current_user.is_authenticated:
        return str(current_user.actor.locale)
    return request.accept_languages.best_match(LOCALES, default=DEFAULT_LOCALE) or DEFAULT_LOCALE


def locale() -> str:
    """Return "zh" or "en" for the current reader."""
    found = get_locale()
    return "en" if found is not None and found.language == "en" else "zh"


def l10n(text: LocalizedText | Mapping[str, Any] | None) -> str:
    """Return a bilingual text in the reader's language, falling back to the other."""
    if text is None:
        return ""
    return (text if isinstance(text, LocalizedText) else LocalizedText.of(text)).in_locale(locale())


def gap() -> str:
    """Return what stands between two sentences: a space in English, nothing in Chinese."""
    return "" if locale() == "zh" else " "


def sentences(*parts: str | None) -> str:
    """Say one thing after the other; what is empty is left out."""
    said = [part for part in parts if part]
    between = escape(gap()) if any(isinstance(part, Markup) for part in said) else gap()
    return between.join(said)


def localtime(moment: datetime | None, form: str = "minute") -> str:
    """Show a moment in Shanghai with its zone; `form` is "minute" or "second"."""
    if moment is None:
        return ""
    pattern = "%Y-%m-%d %H:%M:%S" if form == "second" else "%Y-%m-%d %H:%M"
    written = moment.astimezone(SHANGHAI).strftime(pattern)
    return str(gettext("%(moment)s (Shanghai time)", moment=written))


def localdate(day: date | datetime | None) -> str:
    """Show a date (of a moment: the date in Shanghai)."""
    if day is None:
        return ""
    return (day.astimezone(SHANGHAI) if isinstance(day, datetime) else day).strftime("%Y-%m-%d")


def money(cents: int | None, currency: str = "CNY") -> str:
    """Show integer cents; large yuan amounts in 万 for Chinese readers and with separators for English ones."""
    if cents is None:
        return ""
    amount = Decimal(cents) / 100
    if locale() == "zh" and currency == "CNY" and abs(amount) >= 10_000:
        wan = (amount / 10_000).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return f"{wan.normalize():f} 万元"
    shown = f"{amount:,.2f}".removesuffix(".00")
    return f"{shown} 元" if locale() == "zh" and currency == "CNY" else f"{currency} {shown}"


def score(value: Decimal | None) -> str:
    """Show a score rounded half up to two decimals; ranks are made from unrounded values."""
    return "" if value is None else str(Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP))


def plain(value: Decimal) -> str:
    """Show a number without trailing zeros."""
    shown = f"{value:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def label(member: StrEnum | None) -> str:
    """Return the reader's word for an enum member, from the contexts' LABELS."""
    if member is None:
        return ""
    words: dict[tuple[str, type[StrEnum]], dict[StrEnum, str]] = current_app.extensions["words"]
    return (words.get((locale(), type(member))) or _words(locale(), type(member)))[member]


def _words(language: str, kind: type[StrEnum]) -> dict[StrEnum, str]:
    """Look up the words of all members once for each language: tables show them row by row."""
    labels: Mapping[type[StrEnum], Mapping[Any, Any]] = current_app.extensions["labels"]
    words = {member: str(text) for member, text in labels[kind].items()}
    current_app.extensions["words"][language, kind] = words
    return words


def init_i18n(app: Flask) -> None:
    """Register the filters and the locale global."""
    app.extensions["words"] = {}
    for function in (l10n, localtime, localdate, money, score, plain, label):
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.globals.update(current_locale=locale, gap=gap, sentences=sentences)

"""Words in both languages at once, for templates and for cells that hold a label instead of a code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from flask_babel import force_locale

from contest.kernel.columns import LocalizedText
from contest.organisations.domain import District
from contest.organisations.texts import LABELS

SUFFIXES = ("新片区", "新区", "区")


def both(lazy: Any) -> LocalizedText:
    """Return a translatable text in Chinese and English."""
    with force_locale("zh"):
        zh = str(lazy)
    with force_locale("en"):
        return LocalizedText(zh, str(lazy))


def with_language(lazy: Any, language: str) -> LocalizedText:
    """Return the label of one language's column of a bilingual field: `项目名称(中文)`, `Project name (Chinese)`."""
    words = both(lazy)
    suffix = {"zh": ("（中文）", "Chinese"), "en": ("（英文）", "English")}[language]
    return LocalizedText(words.zh + suffix[0], f"{words.en} ({suffix[1]})")


def options(labels: Mapping[Any, Any], members: Iterable[StrEnum]) -> dict[str, LocalizedText]:
    """Return code -> words of an enum's members, from a feature's LABELS."""
    return {member.value: both(labels[member]) for member in members}


def districts() -> dict[str, Any]:
    """Return `options` and `aliases` of a column of districts: people leave out what the name ends in (杨浦, 浦东)."""
    found = options(LABELS[District], District)
    shortened = {
        words.zh.removesuffix(suffix): code
        for suffix in SUFFIXES
        for code, words in found.items()
        if words.zh.endswith(suffix)
    }
    return {"options": found, "aliases": shortened}

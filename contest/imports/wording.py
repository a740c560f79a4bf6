"""Words in both languages at once, for templates and for cells that hold a label instead of a code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from flask_babel import force_locale

from contest.kernel.columns import LocalizedText


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

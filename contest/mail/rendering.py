"""What templates of letters and short messages see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask import current_app

from contest.web.i18n import localtime


def template_values(params: Mapping[str, Any], public_url: str) -> dict[str, Any]:
    """Return the parameters with links made absolute, and `word` and `moment` for codes and times."""
    return {
        **{key: _absolute(key, value, public_url) for key, value in params.items()},
        "word": word,
        "moment": lambda iso: localtime(datetime.fromisoformat(iso)),
        "public_url": public_url,
    }


def word(kind: str, code: str) -> str:
    """Return the reader's word for the stored code of an enum, named by its class (`word("Role", "judge")`)."""
    labels: Mapping[type[StrEnum], Mapping[Any, Any]] = current_app.extensions["labels"]
    words = next(words for enum, words in labels.items() if enum.__name__ == kind)
    return next(str(shown) for member, shown in words.items() if member == code)


def _absolute(key: str, value: Any, public_url: str) -> Any:
    is_link = key in {"link", "url"} or key.endswith(("_link", "_url"))
    return public_url + value if is_link and isinstance(value, str) and value.startswith("/") else value

"""Words that somebody has to write: some, and not too many."""

from __future__ import annotations

from contest.kernel.errors import FieldError, Invalid


def on_one_line(text: str) -> str:
    """Return a text without line ends and superfluous space."""
    return " ".join(text.split())


def text_errors(field: str, text: str, limit: int) -> list[FieldError]:
    """Return what is wrong with a text that is needed: it is empty, or longer than `limit` characters."""
    if not text.strip():
        return [FieldError(field, "required")]
    return [FieldError(field, "too_long", {"limit": limit})] if len(text) > limit else []


def needed(field: str, text: str, limit: int) -> str:
    """Return the text; raise Invalid where something is wrong with it."""
    if errors := text_errors(field, text, limit):
        raise Invalid(*errors)
    return text

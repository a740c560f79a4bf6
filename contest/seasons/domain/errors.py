"""What a season refuses, and how pydantic's complaints become errors of ours, field by field."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import ValidationError

from contest.kernel.errors import DomainError, FieldError, Invalid
from contest.seasons.domain.vocabulary import WindowKind


class WindowClosed(DomainError):
    """The deadline has passed by the database's clock. `closed_at` is aware, in Shanghai."""

    code = "window_closed"

    def __init__(self, kind: WindowKind, closed_at: datetime | None) -> None:
        self.kind, self.closed_at = kind, closed_at
        super().__init__(kind=kind, closed_at=_iso(closed_at), moment=_shown(closed_at))


class WindowNotOpen(DomainError):
    """The window has not opened yet, or the season has none. `opens_at` is aware, in Shanghai."""

    code = "window_not_open"

    def __init__(self, kind: WindowKind, opens_at: datetime | None) -> None:
        self.kind, self.opens_at = kind, opens_at
        super().__init__(kind=kind, opens_at=_iso(opens_at), moment=_shown(opens_at))


class RowInUse(DomainError):
    """A row that projects, entries or other rows refer to cannot be removed."""

    code = "season_row_in_use"


class SeasonArchived(DomainError):
    """An archived season can only be read."""

    code = "season_archived"


class SeasonStateRefused(DomainError):
    """The season cannot go from its state to that one."""

    code = "season_state_refused"


class SeasonIncomplete(DomainError):
    """The rulebook lacks what an open season needs; `missing` lists the codes (completeness.GapCode)."""

    code = "season_incomplete"


# pydantic's error types -> our codes. What is not listed is "not_accepted".
_CODES = {
    "missing": "required",
    "string_too_short": "required",
    "string_too_long": "too_long",
    "string_pattern_mismatch": "season_code_format",
    "greater_than": "above_only",
    "greater_than_equal": "at_least",
    "less_than_equal": "at_most",
    "enum": "not_a_choice",
    "literal_error": "not_a_choice",
    "int_type": "not_a_number",
    "int_parsing": "not_a_number",
    "int_from_float": "not_a_whole_number",
    "decimal_type": "not_a_number",
    "decimal_parsing": "not_a_number",
    "finite_number": "not_a_number",
    "decimal_max_places": "not_a_number",
    "datetime_type": "not_a_moment",
    "datetime_parsing": "not_a_moment",
    "datetime_from_date_parsing": "not_a_moment",
    "timezone_aware": "not_a_moment",
    "date_type": "not_a_date",
    "date_parsing": "not_a_date",
    "date_from_datetime_parsing": "not_a_date",
    "too_short": "required",
}
_LIMITS = ("max_length", "ge", "gt", "le")
# Rules of ours raise PydanticCustomError with a code of ours: a season's, or its entry form's.
OURS = ("season_", "form_")


def as_invalid(error: ValidationError, prefix: str = "") -> Invalid:
    """Turn pydantic's complaints into Invalid: one FieldError each, its field the path of the input."""
    return Invalid(*(_field_error(item, prefix) for item in error.errors(include_url=False)))


def _field_error(item: Any, prefix: str) -> FieldError:
    path = ".".join(str(step) for step in item["loc"])
    context: dict[str, Any] = item.get("ctx", {})
    if item["input"] is None:
        return FieldError(prefix + path, "required")
    if item["type"] == "string_pattern_mismatch" and path.endswith("slug"):
        return FieldError(prefix + path, "season_slug_format")
    code = _CODES.get(item["type"], item["type"] if item["type"].startswith(OURS) else "not_accepted")
    params = next(({"limit": str(context[key])} for key in _LIMITS if key in context), {})
    if code.startswith(OURS):
        params |= {key: str(value) for key, value in context.items() if key != "pattern"}
    return FieldError(prefix + path, code, params)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _shown(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S") if moment else "–"

"""Edits of the rows of a rulebook. Each locks the season, so that its version counts every edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ValidationError
from sqlalchemy import ColumnElement, and_, delete, insert, update
from sqlalchemy.exc import IntegrityError

from contest.kernel import audit
from contest.kernel.access import Actor
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid, NotFound
from contest.seasons import queries
from contest.seasons.domain import PART_OF, Part, PartKind, RowInUse, Rulebook, as_invalid
from contest.seasons.domain.consistency import reference_errors, referring
from contest.seasons.models import Season
from contest.seasons.services.editing import changed, editable


def validate(kind: PartKind, values: Mapping[str, Any]) -> Part:
    """Return the row as validated data; raise Invalid with an error per field."""
    try:
        return PART_OF[kind].model_validate(dict(values))
    except ValidationError as error:
        raise as_invalid(error) from error


def save_part(
    *,
    actor: Actor,
    season_id: UUID,
    version: int,
    kind: PartKind,
    values: Mapping[str, Any],
    code: str | None = None,
) -> Part:
    """Add a row to the rulebook, or change the one with `code`: fields left out of `values` stay as they are.

    A row keeps its code for life (a window has none of its own). Raises Invalid, NotFound, StaleVersion.
    """
    season = editable(actor, season_id, version)
    book = queries.rulebook(season.id)
    before = _row(book, kind, code) if code is not None else None
    part = validate(kind, _merged(book, kind, before, values))
    errors = reference_errors(part, book)
    if part.code != code and any(other.code == part.code for other in book.of(kind)):
        errors.append(FieldError("zone_code" if kind is PartKind.WINDOW else "code", "season_code_taken"))
    if errors:
        raise Invalid(*errors)
    write(season, kind, part, before)
    action = "season.row_changed" if before else "season.row_added"
    audit.record(actor, action, season, part=kind, code=part.code, changed=changed(before, part))
    return part


def remove_part(*, actor: Actor, season_id: UUID, version: int, kind: PartKind, code: str) -> None:
    """Remove a row; raise RowInUse while projects, entries or other rows refer to it."""
    season = editable(actor, season_id, version)
    book = queries.rulebook(season.id)
    _row(book, kind, code)
    if by := referring(kind, code, book):
        raise RowInUse(row=code, by=by)
    try:
        with db.session.begin_nested():
            db.session.execute(delete(queries.TABLE_OF[kind]).where(_is(season, kind, code)))
    except IntegrityError as error:
        raise RowInUse(row=code, by=_table(error)) from error
    audit.record(actor, "season.row_removed", season, part=kind, code=code)


def move_part(*, actor: Actor, season_id: UUID, version: int, kind: PartKind, code: str, by: int) -> None:
    """Move a row up (`by` −1) or down (1) in its order; at the end it stays where it is."""
    season = editable(actor, season_id, version)
    codes = [part.code for part in queries.rulebook(season.id).of(kind)]
    if code not in codes or kind is PartKind.WINDOW:
        raise NotFound(kind=kind, key=code)
    at = codes.index(code)
    codes.insert(max(0, at + by), codes.pop(at))
    for position, each in enumerate(codes):
        db.session.execute(
            update(queries.TABLE_OF[kind]).where(_is(season, kind, each)).values(position=position)
        )
    audit.record(actor, "season.row_moved", season, part=kind, code=code, position=codes.index(code))


def write(season: Season, kind: PartKind, part: Part, before: Part | None = None) -> None:
    """Write one validated row."""
    table, values = queries.TABLE_OF[kind], _columns(part)
    if before is None:
        db.session.execute(insert(table).values(id=new_id(), season_id=season.id, **values))
    else:
        db.session.execute(update(table).where(_is(season, kind, before.code)).values(**values))


def _merged(book: Rulebook, kind: PartKind, before: Part | None, values: Mapping[str, Any]) -> dict[str, Any]:
    if before is not None:
        kept = before.model_dump(mode="json")
        return {**kept, **values, **({} if kind is PartKind.WINDOW else {"code": before.code})}
    if kind is PartKind.WINDOW:
        return dict(values)
    positions = [getattr(part, "position", 0) for part in book.of(kind)]
    return {"position": max(positions, default=-1) + 1, **values}


def _row(book: Rulebook, kind: PartKind, code: str) -> Part:
    for part in book.of(kind):
        if part.code == code:
            return part
    raise NotFound(kind=kind, key=code)


def _columns(part: Part) -> dict[str, Any]:
    """Return column values of a row: nested data as JSON, everything else as it is."""
    dumped = part.model_dump(mode="json")
    nested = {name for name in type(part).model_fields if isinstance(getattr(part, name), (BaseModel, tuple))}
    values = {
        name: dumped[name] if name in nested else getattr(part, name) for name in type(part).model_fields
    }
    if "advance" in values:
        values["advance"] = values["advance"] or {}
    return values


def _is(season: Season, kind: PartKind, code: str) -> ColumnElement[bool]:
    columns = queries.TABLE_OF[kind].__table__.c
    if kind is PartKind.WINDOW:
        name, _, zone = code.partition(".")
        return and_(columns.season_id == season.id, columns.kind == name, columns.zone_code == zone)
    return and_(columns.season_id == season.id, columns.code == code)


def _table(error: IntegrityError) -> str:
    diagnosis = getattr(error.orig, "diag", None)
    return str(getattr(diagnosis, "table_name", "") or "")

"""Reads about entry forms. Published versions never change, so each process keeps the ones it has read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from contest.entry_forms.defaults import DEFAULT
from contest.entry_forms.domain import FieldSpec, Form, FormState, read_form
from contest.entry_forms.models import EntryForm
from contest.kernel.columns import one_of
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.once import once_a_page
from contest.kernel.paging import AnySelect

KEPT_FORMS = 128  # parsed forms a process keeps; one takes some hundred kilobytes


@dataclass(frozen=True, slots=True)
class DraftForm:
    """The draft of a season's next form. `revision` is what an edit must name."""

    season_id: UUID
    form: Form
    revision: int


@dataclass(frozen=True, slots=True)
class FormVersion:
    """A published version in the list of versions."""

    version: int
    published_at: datetime
    published_by: UUID | None
    fields: int


@once_a_page
def current_form(season_id: UUID) -> Form:
    """Return the form that teams of the season fill in: the latest published version, else the default."""
    return current_forms([season_id])[season_id]


def current_forms(season_ids: Collection[UUID]) -> dict[UUID, Form]:
    """Return the current form of each season, in one statement."""
    rows = db.session.execute(_current(), {"season_ids": list(season_ids)})
    found = {row.season_id: _form(row) for row in rows}
    return {season_id: found.get(season_id, DEFAULT) for season_id in season_ids}


@cache
def _current() -> AnySelect:
    """Return the query of the latest published form of each of `season_ids`; built once."""
    query: AnySelect = (
        select(EntryForm.id, EntryForm.season_id, EntryForm.version, EntryForm.published_at)
        .where(EntryForm.season_id == one_of("season_ids"), EntryForm.state == FormState.PUBLISHED)
        .ext(distinct_on(EntryForm.season_id))
        .order_by(EntryForm.season_id, EntryForm.version.desc())
    )
    return query


def form_of(season_id: UUID, version: int | None) -> Form:
    """Return one version of a season's form; without a version (old submissions) or a stored one, the default."""
    if version is None:
        return DEFAULT
    row = db.session.execute(
        select(EntryForm.id, EntryForm.season_id, EntryForm.version, EntryForm.published_at).where(
            EntryForm.season_id == season_id,
            EntryForm.version == version,
            EntryForm.state == FormState.PUBLISHED,
        )
    ).one_or_none()
    return _form(row) if row is not None else DEFAULT


def _form(row: Any) -> Form:
    # The moment is part of the key: a publication that was rolled back is not what stands there later.
    return _parsed(row.id, row.published_at)


@lru_cache(maxsize=KEPT_FORMS)
def _parsed(form_id: UUID, _published_at: datetime) -> Form:
    row = db.session.execute(
        select(EntryForm.content, EntryForm.version).where(EntryForm.id == form_id)
    ).one()
    return read_form(row.content, row.version)


def has_own_form(season_id: UUID) -> bool:
    """Say whether a version of the season's own is published."""
    query = select(EntryForm.id).where(
        EntryForm.season_id == season_id, EntryForm.state == FormState.PUBLISHED
    )
    return db.session.execute(query.limit(1)).first() is not None


def find_draft(season_id: UUID) -> DraftForm | None:
    """Return the draft of the season's next form, None when nobody began one."""
    row = db.session.execute(
        select(EntryForm.content, EntryForm.version, EntryForm.revision).where(
            EntryForm.season_id == season_id, EntryForm.state == FormState.DRAFT
        )
    ).one_or_none()
    if row is None:
        return None
    return DraftForm(season_id, read_form(row.content, row.version), row.revision)


def get_draft(season_id: UUID) -> DraftForm:
    """Return the draft; raise NotFound."""
    found = find_draft(season_id)
    if found is None:
        raise NotFound(kind="form")
    return found


def versions_of(season_id: UUID) -> list[FormVersion]:
    """Return the published versions, the latest first."""
    return [
        FormVersion(
            row.version, row.published_at, row.published_by, len(_parsed(row.id, row.published_at).specs)
        )
        for row in db.session.execute(
            select(EntryForm.id, EntryForm.version, EntryForm.published_at, EntryForm.published_by)
            .where(EntryForm.season_id == season_id, EntryForm.state == FormState.PUBLISHED)
            .order_by(EntryForm.version.desc())
        )
    ]


def published_forms(season_id: UUID) -> list[Form]:
    """Return every published version, the latest first; the default where there is none."""
    rows = db.session.execute(
        select(EntryForm.id, EntryForm.published_at)
        .where(EntryForm.season_id == season_id, EntryForm.state == FormState.PUBLISHED)
        .order_by(EntryForm.version.desc())
    )
    return [_parsed(row.id, row.published_at) for row in rows] or [DEFAULT]


def retired_fields(season_id: UUID, form: Form, codes: Iterable[str]) -> dict[str, FieldSpec]:
    """Return code -> field, as last asked, of those codes that the form does not ask (any more)."""
    missing = {code for code in codes if code not in form.by_code}
    found: dict[str, FieldSpec] = {}
    if missing:
        for known in [*published_forms(season_id), DEFAULT]:
            found |= {code: known.by_code[code] for code in missing - found.keys() if code in known.by_code}
    return found

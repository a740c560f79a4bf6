"""What happens to forms: a draft is begun, edited and published by the organiser; published versions stay."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from contest.entry_forms import queries
from contest.entry_forms.defaults import DEFAULT
from contest.entry_forms.domain import (
    Form,
    FormFrozen,
    FormState,
    NothingChanged,
    ShapeChanged,
    differences,
    read_form,
    reshaped,
    write_form,
)
from contest.entry_forms.models import EntryForm
from contest.kernel import audit, clock
from contest.kernel.access import Actor, require
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid, NotFound, StaleVersion
from contest.kernel.locking import find_locked
from contest.permissions import Permission
from contest.seasons import queries as season_queries
from contest.seasons.domain import SeasonState

Edit = Callable[[Form], Form]


def pin(season_id: UUID) -> Form:
    """Return the season's current form; the default becomes its published version 1 with the first project.

    Two first projects at once write the same; the row that comes second is left out.
    """
    form = queries.current_form(season_id)
    if form is not DEFAULT:
        return form
    db.session.execute(
        insert(EntryForm)
        .values(
            id=new_id(),
            season_id=season_id,
            version=DEFAULT.version,
            state=FormState.PUBLISHED,
            content=write_form(DEFAULT),
            published_at=clock.now(),
        )
        .on_conflict_do_nothing()
    )
    return queries.current_form(season_id)


def begin_draft(*, actor: Actor, season_id: UUID) -> EntryForm:
    """Begin the next version with what is published; return the draft that is there already."""
    require(actor, Permission.EDIT_FORM)
    _refuse_archived(season_id)
    draft = _locked_draft(season_id)
    if draft is not None:
        return draft
    published = pin(season_id)
    draft = EntryForm(
        id=new_id(),
        season_id=season_id,
        version=published.version + 1,
        state=FormState.DRAFT,
        content=write_form(published),
        revision=1,
        created_by=actor.user_id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(draft)
    except IntegrityError:  # somebody else began it in the same moment
        return _get_locked(season_id)
    audit.record(actor, "form.draft_begun", draft, season=season_id, version=draft.version)
    return draft


def edit_draft(*, actor: Actor, season_id: UUID, revision: int, edit: Edit, what: str) -> EntryForm:
    """Apply one edit (entry_forms.domain.editing) to the draft; `what` names it in the audit log.

    Raises StaleVersion when somebody else edited the draft since `revision`, Invalid, and what the edit refuses.
    """
    require(actor, Permission.EDIT_FORM)
    _refuse_archived(season_id)
    draft = _get_locked(season_id)
    if draft.revision != revision:
        raise StaleVersion(version=draft.revision)
    before = read_form(draft.content, draft.version)
    after = edit(before)
    if after == before:
        return draft
    _refuse_reshaped(season_id, after)
    draft.content, draft.revision = write_form(after), draft.revision + 1
    db.session.flush()
    audit.record(actor, "form.draft_edited", draft, season=season_id, edit=what, revision=draft.revision)
    return draft


def discard_draft(*, actor: Actor, season_id: UUID) -> None:
    """Drop the draft; what is published stays."""
    require(actor, Permission.EDIT_FORM)
    draft = _get_locked(season_id)
    audit.record(actor, "form.draft_discarded", draft, season=season_id, version=draft.version)
    db.session.delete(draft)
    db.session.flush()


def publish(*, actor: Actor, season_id: UUID, revision: int) -> EntryForm:
    """Make the draft the form that teams fill in from now on; raise NothingChanged when it says nothing new.

    What was handed in stays as it was asked. Values of fields that are gone are kept.
    """
    require(actor, Permission.EDIT_FORM)
    _refuse_archived(season_id)
    draft = _get_locked(season_id)
    if draft.revision != revision:
        raise StaleVersion(version=draft.revision)
    published, form = queries.current_form(season_id), read_form(draft.content, draft.version)
    found = differences(published, form)
    if not found:
        raise NothingChanged()
    if bare := next((section.code for section in form.sections if not section.fields), None):
        raise Invalid(FieldError(f"sections.{bare}", "form_section_empty"))
    _refuse_reshaped(season_id, form)
    draft.state, draft.published_at, draft.published_by = FormState.PUBLISHED, clock.now(), actor.user_id
    db.session.flush()
    audit.record(
        actor,
        "form.published",
        draft,
        season=season_id,
        version=draft.version,
        added=[spec.code for spec in found.added],
        removed=[spec.code for spec in found.removed],
        changed={change.after.code: list(change.parts) for change in found.changed},
    )
    return draft


def copy_form(*, actor: Actor, source_id: UUID, season_id: UUID) -> None:
    """Give a cloned season the form of its source as published version 1; a source without one has none to give."""
    if not queries.has_own_form(source_id):
        return
    form = queries.current_form(source_id)
    row = EntryForm(
        id=new_id(),
        season_id=season_id,
        version=1,
        state=FormState.PUBLISHED,
        content=write_form(form),
        published_at=clock.now(),
        published_by=actor.user_id,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "form.copied", row, season=season_id, source=source_id, version=form.version)


def _refuse_archived(season_id: UUID) -> None:
    if season_queries.get_season(season_id).state is SeasonState.ARCHIVED:
        raise FormFrozen()


def _refuse_reshaped(season_id: UUID, form: Form) -> None:
    """Keep the kinds of fields that have values already, or that other parts of the platform read."""
    if code := reshaped(form, *queries.published_forms(season_id), DEFAULT):
        raise ShapeChanged(field=code)


def _locked_draft(season_id: UUID) -> EntryForm | None:
    return find_locked(
        select(EntryForm).where(EntryForm.season_id == season_id, EntryForm.state == FormState.DRAFT)
    )


def _get_locked(season_id: UUID) -> EntryForm:
    draft = _locked_draft(season_id)
    if draft is None:
        raise NotFound(kind="form")
    return draft

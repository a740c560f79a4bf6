"""Who wrote what when: the history of a project's fields, restoring, and who is at which field just now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from contest.entry_forms.domain import FieldSpec
from contest.entry_forms.domain.values import is_given
from contest.entry_forms.presentation import Shown, show
from contest.kernel.access import authorise
from contest.kernel.columns import LocalizedText
from contest.kernel.errors import DomainError, FieldError, Invalid
from contest.permissions import Permission
from contest.projects import queries, services
from contest.projects.domain.wording import Run, abridged, word_changes
from contest.projects.queries import HistoryFilter, ProjectView, SaveView
from contest.projects.services import Meeting
from contest.projects.views.blueprint import blueprint
from contest.projects.views.project import may
from contest.seasons import queries as season_queries
from contest.seasons.domain import Rulebook
from contest.web.errors import describe, ensure_refusal, field_messages
from contest.web.forms import seen_version
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n, sentences


@dataclass(frozen=True, slots=True)
class Line:
    """One change as the page shows it; `restorable` and `undoable` say which of the two buttons it has."""

    save: SaveView
    label: str
    runs: tuple[Run, ...]
    restorable: bool
    undoable: bool


@blueprint.get("/projects/<uuid:project_id>/history")
@requires(Permission.READ_HISTORY)
def history(project_id: UUID) -> str:
    """Show what the fields said before, who changed them and when; the filter is in the address."""
    return _history(project_id)


@blueprint.post("/projects/<uuid:project_id>/history/<uuid:save_id>/restore")
@requires(Permission.EDIT_PROJECT)
def restore_field(project_id: UUID, save_id: UUID) -> BaseResponse | tuple[str, int]:
    """Give a field back what it said after a change, or with `before` what it said until then."""
    queries.ensure_visible(current_actor(), project_id)
    try:
        services.restore_field(
            actor=current_actor(),
            project_id=project_id,
            save_id=save_id,
            version=seen_version(),
            before="before" in request.form,
        )
    except DomainError as refusal:
        ensure_refusal(refusal)
        return _history(project_id, refusal=_words(refusal)), refusal.status
    flash(_("Restored. What stood there until now is kept in the history as well."), "success")
    return redirect(url_for("projects.history", project_id=project_id, field=request.form.get("field")), 303)


def _words(refusal: DomainError) -> str:
    if isinstance(refusal, Invalid):
        return sentences(*field_messages(refusal).values())
    return describe(refusal.code, refusal.params)


def _history(project_id: UUID, refusal: str | None = None) -> str:
    project = queries.get_project(current_actor(), project_id)
    authorise(current_actor(), Permission.READ_HISTORY, project.access)
    book = season_queries.rulebook(project.season_id)
    wanted = HistoryFilter(
        field=request.values.get("field") or None, person=request.args.get("person", type=_key)
    )
    page = queries.field_history(project.id, wanted, page=request.args.get("page", 1, type=int))
    writes = may(Permission.EDIT_PROJECT, project) and queries.readiness(project, book).open
    return render_template(
        "contest/projects/history.html",
        project=project,
        page=page,
        lines=[_line(project, book, save, writes=writes) for save in page],
        wanted=wanted,
        fields=[(spec.code, l10n(spec.label)) for spec in project.form.stored],
        people=[(str(key), l10n(name)) for key, name in queries.writers_of(project.id)],
        refusal=refusal,
    )


def _key(written: str) -> UUID:
    """Read a key from the address; ValueError counts as not given."""
    return UUID(written)


def _line(project: ProjectView, book: Rulebook, save: SaveView, *, writes: bool) -> Line:
    try:
        spec, language = project.form.locate(save.field)
    except Invalid:  # no longer asked
        before, after = _plain(save.before), _plain(save.value)
        return Line(save, save.field, abridged(word_changes(before, after)), restorable=False, undoable=False)
    current = project.values[spec.code]
    if language is not None:
        current = current[language]
    changes = word_changes(_text(spec, language, save.before, book), _text(spec, language, save.value, book))
    return Line(
        save,
        _label(spec, language),
        abridged(changes),
        restorable=writes and save.value != current,
        undoable=writes and save.before != current,
    )


def _label(spec: FieldSpec, language: str | None) -> str:
    if language is None:
        return l10n(spec.label)
    named = _("Chinese") if language == "zh" else _("English")
    return _("%(field)s (%(language)s)", field=l10n(spec.label), language=named)


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _text(spec: FieldSpec, language: str | None, value: Any, book: Rulebook) -> str:
    """Return a stored value of an address as text that can be compared word by word."""
    if language is not None:
        return value or ""
    if value is None or not is_given(spec, value):
        return ""
    return _shown_text(show(spec, value, book))


def _shown_text(shown: Shown) -> str:
    if shown.table is not None:
        return "\n".join(" · ".join(cell for cell in row if cell) for row in shown.table.rows)
    if shown.tags:
        return _(", ").join(shown.tags)
    if shown.ticked:
        return _("Yes")
    return l10n(shown.line or shown.prose) if shown.line or shown.prose else shown.text


@blueprint.post("/projects/<uuid:project_id>/presence")
@requires(Permission.EDIT_PROJECT)
def presence(project_id: UUID) -> Response:
    """Say which field one is at, {field}, and hear who else is at one: {people: [{field, name}]}."""
    queries.ensure_visible(current_actor(), project_id)
    sent = request.get_json(silent=True)
    field = sent.get("field") if isinstance(sent, dict) else None
    if not isinstance(field, str):
        raise Invalid(FieldError("field", "not_accepted"))
    meeting = services.meet(actor=current_actor(), project_id=project_id, field=field)
    return jsonify(people=people(meeting))


def people(meeting: Meeting) -> list[dict[str, str]]:
    """Return who else is at which field, for the page's script."""
    return [{"field": field, "name": _name(name)} for field, name in meeting.others]


def _name(name: LocalizedText) -> str:
    return l10n(name) or _("Someone else")

"""Save fields of a project, one by one or many: parsed by the form, refused where somebody else was quicker."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from contest.consents.domain import Purpose
from contest.consents.services import record_consent
from contest.entry_forms import queries as form_queries
from contest.entry_forms.domain import CONSENTS, FieldSpec, Form, RequiredFor, allowed, choices_of
from contest.entry_forms.domain.choices import Choices
from contest.entry_forms.domain.values import empty, is_given, parse, shown
from contest.kernel import audit
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid, StaleVersion
from contest.permissions import Permission
from contest.projects import queries
from contest.projects.domain import FieldConflict
from contest.projects.models import Answer, FieldSave, Project
from contest.projects.services.editing import editing_of, ensure_zone_open
from contest.seasons import queries as season_queries


def save_fields(
    *,
    actor: Actor,
    project_id: UUID,
    values: Mapping[str, Any],
    version: int | Mapping[str, int],
    whole: bool = False,
) -> int:
    """Save some fields (address -> what was sent) and return the project's version after it.

    `version` is the one the writer last saw of these fields, or of each by its address; with `whole` it is the
    project's, and any other change in between refuses the save (StaleVersion). All or nothing: raises Invalid
    naming every bad address, FieldConflict for the first one somebody else saved since, NotEditable, WindowClosed,
    WindowNotOpen. A field whose condition does not hold may be saved; it is not handed in.
    """
    project = queries.locked(project_id)
    authorise(actor, Permission.EDIT_PROJECT, queries.get_access(project_id))
    editing = editing_of(project)
    if whole and project.version != version:
        raise StaleVersion(version=project.version)
    form = form_queries.current_form(project.season_id)
    answers = _answers(form, project_id, values)
    current = queries.values_of(form, project, {field: queries.held(row) for field, row in answers.items()})
    fresh = changes(form, values, current, _choices(form, project.season_id, values))
    for path, value in fresh.items():
        seen = version if isinstance(version, int) else version.get(path, 0)
        _refuse_conflict(form, project, current, path, value, seen)
    if "channel_code" in fresh and project.channel_fixed:
        raise Invalid(FieldError("channel_code", "channel_fixed"))
    if fresh:
        editing.ensure({path.partition(".")[0] for path in fresh})
        write(form, project, answers, fresh, actor, current)
        record_consents(project.id, actor, fresh)
        audit.record(actor, "project.edited", project, fields=sorted(fresh), version=project.version)
    return project.version


def record_consents(project_id: UUID, actor: Actor, fresh: Mapping[str, Any]) -> None:
    """Write down, as a word of the person who ticked or unticked the box, each consent among the changed fields."""
    for code in CONSENTS:
        if code in fresh and actor.user_id is not None:
            record_consent(
                user_id=actor.user_id, purpose=Purpose(code), given=bool(fresh[code]), project_id=project_id
            )


def _choices(form: Form, season_id: UUID, paths: Collection[str]) -> Choices:
    """Return the codes the season offers; the rulebook is read only when one of the fields asks for it."""
    asked = (form.by_code[path] for path in paths if path in form.by_code)
    return choices_of(season_queries.rulebook(season_id)) if any(spec.source for spec in asked) else {}


def _answers(form: Form, project_id: UUID, paths: Collection[str]) -> dict[str, Answer]:
    """Return the answer rows behind these addresses."""
    codes = {path.partition(".")[0] for path in paths}
    codes -= {spec.code for spec in form.specs if spec.column is not None}
    if not codes:
        return {}
    rows = db.session.execute(
        select(Answer)
        .where(Answer.project_id == project_id, Answer.field.in_(codes))
        .execution_options(populate_existing=True)
    ).scalars()
    return {row.field: row for row in rows}


def changes(
    form: Form, values: Mapping[str, Any], current: Mapping[str, Any], choices: Choices
) -> dict[str, Any]:
    """Return the addresses whose parsed value differs from what is stored; raise Invalid for all bad ones."""
    errors: list[FieldError] = []
    fresh: dict[str, Any] = {}
    for path, raw in values.items():
        try:
            spec, _ = form.locate(path)
            value = parse(spec, path, raw, allowed(spec, choices))
        except Invalid as refusal:
            errors += refusal.errors
        else:
            if value != part(form, current, path):
                fresh[path] = value
    if errors:
        raise Invalid(*errors)
    return fresh


def part(form: Form, current: Mapping[str, Any], path: str) -> Any:
    """Return what is stored under an address."""
    spec, language = form.locate(path)
    value = current.get(spec.code, empty(spec))
    return value[language] if language else value


def _refuse_conflict(
    form: Form, project: Project, current: Mapping[str, Any], path: str, value: Any, version: int
) -> None:
    if project.field_versions.get(path, 0) > version:
        spec, _ = form.locate(path)
        stored = part(form, current, path)
        raise FieldConflict(
            field=path, version=project.version, value=shown(spec, stored), yours=shown(spec, value)
        )


def write(
    form: Form,
    project: Project,
    answers: Mapping[str, Answer],
    fresh: Mapping[str, Any],
    actor: Actor,
    current: Mapping[str, Any] | None = None,
) -> None:
    """Put changed values (address -> value) into columns and answer rows under one new version.

    `current` holds the stored values by field; None for a project that is being begun.
    """
    merged = dict(current or {})
    for path, value in fresh.items():
        spec, language = form.locate(path)
        merged[spec.code] = {**merged.get(spec.code, empty(spec)), language: value} if language else value
    if current is not None:
        project.version += 1
    for spec in {spec.code: spec for spec, _ in map(form.locate, fresh)}.values():
        value = merged[spec.code]
        if spec.required_for is RequiredFor.DRAFT and not is_given(spec, value):
            raise Invalid(FieldError(spec.paths[0], "required"))
        if spec.code == "zone_code" and value:
            # Another zone may have closed already: moving there would freeze the project at once.
            ensure_zone_open(project, value)
        _store(project, answers, spec, value, actor)
    project.form_version = form.version
    project.field_versions = {**project.field_versions, **dict.fromkeys(fresh, project.version)}
    before = {path: part(form, current or {}, path) for path in fresh}
    remember(project, before, fresh, actor)


def remember(project: Project, before: Mapping[str, Any], fresh: Mapping[str, Any], actor: Actor) -> None:
    """Add what changed to the history of the fields, in one statement however many they are.

    `before` and `fresh` hold the stored values by address.
    """
    db.session.add_all(
        FieldSave(
            project_id=project.id,
            field=path,
            version=project.version,
            before=before[path],
            value=value,
            saved_by=actor.user_id,
        )
        for path, value in fresh.items()
        if value != before[path]
    )


def _store(
    project: Project, answers: Mapping[str, Answer], spec: FieldSpec, value: Any, actor: Actor
) -> None:
    if spec.column is not None:
        setattr(project, spec.column, queries.to_column(spec, value))
        return
    answer = answers.get(spec.code)
    if answer is None:
        answer = Answer(project_id=project.id, field=spec.code)
        db.session.add(answer)
    if spec.bilingual:
        answer.value, answer.data = LocalizedText.of(value), None
    else:
        answer.value, answer.data = LocalizedText(), value
    answer.version = project.version
    answer.updated_by, answer.updated_at = actor.user_id, func.clock_timestamp()

"""Check rows against the season and its projects, and say what writing them would do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from contest.entry_forms import queries as form_queries
from contest.entry_forms.domain import CONSENTS, LANGUAGES, FieldKind, FieldSpec, Form
from contest.entry_forms.domain.values import empty, is_given, parse
from contest.entry_forms.domain.vocabulary import TICKED
from contest.imports.domain import (
    ImportContext,
    Outcome,
    Plan,
    Row,
    RowError,
    Rows,
)
from contest.imports.people import People, repeated
from contest.kernel.columns import new_id
from contest.projects.domain import ProjectState
from contest.projects.imports.columns import SHORT
from contest.projects.imports.wins import new_win, problems_of_win
from contest.projects.queries.imported import KnownProject, handed_in_by, known_projects
from contest.projects.services.importing import ProjectChange, write_projects
from contest.seasons import imports as season_imports
from contest.seasons.domain import ChannelKind, Rulebook, StageCode


def prepare(rows: Rows, context: ImportContext) -> Plan:
    """Check rows against the season and its projects."""
    book = season_imports.book_of(context.scope)
    form = form_queries.current_form(book.season_id)
    known = known_projects(book.season_id, form, (row.get("external_id") for row in rows))
    people = People(row.get("contact_email") for row in rows)
    errors = repeated(rows, "external_id")
    changes = []
    for row in rows:
        change = _change(row, known.get(row.get("external_id")), form, book, people)
        errors += _problems(row, change, form, people)
        changes.append((row, change))
    errors += _entered_twice(changes, book.season_id)
    todo = [change for _row, change in changes if _does_something(change)]
    created = sum(change.known is None for change in todo)
    return Plan(
        outcome=Outcome(created, len(todo) - created, len(rows) - len(todo)),
        rejected=errors,
        write=partial(
            write_projects,
            actor=context.actor,
            book=book,
            changes=todo,
            people=people,
            progress=context.progress,
        ),
    )


def _change(
    row: Row, known: KnownProject | None, form: Form, book: Rulebook, people: People
) -> ProjectChange:
    values = dict(known.values) if known else _blank(form, book)
    fresh = []
    for spec in form.stored:
        for path, column, language in _addresses(spec):
            if column not in row.values or (known and _unsaid(spec, row.values[column])):
                continue
            value = _stored(spec, row.values[column])
            before = values[spec.code][language] if language else values[spec.code]
            if value != before:
                values[spec.code] = {**values[spec.code], language: value} if language else value
                fresh.append(path)
    stage = StageCode(row.values["stage"]) if row.get("stage") else None
    return ProjectChange(
        id=known.id if known else new_id(),
        external_id=row.get("external_id"),
        known=known,
        values=values,
        fresh=tuple(fresh),
        submitted=stage is not None
        or row.get("state") == ProjectState.SUBMITTED
        or (known is not None and known.state is ProjectState.SUBMITTED),
        stage=stage,
        leader=_leader(row, people) if known is None or known.leader_id is None else None,
        win=new_win(row, known),
    )


def _unsaid(spec: FieldSpec, value: Any) -> bool:
    """Say whether a cell leaves a consent as it is: an empty one takes no team's word back."""
    return spec.code in CONSENTS and value is None


def _leader(row: Row, people: People) -> UUID | None:
    address = row.get("contact_email")
    return people.id_of(address, row.get("contact_name", "")) if address else None


def _addresses(spec: FieldSpec) -> Iterator[tuple[str, str, str]]:
    """Yield (address of the form, our column, language or empty)."""
    code = SHORT.get(spec.code, spec.code)
    if spec.bilingual:
        yield from ((f"{spec.code}.{language}", f"{code}_{language}", language) for language in LANGUAGES)
    else:
        yield spec.code, code, ""


def _blank(form: Form, book: Rulebook) -> dict[str, Any]:
    values = {spec.code: empty(spec) for spec in form.stored}
    values["channel_code"] = next((c.code for c in book.channels if c.kind is ChannelKind.OPEN), None)
    values["zone_code"] = book.zones[0].code if len(book.zones) == 1 else None
    return values


def _stored(spec: FieldSpec, value: Any) -> Any:
    """Return a cell's value the way the form stores it."""
    if spec.kind in TICKED:
        return bool(value)
    if spec.kind is FieldKind.DATE:
        return value.isoformat() if value else None
    if spec.kind is FieldKind.NUMBER:
        return None if value is None else parse(spec, spec.code, str(value), ())
    if spec.kind is FieldKind.TABLE:
        return value or []
    if spec.kind in {FieldKind.CHOICES, FieldKind.TAGS}:
        # Codes stand in the order of their list, as the form keeps them.
        return [code for code in spec.option_codes if code in value] if spec.options else list(value)
    return value


def _does_something(change: ProjectChange) -> bool:
    known = change.known
    if known is None or change.fresh or change.newly_submitted or change.leader is not None or change.win:
        return True
    return change.stage is not None and change.stage not in known.stages


def _problems(row: Row, change: ProjectChange, form: Form, people: People) -> Iterator[RowError]:
    if change.known is not None and change.known.state is ProjectState.WITHDRAWN:
        yield RowError(row.number, "external_id", "project_not_editable")
    if not is_given(form.by_code["name"], change.values["name"]):
        yield RowError(row.number, "name_zh", "required")
    if change.submitted and not change.values["track_code"]:
        yield RowError(row.number, "track", "required")
    if problem := people.problem(row, "contact_email"):
        yield problem
    yield from problems_of_win(row, change.known)


def _entered_twice(changes: Sequence[tuple[Row, ProjectChange]], season_id: UUID) -> Iterator[RowError]:
    """Find companies and leaders that would hand in a second project of the season (domain.md §8.2)."""
    submitted = [(row, change) for row, change in changes if change.submitted]
    codes = {code for _row, change in submitted if (code := change.values.get("credit_code"))}
    leaders = {change.leader_id for _row, change in submitted} - {None}
    companies_taken: dict[Any, UUID] = {}
    leaders_taken: dict[Any, UUID] = {}
    for taken in handed_in_by(season_id, codes, {leader for leader in leaders if leader}):
        companies_taken[taken.credit_code] = leaders_taken[taken.leader_id] = taken.project_id
    for row, change in submitted:
        for value, held, column in (
            (change.values.get("credit_code"), companies_taken, "credit_code"),
            (change.leader_id, leaders_taken, "contact_email"),
        ):
            if value is not None and held.setdefault(value, change.id) != change.id:
                yield RowError(row.number, column, "already_entered")

"""Work on a case: answer its questions, recommend, take in what was handed in again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from contest.entries.models import Entry
from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise, policy
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid
from contest.permissions import Permission
from contest.projects import queries as project_queries
from contest.projects.domain.editing import Basis
from contest.screening import queries
from contest.screening.domain import CaseChanged, CaseState, DecisionKind, MarkState, answered_by
from contest.screening.models import ScreeningCase, ScreeningMark
from contest.seasons import queries as season_queries
from contest.seasons.domain import CheckDesk

NOTE_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody says to one question; no state takes an answer back."""

    state: MarkState | None
    note: str = ""


def check(
    *,
    actor: Actor,
    entry_id: UUID,
    version: int,
    answers: Mapping[str, Answer],
    recommendation: DecisionKind | None = None,
    note: str = "",
) -> int:
    """Keep the answers to some questions, with a district's recommendation, and return the case's new version.

    Officers answer the questions of the district, the office all of them. Raises CaseChanged when somebody else
    worked on the case, or the team handed in again, since `version`; Invalid for a question that is not theirs or
    an unmet one without a note.
    """
    access = queries.get_access(actor, entry_id)
    authorise(actor, Permission.CHECK_ENTRY, access)
    # Handing in locks the project: what is checked is the revision this transaction sees.
    project_queries.locked(access.project_id)
    case = locked_case(entry_id)
    if case.version != version:
        raise CaseChanged(version=case.version)
    book = season_queries.rulebook(access.season_id)
    office = policy.allows(actor, Permission.DECIDE_ENTRY, access)
    theirs = {
        item.code
        for item in answered_by(book.check_items, office=office, zone_has_district=bool(access.zone_district))
    }
    _refuse_bad(answers, theirs, note)
    _write_marks(actor, entry_id, answers, CheckDesk.OFFICE if office else CheckDesk.DISTRICT)
    if recommendation is not None:
        case.recommendation, case.recommendation_note = recommendation, " ".join(note.split())
        case.recommended_by, case.recommended_at = actor.user_id, clock.now()
    touch(case)
    audit.record(
        actor,
        "screening.checked",
        None,
        entry=entry_id,
        answers={code: answer.state for code, answer in answers.items()},
        recommendation=recommendation,
        version=case.version,
    )
    return case.version


def _refuse_bad(answers: Mapping[str, Answer], theirs: set[str], note: str) -> None:
    errors = [FieldError(code, "not_a_choice") for code in answers if code not in theirs]
    for code, answer in answers.items():
        if answer.state is MarkState.UNMET and not answer.note.strip():
            errors.append(FieldError(code, "screening_note_required"))
        if len(answer.note) > NOTE_LIMIT:
            errors.append(FieldError(code, "too_long", {"limit": NOTE_LIMIT}))
    if len(note) > NOTE_LIMIT:
        errors.append(FieldError("note", "too_long", {"limit": NOTE_LIMIT}))
    if errors:
        raise Invalid(*errors)


def _write_marks(actor: Actor, entry_id: UUID, answers: Mapping[str, Answer], desk: CheckDesk) -> None:
    submission_id = db.session.execute(
        select(Entry.submission_id).where(Entry.id == entry_id)
    ).scalar_one_or_none()
    kept = {
        mark.item_code: mark
        for mark in db.session.execute(
            select(ScreeningMark).where(ScreeningMark.entry_id == entry_id)
        ).scalars()
    }
    now = clock.now()
    for code, answer in answers.items():
        mark = kept.get(code)
        if answer.state is None:
            if mark is not None:
                db.session.delete(mark)
            continue
        said = (answer.state, answer.note.strip(), submission_id)
        if mark is not None and (mark.state, mark.note, mark.submission_id) == said:
            continue
        if mark is None:
            mark = ScreeningMark(entry_id=entry_id, item_code=code)
            db.session.add(mark)
        mark.state, mark.note, mark.submission_id = said
        mark.desk, mark.marked_by, mark.marked_at = desk, actor.user_id, now
    db.session.flush()


def take_in(*, actor: Actor, project_id: UUID) -> None:
    """Open the case of a project that was handed in (again): what was decided was about an earlier revision.

    An update between rounds is no new entry and opens nothing; a rejection stands until the office takes it back.
    """
    submission = project_queries.find_submission(project_id)
    if submission is None or submission.basis is Basis.REVISION:
        return
    entry_id = queries.find_case_of_project(project_id)
    if entry_id is None:
        return
    case = locked_case(entry_id)
    if case.state is not CaseState.REJECTED:
        case.state, case.returned_until = CaseState.OPEN, None
        case.recommendation, case.recommendation_note = None, ""
        case.recommended_by, case.recommended_at = None, None
    touch(case)
    audit.record(actor, "screening.taken_in", None, entry=entry_id, revision=submission.revision)


def locked_case(entry_id: UUID) -> ScreeningCase:
    """Return the case of an entry with its row locked, made if there is none yet."""
    return locked_cases([entry_id])[entry_id]


def locked_cases(entry_ids: Sequence[UUID]) -> dict[UUID, ScreeningCase]:
    """Return the cases of entries with their rows locked in one order, made where there is none yet."""
    if not entry_ids:
        return {}
    now = clock.now()
    fresh = [{"entry_id": entry_id, "version": 0, "changed_at": now} for entry_id in sorted(entry_ids)]
    db.session.execute(insert(ScreeningCase).values(fresh).on_conflict_do_nothing())
    rows = db.session.execute(
        select(ScreeningCase)
        .where(ScreeningCase.entry_id.in_(entry_ids))
        .order_by(ScreeningCase.entry_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalars()
    return {row.entry_id: row for row in rows}


def touch(case: ScreeningCase) -> None:
    """Count a change of the case."""
    case.version += 1
    case.changed_at = clock.now()
    db.session.flush()

"""Hand a project in, withdraw it, take it up again."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from contest.entry_forms.domain import CONSENTS
from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid, NotFound
from contest.notices.services import notify, supersede
from contest.permissions import Permission
from contest.projects import queries
from contest.projects.domain import AlreadyEntered, Incomplete, NotEditable, NotEligible, ProjectState
from contest.projects.domain.completeness import requirements, unmet
from contest.projects.domain.editing import Basis, Editing, kept_content
from contest.projects.domain.eligibility import facts_of
from contest.projects.domain.receipt import SCHEMA, digest, numbered, prefix
from contest.projects.events import events
from contest.projects.models import Project, ProjectNumber, Submission, Withdrawal
from contest.projects.queries import ProjectView
from contest.projects.services.editing import editing_of, is_past_deadline
from contest.projects.services.saving import record_consents, remember
from contest.seasons import queries as season_queries
from contest.seasons.domain import Rulebook, SeasonArchived, SeasonState, WindowKind, evaluate, waive
from contest.seasons.services import ensure_open
from contest.teams.queries import MemberView

WITHDRAWAL_REASON_LIMIT = 1000
TAKEN = {"uq_projects_credit_code": "company", "uq_projects_leader": "leader"}


def submit(*, actor: Actor, project_id: UUID) -> Submission:
    """Hand the project in as it stands and return what was kept, with its receipt.

    The project's row is locked first, then the database's clock is compared with the window: the moment that was
    compared is the one on the receipt. Handing in again what was handed in already returns the same receipt.
    Raises WindowClosed, WindowNotOpen, NotEditable, Incomplete, NotEligible or AlreadyEntered.
    """
    project = queries.locked(project_id)
    access = queries.get_access(project_id)
    authorise(actor, Permission.SUBMIT_PROJECT, access)
    editing = editing_of(project)
    if editing.basis is Basis.POOL:
        # A place lets the team keep its project up after the deadline, not enter it: the window answers.
        ensure_open(project.season_id, WindowKind.SUBMISSION, project.zone_code)
    moment = editing.now
    book = season_queries.rulebook(project.season_id)
    view = queries.get_project(actor, project_id)
    _refuse_unready(view, book, editing)
    last = view.submission
    content = _content(view, book)
    if last is not None:
        content = kept_content(last.content, content, editing)
    receipt = digest(content)
    if last is not None and last.digest == receipt and project.state is ProjectState.SUBMITTED:
        return db.session.get_one(Submission, last.id)
    project.leader_id = access.leader_id
    _mark_submitted(project, book, moment)
    submission = Submission(
        id=new_id(),
        project_id=project_id,
        revision=last.revision + 1 if last else 1,
        submitted_at=moment,
        submitted_by=actor.user_id,
        digest=receipt,
        content=content,
        basis=editing.basis,
    )
    db.session.add(submission)
    db.session.flush()
    events.submitted(actor=actor, project_id=project_id)
    if editing.basis is not Basis.CORRECTION:  # what the stage asks for may be open still
        supersede(prefix=f"reminder:{project_id}:")
    facts = {"revision": submission.revision, "digest": receipt, "basis": editing.basis}
    audit.record(actor, "project.submitted", project, **facts)
    _post_receipt(actor, project, submission)
    return submission


def _refuse_unready(view: ProjectView, book: Rulebook, editing: Editing) -> None:
    missing = unmet(
        requirements(view.form, view.values, {file.kind for file in view.files}, stage=editing.stage)
    )
    if missing:
        raise Incomplete(*missing)
    if editing.basis is Basis.REVISION:
        return  # who advanced was eligible when it entered
    as_of = editing.now.astimezone(clock.SHANGHAI).date()
    facts = facts_of(view.values, members=len(view.members), as_of=as_of)
    checks = waive(evaluate(book.checks(), facts), queries.waived_rules(view.id))
    blocking = [check for check in checks if check.blocks]
    if blocking:
        errors = (
            FieldError(
                f"eligibility.{check.code}", "eligibility_unmet", {"rule": check.name.zh, **check.params}
            )
            for check in blocking
        )
        raise NotEligible(*errors)


def _content(view: ProjectView, book: Rulebook) -> dict[str, Any]:
    """Return what is frozen: plain JSON, so that its digest can be computed again by anyone."""
    return {
        "schema": SCHEMA,
        "season": book.slug,
        "project": str(view.id),
        "team": {
            "id": str(view.team_id),
            "name": view.team_name.as_dict(),
            "members": [_person(member) for member in view.members],
        },
        **queries.draft_content(view),
    }


def _person(member: MemberView) -> dict[str, Any]:
    return {
        "id": str(member.user_id),
        "name": member.name.as_dict(),
        "role": str(member.role),
        "duty": member.duty.as_dict(),
    }


def _mark_submitted(project: Project, book: Rulebook, moment: datetime) -> None:
    """Give the project its state and number; the database refuses a company's or leader's second one."""
    number = project.number or _next_number(book.year)
    try:
        with db.session.begin_nested():
            project.number, project.state = number, ProjectState.SUBMITTED
            project.submitted_at, project.withdrawn_at = moment, None
            db.session.flush()
    except IntegrityError as error:
        name = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
        if name not in TAKEN:
            raise
        raise AlreadyEntered(what=TAKEN[name]) from None


def _next_number(year: int) -> str:
    """Return the next number, in the order of asking.

    Who waits for the counter's row races with newcomers for every new version of it, and may lose for as long as the
    stampede lasts; an advisory lock is granted in turn.
    """
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"number:{prefix(year)}", 0))))
    row = insert(ProjectNumber).values(prefix=prefix(year), last=1)
    count = db.session.execute(
        row.on_conflict_do_update(
            index_elements=[ProjectNumber.prefix], set_={"last": ProjectNumber.last + 1}
        ).returning(ProjectNumber.last)
    ).scalar_one()
    return numbered(year, count)


def _post_receipt(actor: Actor, project: Project, submission: Submission) -> None:
    if actor.user_id is None:
        return
    notify(
        recipients=[actor.user_id],
        code="project.received",
        once_key=f"project_receipt:{submission.id}",
        params={
            "project": project.name.as_dict(),
            "number": project.number,
            "revision": submission.revision,
            # To the second: the receipt is what counts at the deadline.
            "submitted_at": submission.submitted_at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
            "digest": submission.digest,
        },
        link=f"/projects/{project.id}/receipt",
    )


def withdraw(*, actor: Actor, project_id: UUID, reason: str = "") -> None:
    """Take the project out of the contest; until the deadline it can be taken up again.

    Once the deadline is past there is no way back, and a reason is asked for (Invalid).
    """
    project = queries.locked(project_id)
    authorise(actor, Permission.SUBMIT_PROJECT, queries.get_access(project_id))
    if project.state is ProjectState.WITHDRAWN:
        raise NotEditable()
    if season_queries.get_season(project.season_id).state is SeasonState.ARCHIVED:
        raise SeasonArchived()
    text = " ".join(reason.split())[:WITHDRAWAL_REASON_LIMIT]
    late = is_past_deadline(project)
    if late and not text:
        raise Invalid(FieldError("reason", "required"))
    was = project.state
    moment = clock.now()
    project.state, project.withdrawn_at = ProjectState.WITHDRAWN, moment
    db.session.add(
        Withdrawal(
            project_id=project_id,
            reason=text,
            after_deadline=late,
            withdrawn_by=actor.user_id,
            withdrawn_at=moment,
        )
    )
    db.session.flush()
    events.withdrawn(actor=actor, project_id=project_id)
    supersede(prefix=f"reminder:{project_id}:")
    audit.record(actor, "project.withdrawn", project, was=was, after_deadline=late, reason_given=bool(text))


def reopen(*, actor: Actor, project_id: UUID) -> None:
    """Take a withdrawn project up again as a draft; it must be handed in anew. Raises what the window says."""
    project = queries.locked(project_id)
    authorise(actor, Permission.SUBMIT_PROJECT, queries.get_access(project_id))
    if project.state is not ProjectState.WITHDRAWN:
        return
    ensure_open(project.season_id, WindowKind.SUBMISSION, project.zone_code)
    project.state, project.withdrawn_at = ProjectState.DRAFT, None
    audit.record(actor, "project.reopened", project)


def take_back_consent(*, actor: Actor, project_id: UUID, code: str) -> None:
    """Take a consent back; this is possible at any time, also after the deadline (个人信息保护法 art. 15)."""
    if code not in CONSENTS:
        raise NotFound(kind="consent")
    project = queries.locked(project_id)
    authorise(actor, Permission.EDIT_PROJECT, queries.get_access(project_id))
    if getattr(project, code):
        setattr(project, code, False)
        project.version += 1
        project.field_versions = {**project.field_versions, code: project.version}
        remember(project, {code: True}, {code: False}, actor)
        record_consents(project_id, actor, {code: False})
        audit.record(actor, "project.consent_taken_back", project, consent=code)

"""The lines of a timeline, from rows of what was done and decided and from the audit log; two statements a page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Select,
    Text,
    Uuid,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB

from contest.accounts.models import User
from contest.bases.models import HaijuBase
from contest.channels.models import ProjectClaim, Referral
from contest.entries.domain import EntrySource
from contest.entries.models import Entry
from contest.kernel.audit import AuditEvent
from contest.kernel.columns import LocalizedText
from contest.kernel.paging import Page, paginate
from contest.nominations.domain import Move, NominationState
from contest.nominations.models import Nomination
from contest.projects.models import FieldSave, Project, ProjectFile, Submission, Waiver, Withdrawal
from contest.questions.models import Question, QuestionMessage
from contest.screening.models import LateCode, ProjectTransfer, ScreeningDecision
from contest.standings.models import Standing
from contest.teams.models import TeamMember
from contest.timelines.domain import CHECKED, LOGGED, Happening, Line

PER_PAGE = 25
SHANGHAI = "Asia/Shanghai"
Source = Select[*tuple[Any, ...]]


def timeline_of(project_id: UUID, *, page: int = 1, size: int = PER_PAGE) -> Page[Line]:
    """Return what happened to a project, the latest first. The caller asks who may read it."""
    happened = union_all(*_sources(project_id)).subquery("happened")
    team = select(Project.team_id).where(Project.id == project_id).scalar_subquery()
    member = and_(TeamMember.user_id == happened.c.actor, TeamMember.team_id == team)
    query = (
        select(happened, User.name, User.name_en)
        .select_from(happened)
        .outerjoin(TeamMember, member)
        .outerjoin(User, User.id == TeamMember.user_id)
        .order_by(happened.c.at.desc(), happened.c.what, happened.c.facts)
    )
    return paginate(query, _line, number=page, size=size)


def _line(row: Any) -> Line:
    return Line(Happening(row.what), row.at, LocalizedText(row.name or "", row.name_en or ""), row.facts)


def _sources(project_id: UUID) -> list[Source]:
    return [
        _begun(project_id),
        _saved(project_id),
        _logged(project_id),
        *_team(project_id),
        *_office(project_id),
        *_nominations(project_id),
        *_judged(project_id),
        *_questions(project_id),
    ]


def _row(what: Any, at: Any, actor: Any = None, **facts: Any) -> Source:
    """Return one source's columns; `facts` are told in words by the page."""
    pairs = [part for name, value in facts.items() for part in (cast(literal(name), Text), value)]
    return select(
        cast(what, Text).label("what"),
        cast(at, DateTime(timezone=True)).label("at"),
        (cast(null(), Uuid) if actor is None else actor).label("actor"),
        func.jsonb_build_object(*pairs, type_=JSONB).label("facts"),
    )


def _begun(project_id: UUID) -> Source:
    what = case((Project.external_id.is_not(None), Happening.BROUGHT_IN.value), else_=Happening.BEGUN.value)
    return _row(what, Project.created_at, Project.created_by).where(Project.id == project_id)


def _saved(project_id: UUID) -> Source:
    """Return a person's saves of one day as one line."""
    day = func.date_trunc("day", func.timezone(SHANGHAI, FieldSave.saved_at))
    saves = _row(
        literal(Happening.SAVED.value), func.max(FieldSave.saved_at), FieldSave.saved_by, saves=func.count()
    )
    return saves.where(FieldSave.project_id == project_id).group_by(day, FieldSave.saved_by)


def _about(kind: str, subject: Any) -> ColumnElement[bool]:
    return and_(AuditEvent.subject_kind == kind, AuditEvent.subject_id == subject)


def _logged(project_id: UUID) -> Source:
    team = select(Project.team_id).where(Project.id == project_id).scalar_subquery()
    what = case({action: one.value for action, one in LOGGED.items()}, value=AuditEvent.action)
    told = {name: AuditEvent.facts[name] for name in ("kind", "consent")}
    return _row(what, AuditEvent.at, AuditEvent.actor_id, **told).where(
        AuditEvent.action.in_(list(LOGGED)), or_(_about("projects", project_id), _about("teams", team))
    )


def _team(project_id: UUID) -> list[Source]:
    """Return what the team did that has a row of its own, and how the project came to it."""
    added = _row(
        literal(Happening.FILE_ADDED.value),
        ProjectFile.created_at,
        ProjectFile.uploaded_by,
        kind=ProjectFile.kind,
    ).where(ProjectFile.project_id == project_id)
    submitted = _row(
        literal(Happening.HANDED_IN.value),
        Submission.submitted_at,
        Submission.submitted_by,
        revision=Submission.revision,
        basis=cast(Submission.basis, Text),
    ).where(Submission.project_id == project_id)
    withdrawn = _row(
        literal(Happening.WITHDRAWN.value),
        Withdrawal.withdrawn_at,
        Withdrawal.withdrawn_by,
        reason=Withdrawal.reason,
    ).where(Withdrawal.project_id == project_id)
    # Older rows, and those of a demonstration, know of the moment only.
    told = select(Withdrawal.id).where(Withdrawal.project_id == Project.id).exists()
    gone = _row(literal(Happening.WITHDRAWN.value), Project.withdrawn_at).where(
        Project.id == project_id, Project.withdrawn_at.is_not(None), ~told
    )
    claimed = _row(literal(Happening.CLAIMED.value), ProjectClaim.claimed_at, ProjectClaim.claimed_by).where(
        ProjectClaim.project_id == project_id, ProjectClaim.claimed_at.is_not(None)
    )
    referred = (
        _row(literal(Happening.REFERRED.value), Referral.created_at, base=cast(HaijuBase.name, JSONB))
        .select_from(Referral)
        .join(HaijuBase, HaijuBase.id == Referral.base_id)
        .where(Referral.project_id == project_id)
    )
    return [added, submitted, withdrawn, gone, claimed, referred]


def _office(project_id: UUID) -> list[Source]:
    """Return what the office decided; the team reads each reason in its notices as well."""
    kinds = case({kind: one.value for kind, one in CHECKED.items()}, value=cast(ScreeningDecision.kind, Text))
    decided = (
        _row(
            kinds,
            ScreeningDecision.decided_at,
            reason=ScreeningDecision.reason,
            until=ScreeningDecision.until,
        )
        .select_from(ScreeningDecision)
        .join(Entry, Entry.id == ScreeningDecision.entry_id)
        .where(Entry.subject_id == project_id)
    )
    moved = _row(
        literal(Happening.MOVED.value),
        ProjectTransfer.created_at,
        reason=ProjectTransfer.reason,
        changes=ProjectTransfer.changes,
    ).where(ProjectTransfer.project_id == project_id)
    waived = _row(
        literal(Happening.WAIVED.value), Waiver.confirmed_at, reason=Waiver.reason, rule=Waiver.rule_code
    ).where(Waiver.project_id == project_id, Waiver.confirmed_at.is_not(None))
    late = _row(
        literal(Happening.LATE_OPENED.value),
        LateCode.used_at,
        LateCode.used_by,
        reason=LateCode.reason,
        until=LateCode.until,
    ).where(LateCode.project_id == project_id, LateCode.used_at.is_not(None))
    return [decided, moved, waived, late]


def _nominations(project_id: UUID) -> list[Source]:
    """Return offers of direct slots, what the team answered and what became of them."""
    ended = {
        NominationState.CONFIRMED: Move.CONFIRM,
        NominationState.REFUSED: Move.REFUSE,
        NominationState.REFUSED_SLOT_KEPT: Move.REFUSE,
        NominationState.WITHDRAWN: Move.WITHDRAW,
    }
    state = cast(Nomination.state, Text)
    declined = state == NominationState.DECLINED.value
    answer = case((declined, Move.DECLINE.value), else_=Move.ACCEPT.value)
    ending = case({one.value: move.value for one, move in ended.items()}, value=state)
    answered = literal(Happening.NOMINATION_ANSWERED.value)
    base = cast(HaijuBase.name, JSONB)
    sources = (
        (_row(literal(Happening.NOMINATED.value), Nomination.created_at, base=base), true()),
        (
            _row(answered, Nomination.answered_at, base=base, move=answer),
            Nomination.answered_at.is_not(None),
        ),
        (
            _row(answered, Nomination.decided_at, base=base, move=ending),
            and_(Nomination.decided_at.is_not(None), state.in_([one.value for one in ended])),
        ),
    )
    return [
        source.select_from(Nomination)
        .join(HaijuBase, HaijuBase.id == Nomination.base_id)
        .where(Nomination.project_id == project_id, when)
        for source, when in sources
    ]


def _judged(project_id: UUID) -> list[Source]:
    """Return stages reached and results: nothing of a round before its results are public."""
    public = Standing.public_from <= func.clock_timestamp()
    ours = Standing.subject_id == project_id
    told = {"stage": cast(Standing.stage_code, Text), "outcome": cast(Standing.outcome, Text)}
    result = _row(literal(Happening.RESULT.value), Standing.public_from, **told).where(ours, public)
    final = _row(literal(Happening.RESULT_FINAL.value), Standing.final_from, **told).where(
        ours, public, Standing.final_from <= func.clock_timestamp()
    )
    won = select(Standing.id).where(Standing.subject_id == Entry.subject_id, public).exists()
    reached = _row(
        literal(Happening.STAGE_REACHED.value),
        Entry.created_at,
        stage=cast(Entry.stage_code, Text),
        source=cast(Entry.source, Text),
    ).where(
        Entry.subject_id == project_id,
        Entry.source != EntrySource.SUBMISSION,
        or_(Entry.source != EntrySource.ADVANCED, won),
    )
    return [result, final, reached]


def _questions(project_id: UUID) -> list[Source]:
    asked = _row(
        literal(Happening.ASKED.value),
        Question.created_at,
        Question.asked_by,
        subject=Question.subject,
        id=Question.id,
    ).where(Question.project_id == project_id)
    answered = (
        _row(
            literal(Happening.ANSWERED.value),
            QuestionMessage.created_at,
            subject=Question.subject,
            id=Question.id,
        )
        .select_from(QuestionMessage)
        .join(Question, Question.id == QuestionMessage.question_id)
        .where(Question.project_id == project_id, QuestionMessage.from_office)
    )
    return [asked, answered]

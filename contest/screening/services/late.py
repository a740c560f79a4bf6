"""Codes that open the submission of one project after the deadline."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from contest.accounts.domain import normalise_email
from contest.accounts.queries import find_user_by_email
from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise, require
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid
from contest.kernel.locking import find_locked
from contest.kernel.written import on_one_line, text_errors
from contest.mail.services import post
from contest.notices.services import notify
from contest.permissions import Permission
from contest.projects import queries as project_queries
from contest.projects.models import Project
from contest.projects.services import create_project
from contest.screening import queries
from contest.screening.domain import CodeState, CodeUnusable, code_state, is_for
from contest.screening.links import path_of
from contest.screening.models import LateCode
from contest.screening.services.telling import members_of
from contest.seasons import queries as season_queries
from contest.seasons.domain import SeasonState
from contest.teams.models import Team

REASON_LIMIT = 1000


def issue(
    *, actor: Actor, season_id: UUID, team_id: UUID | None, email: str, until: datetime | None, reason: str
) -> LateCode:
    """Issue a code for one team or one address and send it there; raise Invalid field by field."""
    require(actor, Permission.ISSUE_LATE_CODE)
    season = season_queries.get_season(season_id)
    text, address = on_one_line(reason), normalise_email(email)
    errors = text_errors("reason", text, REASON_LIMIT)
    if (team_id is None) == (not address):
        errors.append(FieldError("email", "late_code_for_one"))
    if team_id is not None and db.session.get(Team, team_id) is None:
        errors.append(FieldError("team_id", "not_a_choice"))
    if until is None or until <= clock.now():
        errors.append(FieldError("until", "screening_until_past"))
    if season.state is not SeasonState.OPEN:
        errors.append(FieldError("season_id", "late_code_season"))
    if errors or until is None:
        raise Invalid(*errors)
    code = LateCode(
        id=new_id(),
        season_id=season_id,
        team_id=team_id,
        email=address,
        reason=text,
        until=until,
        issued_by=actor.user_id,
    )
    db.session.add(code)
    db.session.flush()
    audit.record(actor, "late_code.issued", code, season=season_id, team=team_id, until=until)
    _send(actor, code, season.name)
    return code


def _send(actor: Actor, code: LateCode, season: LocalizedText) -> None:
    params = {"season": season.as_dict(), "reason": code.reason, "until_at": code.until.isoformat()}
    if code.team_id is not None:
        notify(
            recipients=members_of({code.team_id}).get(code.team_id, ()),
            code="screening.late_code",
            once_key=f"late_code:{code.id}",
            params=params,
            link=path_of(code.id),
        )
        return
    known = find_user_by_email(code.email)
    post(
        recipient=code.email,
        locale=known.locale if known else actor.locale,
        template="late_code",
        once_key=f"late_code:{code.id}",
        link=path_of(code.id),
        **params,
    )


def revoke(*, actor: Actor, code_id: UUID) -> None:
    """Take an unused code back; one that was used stays with its project."""
    require(actor, Permission.ISSUE_LATE_CODE)
    code = _locked(code_id)
    if code.used_at is None and code.revoked_at is None:
        code.revoked_at = clock.now()
        audit.record(actor, "late_code.revoked", code)


def redeem(
    *,
    actor: Actor,
    code_id: UUID,
    project_id: UUID | None,
    team_id: UUID | None = None,
    name: LocalizedText | None = None,
) -> UUID:
    """Use a code for one project of one's team, or for a new one, and return the project.

    The code's row is locked, so that it opens one project whoever presses at the same time. Raises CodeUnusable,
    Forbidden for a project one does not lead, Invalid for one of another season.
    """
    require(actor, Permission.USE_LATE_CODE)
    code = _locked(code_id)
    now = clock.now()
    state = code_state(until=code.until, used_at=code.used_at, revoked_at=code.revoked_at, now=now)
    if state is not CodeState.OPEN:
        raise CodeUnusable(state=state)
    if not is_for(queries.holder(actor), team_id=code.team_id, email=code.email):
        raise CodeUnusable(state="invalid")
    project = _chosen(actor, code, project_id, team_id, name)
    code.used_by, code.used_at, code.project_id = actor.user_id, now, project.id
    audit.record(actor, "late_code.used", code, project=project.id)
    return project.id


def _chosen(
    actor: Actor, code: LateCode, project_id: UUID | None, team_id: UUID | None, name: LocalizedText | None
) -> Project:
    if project_id is None:
        team = code.team_id or team_id
        if team is None:
            raise Invalid(FieldError("team_id", "required"))
        return create_project(
            actor=actor, season_id=code.season_id, team_id=team, name=name or LocalizedText(), late=True
        )
    project_queries.ensure_visible(actor, project_id)
    project = project_queries.locked(project_id)
    authorise(actor, Permission.SUBMIT_PROJECT, project_queries.get_access(project_id))
    wrong_team = code.team_id is not None and project.team_id != code.team_id
    if project.season_id != code.season_id or wrong_team:
        raise Invalid(FieldError("project_id", "not_a_choice"))
    return project


def _locked(code_id: UUID) -> LateCode:
    code = find_locked(select(LateCode).where(LateCode.id == code_id))
    if code is None:
        raise CodeUnusable(state="invalid")
    return code

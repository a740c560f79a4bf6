"""Rows of the contest for the world of addresses."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app

from contest.accounts.models import ApiToken, RoleAssignment, User, UserEmail
from contest.announcements.domain import Audience
from contest.announcements.models import Announcement
from contest.documents.models import Upload
from contest.duplicates.domain.evidence import ordered
from contest.duplicates.models import SuspectedPair
from contest.imports.models import ImportRun
from contest.kernel.columns import LocalizedText, new_id
from contest.mail.models import Letter
from contest.notices.models import Notice
from contest.organisations.domain import MembershipRole
from contest.organisations.models import Organisation, OrganisationInvitation
from contest.permissions import Role
from contest.projects.models import FieldSave, Project, Waiver
from contest.questions.models import Question, QuestionMessage
from contest.seasons.models import Season
from contest.teams.models import TeamInvitation
from tests import factories
from tests.architecture.worlds.rows import add, numbers


def a_stored_plan(project: Project) -> Any:
    stored = current_app.extensions["storage"].put(factories.a_pdf(), max_bytes=10_000)
    return factories.a_plan(project, sha256=stored.sha256, storage_key=stored.key, size=stored.size)


def field_save(project: Project, owner: User) -> Any:
    return add(FieldSave(project_id=project.id, field="problem.zh", version=1, value="旧", saved_by=owner.id))


def an_upload(project: Project, owner: User) -> Any:
    upload = Upload(
        id=new_id(), project_id=project.id, kind="deck", filename="deck.pdf", size=10, begun_by=owner.id
    )
    return add(upload)


def organisation_invitation(organisation: Organisation) -> Any:
    return add(
        OrganisationInvitation(
            id=new_id(),
            organisation_id=organisation.id,
            email=f"invited{next(numbers)}@example.com",
            role=MembershipRole.MEMBER,
        )
    )


def team_invitation(team_id: UUID, owner: User) -> Any:
    return add(
        TeamInvitation(
            id=new_id(),
            team_id=team_id,
            email="",
            invited_by=owner.id,
            expires_at=datetime.now(UTC) + timedelta(days=3),
        )
    )


def token(owner: User) -> Any:
    return add(ApiToken(id=new_id(), user_id=owner.id, name="own", digest=f"digest{next(numbers)}"))


def role(user: User) -> Any:
    return add(RoleAssignment(id=new_id(), user_id=user.id, role=Role.MENTOR, district=""))


def contact(owner: User) -> Any:
    return add(UserEmail(id=new_id(), user_id=owner.id, email=f"further{next(numbers)}@example.com"))


def notice(owner: User) -> Any:
    key = f"world:{next(numbers)}"
    return add(
        Notice(id=new_id(), user_id=owner.id, code="account.password_changed", params={}, once_key=key)
    )


def question(project: Project, owner: User) -> Any:
    question: Question = add(Question(id=new_id(), project_id=project.id, subject="问", asked_by=owner.id))
    said = {"author_id": owner.id, "from_office": False, "body": "问题"}
    add(QuestionMessage(id=new_id(), question_id=question.id, **said))
    return question


def announcement(season: Season) -> Any:
    words = {"title": LocalizedText("通知", "Notice"), "body": LocalizedText("正文", "Text")}
    return add(Announcement(id=new_id(), season_id=season.id, audience=Audience.TEAMS, **words))


def waiver(project: Project) -> Any:
    return add(Waiver(id=new_id(), project_id=project.id, rule_code="team_size", reason="known"))


def suspected_pair(project: Project, season: Season) -> Any:
    other = factories.a_project(season, submitted=True, zone_code=project.zone_code)
    first, second = ordered(project.id, other.id)
    return add(
        SuspectedPair(
            id=new_id(), first_id=first, second_id=second, score=0.8, kinds=["text"], evidence=[], version=1
        )
    )


def letter() -> Any:
    return add(
        Letter(id=new_id(), recipient="a@example.com", locale="zh", template="welcome", params={}, html="")
    )


def import_run(owner: User) -> Any:
    content = io.BytesIO(b"external_id,name_zh\n1,Example\n")
    stored = current_app.extensions["storage"].put(content, max_bytes=10_000)
    return add(
        ImportRun(
            id=new_id(),
            kind="projects",
            filename="projects.csv",
            storage_key=stored.key,
            sha256=stored.sha256,
            size=stored.size,
            headers=["external_id", "name_zh"],
            headers_digest="0" * 64,
            created_by=owner.id,
        )
    )

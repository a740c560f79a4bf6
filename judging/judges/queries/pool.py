"""The pool of judges."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, cast, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from contest.accounts.models import User
from contest.kernel.access import Actor, policy
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.paging import Page, paginate
from contest.organisations.models import Membership, Organisation
from judging.judges.models import Judge, RoundJudge
from judging.permissions import Permission


@dataclass(frozen=True, slots=True)
class JudgeFilter:
    """What the pool is narrowed by; empty means any."""

    text: str = ""
    track: str = ""
    language: str = ""
    active: bool | None = None


@dataclass(frozen=True, slots=True)
class JudgeRow:
    """A judge as lists and pages show one. `rounds`: how many the judge accepted."""

    id: UUID
    user_id: UUID
    name: str
    name_en: str
    email: str
    phone: str
    locale: str
    title: LocalizedText
    expertise: LocalizedText
    organisations: tuple[LocalizedText, ...]
    track_codes: tuple[str, ...]
    languages: tuple[str, ...]
    other_contacts: tuple[str, ...]
    active: bool
    rounds: int
    created_at: datetime

    @property
    def names(self) -> LocalizedText:
        """Return the name as one bilingual text."""
        return LocalizedText(self.name, self.name_en)


def rows() -> Select[Any]:
    """Select what a JudgeRow is made of."""
    organisations = (
        select(func.jsonb_agg(aggregate_order_by(Organisation.name, Membership.created_at, Membership.id)))
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.user_id == Judge.user_id)
        .correlate(Judge)
        .scalar_subquery()
    )
    accepted = (
        select(func.count())
        .where(RoundJudge.judge_id == Judge.id, RoundJudge.invitation == "accepted")
        .correlate(Judge)
        .scalar_subquery()
    )
    return select(Judge, User, organisations.label("organisations"), accepted.label("rounds")).join(
        User, User.id == Judge.user_id
    )


def pool(actor: Actor, wanted: JudgeFilter | None = None, *, page: int = 1, size: int = 25) -> Page[JudgeRow]:
    """Return one page of the pool by name; nobody for whoever may not see it."""
    wanted = wanted or JudgeFilter()
    query = rows().where(*conditions(wanted)).order_by(User.name, Judge.id)
    if not (policy.holds(actor, Permission.VIEW_JUDGES) or policy.holds(actor, Permission.INVITE_JUDGES)):
        query = query.where(Judge.user_id == actor.user_id)
    return paginate(query, row_of, number=page, size=size)


def conditions(wanted: JudgeFilter) -> list[ColumnElement[bool]]:
    """Return the filter as conditions on judges joined with their accounts."""
    found: list[ColumnElement[bool]] = []
    if wanted.text:
        fields = (User.name, User.name_en, User.email, cast(Judge.expertise, Text), cast(Judge.title, Text))
        found.append(or_(*(field.icontains(wanted.text, autoescape=True) for field in fields)))
    if wanted.track:
        found.append(Judge.track_codes.contains([wanted.track]))
    if wanted.language:
        found.append(Judge.languages.contains([wanted.language]))
    if wanted.active is not None:
        found.append(Judge.active.is_(wanted.active))
    return found


def get_judge(actor: Actor, judge_id: UUID) -> JudgeRow:
    """Return one judge; raise NotFound when there is none or the actor may not see the pool."""
    row = db.session.execute(rows().where(Judge.id == judge_id)).one_or_none()
    if row is None:
        raise NotFound(kind="judge")
    found = row_of(row)
    own = actor.user_id is not None and found.user_id == actor.user_id
    if not (own or policy.holds(actor, Permission.VIEW_JUDGES)):
        raise NotFound(kind="judge")
    return found


def find_judge_of(user_id: UUID | None) -> JudgeRow | None:
    """Return the judge behind an account, None if the person is not in the pool."""
    row = db.session.execute(rows().where(Judge.user_id == user_id)).one_or_none()
    return row_of(row) if row else None


def get_own_judge(actor: Actor) -> JudgeRow:
    """Return the judge the actor is; raise NotFound."""
    found = find_judge_of(actor.user_id) if actor.user_id else None
    if found is None:
        raise NotFound(kind="judge")
    return found


def judges_by_id(judge_ids: Collection[UUID]) -> dict[UUID, JudgeRow]:
    """Return judges by their keys. The caller decides who may ask."""
    found = db.session.execute(rows().where(Judge.id.in_(judge_ids)))
    return {row.Judge.id: row_of(row) for row in found}


def row_of(row: Any) -> JudgeRow:
    """Return the read model of one row of `rows`."""
    judge: Judge = row.Judge
    user: User = row.User
    return JudgeRow(
        id=judge.id,
        user_id=user.id,
        name=user.name,
        name_en=user.name_en,
        email=user.email,
        phone=user.phone,
        locale=user.locale,
        title=judge.title,
        expertise=judge.expertise,
        organisations=tuple(LocalizedText.of(name) for name in row.organisations or ()),
        track_codes=tuple(judge.track_codes),
        languages=tuple(judge.languages),
        other_contacts=tuple(judge.other_contacts),
        active=judge.active,
        rounds=row.rounds,
        created_at=judge.created_at,
    )

"""Reads about notices: the reader's own list and wishes, and what delivery needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from contest.accounts.models import User, UserPhone
from contest.kernel.access import Actor
from contest.kernel.db import db
from contest.kernel.notices import Category
from contest.kernel.paging import Page, paginate
from contest.notices.domain import Channel, Choices
from contest.notices.models import Notice, NoticePreference

AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice in its reader's list."""

    id: UUID
    code: str
    params: dict[str, Any]
    link: str
    created_at: datetime
    read_at: datetime | None
    superseded_at: datetime | None

    @property
    def unread(self) -> bool:
        return self.read_at is None


@dataclass(frozen=True, slots=True)
class Addressed:
    """A notice on its way, with where its reader can be reached. `number` and `openid` are empty when unknown."""

    id: UUID
    code: str
    params: dict[str, Any]
    link: str
    name: str
    email: str
    locale: str
    closed: bool
    number: str
    openid: str
    choices: Choices


@dataclass(frozen=True, slots=True)
class Reach:
    """Which ways to a reader exist beside e-mail; `number` is the proved one, or empty."""

    email: str
    number: str
    wechat: bool


def visible_to(actor: Actor) -> Select[Any]:
    """Select the actor's own notices; what was superseded before it was seen is not shown."""
    return select(Notice).where(
        Notice.user_id == actor.user_id, or_(Notice.superseded_at.is_(None), Notice.read_at.is_not(None))
    )


def notices_of(actor: Actor, *, unread: bool = False, page: int = 1) -> Page[NoticeLine]:
    """Return the actor's notices, the newest first; with `unread` only those not seen yet."""
    query = visible_to(actor).order_by(Notice.created_at.desc(), Notice.id.desc())
    if unread:
        query = query.where(Notice.read_at.is_(None))
    return paginate(query, _line, number=page, scalars=True)


def _line(row: Notice) -> NoticeLine:
    return NoticeLine(
        id=row.id,
        code=row.code,
        params=row.params,
        link=row.link,
        created_at=row.created_at,
        read_at=row.read_at,
        superseded_at=row.superseded_at,
    )


def choices_of(actor: Actor) -> dict[tuple[Category, Channel], bool]:
    """Return what the actor has chosen; what is not in it has its default."""
    return _choices([actor.user_id]).get(actor.user_id, {})


def reach_of(actor: Actor) -> Reach:
    """Return by which ways the actor can be reached."""
    row = db.session.execute(
        select(User.email, User.wechat_openid, _number()).where(User.id == actor.user_id)
    ).one()
    return Reach(email=row[0], number=row[2] or "", wechat=bool(row[1]))


def undelivered(notice_ids: Sequence[UUID]) -> list[Addressed]:
    """Return the notices still to be delivered, their rows locked, in two statements."""
    rows = db.session.execute(
        select(Notice, User, _number().label("number"))
        .join(User, User.id == Notice.user_id)
        .where(Notice.id.in_(notice_ids), Notice.delivered_at.is_(None), Notice.superseded_at.is_(None))
        .order_by(Notice.id)
        .with_for_update(of=Notice)
        .execution_options(populate_existing=True)
    ).all()
    choices = _choices({row.User.id for row in rows})
    return [_addressed(row.Notice, row.User, row.number, choices.get(row.User.id, {})) for row in rows]


def _addressed(notice: Notice, user: User, number: str | None, choices: Choices) -> Addressed:
    return Addressed(
        id=notice.id,
        code=notice.code,
        params=notice.params,
        link=notice.link,
        name=user.name if user.locale == "zh" else user.name_en or user.name,
        email=user.email,
        locale=user.locale,
        closed=user.disabled_at is not None,
        number=number or "",
        openid=user.wechat_openid or "",
        choices=choices,
    )


def _number() -> Any:
    """Return the number texts go to: the one proved first."""
    first = select(UserPhone.number).where(UserPhone.user_id == User.id, UserPhone.verified_at.is_not(None))
    return first.order_by(UserPhone.verified_at, UserPhone.id).limit(1).correlate(User).scalar_subquery()


def _choices(user_ids: Any) -> dict[UUID | None, dict[tuple[Category, Channel], bool]]:
    found: dict[UUID | None, dict[tuple[Category, Channel], bool]] = {}
    rows = db.session.execute(
        select(
            NoticePreference.user_id,
            NoticePreference.category,
            NoticePreference.channel,
            NoticePreference.wanted,
        ).where(NoticePreference.user_id.in_(list(user_ids)))
    )
    for user_id, category, channel, wish in rows:
        found.setdefault(user_id, {})[category, channel] = wish
    return found


def told_already(once_keys: Sequence[str]) -> set[str]:
    """Return those of the keys under which somebody was told something."""
    found: set[str] = set()
    for start in range(0, len(once_keys), AT_ONCE):
        query = select(Notice.once_key).where(Notice.once_key.in_(once_keys[start : start + AT_ONCE]))
        found |= set(db.session.execute(query.distinct()).scalars())
    return found

"""Tell people what happened, once per version of the event; nothing is sent here, jobs do that."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, func, update
from sqlalchemy import cast as as_type
from sqlalchemy.dialects.postgresql import insert

from contest.kernel import audit, clock, jobs
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import NotFound, NotSignedIn
from contest.kernel.notices import Category, NoticeKind, registry
from contest.mail.services import cancel_letters, post
from contest.notices import queries
from contest.notices.domain import Channel, may_choose, wanted
from contest.notices.models import Notice, NoticePreference
from contest.notices.queries import Addressed
from contest.permissions import Permission
from contest.texting.domain import Carrier
from contest.texting.services import cancel_texts, post_text

DELIVER = "notices.deliver"
AT_ONCE = 20  # up to so many letters are written in the caller's transaction, more are left to jobs
PER_JOB = 200
PER_STATEMENT = 2_000
LAST = "\U0010ffff"  # no key with the same beginning sorts after it
CARRIERS = {Channel.SMS: Carrier.SMS, Channel.WECHAT: Carrier.WECHAT}


@dataclass(frozen=True, slots=True)
class Draft:
    """One thing to tell; see notify()."""

    recipients: Collection[UUID]
    code: str
    once_key: str
    params: Mapping[str, Any] = field(default_factory=dict)
    link: str = ""
    supersedes: str | None = None


def notify(
    *,
    recipients: Iterable[UUID],
    code: str,
    once_key: str,
    params: Mapping[str, Any] | None = None,
    link: str = "",
    supersedes: str | None = None,
) -> int:
    """Tell people one thing and return how many of them did not know it yet.

    `once_key` names the version of the event: told again, nothing happens. `supersedes` is the beginning of the keys
    whose notices this one replaces: what has not left is cancelled, what was seen is marked. `params` are JSON: a
    {"zh", "en"} text, a key ending in `_at` (ISO moment) or `_on` (ISO date), kernel.notices.term(member) and lists
    are shown in the reader's language. `link` is a path. Raises UnknownNotice for a code no manifest declares.
    """
    draft = Draft(tuple(recipients), code, once_key, params or {}, link, supersedes)
    return notify_all([draft])


def notify_all(drafts: Sequence[Draft]) -> int:
    """Tell many things at once, in a number of statements that does not grow with the people; see notify()."""
    rows = [_row(draft, user_id) for draft in drafts for user_id in dict.fromkeys(draft.recipients)]
    told = _insert(rows)
    fresh = {row.once_key for row in told}
    _supersede([draft for draft in drafts if draft.supersedes and draft.once_key in fresh])
    ids = [row.id for row in told]
    if len(ids) <= AT_ONCE:
        deliver(notice_ids=ids)
    else:
        for start in range(0, len(ids), PER_JOB):
            jobs.defer(DELIVER, notice_ids=[str(key) for key in ids[start : start + PER_JOB]])
    return len(ids)


def _row(draft: Draft, user_id: UUID) -> dict[str, Any]:
    registry.get(draft.code)
    return {
        "id": new_id(),
        "user_id": user_id,
        "code": draft.code,
        "params": dict(draft.params),
        "link": draft.link,
        "once_key": draft.once_key,
    }


def _insert(rows: Sequence[dict[str, Any]]) -> list[Any]:
    """Insert what is new, in one order for everybody, so that two who tell the same never wait for each other."""
    told: list[Any] = []
    ordered = sorted(rows, key=lambda row: (row["once_key"], row["user_id"]))
    for start in range(0, len(ordered), PER_STATEMENT):
        told += db.session.execute(
            insert(Notice)
            .values(ordered[start : start + PER_STATEMENT])
            .on_conflict_do_nothing(index_elements=["user_id", "once_key"])
            .returning(Notice.id, Notice.once_key)
        ).all()
    return told


def supersede(*, prefix: str) -> int:
    """Take back every notice whose key begins so, without a new one in its place; return how many."""
    return _supersede([Draft((), "", "", supersedes=prefix)])


def _supersede(drafts: Sequence[Draft]) -> int:
    if not drafts:
        return 0
    given = (
        func.unnest(
            as_type([draft.supersedes for draft in drafts], ARRAY(Text)),
            as_type([draft.once_key for draft in drafts], ARRAY(Text)),
        )
        .table_valued("prefix", "own", name="given")
        .render_derived()
    )
    ended = db.session.execute(
        update(Notice)
        .where(
            # A range, not "starts with": only that is looked up in the index for many beginnings at once.
            Notice.once_key >= given.c.prefix,
            Notice.once_key < given.c.prefix.concat(LAST),
            Notice.once_key != given.c.own,
            Notice.superseded_at.is_(None),
        )
        .values(superseded_at=func.clock_timestamp())
        .returning(Notice.id)
    ).scalars()
    keys = [_key(notice_id) for notice_id in ended]
    for start in range(0, len(keys), PER_STATEMENT):
        some = keys[start : start + PER_STATEMENT]
        cancel_letters(some)
        cancel_texts([key + suffix for key in some for suffix in CARRIERS])
    return len(keys)


def deliver(*, notice_ids: Sequence[UUID]) -> int:
    """Write the letters and texts of notices, as their readers wish; return how many notices that concerned.

    Rows are locked: two workers with the same notices write each letter once.
    """
    if not notice_ids:
        return 0
    found = queries.undelivered(notice_ids)
    for addressed in found:
        if not addressed.closed:
            _write(addressed, registry.get(addressed.code))
    db.session.execute(
        update(Notice)
        .where(Notice.id.in_([addressed.id for addressed in found]))
        .values(delivered_at=func.clock_timestamp())
    )
    return len(found)


def _write(notice: Addressed, kind: NoticeKind) -> None:
    plain: dict[str, Any] = {"code": notice.code, "facts": notice.params, "link": notice.link}
    if wanted(kind.category, Channel.EMAIL, notice.choices):
        post(
            recipient=notice.email,
            locale=notice.locale,
            template=kind.letter or "notice",
            once_key=_key(notice.id),
            **({**notice.params, "link": notice.link} if kind.letter else plain),
            name=notice.name,
        )
    for channel, address in ((Channel.SMS, notice.number), (Channel.WECHAT, notice.openid)):
        if address and wanted(kind.category, channel, notice.choices):
            post_text(
                carrier=CARRIERS[channel],
                recipient=address,
                locale=notice.locale,
                template="notice",
                once_key=_key(notice.id) + channel,
                **plain,
            )


def _key(notice_id: UUID) -> str:
    return f"notice:{notice_id}:"


def read(*, actor: Actor, notice_id: UUID) -> Notice:
    """Note that the reader has seen a notice; raise NotFound for anybody else's."""
    notice = db.session.get(Notice, notice_id, with_for_update=True)
    if notice is None or notice.user_id != actor.user_id:
        raise NotFound(kind="notice")
    authorise(actor, Permission.OWN_NOTICES, notice.user_id)
    notice.read_at = notice.read_at or clock.now()
    return notice


def read_all(*, actor: Actor) -> int:
    """Note that the reader has seen everything; return how many notices were unread."""
    user_id = _own(actor)
    seen = db.session.execute(
        update(Notice)
        .where(Notice.user_id == user_id, Notice.read_at.is_(None), Notice.superseded_at.is_(None))
        .values(read_at=func.clock_timestamp())
        .returning(Notice.id)
    )
    return len(seen.all())


def choose(*, actor: Actor, choices: Mapping[tuple[Category, Channel], bool]) -> None:
    """Keep which channels the reader wants for which categories; mandatory ones are not the reader's to choose."""
    user_id = _own(actor)
    rows = [
        {"user_id": user_id, "category": category, "channel": channel, "wanted": wish}
        for (category, channel), wish in sorted(choices.items())
        if may_choose(category, channel)
    ]
    if not rows:
        return
    statement = insert(NoticePreference).values(rows)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["user_id", "category", "channel"], set_={"wanted": statement.excluded.wanted}
        )
    )
    off = [f"{category}.{channel}" for (category, channel), wish in sorted(choices.items()) if not wish]
    audit.record(actor, "notices.chosen", None, off=off)


def _own(actor: Actor) -> UUID:
    if actor.user_id is None:
        raise NotSignedIn()
    authorise(actor, Permission.OWN_NOTICES, actor.user_id)
    return actor.user_id

"""Keep the pool of judges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy import select

from contest.accounts.domain import RoleHeld, normalise_email
from contest.accounts.queries import find_user_by_email
from contest.accounts.services import grant_role
from contest.kernel import audit
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid
from contest.kernel.locking import get_locked
from contest.permissions import Role
from judging.judges.domain import (
    LANGUAGES,
    MAX_CONTACTS,
    MAX_EXPERTISE,
    MAX_TITLE,
    AlreadyInPool,
    looks_like_contact,
)
from judging.judges.models import Judge
from judging.judges.queries import get_own_judge
from judging.permissions import Permission


@dataclass(frozen=True, slots=True)
class JudgeDetails:
    """What is known of a judge beside the account. `other_contacts`: further e-mails and phones, as typed."""

    title: LocalizedText = field(default_factory=LocalizedText)
    expertise: LocalizedText = field(default_factory=LocalizedText)
    track_codes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("zh",)
    other_contacts: tuple[str, ...] = ()
    active: bool = True


def add_judge(
    *,
    actor: Actor,
    email: str,
    details: JudgeDetails,
    external_id: str | None = None,
    notify: bool = True,
) -> Judge:
    """Take the person with this account into the pool and give the role of a judge.

    Raises Invalid (`email`: no_such_account) and AlreadyInPool.
    """
    authorise(actor, Permission.MANAGE_JUDGES, None)
    user = find_user_by_email(normalise_email(email))
    errors = _errors(details)
    if user is None or user.disabled_at is not None:
        raise Invalid(FieldError("email", "no_such_account"), *errors)
    if errors:
        raise Invalid(*errors)
    if db.session.execute(select(Judge.id).where(Judge.user_id == user.id)).first():
        raise AlreadyInPool(email=user.email)
    judge = Judge(id=new_id(), user_id=user.id, external_id=external_id)
    _apply(judge, details)
    db.session.add(judge)
    db.session.flush()
    _give_role(actor, user.id, notify=notify)
    audit.record(actor, "judge.added", judge, user=user.id, tracks=details.track_codes)
    return judge


def change_judge(*, actor: Actor, judge_id: UUID, details: JudgeDetails) -> Judge:
    """Change what the pool says of a judge; an inactive one stays in rounds already accepted."""
    authorise(actor, Permission.MANAGE_JUDGES, None)
    judge = get_locked(select(Judge).where(Judge.id == judge_id), kind="judge")
    if errors := _errors(details):
        raise Invalid(*errors)
    _apply(judge, details)
    db.session.flush()
    audit.record(actor, "judge.changed", judge, active=details.active, tracks=details.track_codes)
    return judge


def describe_self(
    *,
    actor: Actor,
    title: LocalizedText,
    expertise: LocalizedText,
    languages: Sequence[str],
    other_contacts: Sequence[str],
) -> Judge:
    """Change one's own description; tracks and rest stay the office's."""
    own = get_own_judge(actor)
    authorise(actor, Permission.OWN_JUDGE_PROFILE, own)
    judge = db.session.get_one(Judge, own.id, with_for_update=True)
    details = JudgeDetails(
        title=title,
        expertise=expertise,
        track_codes=tuple(judge.track_codes),
        languages=tuple(languages),
        other_contacts=tuple(other_contacts),
        active=judge.active,
    )
    if errors := _errors(details):
        raise Invalid(*errors)
    _apply(judge, details)
    db.session.flush()
    audit.record(actor, "judge.described_self", judge)
    return judge


def _give_role(actor: Actor, user_id: UUID, *, notify: bool) -> None:
    # Keeping the pool is enough to make a judge, without the right to give any other role.
    empowered = replace(actor, roles=actor.roles | {"system"})
    try:
        with db.session.begin_nested():
            grant_role(actor=empowered, user_id=user_id, role=Role.JUDGE, notify=notify)
    except RoleHeld:
        return


def _errors(details: JudgeDetails) -> list[FieldError]:
    errors = [
        FieldError(f"expertise.{language}", "too_long", {"limit": MAX_EXPERTISE})
        for language, text in details.expertise.as_dict().items()
        if len(text) > MAX_EXPERTISE
    ]
    errors += [
        FieldError(f"title.{language}", "too_long", {"limit": MAX_TITLE})
        for language, text in details.title.as_dict().items()
        if len(text) > MAX_TITLE
    ]
    if not details.languages:
        errors.append(FieldError("languages", "required"))
    if not set(details.languages) <= set(LANGUAGES):
        errors.append(FieldError("languages", "not_a_choice"))
    errors += [
        FieldError("other_contacts", "contact_unreadable", {"contact": contact})
        for contact in details.other_contacts
        if not looks_like_contact(contact)
    ][:1]
    if len(details.other_contacts) > MAX_CONTACTS:
        errors.append(FieldError("other_contacts", "too_many_contacts", {"limit": MAX_CONTACTS}))
    return errors


def _apply(judge: Judge, details: JudgeDetails) -> None:
    judge.title = details.title
    judge.expertise = details.expertise
    judge.track_codes = list(details.track_codes)
    judge.languages = list(details.languages)
    judge.other_contacts = list(details.other_contacts)
    judge.active = details.active

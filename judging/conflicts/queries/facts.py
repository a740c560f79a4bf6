"""Facts of judges and entries, in the form the rule of conflicts takes them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from contest.accounts.models import User
from contest.accounts.queries import all_emails, all_phones, unproved_emails, unproved_phones
from contest.bases.models import HaijuBase
from contest.entries.models import Entry
from contest.entries.queries import KEPT_FACTS, EntryFacts, conflict_facts
from contest.kernel.columns import one_of
from contest.kernel.db import db
from contest.kernel.paging import AnySelect
from contest.organisations.models import Membership
from judging.conflicts.domain import DeclaredTie, ItemFacts, JudgeFacts, normalise_email, normalise_phone
from judging.conflicts.models import DeclaredConflict
from judging.judges.models import Judge


def judge_facts(judge_ids: Collection[UUID], entry_ids: Sequence[UUID]) -> list[JudgeFacts]:
    """Return what is known of judges, as far as it can concern the entries; one statement."""
    asked = {"judge_ids": list(judge_ids), "entry_ids": list(entry_ids)}
    return [_judge(row, _ties(row.declared)) for row in db.session.execute(judge_rows(), asked)]


def _ties(declared: Mapping[str, str] | None) -> dict[UUID, DeclaredTie]:
    return {UUID(entry_id): DeclaredTie(tie) for entry_id, tie in (declared or {}).items()}


def person_facts(user_id: UUID) -> JudgeFacts:
    """Return what is known of a person, judge or not, under the key of the account; two statements."""
    row = db.session.execute(_people().where(User.id == user_id)).one()
    declared = select(DeclaredConflict).join(Judge, Judge.id == DeclaredConflict.judge_id)
    rows = db.session.execute(declared.where(Judge.user_id == user_id)).scalars()
    return replace(_judge(row, {one.subject_id: one.tie for one in rows}), id=user_id)


@cache
def _people() -> AnySelect:
    """Return the query of people, and of the judges they are, with what ties them to others. Built once."""
    own = (Membership.user_id == User.id,)
    organisations = select(func.array_agg(Membership.organisation_id)).where(*own)
    bases = (
        select(func.array_agg(HaijuBase.id))
        .join(Membership, Membership.organisation_id == HaijuBase.organisation_id)
        .where(*own)
    )
    query: AnySelect = (
        select(
            Judge.id,
            User.id.label("user_id"),
            Judge.other_contacts,
            User.email,
            User.email_verified_at,
            User.phone,
            all_emails(User.id).label("addresses"),
            all_phones(User.id).label("numbers"),
            unproved_emails(User.id).label("unproved_addresses"),
            unproved_phones(User.id).label("unproved_numbers"),
            organisations.correlate(User).scalar_subquery().label("organisations"),
            bases.correlate(User).scalar_subquery().label("bases"),
        )
        .select_from(User)
        .outerjoin(Judge, Judge.user_id == User.id)
    )
    return query


@cache
def judge_rows() -> AnySelect:
    """Return the query of judges (`judge_ids`), and of those of `entry_ids` each declared a conflict with.

    What was declared is about a project, whatever its stage was. Built once, as every desk asks it.
    """
    declared = (
        select(func.jsonb_object_agg(Entry.id, DeclaredConflict.tie))
        .join(DeclaredConflict, DeclaredConflict.subject_id == Entry.subject_id)
        .where(DeclaredConflict.judge_id == Judge.id, Entry.id == one_of("entry_ids"))
    )
    query = _people().add_columns(declared.correlate(Judge).scalar_subquery().label("declared"))
    return query.where(Judge.id == one_of("judge_ids"))


def _judge(row: Any, declared: Mapping[UUID, DeclaredTie]) -> JudgeFacts:
    # Every address and number counts, proved or not: a judge may be known to a team by any of them.
    contacts = [
        row.email,
        row.phone,
        *(row.addresses or ()),
        *(row.numbers or ()),
        *(row.other_contacts or ()),
    ]
    doubtful = [*(row.unproved_addresses or ()), *(row.unproved_numbers or ()), *(row.other_contacts or ())]
    doubtful += [] if row.email_verified_at else [row.email]
    proved = set(row.numbers or ()) - set(row.unproved_numbers or ())
    return JudgeFacts(
        id=row.id,
        person=row.user_id,
        organisations=frozenset(row.organisations or ()),
        bases=frozenset(row.bases or ()),
        declared=frozenset(key for key, tie in declared.items() if tie is not DeclaredTie.KINSHIP),
        kin=frozenset(key for key, tie in declared.items() if tie is DeclaredTie.KINSHIP),
        emails=_emails(contacts),
        # Entries know their phones as bare digits, which loses a leading plus: both readings are compared.
        phones=_phones(contacts) | _phones(map(_digits, contacts)),
        unproved=_emails(doubtful) | (_phones([*doubtful, row.phone]) - _phones(proved)),
    )


def item_facts(entry_ids: Sequence[UUID]) -> list[ItemFacts]:
    """Return what is known of entries; two statements however many there are."""
    return [_item(facts) for facts in conflict_facts(entry_ids)]


@lru_cache(maxsize=KEPT_FACTS)
def _item(facts: EntryFacts) -> ItemFacts:
    return ItemFacts(
        id=facts.entry_id,
        members=facts.member_user_ids,
        organisations=facts.organisation_ids,
        bases=facts.base_ids,
        emails=_emails(facts.emails),
        phones=_phones(facts.phones),
        unproved=_emails(facts.unproved) | _phones(facts.unproved),
        subject=facts.subject_id,
    )


def _emails(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(found for found in map(normalise_email, texts) if found)


def _phones(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(found for text in texts if "@" not in text and (found := normalise_phone(text)))


def _digits(text: str) -> str:
    return "" if "@" in text else "".join(character for character in text if character.isdigit())

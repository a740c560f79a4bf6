"""Judges from a spreadsheet: accounts, the pool, and the organisations they work for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from contest.accounts.models import User
from contest.accounts.services.imported import give_role
from contest.imports.bulk import upsert_rows
from contest.imports.domain import (
    CellKind,
    Column,
    ImportContext,
    ImportKind,
    Outcome,
    Plan,
    Row,
    RowError,
    Rows,
    Scope,
)
from contest.imports.parsing import read_address
from contest.imports.people import OrganisationName, Organisations, People, add_members, repeated
from contest.imports.wording import both, options, with_language
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.organisations.domain import MembershipRole, OrganisationKind
from contest.organisations.models import Membership
from contest.organisations.texts import LABELS as ORGANISATION_LABELS
from contest.permissions import Role
from contest.seasons import imports as season_imports
from judging.judges.domain import LANGUAGES, MAX_CONTACTS, MAX_EXPERTISE, MAX_TITLE
from judging.judges.models import Judge
from judging.permissions import Permission

LANGUAGE_NAMES = {"zh": LocalizedText("中文", "Chinese"), "en": LocalizedText("英文", "English")}
LISTS = {"tracks": "track_codes", "languages": "languages", "other_contacts": "other_contacts"}
TEXTS = ("title", "expertise")


def columns(scope: Scope) -> tuple[Column, ...]:
    """Return the columns of judges; the tracks are those of the season."""
    book = season_imports.find_book(scope)
    return (
        Column(
            "email",
            both(_l("E-mail address")),
            required=True,
            parse=read_address,
            example="judge@example.com",
            help=both(
                _l("Tells judges apart. An account is made for an address that has none; no letter is sent.")
            ),
        ),
        Column("name", both(_l("Full name")), limit=80, example="示例评委"),
        Column("name_en", both(_l("English name")), limit=80),
        *(
            Column(
                f"{code}_{language}",
                with_language(label, language),
                limit=limit,
                lines=code == "expertise",
                example=example if language == "zh" else "",
            )
            for code, label, limit, example in (
                ("title", _l("Title or post"), MAX_TITLE, "教授"),
                ("expertise", _l("Expertise"), MAX_EXPERTISE, "生物医药、体外诊断"),
            )
            for language in ("zh", "en")
        ),
        season_imports.tracks_column(book, both(_l("Empty: may be asked for any track."))),
        Column(
            "languages", both(_l("Languages")), CellKind.LIST, options=LANGUAGE_NAMES, example="中文；英文"
        ),
        Column(
            "other_contacts",
            both(_l("Further addresses and telephone numbers")),
            CellKind.LIST,
            limit=120,
            most=MAX_CONTACTS,
            help=both(_l("Only conflicts of interest are looked for with them.")),
        ),
        *_employer_columns(),
        Column("external_id", both(_l("Number in your own system")), limit=120, example="J-001"),
    )


def _employer_columns() -> tuple[Column, ...]:
    return (
        Column(
            "organisation_zh",
            with_language(_l("Organisation"), "zh"),
            limit=120,
            example="示例大学",
            help=both(_l("Where the judge works. Judges never see entries of their own organisation.")),
        ),
        Column("organisation_en", with_language(_l("Organisation"), "en"), limit=200),
        Column(
            "organisation_kind",
            both(_l("Kind of organisation")),
            CellKind.CHOICE,
            options=options(ORGANISATION_LABELS[OrganisationKind], OrganisationKind),
            example="university",
            help=both(_l("For organisations that are not in the register yet.")),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """A person of the pool as stored."""

    judge: Judge
    organisation_ids: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class _Change:
    """One judge to write, with all columns."""

    values: dict[str, Any]
    employer: UUID | None
    new: bool
    differs: bool


def prepare(rows: Rows, context: ImportContext) -> Plan:
    """Check rows against the pool."""
    authorise(context.actor, Permission.MANAGE_JUDGES, None)
    people = People(row.get("email") for row in rows)
    employers = Organisations(_employer(row) for row in rows)
    known = _known(row.get("email") for row in rows)
    errors = [*repeated(rows, "email"), *repeated(rows, "external_id")]
    numbers = _numbers(row.get("external_id") for row in rows)
    changes = []
    for row in rows:
        held = known.get(row.get("email"))
        errors += _problems(row, held, people, numbers)
        changes.append(_change(row, held, people, employers))
    created = sum(change.new for change in changes)
    updated = sum(change.differs for change in changes)
    return Plan(
        outcome=Outcome(created, updated, len(changes) - created - updated),
        rejected=errors,
        write=partial(_write, context.actor, changes, people, employers),
    )


def _known(addresses: Any) -> dict[str, _Known]:
    rows = db.session.execute(
        select(User.email, Judge)
        .join(Judge, Judge.user_id == User.id)
        .where(User.email.in_(list(addresses)))
        .with_for_update(of=Judge)
    ).all()
    members: dict[UUID, set[UUID]] = {}
    of_them = select(Membership.user_id, Membership.organisation_id).where(
        Membership.user_id.in_([judge.user_id for _email, judge in rows])
    )
    for user_id, organisation_id in db.session.execute(of_them):
        members.setdefault(user_id, set()).add(organisation_id)
    return {email: _Known(judge, frozenset(members.get(judge.user_id, ()))) for email, judge in rows}


def _numbers(external_ids: Any) -> dict[str, UUID]:
    """Return whose external ids these are."""
    wanted = [number for number in external_ids if number]
    query = select(Judge.external_id, Judge.id).where(Judge.external_id.in_(wanted))
    return {row.external_id or "": row.id for row in db.session.execute(query)}


def _problems(row: Row, held: _Known | None, people: People, numbers: dict[str, UUID]) -> list[RowError]:
    found = [problem] if (problem := people.problem(row, "email")) else []
    if people.is_new(row.get("email")) and not (row.get("name") or row.get("name_en")):
        found.append(RowError(row.number, "name", "required"))
    owner = numbers.get(row.get("external_id") or "")
    if owner is not None and (held is None or held.judge.id != owner):
        found.append(RowError(row.number, "external_id", "external_id_taken"))
    return found


def _employer(row: Row) -> OrganisationName:
    return OrganisationName(LocalizedText(row.get("organisation_zh", ""), row.get("organisation_en", "")))


def _change(row: Row, held: _Known | None, people: People, employers: Organisations) -> _Change:
    judge = held.judge if held else None
    values: dict[str, Any] = {
        "id": judge.id if judge else new_id(),
        "user_id": people.id_of(row.get("email"), row.get("name", ""), row.get("name_en", "")),
        "active": judge.active if judge else True,
        "external_id": row.get("external_id") or (judge.external_id if judge else None),
    }
    for code in TEXTS:
        old: LocalizedText = getattr(judge, code) if judge else LocalizedText()
        values[code] = LocalizedText(row.get(f"{code}_zh", old.zh), row.get(f"{code}_en", old.en))
    for column, name in LISTS.items():
        stored = list(getattr(judge, name)) if judge else []
        values[name] = list(row.values[column]) if column in row.values else stored
    values["languages"] = values["languages"] or [LANGUAGES[0]]
    named = _employer(row)
    kind = OrganisationKind(row.get("organisation_kind") or OrganisationKind.OTHER)
    employer = employers.id_of(named, kind) if named.name else None
    joins = held is not None and employer is not None and employer not in held.organisation_ids
    differs = judge is not None and any(getattr(judge, name) != value for name, value in values.items())
    return _Change(values, employer, new=judge is None, differs=differs or joins)


def _write(actor: Actor, changes: Sequence[_Change], people: People, employers: Organisations) -> None:
    """Write the pool: a judge is a person with the role, an employer is a membership."""
    people.write()
    employers.write()
    todo = [change for change in changes if change.new or change.differs]
    upsert_rows(Judge, [change.values for change in todo], ["id"])
    give_role([change.values["user_id"] for change in todo], Role.JUDGE, actor.user_id)
    add_members(
        [(change.employer, change.values["user_id"]) for change in todo if change.employer],
        MembershipRole.MEMBER,
    )
    db.session.expire_all()


KIND = ImportKind(
    name="judges",
    label=_l("Judges"),
    description=_l("The pool of judges with their expertise and the organisations they work for."),
    columns=columns,
    prepare=prepare,
    permission=Permission.MANAGE_JUDGES,
    seasons=season_imports.seasons,
    icon="person-check",
)

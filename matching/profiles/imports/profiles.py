"""Investors and mentors: their columns, and what a row changes in a profile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from contest.accounts.services.imported import give_role
from contest.imports.domain import (
    CellKind,
    Column,
    ImportContext,
    MoneyUnit,
    Outcome,
    Plan,
    Row,
    RowError,
    Rows,
    Scope,
)
from contest.imports.parsing import read_address
from contest.imports.people import OrganisationName, Organisations, People, add_members, repeated
from contest.imports.wording import both, districts, options, with_language
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import Invalid
from contest.organisations.domain import MembershipRole, OrganisationKind
from contest.permissions import Role
from contest.projects.domain import Financing
from contest.projects.texts import LABELS as PROJECT_LABELS
from contest.seasons import imports as season_imports
from contest.seasons.domain import GrowthStage
from contest.seasons.texts import LABELS as SEASON_LABELS
from matching.profiles import queries
from matching.profiles.domain import (
    FIELDS,
    MOST_PLACES,
    MOST_TAGS,
    NAME_LIMIT,
    TEXT_LIMIT,
    Language,
    MentorKind,
    ProfileData,
    ProfileKind,
    check,
)
from matching.profiles.models import MatchProfile
from matching.profiles.services import ProfileRow, upsert_investors, upsert_mentors
from matching.profiles.texts import FIELDS as WORDS
from matching.profiles.texts import LABELS, TEXT_LABELS

CENTS_PER_WAN = 1_000_000
# Fields of a profile that stand in columns of another name.
RENAMED = {"track_codes": "tracks", "ticket_low_cents": "ticket_low", "ticket_high_cents": "ticket_high"}
OPTIONS: Mapping[str, tuple[type[StrEnum], Mapping[Any, Any]]] = {
    "growth_stages": (GrowthStage, SEASON_LABELS[GrowthStage]),
    "financings": (Financing, PROJECT_LABELS[Financing]),
    "languages": (Language, LABELS[Language]),
    "mentor_kind": (MentorKind, LABELS[MentorKind]),
}
EXAMPLES = {
    "name": ("示例创业投资", "Example Ventures"),
    "text": ("关注早期医疗器械与合成生物项目。", "Early-stage medical devices and synthetic biology."),
    "growth_stages": "early",
    "financings": "angel；pre_a",
    "ticket_low_cents": "300",
    "ticket_high_cents": "2000",
    "mentor_kind": "entrepreneur",
    "capacity": "3",
}


def investor_columns(scope: Scope) -> tuple[Column, ...]:
    """Return the columns of investors."""
    return tuple(_columns(ProfileKind.INVESTOR, scope))


def mentor_columns(scope: Scope) -> tuple[Column, ...]:
    """Return the columns of mentors."""
    return tuple(_columns(ProfileKind.MENTOR, scope))


def _columns(kind: ProfileKind, scope: Scope) -> Iterator[Column]:
    book = season_imports.find_book(scope)
    yield Column(
        "external_id", both(_l("Number in your own system")), required=True, limit=200, example=f"{kind}-001"
    )
    for field in FIELDS[kind]:
        if field in {"name", "text"}:
            yield from _bilingual(kind, field)
        elif field == "track_codes":
            yield season_imports.tracks_column(book)
        else:
            yield _column(field)
    yield Column(
        "active", both(_l("Takes part in matching")), CellKind.FLAG, help=both(_l("Empty means yes."))
    )
    yield Column(
        "contact_email",
        both(_l("E-mail of the person")),
        parse=read_address,
        example=f"{kind}@example.com",
        help=both(
            _l("May keep the profile. An account is made for an address that has none; no letter is sent.")
        ),
    )
    yield Column("contact_name", both(_l("Name of the person")), limit=80, example="示例联系人")


def _bilingual(kind: ProfileKind, field: str) -> Iterator[Column]:
    label = TEXT_LABELS[kind] if field == "text" else WORDS[field]
    limit = TEXT_LIMIT if field == "text" else NAME_LIMIT
    for language, example in zip(("zh", "en"), EXAMPLES[field], strict=True):
        words = with_language(label, language)
        yield Column(f"{field}_{language}", words, limit=limit, lines=field == "text", example=example)


def _column(field: str) -> Column:
    code, label, example = RENAMED.get(field, field), both(WORDS[field]), str(EXAMPLES.get(field, ""))
    if field == "districts":
        return Column(code, label, CellKind.LIST, **districts())
    if field in OPTIONS:
        members, labels = OPTIONS[field]
        cell = CellKind.CHOICE if field == "mentor_kind" else CellKind.LIST
        return Column(code, label, cell, options=options(labels, members), example=example)
    if field.startswith("ticket_"):
        unit = both(_l("In 10,000 yuan; 500万 and 1.2亿 are understood as well."))
        return Column(
            code, label, CellKind.MONEY, unit=MoneyUnit.WAN, low=Decimal(0), example=example, help=unit
        )
    if field == "capacity":
        return Column(
            code, label, CellKind.NUMBER, low=Decimal(0), high=Decimal(MOST_PLACES), example=example
        )
    return Column(code, label, CellKind.LIST, limit=60, most=MOST_TAGS, example=example)


@dataclass(frozen=True, slots=True)
class _Work:
    """What is needed to write: the rows that change something, and whom they name."""

    kind: ProfileKind
    rows: Sequence[ProfileRow]
    people: People
    firms: Organisations
    members: Sequence[tuple[UUID, UUID]]  # firm, person


def prepare_investors(rows: Rows, context: ImportContext) -> Plan:
    """Check investors against the profiles there are."""
    return _prepare(ProfileKind.INVESTOR, rows, context)


def prepare_mentors(rows: Rows, context: ImportContext) -> Plan:
    """Check mentors against the profiles there are."""
    return _prepare(ProfileKind.MENTOR, rows, context)


def _prepare(kind: ProfileKind, rows: Rows, context: ImportContext) -> Plan:
    known = known_profiles(kind, (row.get("external_id") for row in rows))
    people = People(row.get("contact_email") for row in rows)
    firms = Organisations(_firm(data_of(row, known.get(row.get("external_id")))) for row in rows)
    tracks = queries.track_codes_in_use()
    errors = [*repeated(rows, "external_id")]
    if kind is ProfileKind.MENTOR:
        errors += [*repeated(rows, "contact_email"), *_taken(rows, people)]
    changed: list[ProfileRow] = []
    members: list[tuple[UUID, UUID]] = []
    created = updated = 0
    for row in rows:
        held = known.get(row.get("external_id"))
        if held is not None and held.merged_into_id is not None:
            continue  # another's name by now: what it says of itself is the other's to say
        data = data_of(row, held)
        errors += _problems(row, data, tracks, people)
        fresh = _profile_row(kind, row, held, data, people, firms)
        if held is None or _differs(kind, held, fresh):
            created, updated = created + (held is None), updated + (held is not None)
            changed.append(fresh)
            if row.get("contact_email") and fresh.organisation_id is not None:
                members.append((fresh.organisation_id, people.id_of(row.get("contact_email"))))
    work = _Work(kind, changed, people, firms, members)
    return Plan(
        outcome=Outcome(created, updated, len(rows) - created - updated),
        rejected=errors,
        write=partial(_write, context.actor, work),
    )


def known_profiles(kind: ProfileKind, external_ids: Iterable[str]) -> dict[str, MatchProfile]:
    """Return the profiles of a kind with these external ids, their rows locked."""
    query = select(MatchProfile).where(
        MatchProfile.kind == kind, MatchProfile.external_id.in_(list(external_ids))
    )
    return {row.external_id or "": row for row in db.session.execute(query.with_for_update()).scalars()}


def data_of(row: Row, held: MatchProfile | None) -> ProfileData:
    """Return what a profile says after the import: columns the file has not stay as they are."""
    names = [field.name for field in fields(ProfileData)]
    before = (
        ProfileData(**{name: _frozen(getattr(held, name)) for name in names})
        if held
        else ProfileData(LocalizedText())
    )
    given: dict[str, Any] = {}
    for name in ("name", "text"):
        old: LocalizedText = getattr(before, name)
        given[name] = LocalizedText(row.get(f"{name}_zh", old.zh), row.get(f"{name}_en", old.en))
    for name in names:
        column = RENAMED.get(name, name)
        if name not in given and column in row.values:
            given[name] = _value(name, row.values[column])
    return replace(before, **given)


def _value(name: str, value: Any) -> Any:
    if name == "mentor_kind":
        return MentorKind(value) if value else None
    return int(value) if isinstance(value, Decimal) else value


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _firm(data: ProfileData) -> OrganisationName:
    return OrganisationName(data.name, kind=OrganisationKind.INVESTOR)


def _problems(row: Row, data: ProfileData, tracks: frozenset[str], people: People) -> list[RowError]:
    found = [problem] if (problem := people.problem(row, "contact_email")) else []
    try:
        check(data, tracks=tracks)
    except Invalid as error:
        found += [
            RowError(row.number, RENAMED.get(one.field, one.field.replace(".", "_")), one.code, one.params)
            for one in error.errors
        ]
    return found


def _taken(rows: Rows, people: People) -> list[RowError]:
    """Find people who are mentors under another number: each has one profile."""
    owners = {
        row.user_id: row.external_id
        for row in db.session.execute(
            select(MatchProfile.user_id, MatchProfile.external_id).where(
                MatchProfile.kind == ProfileKind.MENTOR,
                MatchProfile.user_id.in_(
                    [people.id_of(row.get("contact_email")) for row in rows if row.get("contact_email")]
                ),
            )
        )
    }
    found = []
    for row in rows:
        address = row.get("contact_email")
        if address and owners.get(people.id_of(address), row.get("external_id")) != row.get("external_id"):
            found.append(RowError(row.number, "contact_email", "profile_exists"))
    return found


def _profile_row(
    kind: ProfileKind,
    row: Row,
    held: MatchProfile | None,
    data: ProfileData,
    people: People,
    firms: Organisations,
) -> ProfileRow:
    address = row.get("contact_email")
    person = people.id_of(address, row.get("contact_name", "")) if address else None
    firm, user = held.organisation_id if held else None, held.user_id if held else None
    if kind is ProfileKind.INVESTOR and person is not None and firm is None:
        firm = firms.id_of(_firm(data), OrganisationKind.INVESTOR)
    if kind is ProfileKind.MENTOR:
        user = user or person
    stated = row.get("active")
    active = (held.active if held else True) if stated is None else bool(stated)
    return ProfileRow(row.get("external_id"), data, firm, user, active)


def _differs(kind: ProfileKind, held: MatchProfile, fresh: ProfileRow) -> bool:
    said = any(_frozen(getattr(held, name)) != getattr(fresh.data, name) for name in FIELDS[kind])
    before = (held.organisation_id, held.user_id, held.active)
    return said or before != (fresh.organisation_id, fresh.user_id, fresh.active)


def _write(actor: Actor, work: _Work) -> None:
    work.people.write()
    work.firms.write()
    if work.kind is ProfileKind.INVESTOR:
        upsert_investors(actor=actor, rows=work.rows)
    else:
        upsert_mentors(actor=actor, rows=work.rows)
        give_role([row.user_id for row in work.rows if row.user_id], Role.MENTOR, actor.user_id)
    add_members(work.members, MembershipRole.MANAGER)
    db.session.expire_all()

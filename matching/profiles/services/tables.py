"""Profiles and deals that come from tables: thousands at once, in a few statements, found again by `external_id`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, literal_column, null, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from contest.kernel import audit
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid
from contest.projects.domain import Financing
from matching.permissions import Permission
from matching.profiles import queries
from matching.profiles.domain import FIELDS, ProfileData, ProfileKind, check, company_key
from matching.profiles.models import Company, Deal, MatchProfile
from matching.profiles.rounds import financing_of
from matching.profiles.services.editing import Founding, ask_for_refresh

# PostgreSQL takes 65,535 parameters a statement; a profile has about twenty.
CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One investor or mentor of a table."""

    external_id: str
    data: ProfileData
    organisation_id: UUID | None = None
    user_id: UUID | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """The company of a deal. Without an external id its name tells it apart."""

    name: str
    external_id: str | None = None
    text: str = ""
    track_codes: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    region: str = ""

    @property
    def key(self) -> str:
        return company_key(self.name, self.external_id)


@dataclass(frozen=True, slots=True)
class DealRow:
    """One past investment. `investor`: the investor's external id. `external_id` is made of the rest when empty."""

    investor: str
    company: CompanyRow
    closed_on: date | None = None
    year: int | None = None
    round_name: str = ""
    financing: Financing | None = None
    external_id: str | None = None

    @property
    def key(self) -> str:
        when = str(self.closed_on or self.year or "")
        return self.external_id or "|".join((self.investor, self.company.key, when, self.round_name))


@dataclass(frozen=True, slots=True)
class Upserted:
    """How many rows were new and how many changed; the others were there already, the same."""

    created: int
    updated: int


def upsert_investor(*, actor: Actor, row: ProfileRow) -> Upserted:
    """Enter or change one investor."""
    return upsert_investors(actor=actor, rows=[row])


def upsert_mentor(*, actor: Actor, row: ProfileRow) -> Upserted:
    """Enter or change one mentor."""
    return upsert_mentors(actor=actor, rows=[row])


def upsert_investors(*, actor: Actor, rows: Sequence[ProfileRow]) -> Upserted:
    """Enter or change investors by external id. Raises Invalid naming fields as `<row index>.<field>`."""
    return _upsert_profiles(actor, ProfileKind.INVESTOR, rows)


def upsert_mentors(*, actor: Actor, rows: Sequence[ProfileRow]) -> Upserted:
    """Enter or change mentors by external id. Raises Invalid naming fields as `<row index>.<field>`."""
    return _upsert_profiles(actor, ProfileKind.MENTOR, rows)


def _upsert_profiles(actor: Actor, kind: ProfileKind, rows: Sequence[ProfileRow]) -> Upserted:
    authorise(actor, Permission.CREATE_PROFILE, Founding(kind, None, None))
    tracks = queries.track_codes_in_use()
    _refuse_wrong((index, lambda row=row: check(row.data, tracks=tracks)) for index, row in enumerate(rows))
    names = _other_names(kind, rows)
    done = [
        _merge(MatchProfile, [_profile_values(kind, row) for row in part], ["kind", "external_id"])
        for part in _chunks(
            list({row.external_id: row for row in rows if row.external_id not in names}.values())
        )
    ]
    return _finished(actor, f"profile.{kind}s_imported", done)


def _other_names(kind: ProfileKind, rows: Sequence[ProfileRow]) -> frozenset[str]:
    """Return the external ids that are another profile's names: a row about one changes neither."""
    query = select(MatchProfile.external_id).where(
        MatchProfile.kind == kind, MatchProfile.merged_into_id.is_not(None)
    )
    merged = db.session.execute(query).scalars()
    return frozenset(filter(None, merged)) & {row.external_id for row in rows}


def _profile_values(kind: ProfileKind, row: ProfileRow) -> dict[str, Any]:
    written = {
        field.name: _plain(getattr(row.data, field.name) if field.name in FIELDS[kind] else None, field.name)
        for field in fields(ProfileData)
    }
    return {
        **written,
        "id": new_id(),
        "kind": kind,
        "external_id": row.external_id,
        "organisation_id": row.organisation_id,
        "user_id": row.user_id,
        "active": row.active,
    }


def _plain(value: Any, name: str) -> Any:
    if isinstance(value, tuple):
        return list(value)
    empty_list = isinstance(ProfileData.__dataclass_fields__[name].default, tuple)
    return [] if value is None and empty_list else value


def upsert_deal(*, actor: Actor, row: DealRow) -> Upserted:
    """Enter or change one past investment."""
    return upsert_deals(actor=actor, rows=[row])


def upsert_deals(*, actor: Actor, rows: Sequence[DealRow]) -> Upserted:
    """Enter or change past investments and their companies. Investors must be there: Invalid `<row index>.investor`."""
    authorise(actor, Permission.CREATE_PROFILE, Founding(ProfileKind.INVESTOR, None, None))
    investors = queries.profile_ids_by_external(ProfileKind.INVESTOR, (row.investor for row in rows))
    unknown = [i for i, row in enumerate(rows) if row.investor not in investors]
    if unknown:
        raise Invalid(*(FieldError(f"{index}.investor", "unknown_investor") for index in unknown))
    companies = _upsert_companies(row.company for row in rows)
    done = [
        _merge(
            Deal,
            [_deal_values(row, investors[row.investor], companies[row.company.key]) for row in part],
            ["external_id"],
        )
        for part in _chunks(list({row.key: row for row in rows}.values()))
    ]
    return _finished(actor, "deal.imported", done)


def _deal_values(row: DealRow, profile_id: UUID, company_id: UUID) -> dict[str, Any]:
    return {
        "id": new_id(),
        "profile_id": profile_id,
        "company_id": company_id,
        "closed_on": row.closed_on,
        "year": row.year or (row.closed_on.year if row.closed_on else None),
        "round_name": row.round_name,
        "financing": row.financing or financing_of(row.round_name),
        "external_id": row.key,
    }


def _upsert_companies(found: Iterable[CompanyRow]) -> dict[str, UUID]:
    """Return company key -> id. Of several rows about one company the one that says most counts."""
    best: dict[str, CompanyRow] = {}
    for row in found:
        if row.key not in best or len(row.text) > len(best[row.key].text):
            best[row.key] = row
    for part in _chunks(list(best.values())):
        _merge(Company, [_company_values(row) for row in part], ["key"], unless_poorer=True)
    query = select(Company.key, Company.id).where(Company.key.in_(list(best)))
    return {row.key: row.id for row in db.session.execute(query)}


def _company_values(row: CompanyRow) -> dict[str, Any]:
    return {
        "id": new_id(),
        "key": row.key,
        "name": row.name,
        "text": row.text,
        "track_codes": list(row.track_codes),
        "industries": list(row.industries),
        "region": row.region,
        "external_id": row.external_id,
    }


def _merge(
    table: Any, values: list[dict[str, Any]], key: list[str], *, unless_poorer: bool = False
) -> Upserted:
    """Insert rows or change those that differ, in one statement. `unless_poorer`: a text never becomes shorter."""
    statement = insert(table.__table__)
    names = [name for name in values[0] if name not in {"id", *key}]
    columns = table.__table__.c
    differs = tuple_(*(columns[name] for name in names)).is_distinct_from(
        tuple_(*(statement.excluded[name] for name in names))
    )
    changes: dict[str, Any] = {name: statement.excluded[name] for name in names}
    if "changed_at" in columns:
        moved = {"changed_at": func.clock_timestamp(), "version": columns.version + 1, "changed_by": null()}
        changes |= moved
    condition = differs
    if unless_poorer:
        condition = differs & (func.length(statement.excluded.text) >= func.length(columns.text))
    fresh: Any = literal_column("(xmax = 0)")
    statement = statement.on_conflict_do_update(index_elements=key, set_=changes, where=condition)
    # Rows apart from the statement: it is compiled once, not once a chunk with twenty thousand parameters.
    found = db.session.execute(statement.returning(fresh), values).scalars().all()
    return Upserted(created=sum(found), updated=len(found) - sum(found))


def _finished(actor: Actor, action: str, done: list[Upserted]) -> Upserted:
    total = Upserted(sum(part.created for part in done), sum(part.updated for part in done))
    audit.record(actor, action, None, created=total.created, updated=total.updated)
    if total.created or total.updated:
        ask_for_refresh()
    return total


def _refuse_wrong(checks: Iterable[tuple[int, Any]]) -> None:
    wrong: list[FieldError] = []
    for index, checked in checks:
        try:
            checked()
        except Invalid as error:
            wrong += [FieldError(f"{index}.{item.field}", item.code, item.params) for item in error.errors]
    if wrong:
        raise Invalid(*wrong)


def _chunks(rows: list[Any]) -> Iterator[list[Any]]:
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))

"""People and organisations that a file names: found where they are known, planned where they are not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB

from contest.accounts.queries import accounts_by_address
from contest.accounts.services.imported import NewPerson, create_people, forget_passwords
from contest.imports.bulk import insert_rows
from contest.imports.domain import Row, RowError
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.organisations.domain import MembershipRole, OrganisationKind
from contest.organisations.models import Membership, Organisation


class People:
    """The accounts behind the addresses of a file; whoever has none gets one when `write` is called."""

    def __init__(self, addresses: Iterable[str | None]) -> None:
        self._known = accounts_by_address(address or "" for address in addresses)
        self._new: dict[str, NewPerson] = {}
        self._unproved: set[UUID] = set()

    def id_of(self, address: str, name: str = "", name_en: str = "") -> UUID:
        """Return the account's id; one that is still to be made has its id already."""
        if found := self._known.get(address):
            if not found.proved:
                self._unproved.add(found.id)
            return found.id
        return self._new.setdefault(address, NewPerson(new_id(), address, name or name_en, name_en)).id

    def is_new(self, address: str) -> bool:
        return address not in self._known

    def problem(self, row: Row, column: str) -> RowError | None:
        """Return what is wrong with the account of a row's address."""
        found = self._known.get(row.get(column) or "")
        return RowError(row.number, column, "account_closed") if found is not None and found.closed else None

    def write(self) -> None:
        """Make the accounts that were asked for and do not exist.

        An account whose address nobody proved may be somebody else's who knew that the list would come: it gets a
        password that nobody knows, and its owner claims it like a new one.
        """
        create_people(self._new.values())
        forget_passwords(self._unproved)


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """How a row names an organisation; `kind` None stands for any kind."""

    name: LocalizedText
    credit_code: str = ""
    kind: OrganisationKind | None = None
    district: str = ""


class Organisations:
    """The organisations a file names: by credit code, else by one of their names; new ones are made by `write`."""

    def __init__(self, wanted: Iterable[OrganisationName]) -> None:
        named = list(wanted)
        texts = {text for one in named for text in (one.name.zh, one.name.en) if text}
        codes = {one.credit_code for one in named} - {""}
        self._by_code: dict[str, tuple[UUID, OrganisationKind]] = {}
        self._by_name: dict[tuple[str, OrganisationKind | None], UUID] = {}
        self._new: list[dict[str, object]] = []
        name = type_coerce(Organisation.name, JSONB)
        rows = db.session.execute(
            select(Organisation.id, Organisation.kind, Organisation.name, Organisation.credit_code)
            .where(
                or_(
                    name["zh"].astext.in_(texts),
                    name["en"].astext.in_(texts),
                    Organisation.credit_code.in_(codes),
                )
            )
            .order_by(Organisation.created_at, Organisation.id)
        )
        for row in rows:
            self._remember(row.id, row.kind, row.name, row.credit_code)

    def _remember(self, key: UUID, kind: OrganisationKind, name: LocalizedText, code: str | None) -> None:
        if code:
            self._by_code[code] = key, kind
        for text in (name.zh, name.en):
            if text:
                self._by_name.setdefault((text, kind), key)
                self._by_name.setdefault((text, None), key)

    def clashes(self, one: OrganisationName) -> bool:
        """Say whether the credit code belongs to an organisation of another kind."""
        held = self._by_code.get(one.credit_code)
        return held is not None and one.kind is not None and held[1] is not one.kind

    def find(self, one: OrganisationName) -> UUID | None:
        """Return the organisation, None for one that is not known."""
        if held := self._by_code.get(one.credit_code):
            return held[0]
        names = (text for text in (one.name.zh, one.name.en) if text)
        return next((found for text in names if (found := self._by_name.get((text, one.kind)))), None)

    def id_of(self, one: OrganisationName, make_as: OrganisationKind) -> UUID:
        """Return the organisation's id; one that is not known will be made, as `make_as`."""
        if found := self.find(one):
            return found
        key = new_id()
        self._remember(key, make_as, one.name, one.credit_code)
        self._new.append(
            {
                "id": key,
                "kind": make_as,
                "name": one.name,
                "credit_code": one.credit_code or None,
                "district": one.district,
            }
        )
        return key

    def write(self) -> None:
        """Make the organisations that were asked for and do not exist."""
        insert_rows(Organisation, self._new)


def add_members(pairs: Iterable[tuple[UUID, UUID]], role: MembershipRole) -> None:
    """Make people (organisation, person) belong to organisations; who belongs already stays what they are."""
    rows = [
        {"id": new_id(), "organisation_id": organisation, "user_id": person, "role": role}
        for organisation, person in dict.fromkeys(pairs)
    ]
    insert_rows(Membership, rows, ignore=True)


def repeated(rows: Iterable[Row], *columns: str) -> list[RowError]:
    """Return an error for each row whose cells of these columns, taken together, stand in an earlier row."""
    seen: dict[tuple[object, ...], int] = {}
    errors = []
    for row in rows:
        value = tuple(row.get(column) for column in columns)
        if value in seen:
            errors.append(RowError(row.number, columns[-1], "duplicate_in_file", {"row": seen[value]}))
        elif any(value):
            seen[value] = row.number
    return errors

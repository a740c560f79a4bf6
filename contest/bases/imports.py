"""Bases from a spreadsheet: the base, the organisation that runs it, and its title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from contest.bases import services
from contest.bases.domain import Facility, TitleDates, TitleState
from contest.bases.models import BaseTitle, HaijuBase
from contest.bases.services import BaseDetails
from contest.bases.texts import LABELS
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
from contest.imports.parsing import read_address, read_credit_code
from contest.imports.people import OrganisationName, Organisations, People, add_members, repeated
from contest.imports.wording import both, districts, options, with_language
from contest.kernel.access import Actor, policy
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.organisations.domain import MembershipRole, OrganisationKind
from contest.permissions import Permission
from contest.seasons import imports as season_imports

MOST_M2 = Decimal(10_000_000)
TEXTS = {"name": (80, 160), "address": (160, 240), "intro": (1000, 2500)}
LISTS = ("industries", "facilities")
NAMES = {"name": _l("Name"), "address": _l("Address"), "intro": _l("About the base")}
EXAMPLES = {"name_zh": "示例科创基地", "name_en": "Example Innovation Base"}


def columns(scope: Scope) -> tuple[Column, ...]:
    """Return the columns of bases; the tracks are those of the season."""
    book = season_imports.find_book(scope)
    area = {"kind": CellKind.NUMBER, "low": Decimal(0), "high": MOST_M2}
    return (
        Column(
            "external_id", both(_l("Number in your own system")), required=True, limit=120, example="BASE-01"
        ),
        *(
            Column(
                f"{code}_{language}",
                with_language(NAMES[code], language),
                limit=limit,
                lines=code == "intro",
                example=EXAMPLES.get(f"{code}_{language}", ""),
            )
            for code, limits in TEXTS.items()
            for language, limit in zip(("zh", "en"), limits, strict=True)
        ),
        Column(
            "district",
            both(_l("District")),
            CellKind.CHOICE,
            example="杨浦区",
            **districts(),
        ),
        Column(
            "industries",
            both(_l("Industries")),
            CellKind.LIST,
            limit=60,
            most=20,
            example="生物医药；医疗器械",
        ),
        season_imports.tracks_column(book),
        Column(
            "facilities", both(_l("Facilities")), CellKind.LIST, options=options(LABELS[Facility], Facility)
        ),
        Column("area_m2", both(_l("Operating area (m²)")), example="6000", **area),  # type: ignore[arg-type]
        Column("vacant_m2", both(_l("Vacant area (m²)")), example="800", **area),  # type: ignore[arg-type]
        Column("in_zhangjiang", both(_l("In the Zhangjiang zone")), CellKind.FLAG),
        *_operator_columns(),
    )


def _operator_columns() -> tuple[Column, ...]:
    return (
        Column(
            "organisation_zh",
            with_language(_l("Operating organisation"), "zh"),
            limit=120,
            example="示例科创园区运营有限公司",
            help=both(_l("Found by credit code or name, otherwise entered as a base operator.")),
        ),
        Column("organisation_en", with_language(_l("Operating organisation"), "en"), limit=200),
        Column(
            "organisation_credit_code",
            both(_l("Unified social credit code of the operator")),
            parse=read_credit_code,
        ),
        Column(
            "manager_email",
            both(_l("E-mail of the base's manager")),
            parse=read_address,
            example="manager@example.com",
            help=both(_l("May act for the base. An account is made for an address that has none.")),
        ),
        Column("manager_name", both(_l("Name of the base's manager")), limit=80, example="示例管理员"),
        Column(
            "plaque_number",
            both(_l("Plaque number")),
            limit=60,
            help=both(
                _l("With the day of award this awards the title, which only the confirming office may do.")
            ),
        ),
        Column("title_from", both(_l("Title awarded on")), CellKind.DATE, example=""),
    )


@dataclass(frozen=True, slots=True)
class _Change:
    """One base to write. `title`: plaque number and first day of a title it does not hold yet."""

    base: HaijuBase | None
    external_id: str
    organisation_id: UUID
    details: BaseDetails
    differs: bool
    title: tuple[str, Any] | None
    manager: UUID | None


def prepare(rows: Rows, context: ImportContext) -> Plan:
    """Check rows against the register of bases."""
    known = _known(row.get("external_id") for row in rows)
    titles = _titles(known, rows)
    people = People(row.get("manager_email") for row in rows)
    operators = Organisations(_operator(row) for row in rows)
    errors = [*repeated(rows, "external_id"), *repeated(rows, "plaque_number")]
    changes = []
    for row in rows:
        base = known.get(row.get("external_id"))
        details = _details(row, base)
        found = list(_problems(row, base, details, operators))
        title, complaint = _title(row, base, titles, context.actor)
        found += [one for one in (complaint, people.problem(row, "manager_email")) if one is not None]
        errors += found
        if not found:
            changes.append(_change(row, base, details, title, operators, people))
    todo = [change for change in changes if change.base is None or change.differs or change.title]
    created = sum(change.base is None for change in todo)
    return Plan(
        outcome=Outcome(created, len(todo) - created, len(rows) - len(todo)),
        rejected=errors,
        write=partial(_write, context.actor, changes, operators, people),
    )


def _known(external_ids: Any) -> dict[str, HaijuBase]:
    query = select(HaijuBase).where(HaijuBase.external_id.in_(list(external_ids))).with_for_update()
    return {base.external_id or "": base for base in db.session.execute(query).scalars()}


def _titles(known: dict[str, HaijuBase], rows: Rows) -> list[BaseTitle]:
    plaques = [row.get("plaque_number") for row in rows if row.get("plaque_number")]
    bases = [base.id for base in known.values()]
    query = select(BaseTitle).where(or_(BaseTitle.base_id.in_(bases), BaseTitle.plaque_number.in_(plaques)))
    return list(db.session.execute(query).scalars())


def _operator(row: Row) -> OrganisationName:
    return OrganisationName(
        LocalizedText(row.get("organisation_zh", ""), row.get("organisation_en", "")),
        row.get("organisation_credit_code") or "",
        OrganisationKind.BASE_OPERATOR,
        row.get("district") or "",
    )


def _details(row: Row, base: HaijuBase | None) -> BaseDetails:
    """Return what describes the base after the import: columns the file has not stay as they are."""
    names = [field.name for field in fields(BaseDetails)]
    before = (
        BaseDetails(**{name: _frozen(getattr(base, name)) for name in names})
        if base
        else BaseDetails(LocalizedText(), "")
    )
    given: dict[str, Any] = {}
    for code in TEXTS:
        old: LocalizedText = getattr(before, code)
        given[code] = LocalizedText(row.get(f"{code}_zh", old.zh), row.get(f"{code}_en", old.en))
    given |= {name: row.values[name] for name in LISTS if name in row.values}
    if "tracks" in row.values:
        given["track_codes"] = row.values["tracks"]
    for name, blank in (("district", ""), ("area_m2", 0), ("vacant_m2", None), ("in_zhangjiang", False)):
        if name in row.values:
            value = row.values[name]
            given[name] = blank if value is None else int(value) if isinstance(value, Decimal) else value
    return replace(before, **given)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _problems(
    row: Row, base: HaijuBase | None, details: BaseDetails, operators: Organisations
) -> Iterator[RowError]:
    operator = _operator(row)
    for column, missing in (
        ("name_zh", not details.name.zh),
        ("district", not details.district),
        ("organisation_zh", base is None and not operator.name and operators.find(operator) is None),
    ):
        if missing:
            yield RowError(row.number, column, "required")
    if details.vacant_m2 is not None and details.vacant_m2 > details.area_m2:
        yield RowError(row.number, "vacant_m2", "out_of_range", {"low": 0, "high": details.area_m2})
    if operators.clashes(operator):
        yield RowError(row.number, "organisation_credit_code", "credit_code_taken")


def _title(
    row: Row, base: HaijuBase | None, titles: Sequence[BaseTitle], actor: Actor
) -> tuple[tuple[str, Any] | None, RowError | None]:
    """Return the title to award, or what forbids it; nothing for a title that is held already."""
    number, day = row.get("plaque_number") or "", row.get("title_from")
    if not number and day is None:
        return None, None
    if not number or day is None:
        return None, RowError(row.number, "title_from" if number else "plaque_number", "required")
    held = next((title for title in titles if title.plaque_number == number), None)
    if held is not None:
        same = base is not None and held.base_id == base.id and held.valid_from == day
        return None, None if same else RowError(row.number, "plaque_number", "plaque_number_taken")
    if not policy.holds(actor, Permission.AWARD_TITLE):
        return None, RowError(row.number, "plaque_number", "title_not_yours")
    dates = TitleDates.starting(day)
    own = [
        t for t in titles if base is not None and t.base_id == base.id and t.state is not TitleState.DELISTED
    ]
    if any(dates.overlaps(title) for title in own):
        return None, RowError(row.number, "title_from", "titles_overlap")
    return (number, day), None


def _change(
    row: Row,
    base: HaijuBase | None,
    details: BaseDetails,
    title: tuple[str, Any] | None,
    operators: Organisations,
    people: People,
) -> _Change:
    address = row.get("manager_email")
    return _Change(
        base=base,
        external_id=row.get("external_id"),
        organisation_id=base.organisation_id
        if base
        else operators.id_of(_operator(row), OrganisationKind.BASE_OPERATOR),
        details=details,
        differs=base is not None
        and any(_differs(base, details, field.name) for field in fields(BaseDetails)),
        title=title,
        manager=people.id_of(address, row.get("manager_name", "")) if address else None,
    )


def _differs(base: HaijuBase, details: BaseDetails, name: str) -> bool:
    return bool(_frozen(getattr(base, name)) != getattr(details, name))


def _write(actor: Actor, changes: Sequence[_Change], operators: Organisations, people: People) -> None:
    operators.write()
    people.write()
    for change in changes:
        base = change.base
        if base is None:
            base = services.enter_base(
                actor=actor,
                organisation_id=change.organisation_id,
                details=change.details,
                external_id=change.external_id,
            )
        elif change.differs:
            services.describe_base(actor=actor, base_id=base.id, details=change.details, version=base.version)
        if change.title is not None:
            number, day = change.title
            services.award_title(actor=actor, base_id=base.id, plaque_number=number, valid_from=day)
    managed = [(change.organisation_id, change.manager) for change in changes if change.manager]
    add_members(managed, MembershipRole.MANAGER)


KIND = ImportKind(
    name="bases",
    label=_l("Bases"),
    description=_l("Haiju bases with the organisations that run them and their titles."),
    columns=columns,
    prepare=prepare,
    permission=Permission.EDIT_BASES,
    seasons=season_imports.seasons,
    icon="building",
)

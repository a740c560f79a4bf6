"""Past investments: who put money into what, when, in which round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from contest.imports.domain import (
    CellKind,
    Column,
    ImportContext,
    Outcome,
    Plan,
    Row,
    RowError,
    Rows,
    Scope,
)
from contest.imports.wording import both, options
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.projects.domain import Financing
from contest.projects.texts import LABELS as PROJECT_LABELS
from contest.seasons import imports as season_imports
from matching.profiles import queries
from matching.profiles.domain import MOST_TAGS, NAME_LIMIT, TEXT_LIMIT, ProfileData, ProfileKind
from matching.profiles.models import Company, Deal
from matching.profiles.rounds import financing_of
from matching.profiles.services import CompanyRow, DealRow, ProfileRow, upsert_deals, upsert_investors

FIRST_YEAR, LAST_YEAR = Decimal(1900), Decimal(2100)
AT_ONCE = 5_000


def columns(scope: Scope) -> tuple[Column, ...]:
    """Return the columns of past investments."""
    book = season_imports.find_book(scope)
    tracks = season_imports.options(book.tracks) if book else {}
    return (
        Column(
            "investor",
            both(_l("Number of the investor")),
            required=True,
            limit=200,
            example="investor-001",
            help=both(_l("As the investor was imported.")),
        ),
        Column(
            "investor_name",
            both(_l("Name of the investor")),
            limit=NAME_LIMIT,
            example="示例创业投资",
            help=both(_l("With a name, an investor that is not known yet gets a profile.")),
        ),
        Column("company", both(_l("Company")), required=True, limit=200, example="示例医疗科技有限公司"),
        Column(
            "company_id",
            both(_l("Number of the company")),
            limit=200,
            example="C-001",
            help=both(_l("Tells companies of the same name apart.")),
        ),
        Column(
            "company_text",
            both(_l("What the company does")),
            limit=TEXT_LIMIT,
            lines=True,
            example="研发便携式超声设备",
        ),
        Column("company_tracks", both(_l("Tracks of the company")), CellKind.LIST, options=tracks),
        Column(
            "company_industries",
            both(_l("Industries of the company")),
            CellKind.LIST,
            limit=60,
            most=MOST_TAGS,
        ),
        Column("company_region", both(_l("Region of the company")), limit=80, example="上海"),
        *_deal_columns(),
    )


def _deal_columns() -> tuple[Column, ...]:
    """Return the columns that say when, in which round, and under which number."""
    return (
        Column("date", both(_l("Date of the investment")), CellKind.DATE, example="2023-06-01"),
        Column(
            "year",
            both(_l("Year of the investment")),
            CellKind.NUMBER,
            low=FIRST_YEAR,
            high=LAST_YEAR,
            help=both(_l("Where the day is not known.")),
        ),
        Column("round", both(_l("Round, as the source calls it")), limit=60, example="A轮"),
        Column(
            "financing",
            both(_l("Financing round")),
            CellKind.CHOICE,
            options=options(PROJECT_LABELS[Financing], Financing),
            help=both(_l("Understood from the round's name when empty.")),
        ),
        Column(
            "external_id",
            both(_l("Number of the investment")),
            limit=300,
            help=both(_l("When empty, investor, company, date and round tell investments apart.")),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """A deal as stored, as far as a row can change it."""

    investor: UUID | None
    company: str
    closed_on: date | None
    year: int | None
    round_name: str
    financing: Financing | None


def prepare(rows: Rows, context: ImportContext) -> Plan:
    """Check investments against the investors and deals there are."""
    investors = queries.profile_ids_by_external(ProfileKind.INVESTOR, (row.get("investor") for row in rows))
    deals = [_deal(row) for row in rows]
    errors = _repeated(rows, deals)
    bare: dict[str, ProfileRow] = {}
    for row in rows:
        number, name = row.get("investor"), row.get("investor_name", "")
        if number in investors or number in bare:
            continue
        if name:
            bare[number] = ProfileRow(number, ProfileData(LocalizedText(zh=name)))
        else:
            errors.append(RowError(row.number, "investor", "unknown_investor"))
    known = _known(deal.key for deal in deals)
    created = sum(deal.key not in known for deal in deals)
    todo = [deal for deal in deals if known.get(deal.key) != _said(deal, investors)]
    return Plan(
        outcome=Outcome(created, len(todo) - created, len(deals) - len(todo)),
        rejected=errors,
        write=partial(_write, context.actor, list(bare.values()), deals),
    )


def _deal(row: Row) -> DealRow:
    year: Decimal | None = row.get("year")
    financing = row.get("financing")
    return DealRow(
        investor=row.get("investor"),
        company=CompanyRow(
            name=row.get("company"),
            external_id=row.get("company_id") or None,
            text=row.get("company_text", ""),
            track_codes=row.get("company_tracks", ()),
            industries=row.get("company_industries", ()),
            region=row.get("company_region", ""),
        ),
        closed_on=row.get("date"),
        year=int(year) if year is not None else None,
        round_name=row.get("round", ""),
        financing=Financing(financing) if financing else None,
        external_id=row.get("external_id") or None,
    )


def _repeated(rows: Rows, deals: Sequence[DealRow]) -> list[RowError]:
    seen: dict[str, int] = {}
    errors = []
    for row, deal in zip(rows, deals, strict=True):
        first = seen.setdefault(deal.key, row.number)
        if first != row.number:
            errors.append(RowError(row.number, "investor", "duplicate_in_file", {"row": first}))
    return errors


def _known(keys: Iterable[str]) -> dict[str, _Known]:
    wanted = list(keys)
    found: dict[str, _Known] = {}
    for start in range(0, len(wanted), AT_ONCE):
        rows: Any = db.session.execute(
            select(Deal, Company.key)
            .join(Company, Company.id == Deal.company_id)
            .where(Deal.external_id.in_(wanted[start : start + AT_ONCE]))
        )
        for deal, company in rows:
            found[deal.external_id] = _Known(
                deal.profile_id, company, deal.closed_on, deal.year, deal.round_name, deal.financing
            )
    return found


def _said(deal: DealRow, investors: Mapping[str, UUID]) -> _Known:
    return _Known(
        investors.get(deal.investor),
        deal.company.key,
        deal.closed_on,
        deal.year or (deal.closed_on.year if deal.closed_on else None),
        deal.round_name,
        deal.financing or financing_of(deal.round_name),
    )


def _write(actor: Actor, bare: Sequence[ProfileRow], deals: Sequence[DealRow]) -> None:
    """Write all deals, unchanged ones too: their companies may have more to say than before."""
    if bare:
        upsert_investors(actor=actor, rows=bare)
    upsert_deals(actor=actor, rows=deals)

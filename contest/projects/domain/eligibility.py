"""What the season's eligibility rules learn from a project's form. What the form does not ask stays unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from contest.entry_forms.domain import Financing
from contest.seasons.domain import Facts, GrowthStage

DECLARATIONS = ("declaration_of_truth", "consent_publication", "consent_matching", "consent_bases")
# What rulebooks call the declaration of truth.
ALIASES = {"truth": "declaration_of_truth"}
COMPANY = ("credit_code", "company_founded", "registered_capital")
LEADER = "leader"
TEAM = frozenset({LEADER, "member", "team"})
# The field of the form that states a fact; pages lead there when it is not known.
FIELD_OF = {
    "company_founded": "company_founded",
    "revenue_cents": "finances",
    "leader_share": "equity",
    "team_share": "equity",
    "district": "district",
    "growth_stage": "growth_stage",
    "equity_rounds": "funding_rounds",
    "prior_prizes": "prior_prizes",
    "ip_count": "ip_rights",
    "declarations": "declaration_of_truth",
}


def facts_of(values: Mapping[str, Any], *, members: int, as_of: date) -> Facts:
    """Return the facts; a team that fills in nothing about a company has none."""
    founded, stage = values.get("company_founded"), values.get("growth_stage")
    named = any((values.get("company_name") or {}).values())
    equity = _rows(values, "equity")
    return Facts(
        as_of=as_of,
        group_code=values.get("group_code"),
        has_company=named or any(values.get(code) for code in COMPANY),
        company_founded=date.fromisoformat(founded) if founded else None,
        revenue_cents=_revenue(_rows(values, "finances"), as_of),
        team_size=members,
        leader_share=_shares(row for row in equity if row.get("role") == LEADER),
        team_share=_shares(row for row in equity if row.get("role") in TEAM),
        district=values.get("district") or None,
        growth_stage=GrowthStage(stage) if stage else None,
        equity_rounds=_rounds(values),
        equity_rounds_from=_rounds_from(values.get("financing")),
        prior_prizes=_whole(values.get("prior_prizes")),
        # An empty list may be one nobody has filled in yet.
        ip_count=len(_rows(values, "ip_rights")) or None,
        declarations=_declarations(values),
    )


def _rows(values: Mapping[str, Any], table: str) -> list[Mapping[str, Any]]:
    rows = values.get(table)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _number(value: Any) -> Decimal | None:
    try:
        return None if value in (None, "") else Decimal(str(value))
    except InvalidOperation:
        return None


def _whole(value: Any) -> int | None:
    number = _number(value)
    return None if number is None else int(number)


def _revenue(rows: Iterable[Mapping[str, Any]], as_of: date) -> int | None:
    """Return the revenue of the latest year before `as_of` that states one, in cents."""
    stated = [(_whole(row.get("year")), _whole(row.get("revenue"))) for row in rows]
    years = {year: cents for year, cents in stated if year is not None and cents is not None}
    past = [year for year in years if year < as_of.year]
    return years[max(past)] if past else None


def _shares(rows: Iterable[Mapping[str, Any]]) -> Decimal | None:
    """Return the sum of the shares in percent; unknown while one of them is not stated."""
    shares = [_number(row.get("share")) for row in rows]
    if not shares or None in shares:
        return None
    return sum((share for share in shares if share is not None), Decimal(0))


def _rounds(values: Mapping[str, Any]) -> int | None:
    if rounds := _rows(values, "funding_rounds"):
        return len(rounds)
    return 0 if values.get("financing") == Financing.NONE else None


def _rounds_from(financing: str | None) -> int | None:
    if financing not in set(Financing) or financing == Financing.NONE:
        return None
    # A later series says nothing certain about the ones before it: some begin with it.
    return 1


def _declarations(values: Mapping[str, Any]) -> dict[str, bool]:
    # An empty box is not a refusal yet, only a ticked one is an answer.
    ticked = {code: True for code in DECLARATIONS if values.get(code)}
    return ticked | {alias: True for alias, code in ALIASES.items() if code in ticked}

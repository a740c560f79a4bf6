"""What the season's eligibility rules learn from a project's form. What the form does not ask stays unknown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from contest.projects.domain.vocabulary import Financing
from contest.seasons.domain import Facts, GrowthStage

DECLARATIONS = ("declaration_of_truth", "consent_publication", "consent_matching", "consent_bases")


def facts_of(values: Mapping[str, Any], *, members: int, as_of: date) -> Facts:
    """Return the facts; a team that fills in nothing about a company has none."""
    founded, stage = values.get("company_founded"), values.get("growth_stage")
    company = any((values.get("company_name") or {}).values()) or bool(values.get("credit_code") or founded)
    return Facts(
        as_of=as_of,
        group_code=values.get("group_code"),
        has_company=company,
        company_founded=date.fromisoformat(founded) if founded else None,
        team_size=members,
        district=values.get("district") or None,
        growth_stage=GrowthStage(stage) if stage else None,
        equity_rounds=0 if values.get("financing") == Financing.NONE else None,
        # An empty box is not a refusal yet, only a ticked one is an answer.
        declarations={code: True for code in DECLARATIONS if values.get(code)},
    )

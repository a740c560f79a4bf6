"""The form of an eligibility rule: what every rule has, and the parameters of its kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField

from contest.organisations.domain import District
from contest.seasons.domain import EligibilityKind, EligibilityRule, GrowthStage, Rulebook, Severity
from contest.seasons.forms.base import MUST, choice, filled, number, options, prose_pair, several
from contest.seasons.forms.parts import NamedForm
from contest.web.i18n import l10n

Fields = dict[str, Callable[[], Any]]


def _range(unit: Any, low: str, high: str) -> Fields:
    return {
        low: lambda: number(_l("From (%(unit)s)", unit=unit), step="any"),
        high: lambda: number(_l("Up to (%(unit)s)", unit=unit), step="any"),
    }


PARAMS: dict[EligibilityKind, Fields] = {
    EligibilityKind.COMPANY_AGE: {
        **_range(_l("years"), "min_years", "max_years"),
        "needs_company": lambda: BooleanField(_l("A company is required")),
    },
    EligibilityKind.REVENUE: _range(_l("yuan"), "min_yuan", "max_yuan"),
    EligibilityKind.TEAM_SIZE: _range(_l("people"), "min_people", "max_people"),
    EligibilityKind.LEADER_SHARE: {
        "min_percent": lambda: number(_l("At least (percent)"), must=True, step="any")
    },
    EligibilityKind.TEAM_SHARE: {
        "min_percent": lambda: number(_l("At least (percent)"), must=True, step="any")
    },
    EligibilityKind.DISTRICT: {"any_of": lambda: several(_l("One of these districts"))},
    EligibilityKind.GROWTH_STAGE: {"any_of": lambda: several(_l("One of these growth stages"))},
    EligibilityKind.EQUITY_ROUNDS: _range(_l("rounds"), "min_rounds", "max_rounds"),
    EligibilityKind.PRIOR_PRIZES: {"max_prizes": lambda: number(_l("At most (prizes)"), must=True)},
    EligibilityKind.IP_COUNT: {"min_items": lambda: number(_l("At least (items)"), must=True)},
    EligibilityKind.DECLARATIONS: {
        "codes": lambda: StringField(
            _l("Codes of the declarations"),
            [MUST],
            description=_l("Separated by commas; “truth” is the declaration of truth."),
        )
    },
}


class EligibilityForm(NamedForm):
    """What every eligibility rule has. Made by `form_of_kind`, which adds the parameters."""

    KIND: EligibilityKind
    severity = choice(_l("When it is not met"), must=True)
    groups = several(_l("Only for these groups"), hint=_l("None chosen: for all groups."))
    message_zh, message_en = prose_pair(
        _l("What the team reads when it is not met, in Chinese"),
        _l("What the team reads when it is not met, in English"),
    )

    def offer(self, book: Rulebook) -> None:
        self.severity.choices = options(Severity)
        self.groups.choices = [(group.code, l10n(group.name)) for group in book.groups]
        if self.KIND is EligibilityKind.DISTRICT:
            self["any_of"].choices = options(District)
        if self.KIND is EligibilityKind.GROWTH_STAGE:
            self["any_of"].choices = options(GrowthStage)

    def values(self) -> dict[str, Any]:
        made = super().values()
        names = [name.replace("_yuan", "_cents") for name in PARAMS[self.KIND]]
        params = {name: made.pop(name) for name in names}
        if "codes" in params:
            params["codes"] = [code.strip() for code in (params["codes"] or "").split(",") if code.strip()]
        return {**made, "params": {"kind": self.KIND, **params}}


def form_of_kind(kind: EligibilityKind) -> type[EligibilityForm]:
    """Return the form class of rules of this kind."""
    fields = {name: make() for name, make in PARAMS[kind].items()}
    return type(f"{kind.name.title()}Form", (EligibilityForm,), {"KIND": kind, **fields})


def filled_rule(rule: EligibilityRule) -> dict[str, Any]:
    """Return the values the form of a rule starts from."""
    params = filled(rule.params)
    if "codes" in params:
        params["codes"] = ", ".join(params["codes"])
    return {**filled(rule), **params}

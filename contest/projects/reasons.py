"""Why an eligibility rule is satisfied, unmet or unknown, in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from contest.organisations.domain import District
from contest.projects.domain.eligibility import FIELD_OF
from contest.seasons.domain import Check, CheckState
from contest.web.i18n import l10n, label, money, sentences

FACTS: Mapping[str, Any] = {
    "company_founded": _l("date of registration"),
    "revenue_cents": _l("revenue of the last year"),
    "team_size": _l("members of the team"),
    "leader_share": _l("the leader's share"),
    "team_share": _l("shares of the team"),
    "district": _l("district"),
    "growth_stage": _l("growth stage"),
    "equity_rounds": _l("equity rounds"),
    "prior_prizes": _l("prizes in earlier finals"),
    "ip_count": _l("intellectual property"),
    "declarations": _l("declarations"),
}


def _share(value: Decimal) -> str:
    return f"{value.normalize():f} %"


def _district(code: str) -> str:
    return label(District(code)) if code in set(District) else code


_SHOWN: Mapping[str, Callable[[Any], str]] = {
    "company_founded": lambda day: str(_("Registered on %(day)s.", day=day.isoformat())),
    "revenue_cents": lambda cents: str(_("Stated: %(value)s.", value=money(cents))),
    "team_size": lambda count: str(ngettext("%(num)d person.", "%(num)d people.", count)),
    "leader_share": lambda share: str(_("Stated: %(value)s.", value=_share(share))),
    "team_share": lambda share: str(_("Stated: %(value)s.", value=_share(share))),
    "district": lambda code: str(_("Stated: %(value)s.", value=_district(code))),
    "growth_stage": lambda stage: str(_("Stated: %(value)s.", value=label(stage))),
    "equity_rounds": lambda count: str(_("Stated: %(value)s.", value=count)),
    "prior_prizes": lambda count: str(_("Stated: %(value)s.", value=count)),
    "ip_count": lambda count: str(_("Stated: %(value)s.", value=count)),
}


def reason(check: Check) -> str:
    """Return what is known of the facts a rule looked at, and what an answer that is not yes means."""
    known = [
        _SHOWN[name](value) for name, value in check.found.items() if value is not None and name in _SHOWN
    ]
    if check.state is CheckState.UNKNOWN:
        names = check.missing or tuple(check.found)
        missing = _(", ").join(str(FACTS[name]) for name in names)
        known.append(str(_("Not known yet: %(facts)s.", facts=missing)))
    if check.state is CheckState.UNMET and check.message and not check.waived:
        known.append(l10n(check.message))
    if check.waived:
        known.append(str(_("Waived: %(reason)s", reason=check.waived)))
    return sentences(*known)


def condition_items(
    checks: Iterable[Check], field_url: Callable[[str], str | None] | None = None
) -> list[dict[str, Any]]:
    """Return the answers as the criteria macro takes them; unknown ones lead to the field that asks the fact."""
    items = []
    for check in checks:
        fact = next(iter(check.found), "")
        open_ = check.state is not CheckState.SATISFIED and not check.waived
        items.append(
            {
                "label": l10n(check.name),
                "state": "satisfied" if check.waived else str(check.state),
                "detail": reason(check) or None,
                "url": field_url(FIELD_OF.get(fact, "")) if field_url and open_ else None,
            }
        )
    return items

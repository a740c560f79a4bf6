"""Rules in words: what the numbers of a rulebook mean to a reader."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from contest.kernel.clock import SHANGHAI
from contest.organisations.domain import District
from contest.seasons.domain import (
    AdvanceRule,
    Cut,
    CutKind,
    EligibilityKind,
    EligibilityRule,
    GrowthStage,
    Rulebook,
    ScoreMethod,
    StagePart,
)
from contest.seasons.domain.calendar import Event
from contest.seasons.domain.rules import CRITERION, PREVIOUS_ROUND
from contest.web.i18n import l10n, label, localdate, localtime, money


def plain(value: Decimal) -> str:
    """Return a number without trailing zeros."""
    shown = f"{value:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def cut_words(cut: Cut) -> str:
    """Say how many go on."""
    if cut.kind is CutKind.TOP:
        return str(_("the best %(number)s", number=plain(cut.value)))
    if cut.kind is CutKind.SHARE:
        return str(_("the best %(percent)s %% of the entries", percent=plain(cut.value * 100)))
    return str(_("all entries with %(score)s points or more", score=plain(cut.value)))


def advance_words(rule: AdvanceRule, stage: StagePart, book: Rulebook) -> list[str]:
    """Say in sentences who goes on from a stage and how scores become ranks."""
    said = [_("In each track: %(cut)s.", cut=cut_words(rule.cut))]
    named = {track.code: l10n(track.name) for track in book.tracks}
    said += [
        _("In %(track)s: %(cut)s.", track=named.get(code, code), cut=cut_words(own))
        for code, own in rule.per_track.items()
    ]
    if rule.reserves:
        said.append(_("%(number)s reserves per track fill vacancies in rank order.", number=rule.reserves))
    return [*said, _score_words(rule), *_tie_words(rule, stage)]


def _score_words(rule: AdvanceRule) -> str:
    if rule.method is ScoreMethod.MEAN:
        return str(
            _("The score is the mean of all valid score sheets, at least %(least)s.", least=rule.min_sheets)
        )
    return str(
        _(
            "The highest and the lowest score are dropped and the mean of the others counts; with fewer than "
            "%(trim)s valid score sheets the plain mean. At least %(least)s valid sheets are needed.",
            trim=rule.min_for_trim,
            least=rule.min_sheets,
        )
    )


def _tie_words(rule: AdvanceRule, stage: StagePart) -> list[str]:
    criteria = {CRITERION + one.code: l10n(one.name) for one in stage.rubric}
    steps = {PREVIOUS_ROUND: _("the score of the previous round"), **criteria}
    order = [steps[tie] for tie in rule.tie_breaks if tie in steps]
    said = [_("Equal scores are parted by: %(order)s.", order=_(", then ").join(order))] if order else []
    hold = _("If they remain equal at the cut, the office decides and gives its reasons.")
    both = _("If they remain equal at the cut, all of them advance.")
    return [*said, hold if rule.at_cut == "hold" else both]


def rule_words(rule: EligibilityRule) -> str:
    """Say what a rule asks, from its numbers."""
    params = rule.params.model_dump(mode="json", exclude_none=True)
    worded = _SINGLE.get(rule.kind)
    if worded is not None:
        return str(worded(params))
    low = next((value for name, value in params.items() if name.startswith("min")), None)
    high = next((value for name, value in params.items() if name.startswith("max")), None)
    show = money if rule.kind is EligibilityKind.REVENUE else str
    return _range_words(None if low is None else show(low), None if high is None else show(high))


def _range_words(low: str | None, high: str | None) -> str:
    if low is None:
        return str(_("at most %(high)s", high=high))
    return (
        str(_("at least %(low)s", low=low)) if high is None else _("%(low)s to %(high)s", low=low, high=high)
    )


def _age_words(params: Mapping[str, Any]) -> str:
    low, high = params.get("min_years"), params.get("max_years")
    said = _range_words(
        *(None if years is None else _("%(years)s years", years=years) for years in (low, high))
    )
    return said if params["needs_company"] else _("%(range)s; teams without a company pass", range=said)


_SINGLE: Mapping[EligibilityKind, Any] = {
    EligibilityKind.COMPANY_AGE: _age_words,
    EligibilityKind.LEADER_SHARE: lambda params: _(
        "at least %(share)s %%", share=plain(Decimal(params["min_percent"]))
    ),
    EligibilityKind.TEAM_SHARE: lambda params: _(
        "at least %(share)s %%", share=plain(Decimal(params["min_percent"]))
    ),
    EligibilityKind.DISTRICT: lambda params: _(", ").join(_district(code) for code in params["any_of"]),
    EligibilityKind.GROWTH_STAGE: lambda params: _(", ").join(
        label(GrowthStage(code)) for code in params["any_of"]
    ),
    EligibilityKind.DECLARATIONS: lambda params: _("%(number)s declarations", number=len(params["codes"])),
}


def _district(code: str) -> str:
    return label(District(code)) if code in set(District) else code


def group_words(rule: EligibilityRule, book: Rulebook) -> str:
    """Name the groups a rule is for."""
    named = [l10n(group.name) for group in book.groups if group.code in rule.groups]
    return str(_(", ").join(named) if named else _("all"))


def event_title(event: Event, book: Rulebook) -> str:
    """Return what an event of the calendar is called."""
    if event.stage is not None:
        return l10n(event.stage.name)
    window = event.window
    assert window is not None
    zones = {zone.code: l10n(zone.name) for zone in book.zones}
    name = label(window.kind)
    return f"{name} · {zones.get(window.zone_code, window.zone_code)}" if window.zone_code else name


def event_time(event: Event) -> str:
    """Return when an event is: days for a stage, moments with their zone for a window."""
    if event.stage is not None:
        first, last = localdate(event.starts), event.last_day.isoformat()
        return first if first == last else f"{first} – {last}"
    opens = event.starts.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    return f"{opens} – {localtime(event.ends)}"

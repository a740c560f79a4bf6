"""Recommendations as people read them: criteria with details, and one plain sentence why, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from contest.bases.domain import Facility
from contest.kernel.columns import LocalizedText
from contest.organisations.domain import District
from contest.projects.domain import Financing, Need
from contest.seasons.domain import GrowthStage
from contest.web.i18n import label, locale, money
from matching.profiles.domain import Language, ParkService
from matching.profiles.presentation import _, enumerated, names_of_tracks, ticket, words
from matching.recommendations.domain import (
    Closeness,
    CriterionCode,
    CriterionState,
    Quotes,
    TitleFact,
    quoted,
)
from matching.recommendations.queries import RecommendationView

Params = Mapping[str, Any]
Names = Mapping[str, LocalizedText]
PROMISING = {Closeness.VERY_CLOSE.value, Closeness.CLOSE.value}


def sentence(reason: Mapping[str, Any]) -> str:
    """Return one sentence: what fits, how near the texts are and if by the plan, its past, the most similar deal."""
    clauses = []
    if reason["met"]:
        fits = enumerated([label(CriterionCode(code)) for code in reason["met"]])
        clauses.append(_("met: %(criteria)s", criteria=fits))
    clauses.append(label(Closeness(reason["closeness"])))
    if reason.get("by_plan"):
        clauses.append(_("what they share stands in the plan itself, which only the team shows"))
    if reason.get("past") in PROMISING:
        clauses.append(_("its past investments point to companies like this one"))
    if deal := reason["deal"]:
        if deal["year"]:
            clauses.append(_("in %(year)s it invested in the similar company “%(company)s”", **deal))
        else:
            clauses.append(_("it invested in the similar company “%(company)s”", company=deal["company"]))
    text = clauses[0]
    for clause in clauses[1:]:
        text = _("%(first)s; %(second)s", first=text, second=clause)
    text = _("%(sentence)s.", sentence=text)
    return text[:1].upper() + text[1:]


def similar_deals(reason: Mapping[str, Any]) -> list[str]:
    """Return the past deals that resemble the project, with their years where known."""
    return [
        _("%(company)s (%(year)s)", **deal) if deal["year"] else deal["company"]
        for deal in reason.get("deals", ())
    ]


def quotes_of(view: RecommendationView) -> Quotes | None:
    """Return the passages of both sides that speak of the same thing, in the reader's language where there are any."""
    stored = view.reason.get("passages")
    return quoted(stored, view.project.intro, view.profile.text, language=locale())


def criteria_rows(criteria: Sequence[Mapping[str, Any]], tracks: Names) -> list[dict[str, Any]]:
    """Return the criteria as the `criteria` macro takes them: label, state, detail, url."""
    return [
        {
            "code": item["code"],
            "label": _capital(label(CriterionCode(item["code"]))),
            "state": CriterionState(item["state"]),
            "weight": item["weight"],
            "detail": _DETAILS[CriterionCode(item["code"])](item["params"], tracks),
            "url": None,
        }
        for item in criteria
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sides(wanted: Sequence[str], offered: Sequence[str]) -> str:
    """Say what each side states; a side that states nothing is the reason why a criterion is unknown."""
    if not wanted:
        return _("the project does not say")
    if not offered:
        return _("the profile does not say")
    if set(wanted) & set(offered):
        return enumerated([item for item in wanted if item in set(offered)])
    return _(
        "project: %(wanted)s; profile: %(offered)s", wanted=enumerated(wanted), offered=enumerated(offered)
    )


def _track(params: Params, tracks: Names) -> str:
    wanted = [params["wanted"]] if params["wanted"] else []
    return _sides(names_of_tracks(wanted, tracks) or wanted, names_of_tracks(params["offered"], tracks))


def _growth_stage(params: Params, _tracks: Names) -> str:
    return _sides(words(GrowthStage, _listed(params["wanted"])), words(GrowthStage, params["offered"]))


def _district(params: Params, _tracks: Names) -> str:
    return _sides(words(District, _listed(params["wanted"])), words(District, params["offered"]))


def _language(params: Params, _tracks: Names) -> str:
    return _sides(words(Language, params["wanted"]), words(Language, params["offered"]))


def _listed(code: str) -> list[str]:
    return [code] if code else []


def _financing(params: Params, _tracks: Names) -> str:
    if not params["latest"]:
        return _("the project does not say")
    if not params["offered"]:
        return _("the profile does not say")
    following = words(Financing, params["next"]) or [_("none")]
    return _(
        "next round: %(next)s; invests in: %(offered)s",
        next=enumerated(following),
        offered=enumerated(words(Financing, params["offered"])),
    )


def _ticket(params: Params, _tracks: Names) -> str:
    if not params["sought"]:
        return _("the project does not say")
    if params["low"] is None and params["high"] is None:
        return _("the profile does not say")
    return _(
        "seeks %(sought)s; invests %(ticket)s",
        sought=money(params["sought"]),
        ticket=ticket(params["low"], params["high"]),
    )


def _facilities(params: Params, _tracks: Names) -> str:
    if not params["offered"]:
        return _("the profile does not say")
    if params["lacking"]:
        return _("not covered: %(needs)s", needs=enumerated(words(Need, params["lacking"])))
    return enumerated(words(Facility, params["offered"]))


def _services(params: Params, _tracks: Names) -> str:
    if not params["offered"]:
        return _("the profile does not say")
    if params["lacking"]:
        return _("not covered: %(needs)s", needs=enumerated(words(Need, params["lacking"])))
    return enumerated(words(ParkService, params["needs"]))


def _capacity(params: Params, _tracks: Names) -> str:
    if params["places"] is None and params.get("vacant") is not None:
        return _("%(area)s m² vacant", area=params["vacant"])
    if params["places"] is None:
        return _("the profile does not say")
    return _("%(count)s free", count=params["places"])


def _space(params: Params, _tracks: Names) -> str:
    if params["wanted"] is None:
        return _("the project does not say")
    if params["vacant"] is None:
        return _("the profile does not say")
    return _("needs %(wanted)s m², %(vacant)s m² vacant", wanted=params["wanted"], vacant=params["vacant"])


def _title(params: Params, _tracks: Names) -> str:
    return label(TitleFact(params["title"])) if params else _("not known")


def _active(params: Params, _tracks: Names) -> str:
    if params["year"] is None:
        return _("no dated activity is known")
    return _("latest known activity: %(year)s", year=params["year"])


_DETAILS: Mapping[CriterionCode, Callable[[Params, Names], str]] = {
    CriterionCode.TRACK: _track,
    CriterionCode.GROWTH_STAGE: _growth_stage,
    CriterionCode.FINANCING: _financing,
    CriterionCode.TICKET: _ticket,
    CriterionCode.DISTRICT: _district,
    CriterionCode.FACILITIES: _facilities,
    CriterionCode.CAPACITY: _capacity,
    CriterionCode.SPACE: _space,
    CriterionCode.TITLE: _title,
    CriterionCode.SERVICES: _services,
    CriterionCode.PRIORITY: _track,
    CriterionCode.LANGUAGE: _language,
    CriterionCode.ACTIVE: _active,
}

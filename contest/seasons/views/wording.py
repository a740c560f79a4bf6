"""Rules in words: what the numbers of a rulebook mean to a reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask_babel import gettext as _

from contest.kernel.clock import SHANGHAI
from contest.organisations.domain import District
from contest.seasons.domain import (
    AdvanceRule,
    Anchor,
    Criterion,
    Cut,
    CutKind,
    Division,
    EligibilityKind,
    EligibilityRule,
    GrowthStage,
    RubricVariant,
    Rulebook,
    ScoreMethod,
    StagePart,
    WindowPart,
)
from contest.seasons.domain.calendar import Event, events
from contest.seasons.domain.rules import CHIEF_JUDGE, CRITERION, PREVIOUS_ROUND
from contest.web.calendars import CalendarEntry
from contest.web.i18n import l10n, label, localdate, localtime, money, plain


def percent(part: Decimal, whole: Decimal) -> str:
    """Return a weight as its share of the total, to a tenth of a percent."""
    share = (part * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{plain(share)} %"


def cut_words(cut: Cut) -> str:
    """Say how many go on."""
    if cut.kind is CutKind.TOP:
        return str(_("the best %(number)s", number=plain(cut.value)))
    if cut.kind is CutKind.SHARE:
        return str(_("the best %(percent)s %% of the entries", percent=plain(cut.value * 100)))
    return str(_("all entries with %(score)s points or more", score=plain(cut.value)))


def advance_words(rule: AdvanceRule, stage: StagePart, book: Rulebook) -> list[str]:
    """Say in sentences who goes on from a stage and how scores become ranks."""
    parts = {Division.TRACK: book.tracks, Division.GROUP: book.groups, Division.ZONE: book.zones}
    where = division_words(rule)
    said = [_("%(where)s: %(cut)s.", where=where, cut=cut_words(rule.cut))]
    for division, rows in parts.items():
        named = {part.code: l10n(part.name) for part in rows}
        said += [
            _("In %(track)s: %(cut)s.", track=named.get(code, code), cut=cut_words(own))
            for code, own in rule.own_cuts(division).items()
        ]
    if rule.reserves:
        said.append(
            _(
                "%(where)s: %(number)s reserves fill vacancies in rank order.",
                where=where,
                number=rule.reserves,
            )
        )
    return [*said, _score_words(rule), *_tie_words(rule, stage)]


def division_words(rule: AdvanceRule) -> str:
    """Say within what entries compete."""
    if not rule.divided_by:
        return str(_("Among all entries"))
    if rule.divided_by == (Division.TRACK,):
        return str(_("In each track"))
    return str(_("In each %(parts)s", parts=_(" and ").join(label(one) for one in rule.divided_by)))


def weights(criteria: Sequence[Criterion]) -> Decimal:
    """Return the sum of the weights of a rubric."""
    return sum((one.weight for one in criteria), Decimal(0))


def comment_words(criterion: Criterion) -> str:
    """Say which marks need a comment: empty when none do."""
    if criterion.comment_always:
        return str(_("Every mark needs a comment."))
    low, high = criterion.comment_below, criterion.comment_above
    if low is not None and high is not None:
        return str(
            _("Marks below %(low)s or above %(high)s need a comment.", low=plain(low), high=plain(high))
        )
    if low is not None:
        return str(_("Marks below %(low)s need a comment.", low=plain(low)))
    return str(_("Marks above %(high)s need a comment.", high=plain(high))) if high is not None else ""


def for_words(tracks: Sequence[str], groups: Sequence[str], book: Rulebook) -> str:
    """Name the tracks and groups a rubric is for."""
    rows = [*((part, tracks) for part in book.tracks), *((part, groups) for part in book.groups)]
    return str(_(", ").join(l10n(part.name) for part, codes in rows if part.code in codes))


def bands(criterion: Criterion) -> list[tuple[Anchor, str]]:
    """Return each band of a criterion with its marks in words: from its low mark up to the band above it."""
    tops = [criterion.max, *(anchor.low for anchor in criterion.anchors)]
    return [
        (anchor, f"{plain(top)}–{plain(anchor.low)}")
        for anchor, top in zip(criterion.anchors, tops, strict=False)
    ]


def _score_words(rule: AdvanceRule) -> str:
    if rule.method is ScoreMethod.MEAN:
        return str(
            _("The score is the mean of all valid score sheets, at least %(least)s.", least=rule.min_sheets)
        )
    if rule.method is ScoreMethod.CALIBRATED:
        return str(
            _(
                "The score is calibrated: differences in severity between judges are taken out where "
                "cross-validation shows that this ranks better, otherwise the plain mean counts. At least %(least)s "
                "valid sheets are needed.",
                least=rule.min_sheets,
            )
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
    steps = {
        PREVIOUS_ROUND: _("the score of the previous round"),
        CHIEF_JUDGE: _("the chief judge's score"),
        **criteria,
    }
    order = [steps[tie] for tie in rule.tie_breaks if tie in steps]
    said = [_("Equal scores are parted by: %(order)s.", order=_(", then ").join(order))] if order else []
    hold = _("If they remain equal at the cut, the office decides and gives its reasons.")
    both = _("If they remain equal at the cut, all of them advance.")
    return [*said, hold if rule.at_cut == "hold" else both]


def rule_words(rule: EligibilityRule) -> str:
    """Say what a rule asks, from its numbers."""
    params = rule.params.model_dump(mode="json", exclude_none=True)
    worded = _WORDS.get(rule.kind)
    if worded is not None:
        return str(worded(params))
    show = money if rule.kind is EligibilityKind.REVENUE else str
    low = next((show(value) for name, value in params.items() if name.startswith("min")), None)
    high = next((show(value) for name, value in params.items() if name.startswith("max")), None)
    return str(_UNITS[rule.kind](_range_words(low, high)))


def _range_words(low: str | None, high: str | None) -> str:
    if low is None:
        return str(_("at most %(high)s", high=high))
    return str(
        _("at least %(low)s", low=low) if high is None else _("%(low)s to %(high)s", low=low, high=high)
    )


def _age_words(params: Mapping[str, Any]) -> str:
    years = (params.get(name) for name in ("min_years", "max_years"))
    said = _("%(range)s years", range=_range_words(*(None if one is None else str(one) for one in years)))
    return str(said if params["needs_company"] else _("%(range)s; teams without a company pass", range=said))


def _share_words(params: Mapping[str, Any]) -> str:
    return str(_("at least %(share)s %%", share=plain(Decimal(params["min_percent"]))))


def _prize_words(params: Mapping[str, Any]) -> str:
    return str(_("at most %(high)s", high=params["max_prizes"]) if params["max_prizes"] else _("none so far"))


_UNITS: Mapping[EligibilityKind, Callable[[str], str]] = {
    EligibilityKind.REVENUE: str,
    EligibilityKind.TEAM_SIZE: lambda amount: _("%(range)s people", range=amount),
    EligibilityKind.EQUITY_ROUNDS: lambda amount: _("%(range)s rounds", range=amount),
    EligibilityKind.IP_COUNT: lambda amount: _("%(range)s items", range=amount),
}
_WORDS: Mapping[EligibilityKind, Callable[[Mapping[str, Any]], str]] = {
    EligibilityKind.COMPANY_AGE: _age_words,
    EligibilityKind.LEADER_SHARE: _share_words,
    EligibilityKind.TEAM_SHARE: _share_words,
    EligibilityKind.PRIOR_PRIZES: _prize_words,
    EligibilityKind.DISTRICT: lambda params: _(", ").join(_district(code) for code in params["any_of"]),
    EligibilityKind.GROWTH_STAGE: lambda params: _(", ").join(
        label(GrowthStage(code)) for code in params["any_of"]
    ),
    EligibilityKind.DECLARATIONS: lambda _params: _("to be declared in the form"),
}


def _district(code: str) -> str:
    return label(District(code)) if code in set(District) else code


def group_words(rule: EligibilityRule, book: Rulebook) -> str:
    """Name the groups a rule is for."""
    named = [l10n(group.name) for group in book.groups if group.code in rule.groups]
    return str(_(", ").join(named) if named else _("all"))


def rubrics(book: Rulebook) -> list[tuple[str, tuple[Criterion, ...]]]:
    """Return each different rubric once: which stages and whose entries it is for, and its criteria."""
    using: dict[tuple[tuple[Criterion, ...], str], list[str]] = {}
    for stage in book.stages:
        rows = [(stage.rubric, ""), *((one.criteria, variant_words(one, book)) for one in stage.variants)]
        for criteria, whose in rows:
            if criteria:
                using.setdefault((criteria, whose), []).append(l10n(stage.name))
    named = ((criteria, whose, _(", ").join(stages)) for (criteria, whose), stages in using.items())
    return [
        (_("%(stages)s (%(whose)s)", stages=stages, whose=whose) if whose else stages, criteria)
        for criteria, whose, stages in named
    ]


def variant_words(variant: RubricVariant, book: Rulebook) -> str:
    """Say whose entries a rubric is for."""
    return for_words(variant.tracks, variant.groups, book)


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


def calendar_entries(book: Rulebook, zone_code: str | None = None) -> list[CalendarEntry]:
    """Return stages and windows as entries of a calendar file; with a zone, only the windows that hold there."""
    made = []
    for event in events(book):
        title, uid = event_title(event, book), f"{book.season_id}@haiju"
        if event.stage is not None:
            summary = f"{l10n(book.name)} · {title}"
            made.append(
                CalendarEntry(f"{event.stage.code}-{uid}", summary, event.starts.date(), event.ends.date())
            )
        elif event.window is not None and _holds(event.window, book, zone_code):
            code = event.window.code
            made.append(CalendarEntry(f"{code}-opens-{uid}", _("%(what)s opens", what=title), event.starts))
            made.append(
                CalendarEntry(
                    f"{code}-closes-{uid}", _("%(what)s closes", what=title), event.ends, remind=True
                )
            )
    return made


def _holds(window: WindowPart, book: Rulebook, zone_code: str | None) -> bool:
    return zone_code is None or book.window(window.kind, zone_code) == window

"""The form of a stage's advance rule."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from contest.seasons.domain import AdvanceRule, CutKind, Division, Rulebook, ScoreMethod, StagePart
from contest.seasons.domain.rules import AT_CUT, CHIEF_JUDGE, CRITERION, PREVIOUS_ROUND
from contest.seasons.forms.base import EditForm, choice, filled, number, options, several
from contest.web.i18n import l10n


class AdvanceForm(EditForm):
    """Who goes on from a stage. Made by `advance_form`, which adds one field per track, group and zone."""

    divided_by = several(_l("Entries compete within each"), hint=_l("None ticked means all together."))
    cut_kind = choice(_l("Who goes on, in each"), must=True)
    cut_value = number(
        _l("How many"), must=True, step="any", hint=_l("Places, a share from 0 to 1, or a score.")
    )
    reserves = number(_l("Reserves in each"), must=True)
    method = choice(_l("Score of an entry"), must=True)
    min_sheets = number(
        _l("Fewest valid score sheets"), must=True, hint=_l("An entry with fewer is not ranked.")
    )
    min_for_trim = number(
        _l("Fewest sheets to drop the highest and the lowest"),
        must=True,
        hint=_l("With fewer the plain mean counts."),
    )
    spread_limit = number(
        _l("Spread that calls for a further judge"),
        step="any",
        hint=_l("Standard deviation of an entry's scores, in points. Empty: no further judge is called."),
    )
    previous = BooleanField(_l("Ties: the score of the previous round decides first"))
    criterion = choice(_l("Ties: then the mark in"))
    chief = BooleanField(_l("Ties: then the chief judge's score"))
    at_cut = choice(_l("Ties that remain at the cut"), must=True)

    def offer(self, stage: StagePart) -> None:
        """Fill the choices."""
        self.divided_by.choices = options(Division)
        self.cut_kind.choices = options(CutKind)
        self.method.choices = options(ScoreMethod)
        self.criterion.choices = [("", "–"), *((one.code, l10n(one.name)) for one in stage.rubric)]
        self.at_cut.choices = list(
            zip(AT_CUT, (str(_l("All advance")), str(_l("The office decides"))), strict=True)
        )

    def values(self) -> dict[str, Any]:
        made = super().values()
        cut = {"kind": made.pop("cut_kind"), "value": made.pop("cut_value")}
        own = {
            f"per_{division}": {
                name.removeprefix(prefix): {"kind": cut["kind"], "value": value}
                for name in list(made)
                if name.startswith(prefix := f"per_{division}_") and (value := made.pop(name)) is not None
            }
            for division in Division
        }
        ties = [PREVIOUS_ROUND] if made.pop("previous") else []
        criterion = made.pop("criterion")
        ties += [CRITERION + criterion] if criterion else []
        ties += [CHIEF_JUDGE] if made.pop("chief") else []
        at_cut = made.pop("at_cut")
        rule = {
            **made,
            "cut": cut,
            "divided_by": made["divided_by"] or [],
            **own,
            "tie_breaks": [*ties, at_cut] if at_cut else ties,
        }
        return {"advance": rule}


def advance_form(book: Rulebook) -> type[AdvanceForm]:
    """Return the form class with a field of its own number for each track, group and zone."""
    parts = {Division.TRACK: book.tracks, Division.GROUP: book.groups, Division.ZONE: book.zones}
    fields = {
        f"per_{division}_{part.code}": number(
            _l("Own number for %(track)s", track=l10n(part.name)), step="any"
        )
        for division, rows in parts.items()
        for part in rows
    }
    return type("SeasonAdvanceForm", (AdvanceForm,), fields)


def filled_advance(rule: AdvanceRule | None) -> dict[str, Any]:
    """Return the values the form of an advance rule starts from."""
    if rule is None:
        return {
            "reserves": "0",
            "min_sheets": "3",
            "min_for_trim": "5",
            "previous": True,
            "divided_by": [str(Division.TRACK)],
        }
    criteria = [tie.removeprefix(CRITERION) for tie in rule.tie_breaks if tie.startswith(CRITERION)]
    cut = filled(rule.cut)
    return {
        **filled(rule),
        "cut_kind": cut["kind"],
        "cut_value": cut["value"],
        "previous": PREVIOUS_ROUND in rule.tie_breaks,
        "criterion": criteria[0] if criteria else "",
        "chief": CHIEF_JUDGE in rule.tie_breaks,
        "at_cut": rule.at_cut,
        **{
            f"per_{division}_{code}": filled(own)["value"]
            for division in Division
            for code, own in rule.own_cuts(division).items()
        },
    }

"""Forms of a stage's rubric and of its advance rule."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField

from contest.seasons.domain import AdvanceRule, CutKind, Rulebook, ScoreMethod, StagePart
from contest.seasons.domain.rules import AT_CUT, CRITERION, PREVIOUS_ROUND
from contest.seasons.forms.base import MUST, EditForm, choice, filled, name_pair, number, options, prose_pair
from contest.web.i18n import l10n

PER_TRACK = "per_track_"


class CriterionForm(EditForm):
    """One criterion of a rubric."""

    code = StringField(
        _l("Code"), [MUST], description=_l("Small letters, digits and underscores. It stays for good.")
    )
    name_zh, name_en = name_pair()
    guidance_zh, guidance_en = prose_pair(
        _l("Guidance for judges in Chinese"), _l("Guidance for judges in English")
    )
    weight = number(
        _l("Weight"), must=True, step="any", hint=_l("Relative to the other criteria; totals are out of 100.")
    )
    max = number(_l("Highest mark"), must=True, step="any")
    step = number(_l("Step between marks"), must=True, step="any")


class AdvanceForm(EditForm):
    """Who goes on from a stage. Made by `advance_form`, which adds one field per track."""

    cut_kind = choice(_l("Who goes on, per track"), must=True)
    cut_value = number(
        _l("How many"), must=True, step="any", hint=_l("Places, a share from 0 to 1, or a score.")
    )
    reserves = number(_l("Reserves per track"), must=True)
    method = choice(_l("Score of an entry"), must=True)
    min_sheets = number(
        _l("Fewest valid score sheets"), must=True, hint=_l("An entry with fewer is not ranked.")
    )
    min_for_trim = number(
        _l("Fewest sheets to drop the highest and the lowest"),
        must=True,
        hint=_l("With fewer the plain mean counts."),
    )
    previous = BooleanField(_l("Ties: the score of the previous round decides first"))
    criterion = choice(_l("Ties: then the mark in"))
    at_cut = choice(_l("Ties that remain at the cut"), must=True)

    def offer(self, stage: StagePart) -> None:
        """Fill the choices."""
        self.cut_kind.choices = options(CutKind)
        self.method.choices = options(ScoreMethod)
        self.criterion.choices = [("", "–"), *((one.code, l10n(one.name)) for one in stage.rubric)]
        self.at_cut.choices = list(
            zip(AT_CUT, (str(_l("All advance")), str(_l("The office decides"))), strict=True)
        )

    def values(self) -> dict[str, Any]:
        made = super().values()
        cut = {"kind": made.pop("cut_kind"), "value": made.pop("cut_value")}
        own = {name: made.pop(name) for name in list(made) if name.startswith(PER_TRACK)}
        ties = [PREVIOUS_ROUND] if made.pop("previous") else []
        criterion = made.pop("criterion")
        ties += [CRITERION + criterion] if criterion else []
        at_cut = made.pop("at_cut")
        rule = {
            **made,
            "cut": cut,
            "per_track": {
                name.removeprefix(PER_TRACK): {"kind": cut["kind"], "value": value}
                for name, value in own.items()
                if value is not None
            },
            "tie_breaks": [*ties, at_cut] if at_cut else ties,
        }
        return {"advance": rule}


def advance_form(book: Rulebook) -> type[AdvanceForm]:
    """Return the form class with a field of its own number for each track."""
    fields = {
        PER_TRACK + track.code: number(_l("Own number for %(track)s", track=l10n(track.name)), step="any")
        for track in book.tracks
    }
    return type("SeasonAdvanceForm", (AdvanceForm,), fields)


def filled_advance(rule: AdvanceRule | None) -> dict[str, Any]:
    """Return the values the form of an advance rule starts from."""
    if rule is None:
        return {"reserves": "0", "min_sheets": "3", "min_for_trim": "5", "previous": True}
    criteria = [tie.removeprefix(CRITERION) for tie in rule.tie_breaks if tie.startswith(CRITERION)]
    cut = filled(rule.cut)
    return {
        **filled(rule),
        "cut_kind": cut["kind"],
        "cut_value": cut["value"],
        "previous": PREVIOUS_ROUND in rule.tie_breaks,
        "criterion": criteria[0] if criteria else "",
        "at_cut": rule.at_cut,
        **{PER_TRACK + code: filled(own)["value"] for code, own in rule.per_track.items()},
    }

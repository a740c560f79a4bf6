"""Forms of rounds; what is typed is validated where the round is (RoundPlan), errors come back to the fields."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField

from contest.kernel.clock import SHANGHAI
from contest.kernel.errors import FieldError, Invalid
from contest.seasons.domain import Rulebook, StagePart
from contest.seasons.forms import (
    AdvanceForm,
    CriterionForm,
    EditForm,
    VariantForm,
    advance_form,
    filled,
    filled_advance,
)
from contest.seasons.forms.base import MUST, choice, moment, name_pair, number, options, several
from contest.web.i18n import l10n
from judging.rounds.domain import Feedback, FeedbackWhen, PeerScores, Resubmit, RoundMode
from judging.rounds.queries import RoundView

__all__ = [
    "CriterionForm",
    "ExtendForm",
    "RoundForm",
    "VariantForm",
    "filled_round",
    "form_values",
    "round_form",
]

OWN = (
    *("name", "opens_at", "closes_at", "track_codes", "judges_per_entry"),
    *("min_load", "max_load", "mode", "resubmit", "blind", "peer_scores", "comment_required"),
    "training_required",
)
FEEDBACK = "feedback_"


class RoundForm(AdvanceForm):
    """A round's plan. Made by `round_form`, which adds one field per track."""

    name_zh, name_en = name_pair()
    opens_at = moment(_l("Scoring opens"))
    closes_at = moment(_l("Scoring closes"))
    track_codes = several(_l("Tracks"), hint=_l("None ticked means all tracks."))
    judges_per_entry = number(_l("Judges per entry"), must=True)
    min_load = number(_l("Least entries per judge"), must=True)
    max_load = number(_l("Most entries per judge"), must=True)
    mode = choice(_l("How it is held"), must=True)
    resubmit = choice(_l("After submitting"), must=True)
    blind = BooleanField(
        _l("Judges read without names of teams and companies"),
        description=_l("Names are left out of answers, of the text of documents and of file names."),
    )
    peer_scores = choice(_l("Judges see what the others of their panel gave"), must=True)
    comment_required = BooleanField(_l("Every sheet needs a comment on the whole"))
    training_required = BooleanField(
        _l("Judges do the practice exercise before their first sheet"),
        description=_l(
            "One made-up entry, scored by these criteria and compared with a reference. It never counts."
        ),
    )
    feedback_when = choice(_l("Teams read what judges thought"), must=True)
    feedback_total = BooleanField(_l("The final score"))
    feedback_criteria = several(_l("Mean marks in these criteria"))
    feedback_comments = BooleanField(
        _l("The judges' comments, without their names"),
        description=_l("Judges are told beside the comment that teams will read it."),
    )

    def offer_round(self, book: Rulebook, stage: StagePart) -> None:
        """Fill the choices; `stage` has the round's own rubrics."""
        self.offer(stage)
        self.track_codes.choices = [(track.code, l10n(track.name)) for track in book.tracks]
        self.mode.choices = options(RoundMode)
        self.resubmit.choices = options(Resubmit)
        self.peer_scores.choices = options(PeerScores)
        self.feedback_when.choices = options(FeedbackWhen)
        criteria = [*stage.rubric, *(one for variant in stage.variants for one in variant.criteria)]
        self.feedback_criteria.choices = list({one.code: l10n(one.name) for one in criteria}.items())

    def values(self) -> dict[str, Any]:
        rule = super().values()["advance"]
        own = {name: rule.pop(name) for name in OWN}
        told = {
            name.removeprefix(FEEDBACK): rule.pop(name) for name in list(rule) if name.startswith(FEEDBACK)
        }
        told["criteria"] = told["criteria"] or []
        return {**own, "track_codes": own["track_codes"] or [], "feedback": told, "advance": rule}

    @property
    def own_numbers(self) -> list[Any]:
        """Return the fields with a number of a track's, group's or zone's own."""
        return [field for field in self if field.name.startswith("per_")]


class ExtendForm(EditForm):
    """A later close of an open round."""

    closes_at = moment(_l("New close"))
    reason = StringField(_l("Reason"), [MUST], description=_l("Kept with the round; auditors read it."))

    def typed(self) -> dict[str, Any]:
        """Return what was typed as the service takes it; raise Invalid for what is no moment."""
        values = self.values()
        try:
            closes_at = datetime.fromisoformat(values["closes_at"] or "")
        except ValueError:
            raise Invalid(FieldError("closes_at", "not_a_moment")) from None
        return {"closes_at": closes_at, "reason": values["reason"] or ""}


def round_form(book: Rulebook) -> type[RoundForm]:
    """Return the form class with a field of its own number for each track."""
    return type("RoundPlanForm", (RoundForm, advance_form(book)), {})


def filled_round(round_: RoundView) -> dict[str, Any]:
    """Return the values a form on a round starts from."""
    values = {name: getattr(round_, name) for name in OWN}
    return form_values({**values, "advance": round_.rule, "feedback": round_.feedback}) | {
        "version": str(round_.version)
    }


def form_values(values: dict[str, Any]) -> dict[str, Any]:
    """Return values of a plan, as the services suggest or keep them, as what a form shows."""
    made = filled_advance(values.get("advance"))
    for name in OWN:
        value = values.get(name)
        if name == "name":
            made |= {"name_zh": value.zh, "name_en": value.en} if value else {}
        elif isinstance(value, datetime):
            made[name] = value.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")
        elif isinstance(value, (bool, tuple)):
            made[name] = value
        elif value is not None:
            made[name] = str(value)
    told = filled(values.get("feedback") or Feedback())
    made |= {FEEDBACK + name: value for name, value in told.items()}
    usual = {
        "min_load": "0",
        "mode": str(RoundMode.ONLINE),
        "resubmit": str(Resubmit.NEVER),
        "peer_scores": str(PeerScores.NEVER),
    }
    return {**usual, **made}

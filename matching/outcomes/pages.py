"""What the pages of outcomes share, whatever the introduction is between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.access import Actor, policy
from contest.kernel.errors import DomainError
from contest.web.forms import show_refusal
from contest.web.guards import current_actor, requires
from matching.introductions.domain import IntroductionState
from matching.outcomes.domain import OutcomeState
from matching.outcomes.forms import DisputeForm
from matching.outcomes.texts import TONES

Step = Callable[..., Any]  # a service that takes `actor`, and `introduction_id` or `outcome_id`


@dataclass(frozen=True, slots=True)
class Reporting:
    """What is particular to one kind of introduction. `templates`: the folder of its pages; `shown`: its page."""

    templates: str
    shown: str
    seen: Callable[[Actor, UUID], tuple[Any, list[Any]]]
    found: Callable[[Actor, UUID], Any]
    reportable: Callable[[Actor, UUID], Any]
    form: Callable[[Any], Any]
    report: Step
    confirm: Step
    dispute: Step
    withdraw: Step
    is_led: Callable[[Actor, Any], bool]
    more: Callable[[Any, list[Any]], dict[str, Any]] = lambda *_: {}


def add_outcomes(
    blueprint: Blueprint, kind: Reporting, *, permissions: tuple[StrEnum, StrEnum, StrEnum, StrEnum]
) -> None:
    """Add the part of an introduction's page, the form of a report, and the answers to one.

    `permissions`: to see an introduction, to report, to answer, to withdraw.
    """
    seeing, reporting, answering, withdrawing = permissions

    @blueprint.get("/introductions/<uuid:introduction_id>/outcomes")
    @requires(seeing)
    def part(introduction_id: UUID) -> str:
        """What came of an introduction (fragment); empty while the two have not agreed to meet."""
        actor = current_actor()
        introduction, told = kind.seen(actor, introduction_id)
        opened = introduction.state is IntroductionState.OPEN

        def waits(item: Any, permission: StrEnum) -> bool:
            return item.state is OutcomeState.REPORTED and policy.allows(actor, permission, item)

        return render_template(
            f"{kind.templates}/_part.html",
            introduction=introduction,
            outcomes=told,
            tones=TONES,
            may_report=opened and policy.allows(actor, reporting, introduction),
            waits_for_leader=opened and kind.is_led(actor, introduction),
            may_answer=lambda item: waits(item, answering),
            may_withdraw=lambda item: waits(item, withdrawing),
            **kind.more(introduction, told),
        )

    _add_report(blueprint, kind, reporting)
    _add_answers(blueprint, kind, answering, withdrawing)


def _add_report(blueprint: Blueprint, kind: Reporting, reporting: StrEnum) -> None:
    def page(introduction: Any, form: Any) -> str:
        return render_template(f"{kind.templates}/new.html", introduction=introduction, form=form)

    @blueprint.get("/introductions/<uuid:introduction_id>/outcomes/new")
    @requires(reporting)
    def new(introduction_id: UUID) -> str:
        """Ask what came of it."""
        introduction = kind.reportable(current_actor(), introduction_id)
        return page(introduction, kind.form(introduction))

    @blueprint.post("/introductions/<uuid:introduction_id>/outcomes")
    @requires(reporting)
    def report(introduction_id: UUID) -> Response | tuple[str, int]:
        """Report what came of it."""
        actor = current_actor()
        introduction = kind.reportable(actor, introduction_id)
        form = kind.form(introduction)
        if not form.validate():
            return page(introduction, form), 422
        try:
            kind.report(actor=actor, introduction_id=introduction_id, said=form.report())
        except DomainError as error:
            show_refusal(form, error, "happened_on")
            return page(introduction, form), 422
        flash(_("Reported. The other side is asked to confirm it."), "success")
        return _back(kind, introduction_id)


def _add_answers(blueprint: Blueprint, kind: Reporting, answering: StrEnum, withdrawing: StrEnum) -> None:
    def page(outcome: Any, form: DisputeForm) -> str:
        return render_template(f"{kind.templates}/dispute.html", outcome=outcome, form=form)

    @blueprint.post("/outcomes/<uuid:outcome_id>/confirm")
    @requires(answering)
    def confirm(outcome_id: UUID) -> Response:
        """Confirm what the other side reported."""
        done = kind.confirm(actor=current_actor(), outcome_id=outcome_id)
        flash(_("Confirmed. It now counts in the contest's record."), "success")
        return _back(kind, done.introduction_id)

    @blueprint.get("/outcomes/<uuid:outcome_id>/dispute")
    @requires(answering)
    def differ(outcome_id: UUID) -> str:
        """Ask how it was instead."""
        return page(kind.found(current_actor(), outcome_id), DisputeForm())

    @blueprint.post("/outcomes/<uuid:outcome_id>/dispute")
    @requires(answering)
    def dispute(outcome_id: UUID) -> Response | tuple[str, int]:
        """Say that it was otherwise."""
        form = DisputeForm()
        if not form.validate():
            return page(kind.found(current_actor(), outcome_id), form), 422
        done = kind.dispute(actor=current_actor(), outcome_id=outcome_id, why=form.note.data or "")
        flash(_("Noted. The other side reads how you see it."), "success")
        return _back(kind, done.introduction_id)

    @blueprint.post("/outcomes/<uuid:outcome_id>/withdraw")
    @requires(withdrawing)
    def withdraw(outcome_id: UUID) -> Response:
        """Take back what one's own side reported."""
        done = kind.withdraw(actor=current_actor(), outcome_id=outcome_id)
        flash(_("Taken back."), "success")
        return _back(kind, done.introduction_id)


def _back(kind: Reporting, introduction_id: UUID) -> Response:
    return redirect(url_for(kind.shown, introduction_id=introduction_id), 303)

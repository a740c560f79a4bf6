"""What the pages of introductions share, with a profile or with somebody who offered themselves."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Protocol, TypeVar
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.errors import DomainError
from contest.web.forms import show_refusal
from contest.web.guards import current_actor, requires
from matching.introductions.domain import DeclineReason, IntroductionState
from matching.introductions.forms import AskForm, DeclineForm


class Made(Protocol):
    """An introduction, as asking and agreeing leave it."""

    @property
    def state(self) -> IntroductionState: ...


M = TypeVar("M", bound=Made)
Page = Callable[[UUID, DeclineForm], str]
Step = Callable[..., Any]  # a service that takes `actor` and `introduction_id`


def asked(form: AskForm, ask: Callable[[str], M]) -> M | None:
    """Ask with the words of the form; what the state of things refuses stands beside them."""
    try:
        made = ask(form.message.data or "")
    except DomainError as error:
        show_refusal(form, error, "message")
        return None
    _say(made)
    return made


def _say(made: Made) -> None:
    if made.state is IntroductionState.OPEN:
        flash(_("Both sides want to meet. You now see whom to write to."), "success")
    else:
        flash(_("The other side is asked. They have 14 days to answer."), "success")


def add_answers(
    blueprint: Blueprint,
    page: Page,
    *,
    accept: Step,
    decline: Step,
    withdraw: Step,
    permissions: tuple[StrEnum, StrEnum, StrEnum],
) -> None:
    """Add `.show` and what its reader may do: `.accept`, `.decline`, `.withdraw`.

    `permissions`: to see an introduction, to answer it, to take it back.
    """
    seeing, answering, withdrawing = permissions

    def back(introduction_id: UUID) -> Response:
        return redirect(url_for(f"{blueprint.name}.show", introduction_id=introduction_id), 303)

    @blueprint.get("/introductions/<uuid:introduction_id>")
    @requires(seeing)
    def show(introduction_id: UUID) -> str:
        """Show where an introduction stands and what the reader may do."""
        return page(introduction_id, DeclineForm().offer())

    @blueprint.post("/introductions/<uuid:introduction_id>/accept", endpoint="accept")
    @requires(answering)
    def agree(introduction_id: UUID) -> Response:
        """Agree."""
        _say(accept(actor=current_actor(), introduction_id=introduction_id))
        return back(introduction_id)

    @blueprint.post("/introductions/<uuid:introduction_id>/decline", endpoint="decline")
    @requires(answering)
    def refuse(introduction_id: UUID) -> Response | tuple[str, int]:
        """Decline, with a reason."""
        form = DeclineForm().offer()
        if not form.validate():
            return page(introduction_id, form), 422
        decline(
            actor=current_actor(),
            introduction_id=introduction_id,
            reason=DeclineReason(form.reason.data),
            note=form.note.data or "",
        )
        flash(_("Declined. The other side is told, with your reason."), "success")
        return back(introduction_id)

    @blueprint.post("/introductions/<uuid:introduction_id>/withdraw", endpoint="withdraw")
    @requires(withdrawing)
    def take_back(introduction_id: UUID) -> Response:
        """Take the question back."""
        withdraw(actor=current_actor(), introduction_id=introduction_id)
        flash(_("Withdrawn. The other side is not asked any more."), "success")
        return back(introduction_id)

"""`/introductions` of the API."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from contest.web.api import answers, api_blueprint, body, spec
from contest.web.guards import current_actor, requires
from matching.introductions import queries, services
from matching.introductions.schemas import (
    DeclineIn,
    IntroductionIn,
    IntroductionList,
    IntroductionOut,
    PageQuery,
    introduction_out,
)
from matching.permissions import Permission

blueprint = api_blueprint("introductions")


def _answer(introduction_id: UUID, status: int = 200) -> Response:
    return body(introduction_out(queries.get_introduction(current_actor(), introduction_id)), status)


@blueprint.get("/introductions")
@requires(Permission.VIEW_INTRODUCTION)
@spec.validate(resp=answers(IntroductionList), tags=["matching"])
def introductions(query: PageQuery) -> Response:
    """List the introductions of your teams and profiles, those that wait for an answer first."""
    page = queries.list_introductions(current_actor(), page=query.page, size=50)
    following = page.number + 1 if page.has_next else None
    return body(IntroductionList(items=[introduction_out(item) for item in page], next=following))


@blueprint.post("/introductions")
@requires(Permission.ASK_INTRODUCTION)
@spec.validate(resp=answers(IntroductionOut, 201), tags=["matching"])
def ask(json: IntroductionIn) -> Response:
    """Ask for an introduction; it opens at once when the other side asked already."""
    made = services.ask(
        actor=current_actor(), project_id=json.project_id, profile_id=json.profile_id, message=json.message
    )
    return _answer(made.id, 201)


@blueprint.post("/introductions/<uuid:introduction_id>/accept")
@requires(Permission.ANSWER_INTRODUCTION)
@spec.validate(resp=answers(IntroductionOut), tags=["matching"])
def accept(introduction_id: UUID) -> Response:
    """Agree: both sides see whom to write to."""
    services.accept(actor=current_actor(), introduction_id=introduction_id)
    return _answer(introduction_id)


@blueprint.post("/introductions/<uuid:introduction_id>/decline")
@requires(Permission.ANSWER_INTRODUCTION)
@spec.validate(resp=answers(IntroductionOut), tags=["matching"])
def decline(introduction_id: UUID, json: DeclineIn) -> Response:
    """Decline, with a reason."""
    services.decline(
        actor=current_actor(), introduction_id=introduction_id, reason=json.reason, note=json.note
    )
    return _answer(introduction_id)

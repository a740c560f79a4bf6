"""`/bases/{id}/slots` and `/nominations` of the API."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from werkzeug.wrappers import Response as BaseResponse

from contest.bases.queries import get_base
from contest.kernel import clock
from contest.kernel.access import authorise
from contest.nominations import queries, services
from contest.nominations.schemas import NominationIn, NominationOut, SlotsOut, nomination_out, slots_out
from contest.permissions import Permission
from contest.seasons.queries import current_season, rulebook
from contest.web.api import answers, api_blueprint, body, spec
from contest.web.guards import current_actor, requires

blueprint = api_blueprint("nominations")


@blueprint.get("/bases/<uuid:base_id>/slots")
@requires(Permission.VIEW_SLOTS)
@spec.validate(resp=answers(SlotsOut), tags=["bases"])
def slots(base_id: UUID) -> Response:
    """Show the direct slots of a base in the slot year of the open season."""
    actor = current_actor()
    base = get_base(actor, base_id, clock.today())
    authorise(actor, Permission.VIEW_SLOTS, base)
    season = current_season()
    if season is None:
        return body(SlotsOut(year=clock.today().year, allowed=0, taken=0, nominations=[]))
    rules = rulebook(season.id).rules
    return body(slots_out(queries.slot_book(base_id, rules.slot_year, rules.slots_per_base)))


@blueprint.post("/nominations")
@requires(Permission.NOMINATE)
@spec.validate(resp=answers(NominationOut, 201), tags=["nominations"])
def nominate(json: NominationIn) -> Response:
    """Give one of the base's direct slots to a project."""
    actor = current_actor()
    made = services.nominate(actor=actor, base_id=json.base_id, project_id=json.project_id)
    return body(nomination_out(queries.get_nomination(actor, made.id)), 201)


@blueprint.delete("/nominations/<uuid:nomination_id>")
@requires(Permission.WITHDRAW_NOMINATION)
@spec.validate(resp=answers(None, 204), tags=["nominations"])
def withdraw(nomination_id: UUID) -> BaseResponse:
    """Take a nomination back before the office confirmed it."""
    services.withdraw(actor=current_actor(), nomination_id=nomination_id)
    return Response(status=204)

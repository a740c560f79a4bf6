"""`/rounds` of the API."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from contest.web.api import answers, api_blueprint, body, spec
from contest.web.guards import current_actor, requires
from judging.permissions import Permission
from judging.rounds import queries
from judging.rounds.schemas import RoundList, RoundOut, RoundQuery, round_out

blueprint = api_blueprint("rounds")


@blueprint.get("/rounds")
@requires(Permission.VIEW_ROUND)
@spec.validate(resp=answers(RoundList), tags=["judging"])
def rounds(query: RoundQuery) -> Response:
    """List the rounds you may see: those you judge in, published ones, and all for the office."""
    found = queries.list_rounds(current_actor(), query.season)
    return body(RoundList(items=[round_out(one) for one in found]))


@blueprint.get("/rounds/<uuid:round_id>")
@requires(Permission.VIEW_ROUND)
@spec.validate(resp=answers(RoundOut), tags=["judging"])
def one_round(round_id: UUID) -> Response:
    """Show one round: window, rubric with the ids of its criteria, rules."""
    return body(round_out(queries.get_round(current_actor(), round_id)))

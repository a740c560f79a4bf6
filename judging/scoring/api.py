"""`/judging` of the API: the queue, the sheets, recusal."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from contest.web.api import answers, api_blueprint, body, spec
from contest.web.guards import current_actor, requires
from judging.permissions import Permission
from judging.scoring import queries, services
from judging.scoring.schemas import (
    AssignmentList,
    AssignmentOut,
    RecuseIn,
    SheetIn,
    assignment_list,
    assignment_out,
)

blueprint = api_blueprint("scoring")


@blueprint.get("/judging/assignments")
@requires(Permission.JUDGE)
@spec.validate(resp=answers(AssignmentList), tags=["judging"])
def assignments() -> Response:
    """Show my queue, with what is left."""
    return body(assignment_list(queries.queue(current_actor(), open_only=True)))


@blueprint.put("/judging/score-sheets/<uuid:assignment_id>")
@requires(Permission.JUDGE)
@spec.validate(resp=answers(AssignmentOut), tags=["judging"])
def save(assignment_id: UUID, json: SheetIn) -> Response:
    """Save a sheet as a draft, or submit it."""
    actor = current_actor()
    services.save_sheet(
        actor=actor,
        assignment_id=assignment_id,
        version=json.version,
        marks=json.scores,
        notes=json.comments,
        comment=json.comment,
        submit=json.submit,
    )
    return body(assignment_out(queries.get_assignment(actor, assignment_id)))


@blueprint.post("/judging/assignments/<uuid:assignment_id>/recuse")
@requires(Permission.JUDGE)
@spec.validate(resp=answers(None, 204), tags=["judging"])
def recuse(assignment_id: UUID, json: RecuseIn) -> Response:
    """Step back from an entry, with a reason."""
    services.recuse(actor=current_actor(), assignment_id=assignment_id, reason=json.reason)
    return Response(status=204)

"""`/rounds/{id}/ranking` of the API."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from contest.kernel.access import authorise
from contest.web.api import answers, api_blueprint, body, spec
from contest.web.guards import current_actor, requires
from judging.permissions import Permission
from judging.ranking import queries
from judging.ranking.schemas import RankingOut, ranking_out
from judging.rounds.domain import RoundState
from judging.rounds.queries import get_round

blueprint = api_blueprint("rankings")


@blueprint.get("/rounds/<uuid:round_id>/ranking")
@requires(Permission.VIEW_RANKING)
@spec.validate(resp=answers(RankingOut), tags=["judging"])
def ranking(round_id: UUID) -> Response:
    """Show a round's ranking: plain, trimmed and calibrated scores with their uncertainty, ties, who advances.

    The office reads it as it stands; everybody reads it once it is published.
    """
    actor = current_actor()
    round_ = get_round(actor, round_id)
    authorise(actor, Permission.VIEW_RANKING, round_)
    settled = round_.state in {RoundState.DECIDED, RoundState.PUBLISHED}
    lines = queries.ranking_for(actor, round_)
    return body(ranking_out(lines, decided=settled, method=round_.method.value))

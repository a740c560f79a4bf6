"""`/matching/recommendations` of the API."""

from __future__ import annotations

from flask import Response

from contest.web.api import answers, api_blueprint, body, spec
from contest.web.guards import current_actor, requires
from matching.permissions import Permission
from matching.profiles.queries import track_names
from matching.recommendations.queries import RecommendationFilter, list_recommendations
from matching.recommendations.schemas import RecommendationList, RecommendationQuery, recommendation_out

blueprint = api_blueprint("recommendations")


@blueprint.get("/matching/recommendations")
@requires(Permission.LIST_RECOMMENDATIONS)
@spec.validate(resp=answers(RecommendationList), tags=["matching"])
def recommendations(query: RecommendationQuery) -> Response:
    """List what is recommended to your projects, and the winners recommended to your profiles."""
    wanted = RecommendationFilter(query.kind, query.project_id, query.profile_id)
    page = list_recommendations(current_actor(), wanted, page=query.page)
    tracks = track_names()
    following = page.number + 1 if page.has_next else None
    items = [recommendation_out(view, tracks) for view in page]
    return body(RecommendationList(items=items, next=following))

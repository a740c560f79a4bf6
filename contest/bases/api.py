"""`/bases` of the API."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from contest.bases.queries import get_base, list_bases
from contest.bases.schemas import BaseList, BaseOut, PageQuery, base_out
from contest.kernel import clock
from contest.permissions import Permission
from contest.web.api import answers, api_blueprint, body, spec
from contest.web.guards import current_actor, requires

blueprint = api_blueprint("bases")


@blueprint.get("/bases")
@requires(Permission.VIEW_BASE)
@spec.validate(resp=answers(BaseList), tags=["bases"])
def bases(query: PageQuery) -> Response:
    """List bases, the asker's own first."""
    page = list_bases(current_actor(), clock.today(), page=query.page, size=50)
    following = page.number + 1 if page.has_next else None
    return body(BaseList(items=[base_out(base) for base in page], next=following))


@blueprint.get("/bases/<uuid:base_id>")
@requires(Permission.VIEW_BASE)
@spec.validate(resp=answers(BaseOut), tags=["bases"])
def base(base_id: UUID) -> Response:
    """Show one base."""
    return body(base_out(get_base(current_actor(), base_id, clock.today())))

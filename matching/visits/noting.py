"""Note a view once its page has been read and made: while it is, nothing may be written."""

from __future__ import annotations

from uuid import UUID

from flask import Response, after_this_request, request

from contest.kernel.access import Actor
from matching.visits import services
from matching.visits.domain import Visited


def note_afterwards(*, actor: Actor, project_id: UUID, profile_id: UUID, what: Visited) -> None:
    """Note the view if the page is shown: asking whether it is there is none."""

    @after_this_request
    def note(response: Response) -> Response:
        if response.status_code == 200 and request.method == "GET":
            services.note_visit(actor=actor, project_id=project_id, profile_id=profile_id, what=what)
        return response

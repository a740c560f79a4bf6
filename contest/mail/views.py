"""The mailbox of a demonstration: what would have been sent, to click on."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, render_template, request

from contest.mail import queries
from contest.permissions import Permission
from contest.web.guards import only_in_demonstrations, requires

blueprint = Blueprint("mailbox", __name__, url_prefix="/demo/mailbox")
blueprint.before_request(only_in_demonstrations)

# A letter styles itself inline, as mail programs want it; its frame is the one place where that is allowed.
FRAME_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@blueprint.get("")
@requires(Permission.BROWSE)
def index() -> str:
    """List the newest letters."""
    recipient = request.args.get("to", "")
    return render_template(
        "contest/mail/mailbox.html", letters=queries.latest_letters(recipient), to=recipient
    )


@blueprint.get("/<uuid:letter_id>")
@requires(Permission.BROWSE)
def letter(letter_id: UUID) -> str:
    """Show one letter."""
    return render_template("contest/mail/letter.html", letter=queries.get_letter(letter_id))


@blueprint.get("/<uuid:letter_id>/body")
@requires(Permission.BROWSE)
def body(letter_id: UUID) -> Response:
    """Give the letter's own page, for the frame; its links open in the whole window."""
    found = queries.get_letter(letter_id)
    page = (found.html or "").replace("<head>", '<head><base target="_top">', 1)
    return Response(page, headers={"Content-Security-Policy": FRAME_POLICY})

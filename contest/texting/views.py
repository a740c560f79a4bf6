"""The short messages of a demonstration: what would have been sent, beside its letters."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, render_template, request

from contest.permissions import Permission
from contest.texting import queries
from contest.web.guards import requires

blueprint = Blueprint("texts", __name__, url_prefix="/demo/mailbox/texts")


@blueprint.before_request
def only_in_demonstrations() -> None:
    """Messages are private everywhere else."""
    if not current_app.extensions["settings"].demo:
        abort(404)


@blueprint.get("")
@requires(Permission.BROWSE)
def index() -> str:
    """List the newest messages."""
    to = request.args.get("to", "")
    return render_template("contest/texting/texts.html", messages=queries.latest_texts(to), to=to)

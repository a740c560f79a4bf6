"""The short messages of a demonstration: what would have been sent, beside its letters."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from contest.permissions import Permission
from contest.texting import queries
from contest.web.guards import only_in_demonstrations, requires

blueprint = Blueprint("texts", __name__, url_prefix="/demo/mailbox/texts")
blueprint.before_request(only_in_demonstrations)


@blueprint.get("")
@requires(Permission.BROWSE)
def index() -> str:
    """List the newest messages."""
    to = request.args.get("to", "")
    return render_template("contest/texting/texts.html", messages=queries.latest_texts(to), to=to)

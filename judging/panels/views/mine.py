"""A judge's own rounds, with how many entries are left in each."""

from __future__ import annotations

from flask import render_template

from contest.kernel import clock
from contest.web.guards import current_actor, requires
from judging.panels import queries
from judging.panels.views.blueprint import blueprint
from judging.permissions import Permission
from judging.rounds.texts import TONES


@blueprint.get("/judging/rounds")
@requires(Permission.ANSWER_INVITATION)
def mine() -> str:
    """List the rounds one was asked into."""
    return render_template(
        "judging/panels/mine.html",
        rounds=queries.my_rounds(current_actor()),
        tones=TONES,
        now=clock.now(),
    )


@blueprint.get("/desk/rounds")
@requires(Permission.ANSWER_INVITATION)
def mine_panel() -> str:
    """The judge's rounds on the desk (fragment)."""
    return render_template("judging/panels/_mine.html", rounds=queries.my_rounds(current_actor()))

"""The judge's queue, and the part of the home page about it."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request

from contest.kernel import clock
from contest.kernel.paging import sliced
from contest.web.guards import current_actor, requires
from judging.permissions import Permission
from judging.scoring import queries
from judging.scoring.domain import SheetState
from judging.scoring.presentation import titles
from judging.scoring.texts import TONES
from judging.scoring.views.blueprint import blueprint

PAGE = 20


@blueprint.get("/judging/desk")
@requires(Permission.JUDGE)
def desk() -> str:
    """Show one round of the judge at a time: what is left, or what is submitted."""
    rounds = queries.desk_of(queries.queue(current_actor()))
    asked = request.args.get("round", type=UUID)
    chosen = next((one for one in rounds if one.round_id == asked), None)
    # Without a choice: where there is work, else the first.
    chosen = chosen or next((one for one in rounds if one.open and one.left), next(iter(rounds), None))
    done = chosen is not None and (request.args.get("show") == "submitted" or not chosen.left)
    page = sliced(
        (chosen.submitted if done else chosen.left) if chosen else (),
        number=request.args.get("page", 1, int),
        size=PAGE,
    )
    return render_template(
        "judging/scoring/desk.html",
        rounds=rounds,
        chosen=chosen,
        done=done,
        page=page,
        titles=titles(page.items),
        tones=TONES,
        now=clock.now(),
    )


@blueprint.get("/desk/judging")
@requires(Permission.JUDGE)
def panel() -> str:
    """The judge's part of the desk (fragment)."""
    items = queries.queue(current_actor(), open_only=True)
    first = next((item for item in items if item.state is not SheetState.SUBMITTED), None)
    return render_template(
        "judging/scoring/_panel.html", items=items, left=queries.left_of(items), first=first, now=clock.now()
    )

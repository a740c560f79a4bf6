"""A judge declares, and sees what was declared."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from contest.kernel.errors import DomainError
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from judging.conflicts import queries, services
from judging.conflicts.forms import DeclareForm
from judging.conflicts.views.blueprint import Page, blueprint
from judging.judges.queries import get_own_judge
from judging.permissions import Permission


@blueprint.route("/judging/conflicts", methods=["GET", "POST"])
@requires(Permission.DECLARE_CONFLICT)
def declare() -> Page:
    """Declare one's own conflicts, assigned or not, and see those declared before."""
    own = get_own_judge(current_actor())
    form = DeclareForm(data={"number": request.args.get("number", "")})
    form.offer()
    if request.method == "POST" and form.validate():
        try:
            services.declare_by_number(
                actor=current_actor(),
                number=form.number.data,
                reason=form.reason.data,
                tie=form.declared(),
            )
        except DomainError as error:
            show_errors(form, error, "number")
        else:
            flash(_("Declared. You will not be given this project, in no stage."), "success")
            return redirect(url_for("conflicts.declare"), 303)
    page = render_template(
        "judging/conflicts/declare.html", form=form, rows=queries.declared_by_judge(own.id)
    )
    return page if request.method == "GET" else (page, 422)


@blueprint.get("/judging/conflicts/mine")
@requires(Permission.DECLARE_CONFLICT)
def mine_panel() -> str:
    """Show one's declared conflicts in short (fragment)."""
    own = get_own_judge(current_actor())
    return render_template("judging/conflicts/_mine.html", rows=queries.declared_by_judge(own.id))

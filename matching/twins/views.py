"""The office's pages: investors that may be one firm, what was decided, and taking it back."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.access import policy
from contest.kernel.errors import DomainError, NotFound
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from matching.permissions import Permission
from matching.twins import queries, services
from matching.twins.domain import in_order
from matching.twins.forms import DIFFERENT, DecisionForm
from matching.twins.queries import TwinView
from matching.twins.texts import CARRIED

blueprint = Blueprint("twins", __name__, url_prefix="/office/matching/twins")
Answer = Response | tuple[str, int] | str


@blueprint.get("")
@requires(Permission.OVERSEE_MATCHING)
def index() -> str:
    """List the pairs that nobody has decided on."""
    page = queries.list_likely(page=request.args.get("page", 1, int))
    return _list("index.html", page)


@blueprint.get("/merged")
@requires(Permission.OVERSEE_MATCHING)
def merged() -> str:
    """List the merges, with what went over."""
    return _list("merged.html", queries.list_merges(page=request.args.get("page", 1, int)))


@blueprint.get("/different")
@requires(Permission.OVERSEE_MATCHING)
def different() -> str:
    """List the pairs that are two firms."""
    return _list("different.html", queries.list_different(page=request.args.get("page", 1, int)))


def _list(template: str, page: object) -> str:
    return render_template(
        f"matching/twins/{template}",
        page=page,
        carried=CARRIED,
        may_decide=policy.holds(current_actor(), Permission.MERGE_PROFILES),
    )


@blueprint.get("/<uuid:first_id>")
@requires(Permission.OVERSEE_MATCHING)
def show(first_id: UUID) -> str:
    """Put two side by side, with what a merge would do; ?with= names the other, which lies beside, not below."""
    pair = _pair(first_id)
    return _page(pair, DecisionForm().offer(pair))


@blueprint.post("/<uuid:first_id>")
@requires(Permission.MERGE_PROFILES)
def decide(first_id: UUID) -> Answer:
    """Say that the two are one, and which stays; or that they are two."""
    pair = _pair(first_id)
    form = DecisionForm().offer(pair)
    if not form.validate():
        return _page(pair, form), 422
    try:
        _decide(pair, form.verdict.data, form.reason.data or "")
    except DomainError as error:
        if error.status not in {409, 422}:
            raise
        show_errors(form, error, "verdict")
        return _page(pair, form), 422
    return redirect(url_for("twins.index"), 303)


def _decide(pair: TwinView, verdict: str, reason: str) -> None:
    actor, first, second = current_actor(), pair.first.id, pair.second.id
    if verdict == DIFFERENT:
        services.tell_apart(actor=actor, first_id=first, second_id=second, reason=reason)
        flash(_("Noted: two firms. The pair is not shown again."), "success")
        return
    kept, other = (first, second) if verdict == str(first) else (second, first)
    services.merge(actor=actor, kept_id=kept, merged_id=other, reason=reason)
    flash(_("Merged. The lists are made anew in the background; it can be taken back."), "success")


def _pair(first_id: UUID) -> TwinView:
    second_id = request.args.get("with", type=UUID)
    if second_id is None or first_id == second_id:
        raise NotFound(kind="profile")
    return queries.get_pair(*in_order(first_id, second_id))


def _page(pair: TwinView, form: DecisionForm) -> str:
    over = any(firm.merged_into_id for firm in (pair.first, pair.second))
    may_decide = not over and policy.holds(current_actor(), Permission.MERGE_PROFILES)
    return render_template("matching/twins/show.html", pair=pair, form=form, over=over, may_decide=may_decide)


@blueprint.post("/merges/<uuid:merge_id>/undo")
@requires(Permission.MERGE_PROFILES)
def undo(merge_id: UUID) -> Response:
    """Take a merge back."""
    services.undo(actor=current_actor(), merge_id=merge_id)
    flash(_("Taken back. What came since the merge stays with the investor that was kept."), "success")
    return redirect(url_for("twins.merged"), 303)


@blueprint.post("/different/<uuid:decision_id>/ask-again")
@requires(Permission.MERGE_PROFILES)
def ask_again(decision_id: UUID) -> Response:
    """Take back that two are two firms."""
    services.ask_again(actor=current_actor(), decision_id=decision_id)
    flash(_("Taken back. The pair may be shown again."), "success")
    return redirect(url_for("twins.different"), 303)

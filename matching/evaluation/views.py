"""The office's page on how well investors are ranked."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Redirect

from contest.kernel.access import policy
from contest.kernel.errors import NotFound
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n
from matching.evaluation import services
from matching.evaluation.domain.exposure import report
from matching.evaluation.domain.plot import draw
from matching.evaluation.presentation import exposure_tables, figures, wording
from matching.evaluation.queries import shown
from matching.permissions import Permission
from matching.ranking import queries
from matching.ranking.domain.states import ModelState
from matching.recommendations.queries import seasons as seasons_of_winners

blueprint = Blueprint("matching_evaluation", __name__, url_prefix="/office/matching/ranking")


@blueprint.get("")
@requires(Permission.OVERSEE_MATCHING)
def index() -> str:
    """Show the latest evaluation on the database's own deals, and every model there was."""
    models = queries.history()
    return render_template(
        "matching/evaluation/index.html",
        models=models,
        latest=models[0] if models else None,
        active=next((model for model in models if model.state is ModelState.ACTIVE), None),
        rows=figures(models[0].metrics) if models else [],
        may_run=policy.holds(current_actor(), Permission.RUN_MATCHING),
        least=services.LEAST_ASKED,
    )


@blueprint.get("/<uuid:model_id>.svg")
@requires(Permission.OVERSEE_MATCHING)
def picture(model_id: UUID) -> Response:
    """The figures of one evaluation as a picture."""
    model = queries.find_model(model_id)
    if model is None:
        raise NotFound(kind="match_model")
    return Response(draw(model.metrics, wording()), mimetype="image/svg+xml")


@blueprint.post("/learn")
@requires(Permission.RUN_MATCHING)
def learn() -> Redirect:
    """Ask a worker to learn anew."""
    services.request_learning(actor=current_actor())
    flash(
        _("A worker learns from the past deals and measures the result. You may leave this page."), "success"
    )
    return redirect(url_for("matching_evaluation.index"), 303)


@blueprint.post("/back")
@requires(Permission.RUN_MATCHING)
def back() -> Redirect:
    """Return to the model before, or to the rules."""
    seen = request.form.get("model_id", type=UUID)
    earlier = services.roll_back(actor=current_actor(), model_id=seen)
    said = _("The earlier model ranks again.") if earlier else _("Investors are ranked by the rules again.")
    flash(said, "success")
    return redirect(url_for("matching_evaluation.index"), 303)


@blueprint.get("/exposure")
@requires(Permission.OVERSEE_MATCHING)
def exposure() -> str:
    """Whether some kinds of winners are shown or accepted less than others."""
    seasons = seasons_of_winners()
    asked = request.args.get("season", "")
    season = next((item for item in seasons if item.slug == asked), seasons[0] if seasons else None)
    return render_template(
        "matching/evaluation/exposure.html",
        seasons=[(item.slug, l10n(item.name)) for item in seasons],
        season=season,
        tables=exposure_tables(report(shown(season.id))) if season else [],
    )

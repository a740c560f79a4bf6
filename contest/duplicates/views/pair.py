"""Two entries side by side, and the decision about them."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.duplicates import presentation, queries, services
from contest.duplicates.domain.evidence import DECIDED, EvidenceKind, PairChanged, PairState
from contest.duplicates.forms import DecisionForm
from contest.duplicates.queries import PairView
from contest.duplicates.queries.entries import compared
from contest.duplicates.texts import TONES, explained
from contest.duplicates.views.blueprint import blueprint
from contest.kernel.access import policy
from contest.kernel.errors import DomainError, Invalid
from contest.permissions import Permission
from contest.projects import queries as project_queries
from contest.seasons import queries as season_queries
from contest.web.errors import describe
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n, label


@blueprint.get("/office/duplicates/<uuid:pair_id>")
@requires(Permission.VIEW_DUPLICATES)
def show(pair_id: UUID) -> str:
    """Show two entries side by side with what they have in common."""
    pair = queries.get_pair(current_actor(), pair_id)
    return _page(pair, _form(pair))


@blueprint.post("/office/duplicates/<uuid:pair_id>/decide")
@requires(Permission.DECIDE_DUPLICATES)
def decide(pair_id: UUID) -> Response | tuple[str, int]:
    """Keep a decision with its reason; nothing else happens to the entries."""
    actor = current_actor()
    pair = queries.get_pair(actor, pair_id)
    form = _form(pair)
    if not form.validate_on_submit():
        return _page(pair, form), 422
    try:
        services.decide(
            actor=actor,
            pair_id=pair_id,
            verdict=PairState(form.verdict.data),
            reason=form.reason.data,
            version=form.seen,
            kept_id=UUID(form.kept_id.data) if form.kept_id.data else None,
        )
    except PairChanged as error:
        form.version.data = str(error.params["version"])
        flash(describe(error.code, error.params), "warning")
        return _page(pair, form), 409
    except (Invalid, DomainError) as error:
        show_errors(form, error)
        return _page(pair, form), 422
    flash(_("Decided. Nothing was sent to the teams, and both entries stay as they are."), "success")
    return redirect(url_for("duplicates.show", pair_id=pair_id), 303)


def _form(pair: PairView) -> DecisionForm:
    decided = pair.state in DECIDED
    form = DecisionForm(
        data={
            "version": str(pair.version),
            "verdict": pair.state.value if decided else None,
            "kept_id": str(pair.kept_id or "") if decided else "",
            "reason": pair.reason if decided else "",
        }
    )
    form.kept_id.choices = [
        *((str(side.id), f"{side.number} {l10n(side.name)}") for side in pair.sides),
        ("", _("Not decided yet")),
    ]
    return form


def _page(pair: PairView, form: DecisionForm) -> str:
    actor = current_actor()
    sides = [project_queries.get_project(actor, side.id) for side in pair.sides]
    books = [season_queries.rulebook(side.season_id) for side in pair.sides]
    entries = compared([side.id for side in pair.sides])
    one, other = (entries.get(side.id) for side in pair.sides)
    return render_template(
        "contest/duplicates/show.html",
        pair=pair,
        form=form,
        tones=TONES,
        books=books,
        reasons=[(item, explained(item)) for item in pair.evidence],
        new_kinds=[label(EvidenceKind(kind)) for kind in pair.news.get("kinds", ())],
        samples=queries.samples_of([side.id for side in pair.sides]),
        fields=presentation.field_pairs(sides[0], sides[1], (books[0], books[1])),
        members=(
            presentation.member_lines(sides[0].members, one, other),
            presentation.member_lines(sides[1].members, other, one),
        ),
        files=(
            presentation.file_lines(sides[0].files, sides[1].files),
            presentation.file_lines(sides[1].files, sides[0].files),
        ),
        may_decide=policy.allows(actor, Permission.DECIDE_DUPLICATES, queries.get_access(pair.id)),
    )

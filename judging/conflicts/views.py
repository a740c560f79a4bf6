"""Pages of conflicts: a judge declares, the office reads all of a round and notes what it knows."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.access import authorise, policy
from contest.kernel.errors import DomainError, Invalid
from contest.kernel.paging import sliced
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n
from judging.conflicts import queries, services
from judging.conflicts.domain import Relation
from judging.conflicts.forms import DeclareForm, NoteForm
from judging.conflicts.queries import ConflictRow
from judging.judges.queries import get_own_judge, judges_of_round
from judging.permissions import Permission
from judging.rounds.queries import RoundView, get_round
from judging.rounds.views.blueprint import heading

blueprint = Blueprint("conflicts", __name__)
Page = Response | tuple[str, int] | str


def _round(round_id: UUID) -> RoundView:
    round_ = get_round(current_actor(), round_id)
    authorise(current_actor(), Permission.VIEW_CONFLICTS, round_)
    return round_


def _fits(row: ConflictRow, kind: str, words: str) -> bool:
    texts = (row.judge.name, row.judge.name_en, row.entry.number, row.entry.title.zh, row.entry.title.en)
    return (not kind or row.kind == kind) and any(words in text.casefold() for text in texts)


@blueprint.get("/rounds/<uuid:round_id>/conflicts")
@requires(Permission.VIEW_CONFLICTS)
def of_round(round_id: UUID) -> str:
    """List every conflict of a round: who, with what, why."""
    round_ = _round(round_id)
    rows = queries.conflict_rows(current_actor(), round_id)
    kind, words = request.args.get("kind", ""), request.args.get("q", "").strip()[:80]
    shown = [row for row in rows if _fits(row, kind, words.casefold())]
    return render_template(
        "judging/conflicts/of_round.html",
        **heading(round_, "conflicts.of_round"),
        page=sliced(shown, number=request.args.get("page", 1, int), size=50),
        counts=Counter(row.kind for row in rows),
        relations=list(Relation),
        pairs=len({(row.judge.id, row.entry.id) for row in rows}),
        kind=kind,
        words=words,
        may_note=policy.allows(current_actor(), Permission.NOTE_CONFLICT, round_),
    )


@blueprint.route("/rounds/<uuid:round_id>/conflicts/note", methods=["GET", "POST"])
@requires(Permission.NOTE_CONFLICT)
def note(round_id: UUID) -> Page:
    """Note a conflict the office knows of."""
    round_ = _round(round_id)
    form = NoteForm()
    rows = judges_of_round(current_actor(), round_id)
    form.judge.choices = [("", ""), *((str(row.judge.id), l10n(row.judge.names)) for row in rows)]
    if request.method == "POST" and form.validate():
        try:
            services.note(
                actor=current_actor(),
                judge_id=UUID(form.judge.data),
                number=form.number.data,
                reason=form.reason.data,
            )
        except DomainError as error:
            show_errors(form, error)
        else:
            flash(_("Noted. It holds from now on; repair the panels if the judge had the entry."), "success")
            return redirect(url_for("conflicts.of_round", round_id=round_id), 303)
    page = render_template("judging/conflicts/note.html", form=form, **heading(round_, "conflicts.of_round"))
    return page if request.method == "GET" else (page, 422)


@blueprint.post("/rounds/<uuid:round_id>/conflicts/<uuid:conflict_id>/remove")
@requires(Permission.NOTE_CONFLICT)
def remove(round_id: UUID, conflict_id: UUID) -> Response:
    """Strike a declaration made in error, with a reason."""
    try:
        services.remove(actor=current_actor(), conflict_id=conflict_id, reason=request.form.get("reason", ""))
    except Invalid:
        flash(_("Please say why it was an error."), "warning")
    else:
        flash(_("The declaration is struck; the audit log keeps it and the reason."), "success")
    return redirect(url_for("conflicts.of_round", round_id=round_id), 303)


@blueprint.route("/judging/conflicts", methods=["GET", "POST"])
@requires(Permission.DECLARE_CONFLICT)
def declare() -> Page:
    """Declare one's own conflicts, assigned or not, and see those declared before."""
    own = get_own_judge(current_actor())
    form = DeclareForm(data={"number": request.args.get("number", "")})
    if request.method == "POST" and form.validate():
        try:
            services.declare_by_number(
                actor=current_actor(), number=form.number.data, reason=form.reason.data
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

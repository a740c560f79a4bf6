"""The office reads all conflicts of a round and notes what it knows."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.access import policy
from contest.kernel.errors import DomainError, Invalid
from contest.kernel.paging import sliced
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n
from judging.conflicts import queries, services
from judging.conflicts.domain import Relation
from judging.conflicts.forms import NoteForm
from judging.conflicts.queries import ConflictRow
from judging.conflicts.views.blueprint import Page, blueprint, readable_round
from judging.judges.queries import judges_of_round
from judging.permissions import Permission
from judging.rounds.domain import RoundState
from judging.rounds.views.blueprint import heading

MOST_CANDIDATES = 50  # a page of them


def as_uuid(raw: str) -> UUID | None:
    """Return a key that stands in an address, None for anything else."""
    try:
        return UUID(raw)
    except ValueError:
        return None


def _fits(row: ConflictRow, kind: str, words: str) -> bool:
    texts = (row.judge.name, row.judge.name_en, row.entry.number, row.entry.title.zh, row.entry.title.en)
    return (not kind or row.kind == kind) and any(words in text.casefold() for text in texts)


@blueprint.get("/rounds/<uuid:round_id>/conflicts")
@requires(Permission.VIEW_CONFLICTS)
def of_round(round_id: UUID) -> str:
    """List every conflict of a round: who, with what, why."""
    round_ = readable_round(round_id)
    rows = queries.conflict_rows(current_actor(), round_id)
    kind, words = request.args.get("kind", ""), request.args.get("q", "").strip()[:80]
    shown = [row for row in rows if _fits(row, kind, words.casefold())]
    return render_template(
        "judging/conflicts/of_round.html",
        **heading(round_, "conflicts.of_round"),
        page=sliced(shown, number=request.args.get("page", 1, int), size=50),
        counts=Counter(row.kind for row in rows),
        relations=list(Relation),
        pairs=len({(row.judge.id, row.entry.id) for row in rows if not row.waived}),
        reader=current_actor().user_id,
        may_waive=policy.allows(current_actor(), Permission.WAIVE_CONFLICT, round_)
        and round_.state in (RoundState.DRAFT, RoundState.OPEN),
        kind=kind,
        words=words,
        struck=queries.struck_of_round(current_actor(), round_),
        may_note=policy.allows(current_actor(), Permission.NOTE_CONFLICT, round_),
    )


@blueprint.get("/rounds/<uuid:round_id>/conflicts/candidates")
@requires(Permission.VIEW_CONFLICTS)
def candidates(round_id: UUID) -> str:
    """Show what ties the judges named in the address would have with the round's entries (fragment)."""
    asked = [found for raw in request.args.getlist("judge")[:MOST_CANDIDATES] if (found := as_uuid(raw))]
    rows = queries.candidate_rows(current_actor(), round_id, asked)
    return render_template("judging/conflicts/_candidates.html", rows=rows, asked=len(asked))


@blueprint.route("/rounds/<uuid:round_id>/conflicts/note", methods=["GET", "POST"])
@requires(Permission.NOTE_CONFLICT)
def note(round_id: UUID) -> Page:
    """Note a conflict the office knows of."""
    round_ = readable_round(round_id)
    form = NoteForm()
    form.offer()
    rows = judges_of_round(current_actor(), round_id)
    form.judge.choices = [("", ""), *((str(row.judge.id), l10n(row.judge.names)) for row in rows)]
    if request.method == "POST" and form.validate():
        try:
            services.note(
                actor=current_actor(),
                judge_id=UUID(form.judge.data),
                number=form.number.data,
                reason=form.reason.data,
                tie=form.declared(),
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
        flash(_("The declaration is struck; it stays on record with the reason."), "success")
    return redirect(url_for("conflicts.of_round", round_id=round_id), 303)

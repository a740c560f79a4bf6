"""The office's pages of a ranking: as it stands, preview, decision, vacancies; export for auditors."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from contest.kernel.access import authorise, policy
from contest.kernel.errors import DomainError, Invalid
from contest.seasons.queries import rulebook
from contest.standings.domain import Outcome
from contest.standings.texts import TONES
from contest.web.errors import describe, field_messages
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n, label, score
from contest.web.sheets import spreadsheet
from judging.calibration.queries import find_run
from judging.conflicts.queries import ensure_impartial, hidden_tracks
from judging.permissions import Permission
from judging.ranking import disagreement, queries, services
from judging.ranking.domain import Reason
from judging.ranking.panel import is_voting
from judging.ranking.presentation import page_of, section_name
from judging.ranking.queries import Line
from judging.ranking.texts import REASONS
from judging.rounds.domain import RoundState
from judging.rounds.queries import RoundView, get_round
from judging.rounds.views.blueprint import flash_refusal, heading

blueprint = Blueprint("ranking", __name__)
MARKS = ("straddles", "wide")


def because(reason: Reason) -> str:
    """Return a reason in the reader's language."""
    text = REASONS.get(reason.code)
    return str(text) % _readable(reason.params) if text is not None else reason.code


def _readable(params: Mapping[str, Any]) -> dict[str, Any]:
    """Round scores for reading, except where only the digits behind tell them from the threshold."""
    shown = dict(params)
    for name in ("highest", "lowest"):
        if name in shown:
            shown[name] = score(Decimal(shown[name]))
    if "score" in shown:
        rounded = score(Decimal(shown["score"]))
        if "threshold" not in shown or Decimal(rounded) != Decimal(shown["threshold"]):
            shown["score"] = rounded
    return shown


def _round(round_id: UUID) -> RoundView:
    round_ = get_round(current_actor(), round_id)
    authorise(current_actor(), Permission.VIEW_RANKING, round_)
    return round_


def _asked(lines: list[Line], round_: RoundView) -> dict[str, Any]:
    """Return the page of the ranking that was asked for, with the filter that is in the address."""
    track, outcome = request.args.get("track", ""), request.args.get("outcome", "")
    mark, text = request.args.get("mark", ""), request.args.get("q", "").strip()[:80]

    def keep(line: Line) -> bool:
        named = (line.entry.number, line.entry.title.zh, line.entry.title.en)
        return (
            (not track or line.entry.track_code == track)
            and (not outcome or line.outcome == outcome)
            and (mark not in MARKS or getattr(line, mark))
            and any(text.casefold() in name.casefold() for name in named)
        )

    book, number = rulebook(round_.season_id), request.args.get("page", 1, int)
    there = {line.outcome for line in lines}
    return {
        "book": book,
        "named": lambda code: section_name(code, book),
        "page": page_of(lines, queries.rule_of(round_), keep=keep, number=number),
        "tracks": [(code, l10n(book.track(code).name)) for code in sorted({_track(line) for line in lines})],
        "outcomes": [(kind.value, label(kind)) for kind in Outcome if kind in there],
        "wanted": {"track": track, "outcome": outcome, "mark": mark, "q": text},
        "entries": len(lines),
    }


def _track(line: Line) -> str:
    return line.entry.track_code


@blueprint.get("/rounds/<uuid:round_id>/ranking")
@requires(Permission.VIEW_RANKING)
def show(round_id: UUID) -> str:
    """Show the ranking: as it stands while the round runs, as it was fixed after."""
    round_ = _round(round_id)
    lines = queries.ranking_for(current_actor(), round_)
    oversees = policy.allows(current_actor(), Permission.VIEW_PROGRESS, round_)
    settled = round_.state in {RoundState.DECIDED, RoundState.PUBLISHED}
    hidden = hidden_tracks(current_actor(), round_)
    return render_template(
        "judging/ranking/show.html",
        **{**heading(round_, "ranking.show"), "outcome_tones": TONES},
        **_asked(lines, round_),
        settled=settled,
        vacancies=services.shown(services.vacancies(round_), lines)
        if settled and oversees and not hidden
        else [],
        hidden=bool(hidden),
        because=because,
        may_decide=policy.allows(current_actor(), Permission.DECIDE, round_) and not hidden,
        may_call=round_.state is RoundState.OPEN
        and policy.allows(current_actor(), Permission.ASSIGN_PANELS, round_)
        and any(line.wide for line in lines),
        calibration=find_run(round_id) if oversees and not hidden else None,
        sealed=queries.is_sealed(round_id),
        may_publish=policy.allows(current_actor(), Permission.PUBLISH, round_) and not hidden,
    )


@blueprint.get("/rounds/<uuid:round_id>/decide")
@requires(Permission.DECIDE)
def preview(round_id: UUID) -> str:
    """Show every decision before it is made; what is fixed is all of them, whichever page is open."""
    return _preview(round_id)


def _preview(round_id: UUID, error: str = "") -> str:
    round_ = _round(round_id)
    authorise(current_actor(), Permission.DECIDE, round_)
    ensure_impartial(current_actor(), round_)
    lines = queries.computed(round_)
    counts = {outcome: sum(line.outcome is outcome for line in lines) for outcome in Outcome}
    return render_template(
        "judging/ranking/preview.html",
        **{**heading(round_, "ranking.show"), "outcome_tones": TONES},
        **_asked(queries.in_order(lines), round_),
        counts={outcome: count for outcome, count in counts.items() if count},
        previewed=services.fingerprint(lines),
        because=because,
        spoken=queries.in_order(line for line in lines if line.panel),
        voting=is_voting(round_id),
        error=error,
        typed=request.form.get("answer", ""),
    )


@blueprint.post("/rounds/<uuid:round_id>/decide")
@requires(Permission.DECIDE)
def decide(round_id: UUID) -> BaseResponse | tuple[str, int]:
    """Fix the ranking as previewed."""
    try:
        made = services.decide(
            actor=current_actor(),
            round_id=round_id,
            previewed=request.form.get("previewed", ""),
            answer=request.form.get("answer", ""),
        )
    except Invalid as error:
        return _preview(round_id, field_messages(error).get("answer", "")), 422
    except DomainError as error:
        if error.status != 409:
            raise
        flash(describe(error.code, error.params), "warning")
        return redirect(url_for("ranking.preview", round_id=round_id), 303)
    flash(_("%(count)s decisions are fixed. Nothing is public yet.", count=made), "success")
    return redirect(url_for("ranking.show", round_id=round_id), 303)


@blueprint.post("/rounds/<uuid:round_id>/further-judges")
@requires(Permission.ASSIGN_PANELS)
def call_further_judges(round_id: UUID) -> BaseResponse:
    """Give the entries on which judges disagree widely a further judge."""
    try:
        given, due = disagreement.call_further_judges(actor=current_actor(), round_id=round_id)
    except DomainError as error:
        if error.status != 409:
            raise
        flash(describe(error.code, error.params), "warning")
    else:
        flash(_("%(given)s of %(due)s entries were given a further judge.", given=given, due=due), "success")
    return redirect(url_for("ranking.show", round_id=round_id, mark="wide"), 303)


@blueprint.post("/rounds/<uuid:round_id>/reopen")
@requires(Permission.DECIDE)
def reopen(round_id: UUID) -> BaseResponse:
    """Take the decisions back before publication."""
    try:
        services.reopen(actor=current_actor(), round_id=round_id)
    except DomainError as error:
        flash_refusal(error)
    else:
        flash(_("The decisions are taken back."), "success")
    return redirect(url_for("ranking.show", round_id=round_id), 303)


@blueprint.get("/rounds/<uuid:round_id>/ranking.xlsx")
@requires(Permission.VIEW_RANKING)
def export(round_id: UUID) -> Response:
    """Export the ranking with every number it was made from."""
    round_ = _round(round_id)
    book = rulebook(round_.season_id)
    columns = [
        *(_("Track"), _("Rank"), _("Number"), _("Project"), _("Valid sheets"), _("Mean")),
        *(_("Trimmed mean"), _("Calibrated"), _("Standard error"), _("Spread"), _("Final score")),
        *(
            _("Error of the final score"),
            _("Close to the cut"),
            _("Wide disagreement"),
            _("Outcome"),
            _("Why"),
        ),
        _("How the score came about"),
    ]
    rows = [
        (
            l10n(book.track(line.entry.track_code).name),
            line.rank,
            line.entry.number,
            l10n(line.entry.title),
            line.sheets,
            line.mean,
            line.trimmed,
            line.calibrated,
            line.stderr,
            line.spread,
            line.score,
            line.score_stderr,
            _("yes") if line.straddles else "",
            _("yes") if line.wide else "",
            label(line.outcome),
            because(line.because),
            because(line.basis) if line.basis else "",
        )
        for line in queries.ranking_for(current_actor(), round_)
    ]
    return spreadsheet(f"ranking-{round_.stage_code}", columns, rows)

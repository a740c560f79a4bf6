"""The office's pages of a ranking: as it stands, preview, decision, vacancies; export for auditors."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from contest.kernel.access import authorise, policy
from contest.kernel.errors import DomainError, Invalid
from contest.kernel.paging import Page
from contest.seasons.queries import rulebook
from contest.standings.domain import Outcome
from contest.standings.texts import TONES
from contest.web.errors import describe, field_messages
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n, label
from contest.web.sheets import spreadsheet
from judging.calibration.queries import RunView, find_run
from judging.conflicts.queries import ensure_impartial
from judging.permissions import Permission
from judging.ranking import disagreement, presentation, queries, services
from judging.ranking.panel import is_voting
from judging.ranking.presentation import Section, because, page_from, page_of, section_name
from judging.ranking.queries import Line, Narrowing
from judging.rounds.domain import RoundState
from judging.rounds.queries import RoundView, get_round
from judging.rounds.views.blueprint import heading, told

blueprint = Blueprint("ranking", __name__)
MARKS = ("straddles", "wide")


def _round(round_id: UUID) -> RoundView:
    round_ = get_round(current_actor(), round_id)
    authorise(current_actor(), Permission.VIEW_RANKING, round_)
    return round_


def _wanted() -> Narrowing:
    mark = request.args.get("mark", "")
    return Narrowing(
        track=request.args.get("track", ""),
        outcome=request.args.get("outcome", ""),
        mark=mark if mark in MARKS else "",
        text=request.args.get("q", "").strip()[:80],
    )


def _asked(lines: list[Line], round_: RoundView) -> dict[str, Any]:
    """Return the page of the ranking that was asked for, with the filter that is in the address."""
    wanted = _wanted()

    def keep(line: Line) -> bool:
        named = (line.entry.number, line.entry.title.zh, line.entry.title.en)
        return (
            (not wanted.track or line.entry.track_code == wanted.track)
            and (not wanted.outcome or line.outcome == wanted.outcome)
            and (not wanted.mark or getattr(line, wanted.mark))
            and any(wanted.text.casefold() in name.casefold() for name in named)
        )

    page = page_of(lines, queries.rule_of(round_), keep=keep, number=request.args.get("page", 1, int))
    there = {line.outcome for line in lines}
    return _shown(round_, page, len(lines), {line.entry.track_code for line in lines}, there)


def _listed(round_: RoundView, reader: queries.Reader) -> tuple[dict[str, Any], bool]:
    """Return the same, read from the lines that are kept; and whether judges disagree widely on any."""
    found = queries.listed(
        round_, reader, _wanted(), number=request.args.get("page", 1, int), size=presentation.SIZE
    )
    page = page_from(found, queries.rule_of(round_))
    tracks = {code for one in found.sections for code in one.tracks}
    there = {outcome for one in found.sections for outcome in one.outcomes}
    entries = sum(one.entries for one in found.sections)
    return _shown(round_, page, entries, tracks, there), any(one.wide for one in found.sections)


def _shown(
    round_: RoundView, page: Page[Section], entries: int, tracks: set[str], there: set[Outcome]
) -> dict[str, Any]:
    book, wanted = rulebook(round_.season_id), _wanted()
    return {
        "book": book,
        "named": lambda code: section_name(code, book),
        "page": page,
        "tracks": [(code, l10n(book.track(code).name)) for code in sorted(tracks)],
        "outcomes": [(kind.value, label(kind)) for kind in Outcome if kind in there],
        "wanted": {"track": wanted.track, "outcome": wanted.outcome, "mark": wanted.mark, "q": wanted.text},
        "entries": entries,
    }


@blueprint.get("/rounds/<uuid:round_id>/ranking")
@requires(Permission.VIEW_RANKING)
def show(round_id: UUID) -> str:
    """Show the ranking: as it stands while the round runs, as it was fixed after.

    What is decided, and what was stored of a large round, is paged by the database. Whoever is tied to an entry reads
    lines computed anew: when they were stored would tell that somebody handed in a sheet.
    """
    round_, actor = _round(round_id), current_actor()
    reader = queries.reader_of(actor, round_)
    settled = round_.state in {RoundState.DECIDED, RoundState.PUBLISHED}
    stored = None if settled or reader.is_tied else queries.find_stored(round_)
    if settled or (stored and (stored.fresh or stored.entries > queries.LIVE)):
        asked, wide = _listed(round_, reader)
    else:
        lines, stored = queries.ranking_for(actor, round_), None
        asked, wide = _asked(lines, round_), any(line.wide for line in lines)
    hidden = reader.is_tied
    left = settled and reader.oversees and not hidden and queries.somebody_left(round_id)
    return render_template(
        "judging/ranking/show.html",
        **{**heading(round_, "ranking.show"), "outcome_tones": TONES},
        **asked,
        settled=settled,
        stored=stored,
        vacancies=services.shown(services.vacancies(round_), queries.fixed(round_id)) if left else [],
        hidden=hidden,
        because=because,
        may_decide=policy.allows(actor, Permission.DECIDE, round_) and not hidden,
        may_call=wide
        and round_.state is RoundState.OPEN
        and policy.allows(actor, Permission.ASSIGN_PANELS, round_),
        calibration=_calibration(round_id, stored, settled) if reader.oversees and not hidden else None,
        sealed=queries.is_sealed(round_id),
        may_publish=policy.allows(actor, Permission.PUBLISH, round_) and not hidden,
    )


def _calibration(round_id: UUID, stored: queries.Stored | None, settled: bool) -> RunView | None:
    """Return the round's calibration; whether it is up to date is known where lines were stored, and moot later."""
    return find_run(round_id, state="" if settled else stored.sheets_state if stored else None)


@blueprint.get("/rounds/<uuid:round_id>/decide")
@requires(Permission.DECIDE)
def preview(round_id: UUID) -> str:
    """Show every decision before it is made; what is fixed is all of them, whichever page is open."""
    return _preview(round_id)


def _preview(round_id: UUID, error: str = "") -> str:
    round_ = _round(round_id)
    authorise(current_actor(), Permission.DECIDE, round_)
    ensure_impartial(current_actor(), round_)
    lines = queries.as_it_stands(round_)
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
        if request.form.get(
            "answer", ""
        ).strip():  # what was typed stays, beside the ranking as it stands now
            return _preview(round_id), 409
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
    with told(_("The decisions are taken back.")):
        services.reopen(actor=current_actor(), round_id=round_id)
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

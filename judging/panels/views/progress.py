"""What is there and what is missing, opening the round, and how far the judges are."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from contest.kernel import clock
from contest.kernel.paging import sliced
from contest.seasons.queries import rulebook
from contest.web.forms import seen_version
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n, label
from judging.conflicts.queries import hidden_entries
from judging.panels import queries, services
from judging.panels.queries import Gap
from judging.panels.views.blueprint import Page, blueprint, round_for
from judging.permissions import Permission
from judging.rounds.domain import GapCode, RoundState
from judging.rounds.queries import RoundView
from judging.rounds.views.blueprint import allowed, heading, told

PAGE_OF = {
    GapCode.RUBRIC: "rounds.rubric",
    GapCode.ADVANCE: "rounds.edit",
    GapCode.JUDGES: "judges.of_round",
    GapCode.PANELS: "panels.of_round",
    GapCode.CONFLICTS: "panels.of_round",
}


def _detail(gap: Gap) -> str:
    words = {
        GapCode.RUBRIC: _("%(count)s criteria", count=gap.count),
        GapCode.ADVANCE: "",
        GapCode.ENTRIES: _("%(count)s entries", count=gap.count),
        GapCode.JUDGES: _("%(count)s accepted, at least %(of)s needed", count=gap.count, of=gap.of),
        GapCode.PANELS: _("%(count)s of %(of)s entries have all their judges", count=gap.count, of=gap.of),
        GapCode.CONFLICTS: _("%(count)s assignments in conflict or recused", count=gap.count),
    }
    return str(words[gap.code])


def _line(gap: Gap, round_: RoundView) -> dict[str, Any]:
    endpoint = PAGE_OF.get(gap.code)
    return {
        "label": label(gap.code),
        "state": "satisfied" if gap.met else "unmet",
        "detail": _detail(gap),
        "url": url_for(endpoint, round_id=round_.id) if endpoint and not gap.met else None,
    }


@blueprint.get("/rounds/<uuid:round_id>/readiness")
@requires(Permission.VIEW_PROGRESS)
def readiness(round_id: UUID) -> str:
    """Show what is there and what is missing (fragment)."""
    round_ = round_for(round_id, Permission.VIEW_PROGRESS)
    found = queries.readiness(round_, hidden_entries(current_actor(), round_))
    return render_template(
        "judging/panels/_readiness.html",
        round=round_,
        found=found,
        lines=[_line(gap, round_) for gap in found.gaps],
        over=clock.now() >= round_.closes_at,
        may_edit=allowed(Permission.EDIT_ROUND, round_),
    )


@blueprint.post("/rounds/<uuid:round_id>/open")
@requires(Permission.EDIT_ROUND)
def open_round(round_id: UUID) -> Page:
    """Open a draft for scoring."""
    with told(_("The round is open: judges can score inside its window.")):
        services.open_round(actor=current_actor(), round_id=round_id, version=seen_version())
    return redirect(url_for("rounds.show", round_id=round_id), 303)


@blueprint.get("/rounds/<uuid:round_id>/progress")
@requires(Permission.VIEW_PROGRESS)
def progress(round_id: UUID) -> str:
    """Show how far each judge and each track is."""
    round_ = round_for(round_id, Permission.VIEW_PROGRESS)
    book = rulebook(round_.season_id)
    words = request.args.get("q", "").strip()[:80].casefold()
    found = queries.progress_of(current_actor(), round_id)
    judges = [
        line
        for line in found.judges
        if any(words in name.casefold() for name in (line.name.zh, line.name.en))
    ]
    return render_template(
        "judging/panels/progress.html",
        **heading(round_, "panels.progress"),
        found=found,
        fit=queries.fit_report(current_actor(), round_id),
        may_assign=allowed(Permission.ASSIGN_PANELS, round_) and round_.state is RoundState.OPEN,
        page=sliced(judges, number=request.args.get("page", 1, int)),
        tracks=[(l10n(book.track(line.track_code).name), line) for line in found.tracks],
        words=request.args.get("q", ""),
        now=clock.now(),
    )

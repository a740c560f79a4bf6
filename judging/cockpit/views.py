"""The cockpit of a round, and the reminder it offers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from contest.kernel import clock
from contest.kernel.access import authorise
from contest.kernel.errors import DomainError, FieldError, Invalid
from contest.kernel.ties import veils
from contest.seasons.queries import rulebook
from contest.web.guards import current_actor, requires
from contest.web.htmx import is_htmx
from contest.web.i18n import l10n
from judging.calibration.queries import find_run, judges_of
from judging.calibration.views import picture_of
from judging.cockpit import queries, services
from judging.cockpit.domain import Columns, Group, coverage, distribution, share
from judging.cockpit.queries import Progress
from judging.permissions import Permission
from judging.ranking.presentation import section_name
from judging.ranking.queries import Reader, reader_of, rivals_of
from judging.rounds.domain import RoundState
from judging.rounds.queries import RoundView, get_round
from judging.rounds.views.blueprint import allowed, flash_refusal, heading
from judging.scoring.queries import waiting_reopenings

blueprint = Blueprint("cockpit", __name__)
MOST = 10  # judges in the list of those with most left


def _round(round_id: UUID, permission: Permission) -> RoundView:
    round_ = get_round(current_actor(), round_id)
    authorise(current_actor(), permission, round_)
    return round_


@blueprint.get("/rounds/<uuid:round_id>/cockpit")
@requires(Permission.VIEW_PROGRESS)
def show(round_id: UUID) -> str:
    """Show everything that is to be watched while a round is judged; htmx asks for the figures alone."""
    round_ = _round(round_id, Permission.VIEW_PROGRESS)
    actor, book = current_actor(), rulebook(round_.season_id)
    figures = _figures(round_)
    if is_htmx():
        return render_template("judging/cockpit/_live.html", round=round_, **figures)
    reader = reader_of(actor, round_)
    watch = queries.watch_of(actor, round_, reader)
    totals = queries.scores_of(round_, veils.subjects(actor), rivals_of(round_, reader.tied))
    return render_template(
        "judging/cockpit/show.html",
        **heading(round_, "cockpit.show"),
        **figures,
        watch=watch,
        hidden=reader.is_tied,
        named=lambda code: section_name(code, book),
        scores=_columns(distribution(totals), _("Score sheets")),
        severity=_severity(round_, reader, watch.sheets_state),
    )


def _figures(round_: RoundView) -> dict[str, Any]:
    """Return what is renewed while one looks."""
    subjects, book = veils.subjects(current_actor()), rulebook(round_.season_id)
    progress = queries.progress_of(round_, subjects)
    judges = queries.judges_left(round_.id, subjects)
    covered = queries.coverage_of(round_, subjects)
    now = clock.now()
    is_open = round_.state is RoundState.OPEN
    return {
        "progress": progress,
        "percent": share(progress.submitted, progress.assigned),
        "parts": _named(progress, book),
        "judges": judges,
        "most_left": judges.of(Group.LEFT)[:MOST],
        "covered": covered,
        "coverage": _columns(coverage(covered.by_sheets), _("Entries")),
        "reopenings": waiting_reopenings(round_.id, subjects),
        "overdue": now >= round_.closes_at and progress.submitted < progress.assigned,
        "is_open": is_open and now < round_.closes_at,
        "now": now,
        "may_remind": is_open and now < round_.closes_at and allowed(Permission.ASSIGN_PANELS, round_),
        "may_reopen": allowed(Permission.REOPEN_SHEET, round_),
    }


def _named(progress: Progress, book: Any) -> list[tuple[str, list[tuple[str, Any]]]]:
    tracks = {row.code: l10n(row.name) for row in book.tracks}
    zones = {row.code: l10n(row.name) for row in book.zones}
    return [
        (_("By track"), [(tracks.get(one.code, one.code), one) for one in progress.tracks]),
        (_("By zone"), [(zones.get(one.code, one.code), one) for one in progress.zones]),
    ]


def _columns(found: Columns, name: str) -> dict[str, Any] | None:
    if not found.labels:
        return None
    return {
        "labels": list(found.labels),
        "series": [{"name": name, "values": list(found.values)}],
        "unit": "",
    }


def _severity(round_: RoundView, reader: Reader, state: str | None) -> dict[str, Any] | None:
    """Return the picture of the judges' severities; none for whoever is tied: it tells of every sheet."""
    if reader.is_tied:
        return None
    run = find_run(round_.id, state=state or "")
    return picture_of(judges_of(run.id)) if run else None


@blueprint.get("/rounds/<uuid:round_id>/reminder")
@requires(Permission.ASSIGN_PANELS)
def preview(round_id: UUID) -> str:
    """Show whom a reminder would reach, and what it says."""
    round_ = _round(round_id, Permission.ASSIGN_PANELS)
    group = _group(request.args.get("group", Group.LEFT))
    waiting, lately = services.to_remind(current_actor(), round_, group)
    return render_template(
        "judging/cockpit/reminder.html",
        **heading(round_, "cockpit.show"),
        group=group,
        groups=list(Group),
        waiting=waiting,
        lately=lately,
        previewed=",".join(str(one.judge_id) for one in waiting),
        is_open=round_.state is RoundState.OPEN and clock.now() < round_.closes_at,
    )


@blueprint.post("/rounds/<uuid:round_id>/reminder")
@requires(Permission.ASSIGN_PANELS)
def remind(round_id: UUID) -> Response:
    """Send the reminder as previewed."""
    _round(round_id, Permission.ASSIGN_PANELS)
    group = _group(request.form.get("group", ""))
    try:
        told = services.remind(
            actor=current_actor(),
            round_id=round_id,
            group=group,
            previewed=_keys(request.form.get("judges", "")),
        )
    except DomainError as error:
        flash_refusal(error)
    else:
        flash(ngettext("%(num)d judge was reminded.", "%(num)d judges were reminded.", told), "success")
    return redirect(url_for("cockpit.show", round_id=round_id), 303)


def _group(raw: str) -> Group:
    if raw not in set(Group):
        raise Invalid(FieldError("group", "invalid_choice"))
    return Group(raw)


def _keys(raw: str) -> set[UUID]:
    found = set()
    for text in raw.split(","):
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found

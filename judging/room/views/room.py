"""The room: entries close to the cut with the sheets side by side, and the panel's word on one of them."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.errors import DomainError, NotFound
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from judging.permissions import Permission
from judging.ranking.domain import Advice
from judging.ranking.panel import versions_of
from judging.ranking.queries import Line
from judging.room import queries, services
from judging.room.domain import RoomChanged, equals_of
from judging.room.forms import DecisionForm, keys, named
from judging.room.views.blueprint import Page, blueprint, furnished, room_of
from judging.rounds.domain import RoundState
from judging.rounds.queries import RoundView

ROOM = "/rounds/<uuid:round_id>/room"
ENTRY = f"{ROOM}/entries/<uuid:entry_id>"


def is_open(round_: RoundView) -> bool:
    """Say whether there is something to see: scoring has ended."""
    return queries.in_session(round_) or round_.state in (RoundState.DECIDED, RoundState.PUBLISHED)


@blueprint.get(ROOM)
@requires(Permission.VIEW_ROOM)
def of_round(round_id: UUID) -> str:
    """Show one section at a time: what stands close to its cut, each judge's score, what was recorded, the votes."""
    actor, round_ = current_actor(), room_of(round_id)
    lines = queries.room_lines(actor, round_) if is_open(round_) else []
    found = queries.discussed(round_, lines)
    asked = request.args.get("section", "")
    chosen = next((one for one in found if one.section == asked), found[0] if found else None)
    shown = chosen.lines if chosen else ()
    seen = {line.section for line in lines}
    return render_template(
        "judging/room/of_round.html",
        **furnished(round_),
        opened=is_open(round_),
        hidden=is_open(round_) and bool(queries.tied_entries(actor, round_)),
        sections=found,
        chosen=chosen,
        sheets=queries.sheets_on(round_id, [line.entry.id for line in shown]),
        ballots=[one for one in queries.ballots_of_round(round_id) if one.section in seen],
    )


@blueprint.get(ENTRY)
@requires(Permission.VIEW_ROOM)
def entry(round_id: UUID, entry_id: UUID) -> str:
    """Show one entry's sheets side by side, what was recorded, and the form to record."""
    return _entry(room_of(round_id), entry_id)


def _entry(round_: RoundView, entry_id: UUID, form: DecisionForm | None = None) -> str:
    lines = _lines(round_)
    line = _line(lines, entry_id)
    form = form or _form(round_, lines, line)
    history = versions_of(round_.id, entry_id)
    everyone = {judge for one in history for judge in one.present}
    return render_template(
        "judging/room/entry.html",
        **furnished(round_),
        line=line,
        sheets=queries.sheets_on(round_.id, [entry_id]).get(entry_id, []),
        criteria=round_.criteria_for(line.entry.track_code, line.entry.group_code),
        history=history,
        people=queries.named_judges(everyone),
        equals=equals_of(lines, line),
        form=form,
    )


def _form(round_: RoundView, lines: list[Line], line: Line) -> DecisionForm:
    """Return the form, the panel of the whole section to choose from: who took part before stays ticked."""
    form, before = DecisionForm(), line.panel
    of_section = [one for one in lines if one.section == line.section]
    near = {one.entry.id for part in queries.discussed(round_, of_section) for one in part.lines}
    members = queries.members_of(round_.id, near | {line.entry.id})
    earlier = queries.named_judges(before.present) if before else {}
    form.offer(named({**earlier, **members}), before)
    return form


def _line(lines: list[Line], entry_id: UUID) -> Line:
    found = next((one for one in lines if one.entry.id == entry_id), None)
    if found is None:
        raise NotFound(kind="entry")
    return found


def _lines(round_: RoundView) -> list[Line]:
    return queries.room_lines(current_actor(), round_) if is_open(round_) else []


@blueprint.post(f"{ENTRY}/decision")
@requires(Permission.LEAD_ROOM)
def record(round_id: UUID, entry_id: UUID) -> Page:
    """Record what the panel thinks of an entry."""
    round_ = room_of(round_id, Permission.LEAD_ROOM)
    lines = _lines(round_)
    form = _form(round_, lines, _line(lines, entry_id))
    if form.validate():
        try:
            services.record_decision(
                actor=current_actor(),
                round_id=round_id,
                entry_id=entry_id,
                version=form.seen(),
                advice=Advice(form.advice.data),
                place=form.place.data,
                reason=form.reason.data,
                present=keys(form.present.data),
            )
        except DomainError as error:
            if error.status in (401, 403, 404):
                raise
            show_errors(form, error)
            if isinstance(
                error, RoomChanged
            ):  # the page that says so shows the latest: what was typed may follow it
                latest = versions_of(round_id, entry_id)
                form.version.data = str(latest[0].version if latest else 0)
        else:
            flash(_("Recorded. Whoever decides the round sees it beside the scores."), "success")
            return _back(round_id, entry_id)
    return _entry(round_, entry_id, form), 422


def _back(round_id: UUID, entry_id: UUID) -> Response:
    return redirect(url_for("room.entry", round_id=round_id, entry_id=entry_id), 303)

"""One entry beside its sheet: saved field by field, submitted, reopened, or stepped back from."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from contest.kernel import clock
from contest.kernel.errors import DomainError, FieldError, Invalid, StaleVersion
from contest.seasons.queries import rulebook
from contest.web.errors import describe, field_messages
from contest.web.forms import seen_version
from contest.web.guards import current_actor, requires
from judging.panels.states import AssignmentState
from judging.permissions import Permission
from judging.rounds.domain import FeedbackWhen, Resubmit, RoundState
from judging.rounds.queries import get_round
from judging.rubrics.domain import NOTE
from judging.scoring import queries, services
from judging.scoring.domain import MARK, AssignmentEnded, SheetState
from judging.scoring.presentation import reading_of
from judging.scoring.queries import QueueItem
from judging.scoring.views.blueprint import Page, blueprint

# So long a pressed submit can be taken back, on the device; none when the round is about to close.
UNDO_SECONDS = 6


@blueprint.get("/judging/assignments/<uuid:assignment_id>")
@requires(Permission.JUDGE)
def sheet(assignment_id: UUID) -> str:
    """Show one entry beside its sheet; once the round is published, the sheet alone."""
    item = queries.get_assignment(current_actor(), assignment_id)
    if item.assignment_state is not AssignmentState.ASSIGNED:
        raise AssignmentEnded()
    return _sheet_page(item)


def _sheet_page(
    item: QueueItem, errors: dict[str, str] | None = None, typed: dict[str, Any] | None = None
) -> str:
    judged = get_round(current_actor(), item.round_id)
    book = rulebook(judged.season_id)
    now = clock.now()
    others = queries.queue(current_actor(), round_id=item.round_id)
    open_ = judged.state is RoundState.OPEN and judged.opens_at <= now < judged.closes_at
    locked = item.state is SheetState.SUBMITTED and judged.resubmit is Resubmit.NEVER
    first = item.state is SheetState.TODO and judged.training_required
    untrained = first and not queries.is_trained(item)
    values = {f"{MARK}{code}": format(mark, "f") for code, mark in item.marks.items()}
    values |= {f"{NOTE}{code}": text for code, text in item.notes.items()} | {"comment": item.comment}
    return render_template(
        "judging/scoring/sheet.html",
        item=item,
        round=judged,
        reading=reading_of(item, book),
        peers=queries.peers_of(judged, item),
        reopening=item.state is SheetState.SUBMITTED and queries.pending_reopening(item.assignment_id),
        reopenable=open_ and locked,
        told=judged.feedback.when is not FeedbackWhen.NEVER and judged.feedback.comments,
        viewer=current_actor().name,
        undo_seconds=UNDO_SECONDS,
        track=book.track(item.track_code),
        criteria=judged.criteria_for(item.track_code, item.group_code),
        values=values | (typed or {}),
        errors=errors or {},
        writable=open_ and not locked and not untrained,
        untrained=untrained,
        now=now,
        left=queries.left_of(others),
        total=len(others),
        following=_following(others, item),
        previous=_previous(others, item),
    )


def _previous(others: list[QueueItem], item: QueueItem) -> QueueItem | None:
    """Return the sheet before this one in the queue, submitted or not."""
    ids = [other.assignment_id for other in others]
    place = ids.index(item.assignment_id) if item.assignment_id in ids else 0
    return others[place - 1] if place > 0 else None


def _following(others: list[QueueItem], item: QueueItem) -> QueueItem | None:
    """Return the next sheet that is not submitted, after this one and then from the start."""
    ids = [other.assignment_id for other in others]
    place = ids.index(item.assignment_id) if item.assignment_id in ids else -1
    for other in [*others[place + 1 :], *others[: max(place, 0)]]:
        if other.state is not SheetState.SUBMITTED:
            return other
    return None


@blueprint.patch("/judging/assignments/<uuid:assignment_id>/draft")
@requires(Permission.JUDGE)
def save_field(assignment_id: UUID) -> dict[str, Any]:
    """Save one field of the draft as the judge types."""
    field, value, version = _field_of(request.get_json(silent=True))
    saved = services.save_field(
        actor=current_actor(), assignment_id=assignment_id, version=version, field=field, value=value
    )
    return {"version": saved.version, "saved_at": saved.updated_at.isoformat()}


def _field_of(sent: Any) -> tuple[str, str, int]:
    """Return field, value and version of what the page's script sent; raise Invalid for anything else."""
    if isinstance(sent, dict):
        field, value, version = sent.get("field"), sent.get("value") or "", sent.get("version", 0)
        if isinstance(field, str) and isinstance(value, str | int | float) and isinstance(version, int):
            return field, str(value), version
    raise Invalid(FieldError("field", "not_accepted"))


@blueprint.put("/judging/assignments/<uuid:assignment_id>/sheet")
@requires(Permission.JUDGE)
def send(assignment_id: UUID) -> dict[str, Any]:
    """Submit the sheet as the page's script sends it: once, however often it is sent (`key`)."""
    actor = current_actor()
    item = queries.get_assignment(actor, assignment_id)
    sent = _sheet_of(request.get_json(silent=True))
    saved = services.save_sheet(actor=actor, assignment_id=assignment_id, submit=True, **sent)
    following = _following(queries.queue(actor, round_id=item.round_id), item)
    place = url_for("scoring.desk")
    if following is not None:
        place = url_for("scoring.sheet", assignment_id=following.assignment_id)
    submitted_at = saved.submitted_at.isoformat() if saved.submitted_at else None
    return {"version": saved.version, "submitted_at": submitted_at, "number": item.number, "next": place}


def _sheet_of(sent: Any) -> dict[str, Any]:
    """Return what the page's script sent as the service takes it; raise Invalid for anything else."""
    if isinstance(sent, dict):
        version, key, fields = sent.get("version"), sent.get("key"), sent.get("fields")
        sound = isinstance(version, int) and isinstance(key, str) and 0 < len(key) <= 80
        if sound and isinstance(fields, dict) and all(isinstance(one, str) for one in fields.values()):
            return {**_parts(fields), "version": version, "client_key": key}
    raise Invalid(FieldError("fields", "not_accepted"))


def _parts(fields: dict[str, str]) -> dict[str, Any]:
    """Return the fields of the page by what they are of: marks, comments on criteria, the comment on the whole."""
    return {
        "marks": {name.removeprefix(MARK): text for name, text in fields.items() if name.startswith(MARK)},
        "notes": {name.removeprefix(NOTE): text for name, text in fields.items() if name.startswith(NOTE)},
        "comment": fields.get("comment", ""),
    }


@blueprint.post("/judging/assignments/<uuid:assignment_id>")
@requires(Permission.JUDGE)
def submit(assignment_id: UUID) -> Page:
    """Submit the sheet as it is on the page, then go to the next one."""
    actor = current_actor()
    item = queries.get_assignment(actor, assignment_id)
    typed = {
        name: value
        for name, value in request.form.items()
        if name.startswith((MARK, NOTE)) or name == "comment"
    }
    try:
        services.save_sheet(
            actor=actor,
            assignment_id=assignment_id,
            version=seen_version(),
            **_parts(typed),
            submit=True,
        )
    except Invalid as error:
        return _sheet_page(item, field_messages(error), typed), 422
    except StaleVersion as error:
        flash(
            _("This sheet was changed elsewhere. Below are your marks; submit again to keep them."), "warning"
        )
        fresh = queries.get_assignment(actor, assignment_id)
        return _sheet_page(fresh, {}, typed), error.status
    following = _following(queries.queue(actor, round_id=item.round_id), item)
    flash(_("%(number)s is submitted.", number=item.number), "success")
    if following is None:
        return redirect(url_for("scoring.desk"), 303)
    return redirect(url_for("scoring.sheet", assignment_id=following.assignment_id), 303)


@blueprint.post("/judging/assignments/<uuid:assignment_id>/recuse")
@requires(Permission.JUDGE)
def recuse(assignment_id: UUID) -> Page:
    """Step back from an entry."""
    actor = current_actor()
    item = queries.get_assignment(actor, assignment_id)
    try:
        services.recuse(actor=actor, assignment_id=assignment_id, reason=request.form.get("reason", ""))
    except Invalid as error:
        return _sheet_page(item, field_messages(error)), 422
    except DomainError as error:
        flash(describe(error.code, error.params), "warning")
    else:
        flash(
            _("You stepped back from %(number)s. The office finds another judge.", number=item.number),
            "success",
        )
    return redirect(url_for("scoring.desk"), 303)


@blueprint.post("/judging/assignments/<uuid:assignment_id>/reopening")
@requires(Permission.JUDGE)
def ask_reopening(assignment_id: UUID) -> Page:
    """Ask for the own submitted sheet to be opened again."""
    actor = current_actor()
    item = queries.get_assignment(actor, assignment_id)
    try:
        services.ask_reopening(
            actor=actor, assignment_id=assignment_id, reason=request.form.get("reopening_reason", "")
        )
    except Invalid as error:
        return _sheet_page(item, {"reopening_reason": field_messages(error)["reason"]}), 422
    except DomainError as error:
        flash(describe(error.code, error.params), "warning")
    else:
        flash(_("The office is asked. You are told when it has answered."), "success")
    return redirect(url_for("scoring.sheet", assignment_id=assignment_id), 303)

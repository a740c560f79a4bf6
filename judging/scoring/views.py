"""The judge's desk: the queue, one entry beside its sheet, recusal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from contest.kernel import clock
from contest.kernel.errors import DomainError, FieldError, Invalid, NotFound, StaleVersion
from contest.projects.downloads import file_response
from contest.projects.presentation import sections
from contest.projects.queries import FileView, get_submission, submitted_files
from contest.seasons.queries import rulebook
from contest.web.errors import describe, field_messages
from contest.web.guards import current_actor, requires
from judging.panels.states import AssignmentState
from judging.permissions import Permission
from judging.rounds.domain import Resubmit, RoundState
from judging.rounds.queries import get_round
from judging.scoring import queries, services
from judging.scoring.domain import MARK, NAMING_FIELDS, AssignmentEnded, SheetState
from judging.scoring.queries import QueueItem
from judging.scoring.texts import TONES

blueprint = Blueprint("scoring", __name__)


@blueprint.get("/judging/desk")
@requires(Permission.JUDGE)
def desk() -> str:
    """Show what the judge has to score: what is left first."""
    items = queries.queue(current_actor())
    rounds: dict[UUID, list[QueueItem]] = {}
    for item in items:
        rounds.setdefault(item.round_id, []).append(item)
    return render_template(
        "judging/scoring/desk.html",
        rounds=list(rounds.values()),
        tones=TONES,
        now=clock.now(),
        left=queries.left_of,
    )


@blueprint.get("/judging/assignments/<uuid:assignment_id>")
@requires(Permission.JUDGE)
def sheet(assignment_id: UUID) -> str:
    """Show one entry beside its sheet, as long as it is the judge's to score."""
    item = queries.get_assignment(current_actor(), assignment_id)
    if item.assignment_state is not AssignmentState.ASSIGNED:
        raise AssignmentEnded()
    return _sheet_page(item)


def _sheet_page(
    item: QueueItem, errors: dict[str, str] | None = None, typed: dict[str, Any] | None = None
) -> str:
    judged = get_round(current_actor(), item.round_id)
    submission = get_submission(item.submission_id) if item.submission_id else None
    fields = submission.content.get("fields", {}) if submission else {}
    if judged.blind:
        fields = {code: value for code, value in fields.items() if code not in NAMING_FIELDS}
    book = rulebook(judged.season_id)
    now = clock.now()
    others = queries.queue(current_actor(), round_id=item.round_id)
    open_ = judged.state is RoundState.OPEN and judged.opens_at <= now < judged.closes_at
    locked = item.state is SheetState.SUBMITTED and judged.resubmit is Resubmit.NEVER
    values = {f"{MARK}{code}": format(mark, "f") for code, mark in item.marks.items()} | {
        "comment": item.comment
    }
    return render_template(
        "judging/scoring/sheet.html",
        item=item,
        round=judged,
        sections=sections(fields, book),
        files=submitted_files(submission) if submission and not judged.blind else [],
        track=book.track(item.track_code),
        values=values | (typed or {}),
        errors=errors or {},
        writable=open_ and not locked,
        now=now,
        left=queries.left_of(others),
        total=len(others),
        following=_following(others, item),
    )


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


@blueprint.post("/judging/assignments/<uuid:assignment_id>")
@requires(Permission.JUDGE)
def submit(assignment_id: UUID) -> BaseResponse | tuple[str, int]:
    """Submit the sheet as it is on the page, then go to the next one."""
    actor = current_actor()
    item = queries.get_assignment(actor, assignment_id)
    typed = {
        name: value for name, value in request.form.items() if name.startswith(MARK) or name == "comment"
    }
    try:
        services.save_sheet(
            actor=actor,
            assignment_id=assignment_id,
            version=request.form.get("version", 0, int),
            marks={name.removeprefix(MARK): value for name, value in typed.items() if name.startswith(MARK)},
            comment=typed.get("comment", ""),
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
def recuse(assignment_id: UUID) -> BaseResponse | tuple[str, int]:
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


@blueprint.get("/judging/assignments/<uuid:assignment_id>/files/<uuid:file_id>")
@requires(Permission.JUDGE)
def file(assignment_id: UUID, file_id: UUID) -> Response:
    """Send a handed-in file of an assigned entry, shown in the page where it is a PDF."""
    found = _file(queries.get_assignment(current_actor(), assignment_id), file_id)
    inline = found.is_pdf and request.args.get("view") == "1"
    return file_response(current_app.extensions["storage"], found, inline=inline)


def _file(item: QueueItem, file_id: UUID) -> FileView:
    # Whoever stepped back has no business with the files any more; a blind round gives none to anybody.
    withheld = item.assignment_state is not AssignmentState.ASSIGNED
    withheld = withheld or get_round(current_actor(), item.round_id).blind
    if item.submission_id is not None and not withheld:
        for found in submitted_files(get_submission(item.submission_id)):
            if found.id == file_id:
                return found
    raise NotFound(kind="file")


@blueprint.get("/desk/judging")
@requires(Permission.JUDGE)
def panel() -> str:
    """The judge's part of the desk (fragment)."""
    items = queries.queue(current_actor(), open_only=True)
    first = next((item for item in items if item.state is not SheetState.SUBMITTED), None)
    return render_template(
        "judging/scoring/_panel.html", items=items, left=queries.left_of(items), first=first, now=clock.now()
    )

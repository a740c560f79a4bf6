"""The judge's desk: the queue, one entry beside its sheet, recusal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from contest.entries.queries import get_entry, judged_before
from contest.kernel import clock
from contest.kernel.errors import DomainError, FieldError, Invalid, NotFound, StaleVersion
from contest.kernel.paging import sliced
from contest.projects.downloads import file_response
from contest.projects.presentation import changed_since, handed_in
from contest.projects.queries import FileView, SubmissionView, get_submission, submitted_files
from contest.seasons.domain import Rulebook
from contest.seasons.queries import rulebook
from contest.web.errors import describe, field_messages
from contest.web.guards import current_actor, requires
from judging.panels.states import AssignmentState
from judging.permissions import Permission
from judging.rounds.domain import Resubmit, RoundState
from judging.rounds.queries import get_round
from judging.rubrics.domain import NOTE
from judging.scoring import queries, services
from judging.scoring.domain import (
    MARK,
    AssignmentEnded,
    ReadingEnded,
    SheetState,
    may_read,
)
from judging.scoring.queries import QueueItem
from judging.scoring.texts import TONES

blueprint = Blueprint("scoring", __name__)
PAGE = 20


@blueprint.get("/judging/desk")
@requires(Permission.JUDGE)
def desk() -> str:
    """Show one round of the judge at a time: what is left, or what is submitted."""
    rounds = queries.desk_of(queries.queue(current_actor()))
    asked = request.args.get("round", type=UUID)
    chosen = next((one for one in rounds if one.round_id == asked), None)
    # Without a choice: where there is work, else the first.
    chosen = chosen or next((one for one in rounds if one.open and one.left), next(iter(rounds), None))
    done = chosen is not None and (request.args.get("show") == "submitted" or not chosen.left)
    return render_template(
        "judging/scoring/desk.html",
        rounds=rounds,
        chosen=chosen,
        done=done,
        page=sliced(
            (chosen.submitted if done else chosen.left) if chosen else (),
            number=request.args.get("page", 1, int),
            size=PAGE,
        ),
        tones=TONES,
        now=clock.now(),
    )


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
    reading = may_read(item.assignment_state, item.round_state)
    submission = get_submission(item.submission_id) if item.submission_id and reading else None
    book = rulebook(judged.season_id)
    now = clock.now()
    others = queries.queue(current_actor(), round_id=item.round_id)
    open_ = judged.state is RoundState.OPEN and judged.opens_at <= now < judged.closes_at
    locked = item.state is SheetState.SUBMITTED and judged.resubmit is Resubmit.NEVER
    values = {f"{MARK}{code}": format(mark, "f") for code, mark in item.marks.items()}
    values |= {f"{NOTE}{code}": text for code, text in item.notes.items()} | {"comment": item.comment}
    return render_template(
        "judging/scoring/sheet.html",
        item=item,
        round=judged,
        sections=handed_in(submission, book, blind=judged.blind),
        files=submitted_files(submission) if submission and not judged.blind else [],
        reading=reading,
        changed=_changed(item, submission, book, blind=judged.blind),
        track=book.track(item.track_code),
        criteria=judged.criteria_for(item.track_code, item.group_code),
        values=values | (typed or {}),
        errors=errors or {},
        writable=open_ and not locked,
        now=now,
        left=queries.left_of(others),
        total=len(others),
        following=_following(others, item),
    )


def _changed(item: QueueItem, submission: SubmissionView | None, book: Rulebook, *, blind: bool) -> list[str]:
    """Return what the team changed since the revision that was judged in an earlier stage."""
    earlier = judged_before(get_entry(item.entry_id)) if submission else None
    if submission is None or earlier is None or earlier == submission.id:
        return []
    return changed_since(get_submission(earlier), submission, book, blind=blind)


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
        name: value
        for name, value in request.form.items()
        if name.startswith((MARK, NOTE)) or name == "comment"
    }
    try:
        services.save_sheet(
            actor=actor,
            assignment_id=assignment_id,
            version=request.form.get("version", 0, int),
            marks={name.removeprefix(MARK): value for name, value in typed.items() if name.startswith(MARK)},
            notes={name.removeprefix(NOTE): text for name, text in typed.items() if name.startswith(NOTE)},
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
    inline = found.is_shown and request.args.get("view") == "1"
    return file_response(current_app.extensions["storage"], found, inline=inline)


def _file(item: QueueItem, file_id: UUID) -> FileView:
    # Whoever stepped back has no business with the files any more; a blind round gives none to anybody.
    if item.assignment_state is not AssignmentState.ASSIGNED:
        raise NotFound(kind="file")
    if not may_read(item.assignment_state, item.round_state):
        raise ReadingEnded()
    if item.submission_id is not None and not get_round(current_actor(), item.round_id).blind:
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

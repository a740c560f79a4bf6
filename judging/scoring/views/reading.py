"""Files and their text as judges read them, each view noted; whom they were read by."""

from __future__ import annotations

from uuid import UUID

from flask import Response, current_app, render_template, request

from contest.kernel import clock
from contest.kernel.errors import NotFound
from contest.permissions import Permission as ContestPermission
from contest.projects.downloads import content_response, file_response
from contest.projects.queries import (
    FileView,
    SubmissionView,
    ensure_visible,
    get_submission,
    submitted_files,
)
from contest.seasons.queries import rulebook
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n
from judging.panels.states import AssignmentState
from judging.permissions import Permission
from judging.rounds.queries import get_round
from judging.scoring import queries, services
from judging.scoring.copies import Reader, marked_copy
from judging.scoring.domain import ReadingEnded, may_read
from judging.scoring.presentation import read_files, text_of
from judging.scoring.queries import QueueItem
from judging.scoring.views.blueprint import blueprint

FILE = "/judging/assignments/<uuid:assignment_id>/files/<uuid:file_id>"


@blueprint.get(FILE)
@requires(Permission.JUDGE)
def file(assignment_id: UUID, file_id: UUID) -> Response:
    """Send a handed-in file of an assigned entry, shown in the page where it is a PDF; never in a blind round.

    A PDF bears its reader's mark on every page.
    """
    actor = current_actor()
    item = queries.get_assignment(actor, assignment_id)
    found, _submission = _file(item, file_id)
    if item.blind:
        raise NotFound(kind="file")
    inline = found.is_shown and request.args.get("view") == "1"
    response = _given(item, found, inline=inline)
    if request.method == "GET" and not _goes_on(assignment_id, file_id):
        services.note_view(actor=actor, assignment_id=assignment_id, file_id=file_id, as_text=False)
    return response


def _goes_on(assignment_id: UUID, file_id: UUID) -> bool:
    """Say whether this is a further piece of a view that is noted: a viewer asks for a long document piece by piece."""
    begins = request.headers.get("Range", "bytes=0-").startswith("bytes=0-")
    return not begins and queries.was_opened_lately(assignment_id, file_id)


def _given(item: QueueItem, found: FileView, *, inline: bool) -> Response:
    """Return a PDF with its reader's mark on every page; what cannot bear one as it was handed in, as the page says."""
    storage = current_app.extensions["storage"]
    if found.is_pdf:
        reader = Reader(item.assignment_id, current_actor().name, l10n(item.round_name))
        copy = marked_copy(current_app.extensions["settings"].copies_dir, storage, found, reader)
        if copy is not None:
            return content_response(copy.open(), found, size=copy.size, tag=copy.tag, inline=inline)
    return file_response(storage, found, inline=inline)


@blueprint.get(f"{FILE}/text")
@requires(Permission.JUDGE)
def text(assignment_id: UUID, file_id: UUID) -> str:
    """Show the text of a handed-in file page by page, marked with who reads it and when."""
    actor = current_actor()
    item = queries.get_assignment(actor, assignment_id)
    found, submission = _file(item, file_id)
    book = rulebook(get_round(actor, item.round_id).season_id)
    name = next(one.name for one in read_files(item, submission, book) if one.id == file_id)
    pages = text_of(item, found, submission, book)
    if request.method == "GET":
        services.note_view(actor=actor, assignment_id=assignment_id, file_id=file_id, as_text=True)
    return render_template(
        "judging/scoring/text.html", item=item, name=name, pages=pages, viewer=actor.name, now=clock.now()
    )


@blueprint.get("/projects/<uuid:project_id>/readings")
@requires(ContestPermission.VIEW_PROJECT)
def readings(project_id: UUID) -> str:
    """Tell a project's own people how often judges opened its files, once the results are out (fragment)."""
    ensure_visible(current_actor(), project_id)
    return render_template("judging/scoring/_readings.html", lines=queries.readings_of_project(project_id))


def _file(item: QueueItem, file_id: UUID) -> tuple[FileView, SubmissionView]:
    # Whoever stepped back has no business with the files any more.
    if item.assignment_state is not AssignmentState.ASSIGNED:
        raise NotFound(kind="file")
    if not may_read(item.assignment_state, item.round_state):
        raise ReadingEnded()
    if item.submission_id is not None:
        submission = get_submission(item.submission_id)
        for found in submitted_files(submission):
            if found.id == file_id:
                return found, submission
    raise NotFound(kind="file")

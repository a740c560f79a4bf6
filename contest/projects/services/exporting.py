"""Lists of every answer: asked for, made by the worker, fetched, gone after a week."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from io import BytesIO
from uuid import UUID

from sqlalchemy import update

from contest.kernel import audit, clock, jobs
from contest.kernel.access import SYSTEM, Actor, require
from contest.kernel.columns import new_id
from contest.kernel.db import db, side_transaction
from contest.kernel.storage import Storage
from contest.notices.services import notify
from contest.permissions import Permission
from contest.projects.models import AnswerExport
from contest.projects.queries import ProjectFilter

EXPORT_ANSWERS = "projects.export_answers"
KEPT = timedelta(days=7)
LARGEST = 512 * 1024 * 1024


def request_answers(*, actor: Actor, wanted: ProjectFilter, locale: str) -> AnswerExport:
    """Ask for a list with every answer of the projects the actor may know of; a notice says when it is there."""
    require(actor, Permission.LIST_PROJECTS)
    assert actor.user_id is not None
    assert wanted.season_id is not None
    narrowed = {name: str(value) for name, value in asdict(wanted).items() if name != "season_id" and value}
    row = AnswerExport(
        id=new_id(), asked_by=actor.user_id, season_id=wanted.season_id, wanted=narrowed, locale=locale
    )
    db.session.add(row)
    db.session.flush()
    # What was searched for is a name more often than not: the log says that it was searched for.
    told = {**narrowed, "text": True} if wanted.text else narrowed
    audit.record(actor, "answer_export.requested", row, season=wanted.season_id, wanted=told)
    jobs.defer(EXPORT_ANSWERS, export_id=row.id)
    return row


def tell(*, export_id: UUID, done: int, total: int) -> None:
    """Say how far the work is, to whoever looks at the page while its transaction is still open."""
    with side_transaction() as side:
        side.execute(update(AnswerExport).where(AnswerExport.id == export_id).values(done=done, total=total))


def make_answers(
    *, export_id: UUID, storage: Storage, build: Callable[[AnswerExport], tuple[bytes, int]]
) -> None:
    """Keep what `build` makes of a request (the bytes, and of how many projects); made twice is made once."""
    row = db.session.get(AnswerExport, export_id)
    if row is None or row.storage_key is not None:
        return
    content, projects = build(row)
    stored = storage.put(BytesIO(content), max_bytes=LARGEST)
    row = db.session.get_one(AnswerExport, export_id, with_for_update=True, populate_existing=True)
    if row.storage_key is not None:
        if row.storage_key != stored.key:  # made by another worker in the meantime
            storage.delete(stored.key)
        return
    row.storage_key, row.size = stored.key, stored.size
    row.done = row.total = projects
    row.expires_at = clock.now() + KEPT
    audit.record(SYSTEM, "answer_export.made", row, projects=projects, size=stored.size)
    notify(
        recipients=[row.asked_by],
        code="projects.export_ready",
        params={"projects": projects, "until_at": row.expires_at.isoformat()},
        link=f"/office/project-exports/{row.id}",
        once_key=f"answer_export:{row.id}",
    )


def record_download(*, actor: Actor, export_id: UUID) -> None:
    """Note in the audit log that a list of answers left."""
    row = db.session.get_one(AnswerExport, export_id)
    audit.record(actor, "answer_export.fetched", row, projects=row.total)

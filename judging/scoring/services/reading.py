"""What is noted when a judge reads, and what the office has left out of an entry."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import insert, select

from contest.entries.queries import EntryView
from contest.kernel import audit
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db, side_transaction
from contest.kernel.errors import NotFound
from contest.kernel.written import needed, on_one_line
from judging.conflicts.queries import ensure_untied
from judging.permissions import Permission
from judging.rounds.queries import entries_of_round, get_round
from judging.scoring.models import FileView, Redaction

LONGEST_REDACTION = 200


def note_view(*, actor: Actor, assignment_id: UUID, file_id: UUID, as_text: bool) -> None:
    """Note for the file's owner that it was opened; in a transaction of its own, for reading writes nothing else."""
    values = {
        "id": new_id(),
        "assignment_id": assignment_id,
        "file_id": file_id,
        "viewer_id": actor.user_id,
        "as_text": as_text,
    }
    with side_transaction() as side:
        side.execute(insert(FileView).values(**values))


def add_redaction(*, actor: Actor, round_id: UUID, entry_id: UUID, text: str) -> Redaction:
    """Have a word or name left out of what judges of blind rounds read of an entry; twice is once."""
    entry = _entry(actor, round_id, entry_id)
    word = needed("text", on_one_line(text), LONGEST_REDACTION)
    query = select(Redaction).where(Redaction.entry_id == entry.id, Redaction.text == word)
    if kept := db.session.execute(query).scalar_one_or_none():
        return kept
    row = Redaction(id=new_id(), entry_id=entry.id, text=word, added_by=actor.user_id)
    db.session.add(row)
    db.session.flush()
    # What is left out is a name more often than not: the log says that a word was added, not which.
    audit.record(actor, "entry.redaction_added", row, entry=entry.id, round=round_id)
    return row


def remove_redaction(*, actor: Actor, round_id: UUID, entry_id: UUID, redaction_id: UUID) -> None:
    """Show a word again that the office had left out."""
    entry = _entry(actor, round_id, entry_id)
    row = db.session.get(Redaction, redaction_id)
    if row is None or row.entry_id != entry.id:
        raise NotFound(kind="redaction")
    audit.record(actor, "entry.redaction_removed", row, entry=entry.id, round=round_id)
    db.session.delete(row)
    db.session.flush()


def _entry(actor: Actor, round_id: UUID, entry_id: UUID) -> EntryView:
    round_ = get_round(actor, round_id)
    authorise(actor, Permission.EDIT_ROUND, round_)
    found = next((one for one in entries_of_round(round_) if one.id == entry_id), None)
    if found is None:
        raise NotFound(kind="entry")
    ensure_untied(actor, found.subject_id)
    return found

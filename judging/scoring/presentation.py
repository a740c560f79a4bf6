"""An entry as a judge may read it: in a blind round without the names of team, people and organisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from contest.documents.domain import Trouble
from contest.documents.queries import pages_of, readings_of
from contest.entries.queries import EntryView, get_entry, judged_before
from contest.entry_forms.domain import Form
from contest.entry_forms.presentation import Shown, ShownSection
from contest.entry_forms.queries import form_of
from contest.kernel.columns import LocalizedText
from contest.projects.presentation import changed_since, handed_in
from contest.projects.queries import FileView, SubmissionView, get_submission, submitted_files
from contest.seasons.domain import Rulebook
from contest.web.i18n import l10n
from judging.scoring import queries
from judging.scoring.domain import Redactor, may_read
from judging.scoring.queries import QueueItem

NAMING_CELLS = ("name", "holder", "shareholder", "person")
LONGEST_NAME = 60
# Why a PDF can bear no mark: it does not open, or costs more than it may.
UNMARKED = {Trouble.PASSWORD, Trouble.CORRUPT, Trouble.TOO_MANY_PAGES, Trouble.MISSING}


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A handed-in file; `is_shown` by browsers. A blind round gives it a neutral name, its text, and never the file.

    `marked`: whoever opens it gets a copy with the own mark on every page. Only a PDF that opens can bear one.
    """

    id: UUID
    name: str
    size: int
    is_pdf: bool
    is_shown: bool
    given: bool
    marked: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """All a judge reads of an entry. `allowed` is False once the results are out."""

    allowed: bool
    title: LocalizedText
    sections: tuple[ShownSection, ...]
    files: tuple[ReadFile, ...]
    changed: tuple[str, ...]


def reading_of(item: QueueItem, book: Rulebook) -> Reading:
    """Return what the judge of an assignment may read of its entry now."""
    allowed = may_read(item.assignment_state, item.round_state)
    submission = get_submission(item.submission_id) if item.submission_id and allowed else None
    redact = redactor(item, submission, book)
    return Reading(
        allowed=allowed,
        title=redact.both(item.title),
        sections=tuple(blinded(handed_in(submission, book, blind=item.blind), redact)),
        files=tuple(read_files(item, submission, book)),
        changed=tuple(_changed(item, submission, book)),
    )


def redactor(item: QueueItem, submission: SubmissionView | None, book: Rulebook) -> Redactor:
    """Return what leaves names out of an entry's texts: nothing in an open round."""
    if not item.blind:
        return Redactor()
    return _redactor(item.entry_id, item.subject_id, submission, book)


def entry_redactor(entry: EntryView, submission: SubmissionView | None, book: Rulebook) -> Redactor:
    """Return what leaves names out of an entry in a blind round."""
    return _redactor(entry.id, entry.subject_id, submission, book)


def _redactor(
    entry_id: UUID, subject_id: UUID, submission: SubmissionView | None, book: Rulebook
) -> Redactor:
    names = queries.hidden_names({entry_id: subject_id})[entry_id]
    return Redactor(names | (set(_named(submission, book)) if submission else set()))


def titles(items: Iterable[QueueItem]) -> dict[UUID, LocalizedText]:
    """Return assignment -> the title as its judge may read it; a few statements however many there are."""
    items = list(items)
    blind = {item.entry_id: item.subject_id for item in items if item.blind}
    names = queries.hidden_names(blind) if blind else {}
    return {
        item.assignment_id: Redactor(names[item.entry_id]).both(item.title) if item.blind else item.title
        for item in items
    }


def read_files(item: QueueItem, submission: SubmissionView | None, book: Rulebook) -> list[ReadFile]:
    """Return the files of an entry; a blind round names them by what they are for."""
    if submission is None:
        return []
    form, files = _form(submission, book), submitted_files(submission)
    shut = {
        digest
        for digest, reading in readings_of([file.sha256 for file in files]).items()
        if reading.trouble in UNMARKED
    }
    return [
        ReadFile(
            id=file.id,
            name=l10n(form.label_of(file.kind)) if item.blind else file.filename,
            size=file.size,
            is_pdf=file.is_pdf,
            is_shown=file.is_shown,
            given=not item.blind,
            marked=file.is_pdf and file.sha256 not in shut,
        )
        for file in files
    ]


def text_of(item: QueueItem, file: FileView, submission: SubmissionView, book: Rulebook) -> list[str]:
    """Return the text of a file page by page, without names in a blind round."""
    redact = redactor(item, submission, book)
    return [redact(page) for page in pages_of(file.sha256)]


def blinded(sections: Iterable[ShownSection], redact: Redactor) -> list[ShownSection]:
    """Return sections without the names."""
    return [
        replace(section, fields=tuple(_field(field, redact) for field in section.fields))
        for section in sections
    ]


def _field(field: Shown, redact: Redactor) -> Shown:
    table = field.table
    if table is not None:
        table = replace(table, rows=tuple(tuple(redact(cell) for cell in row) for row in table.rows))
    return replace(
        field,
        text=redact(field.text),
        line=redact.both(field.line) if field.line else field.line,
        prose=redact.both(field.prose) if field.prose else field.prose,
        tags=tuple(redact(tag) for tag in field.tags),
        table=table,
    )


def _named(submission: SubmissionView, book: Rulebook) -> Iterable[str]:
    """Give the names in answers that tell who the team is: short lines, and the name cells of tables."""
    values: Mapping[str, Any] = submission.content.get("fields", {})
    for spec in _form(submission, book).specs:
        value = values.get(spec.code)
        if not spec.names or not value:
            continue
        if isinstance(value, Mapping):
            yield from (
                text for text in value.values() if isinstance(text, str) and len(text) <= LONGEST_NAME
            )
        elif isinstance(value, list):
            rows = [row for row in value if isinstance(row, Mapping)]
            for row in rows:
                yield from (str(row[cell]) for cell in NAMING_CELLS if isinstance(row.get(cell), str))


def _form(submission: SubmissionView, book: Rulebook) -> Form:
    return form_of(book.season_id, submission.content.get("form_version"))


def _changed(item: QueueItem, submission: SubmissionView | None, book: Rulebook) -> list[str]:
    """Return what the team changed since the revision that was judged in an earlier stage."""
    earlier = judged_before(get_entry(item.entry_id)) if submission else None
    if submission is None or earlier is None or earlier == submission.id:
        return []
    return changed_since(get_submission(earlier), submission, book, blind=item.blind)

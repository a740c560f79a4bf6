"""A project on paper: what the page shows, as data for the typesetter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from contest.entry_forms.presentation import Shown, ShownSection
from contest.kernel import clock
from contest.projects.queries import FileView, ProjectView, SubmissionView
from contest.web.i18n import l10n, localtime


def paper(
    project: ProjectView,
    *,
    facts: Sequence[tuple[str, str]],
    sections: Sequence[ShownSection],
    submission: SubmissionView | None,
    files: Sequence[FileView],
) -> dict[str, Any]:
    """Return the data of templates/pdf/project.typ."""
    if submission is None:
        lead = _("Draft, not handed in")
    else:
        lead = _(
            "Revision %(revision)s, handed in %(moment)s",
            revision=submission.revision,
            moment=localtime(submission.submitted_at, "second"),
        )
    rows = [[name, value] for name, value in facts if value]
    if submission is not None:
        rows.append([_("Digest (SHA-256)"), submission.digest])
    return {
        "title": l10n(project.name),
        "lead": lead,
        "foot": _("Printed %(moment)s", moment=localtime(clock.now())),
        "language": str(get_locale()),
        "facts": rows,
        "sections": [
            {"title": section.title, "fields": [_field(field) for field in section.fields]}
            for section in sections
        ],
        "files_title": _("Files"),
        "files": [{"name": file.filename, "size": _size(file.size), "sha256": file.sha256} for file in files],
    }


def _field(field: Shown) -> dict[str, Any]:
    both = field.line or field.prose
    if both is not None:
        texts = [text for text in dict.fromkeys((both.zh, both.en)) if text]
    elif field.ticked:
        texts = [_("Yes")]
    else:
        texts = [text for text in (field.text, "、".join(field.tags)) if text]
    table = field.table
    rows = [[name for name, _number in table.columns], *map(list, table.rows)] if table else []
    return {"label": field.label, "texts": texts, "rows": rows}


def _size(size: int) -> str:
    return f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{max(1, size // 1024)} KB"

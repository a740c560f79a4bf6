"""Lists of projects as spreadsheets: what the list shows, or every answer as it was handed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from contest.entry_forms.domain import FieldSpec, Form
from contest.entry_forms.presentation import Shown, show
from contest.kernel.columns import LocalizedText
from contest.organisations.domain import District
from contest.projects.presentation import part_name
from contest.projects.queries import ProjectLine
from contest.seasons.domain import Rulebook
from contest.web.i18n import l10n, label
from contest.web.sheets import Cell

WIDTHS = (14, 32, 32, 24, 24, 24, 18, 16, 16, 16, 14, 12, 22)


def titles() -> list[str]:
    """Return the headings of the list; moments name their zone."""
    return [
        _("Number"),
        _("Project name (Chinese)"),
        _("Project name (English)"),
        _("Team"),
        _("Company (Chinese)"),
        _("Company (English)"),
        _("Track"),
        _("Group"),
        _("Zone"),
        _("Channel"),
        _("Landing district"),
        _("State"),
        _("Handed in (Asia/Shanghai)"),
    ]


def cells(line: ProjectLine, book: Rulebook) -> list[Cell]:
    """Return one row of the list."""
    known = line.district in set(District)
    return [
        line.number or "",
        line.name.zh,
        line.name.en,
        line.team_name.zh or line.team_name.en,
        line.company_name.zh,
        line.company_name.en,
        part_name(book, "tracks", line.track_code),
        part_name(book, "groups", line.group_code),
        part_name(book, "zones", line.zone_code),
        part_name(book, "channels", line.channel_code),
        label(District(line.district)) if known else line.district,
        label(line.state),
        line.submitted_at,
    ]


def answer_titles(form: Form) -> list[str]:
    """Return the headings of all answers of a form: two columns where there are two languages."""
    found = []
    for spec in _answers(form):
        name = l10n(spec.label)
        if spec.bilingual:
            found += [_("%(field)s (Chinese)", field=name), _("%(field)s (English)", field=name)]
        else:
            found.append(name)
    return found


def answer_cells(form: Form, fields: Mapping[str, Any], book: Rulebook) -> list[Cell]:
    """Return what was handed in, field by field; a table's rows are lines of one cell."""
    found: list[Cell] = []
    for spec in _answers(form):
        value = fields.get(spec.code)
        if spec.bilingual:
            words = LocalizedText.of(value)
            found += [words.zh, words.en]
        else:
            found.append("" if value in (None, "", [], False) else _text(show(spec, value, book)))
    return found


def _answers(form: Form) -> Iterator[FieldSpec]:
    listed = {"name", "company_name", "track_code", "group_code", "zone_code", "channel_code", "district"}
    return (spec for spec in form.specs if not spec.is_file and spec.code not in listed)


def _text(shown: Shown) -> str:
    if shown.ticked:
        return _("Yes")
    if shown.table:
        return "\n".join(" | ".join(row) for row in shown.table.rows)
    if shown.prose or shown.line:
        return l10n(shown.prose or shown.line)
    return "、".join(shown.tags) or shown.text


def with_answers(
    lines: Sequence[ProjectLine], contents: Mapping[UUID, Mapping[str, Any]], form: Form, book: Rulebook
) -> Iterator[list[Cell]]:
    """Return the rows of the list, each with its answers; those of an earlier version under today's headings."""
    for line in lines:
        fields = contents.get(line.id, {}).get("fields", {})
        yield [*cells(line, book), *answer_cells(form, fields, book)]

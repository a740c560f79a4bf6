"""Two entries side by side, as the page shows them: field by field, people, files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contest.duplicates.domain.comparing import Compared, Person
from contest.duplicates.domain.marking import LINE, PROSE, Stretch, marked
from contest.entry_forms.presentation import Shown, sections
from contest.kernel.columns import LocalizedText
from contest.projects.queries import FileView, ProjectView
from contest.seasons.domain import Rulebook
from contest.teams.domain import TeamRole
from contest.teams.queries import MemberView

SHORT = 40  # a text of so many characters is a line: two characters in common say something there
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Cell:
    """One side's text in one language (empty when the field has none) in stretches."""

    language: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class FieldPair:
    """One field on both sides. `same`: word for word the same; a side without the field has no cells."""

    label: str
    first: tuple[Cell, ...]
    second: tuple[Cell, ...]
    same: bool


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One person; `known`: the other side has the same person, by account, address or telephone."""

    name: LocalizedText
    role: TeamRole
    known: bool


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file; `same`: the other side has a file with the very same bytes."""

    name: str
    sha256: str
    same: bool


def field_pairs(first: ProjectView, second: ProjectView, books: tuple[Rulebook, Rulebook]) -> list[FieldPair]:
    """Return every field that either side filled in, in the order of the first one's form."""
    sides = [_texts(project, book) for project, book in zip((first, second), books, strict=True)]
    codes = dict.fromkeys([*sides[0], *sides[1]])
    return [_pair(sides[0].get(code), sides[1].get(code)) for code in codes]


def _texts(project: ProjectView, book: Rulebook) -> dict[str, tuple[str, dict[str, str]]]:
    """Return code -> label and language -> text; ticks say nothing about likeness."""
    found = {}
    for section in sections(project.form, project.values, book):
        for shown in section.fields:
            texts = {language: text for language, text in _said(shown) if text}
            if texts:
                found[shown.code] = (shown.label, texts)
    return found


def _said(shown: Shown) -> Iterable[tuple[str, str]]:
    text = shown.line or shown.prose
    if text is not None:
        return ((language, getattr(text, language)) for language in LANGUAGES)
    if shown.table is not None:
        return [("", "\n".join(" · ".join(cell for cell in row if cell) for row in shown.table.rows))]
    return [("", "、".join(shown.tags) or shown.text)]


def _pair(first: tuple[str, dict[str, str]] | None, second: tuple[str, dict[str, str]] | None) -> FieldPair:
    label = (first or second or ("", {}))[0]
    one, other = (first or ("", {}))[1], (second or ("", {}))[1]
    return FieldPair(label, _cells(one, other), _cells(other, one), bool(one) and one == other)


def _cells(own: dict[str, str], others: dict[str, str]) -> tuple[Cell, ...]:
    cells = []
    for language, text in own.items():
        other = others.get(language, "")
        weight = LINE if min(len(text), len(other) or len(text)) <= SHORT else PROSE
        cells.append(Cell(language, marked(text, other, weight=weight)))
    return tuple(cells)


def member_lines(
    own: Sequence[MemberView], compared: Compared | None, other: Compared | None
) -> list[MemberLine]:
    """Return the people of one side; without `compared` (an entry out of the contest) nobody is known."""
    people: dict[str, Person] = {
        mark: person for person in (compared.people if compared else ()) for mark in person.marks
    }
    theirs = other.people if other else ()
    lines = []
    for member in own:
        person = people.get(str(member.user_id))
        known = person is not None and any(person.is_(mate) for mate in theirs)
        lines.append(MemberLine(member.name, member.role, known))
    return lines


def file_lines(own: Sequence[FileView], others: Sequence[FileView]) -> list[FileLine]:
    """Return the files of one side."""
    known = {file.sha256 for file in others}
    return [FileLine(file.filename, file.sha256, file.sha256 in known) for file in own]

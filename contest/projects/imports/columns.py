"""The columns of projects: those of the form, who leads the team, and where the project stands."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _l

from contest.entry_forms.defaults import DEFAULT
from contest.entry_forms.domain import LANGUAGES, FieldKind, FieldSpec
from contest.entry_forms.domain.values import MOST_WAN, TAG_LIMIT, parse
from contest.entry_forms.queries import current_form
from contest.imports.domain import (
    CellError,
    CellKind,
    Column,
    MoneyUnit,
    Scope,
)
from contest.imports.parsing import read_address, read_credit_code
from contest.imports.wording import both, districts, options
from contest.kernel.columns import LocalizedText
from contest.kernel.errors import Invalid
from contest.projects.domain import ProjectState
from contest.projects.imports.wins import columns_of_win
from contest.projects.texts import LABELS as PROJECT_LABELS
from contest.seasons import imports as season_imports
from contest.seasons.domain import Rulebook

CODE_LIMIT, NAME_LIMIT = 120, 80
# Columns of codes are called what they hold: `track`, not `track_code`.
SHORT = {"track_code": "track", "group_code": "group", "zone_code": "zone", "channel_code": "channel"}
KINDS = {
    FieldKind.LINE: CellKind.TEXT,
    FieldKind.TEXT: CellKind.TEXT,
    FieldKind.CREDIT_CODE: CellKind.TEXT,
    FieldKind.CHOICE: CellKind.CHOICE,
    FieldKind.CHOICES: CellKind.LIST,
    FieldKind.TAGS: CellKind.LIST,
    FieldKind.AMOUNT: CellKind.MONEY,
    FieldKind.DATE: CellKind.DATE,
    FieldKind.FLAG: CellKind.FLAG,
    FieldKind.DECLARATION: CellKind.FLAG,
    FieldKind.NUMBER: CellKind.NUMBER,
    FieldKind.TABLE: CellKind.TEXT,
}
EXAMPLES = {
    "name": ("示例项目：柔性传感贴片", "Example project: flexible sensor patch"),
    "intro": ("可连续监测体征的柔性贴片", "A flexible patch that monitors vital signs"),
    "keywords": ("柔性电子；可穿戴", ""),
    "growth_stage": ("early", ""),
    "financing": ("angel", ""),
    "amount_sought": ("500", ""),
    "company_founded": ("2024-05-01", ""),
}
STATES = (ProjectState.DRAFT, ProjectState.SUBMITTED)


def columns(scope: Scope) -> tuple[Column, ...]:
    """Return the columns of a season's projects; without a season its tracks, groups and zones are not offered."""
    book = season_imports.find_book(scope)
    form = current_form(book.season_id) if book else DEFAULT
    return (
        Column(
            "external_id",
            both(_l("Number in your own system")),
            required=True,
            limit=CODE_LIMIT,
            example="A-0001",
            help=both(_l("Unique within the season. Importing it again updates the project.")),
        ),
        *(column for spec in form.stored for column in _field_columns(spec, book)),
        Column(
            "contact_email",
            both(_l("E-mail of the team leader")),
            parse=read_address,
            example="leader@example.com",
            help=both(
                _l(
                    "An account is made for an address that has none; its owner claims it by setting a password. "
                    "A team that has a leader keeps its leader."
                )
            ),
        ),
        Column("contact_name", both(_l("Name of the team leader")), limit=NAME_LIMIT, example="示例负责人"),
        Column(
            "state",
            both(_l("Handed in?")),
            CellKind.CHOICE,
            options=options(PROJECT_LABELS[ProjectState], STATES),
            example="submitted",
            help=both(
                _l("Handed-in projects get a number and a receipt and enter the contest. Empty means draft.")
            ),
        ),
        Column(
            "stage",
            both(_l("Stage it stands in")),
            CellKind.CHOICE,
            options=season_imports.options(book.stages if book else ()),
            help=both(
                _l("For projects that got further elsewhere; they count as handed in. Empty means the first.")
            ),
        ),
        *columns_of_win(),
    )


def _field_columns(spec: FieldSpec, book: Rulebook | None) -> Iterator[Column]:
    code = SHORT.get(spec.code, spec.code)
    common: dict[str, Any] = {"kind": KINDS[spec.kind], "help": spec.help}
    examples = EXAMPLES.get(spec.code, ("", ""))
    if spec.bilingual:
        for language, example in zip(LANGUAGES, examples, strict=True):
            words = in_language(spec.label, language)
            lines = spec.kind is FieldKind.TEXT
            yield Column(
                f"{code}_{language}", words, limit=spec.limit, lines=lines, example=example, **common
            )
        return
    label = spec.statement if spec.kind is FieldKind.DECLARATION else with_unit(spec)
    if spec.source == "districts":
        yield Column(code, label, example="杨浦区", **districts(), **common)
        return
    match spec.kind:
        case FieldKind.CHOICE | FieldKind.CHOICES:
            offered = _options(spec, book)
            example = examples[0] or (next(iter(offered), "") if spec.source else "")
            yield Column(code, label, options=offered, example=example, **common)
        case FieldKind.TAGS:
            yield Column(code, label, limit=TAG_LIMIT, most=spec.limit, example=examples[0], **common)
        case FieldKind.AMOUNT:
            bounds: dict[str, Any] = {
                "low": Decimal(0) if spec.minimum is None else spec.minimum,
                "high": MOST_WAN if spec.maximum is None else spec.maximum,
            }
            yield Column(code, label, unit=MoneyUnit.WAN, example=examples[0], **bounds, **common)
        case FieldKind.NUMBER:
            yield Column(code, label, low=spec.minimum, high=spec.maximum, example=examples[0], **common)
        case FieldKind.TABLE:
            note = both(
                _l(
                    "A list of rows in JSON, its keys the codes of the columns: %(columns)s",
                    columns=_cells(spec),
                )
            )
            common["help"] = LocalizedText(
                f"{spec.help.zh} {note.zh}".strip(), f"{spec.help.en} {note.en}".strip()
            )
            yield Column(code, label, parse=partial(_read_table, spec), lines=True, **common)
        case FieldKind.CREDIT_CODE:
            yield Column(code, label, parse=read_credit_code, **common)
        case _:
            yield Column(code, label, limit=spec.limit, example=examples[0], **common)


def _cells(spec: FieldSpec) -> str:
    return ", ".join(column.code for column in spec.columns)


def _read_table(spec: FieldSpec, text: str) -> Any:
    """Return the rows of a cell that holds a table as JSON."""
    try:
        return parse(spec, spec.code, text, ())
    except Invalid as refusal:
        error = refusal.errors[0]
        raise CellError(error.code, **error.params) from None


def in_language(label: LocalizedText, language: str) -> LocalizedText:
    """Return the label of one language's column of a bilingual field."""
    suffix = {"zh": ("（中文）", " (Chinese)"), "en": ("（英文）", " (English)")}[language]
    return LocalizedText(label.zh + suffix[0], label.en + suffix[1])


def with_unit(spec: FieldSpec) -> LocalizedText:
    """Return a label with the unit a bare number in its column counts."""
    unit = LocalizedText("万元", "10,000 yuan") if spec.kind is FieldKind.AMOUNT else spec.unit
    if not unit:
        return spec.label
    return LocalizedText(f"{spec.label.zh}（{unit.zh}）", f"{spec.label.en} ({unit.en})")


def _options(spec: FieldSpec, book: Rulebook | None) -> dict[str, LocalizedText]:
    if spec.source is None:
        return {option.code: option.label for option in spec.options}
    return season_imports.options(getattr(book, spec.source, ()))

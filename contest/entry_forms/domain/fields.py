"""One field of a form as validated data: what it asks, how it reads in two languages, what it may hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from contest.entry_forms.domain.core import CORE
from contest.entry_forms.domain.vocabulary import (
    CELLS,
    CHOOSING,
    LANGUAGES,
    SOURCES,
    TICKED,
    WRITTEN,
    FieldKind,
    RequiredFor,
)
from contest.kernel.localized import LocalizedText
from contest.seasons.domain import Data, StageCode
from contest.seasons.domain.rules import Code
from contest.seasons.domain.text import Label, Prose

MOST_CHARACTERS, MOST_OPTIONS, MOST_COLUMNS, MOST_ROWS = 20_000, 100, 12, 50
MOST_DECIMALS = 4
Bound = Annotated[
    Decimal | None, Field(ge=-(10**12), le=10**12, decimal_places=MOST_DECIMALS, allow_inf_nan=False)
]
# Codes that come from our enums may be written in capitals (FIN).
OptionCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
NO_TEXT = LocalizedText()


def refuse(code: str, **params: Any) -> PydanticCustomError:
    """Return what a validator raises; `code` is one of our error codes (form_…)."""
    return PydanticCustomError(code, code, params or None)


def repeated(codes: Iterable[str]) -> str | None:
    """Return the first code that comes twice."""
    return next((code for code, count in Counter(codes).items() if count > 1), None)


class Option(Data):
    """One of the answers of a choice."""

    code: OptionCode
    label: Label


class Condition(Data):
    """When a field is asked: an earlier field has one of `values`, or, without values, is filled in at all."""

    field: Code
    values: tuple[OptionCode, ...] = ()


class _Asked(Data):
    """What a field and a column of a table have in common. `limit` counts code points (tags: how many)."""

    code: Code
    kind: FieldKind
    label: Label
    limit: int | None = Field(default=None, ge=1, le=MOST_CHARACTERS)
    unit: Prose = NO_TEXT
    minimum: Bound = None
    maximum: Bound = None
    decimals: int = Field(default=0, ge=0, le=MOST_DECIMALS)
    options: tuple[Option, ...] = Field(default=(), max_length=MOST_OPTIONS)

    @property
    def option_codes(self) -> tuple[str, ...]:
        return tuple(option.code for option in self.options)

    def option_label(self, code: str) -> LocalizedText | None:
        """Return how one of its own options reads, None for a code it does not offer."""
        return next((option.label for option in self.options if option.code == code), None)

    @model_validator(mode="after")
    def _bounds_in_order(self) -> _Asked:
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise refuse("form_range_order")
        if self.kind in WRITTEN and self.limit is None:
            raise refuse("form_limit_missing")
        if twice := repeated(self.option_codes):
            raise refuse("form_code_taken", taken=twice)
        if self.options and self.kind not in CHOOSING:
            raise refuse("form_not_for_kind", what="options")
        return self


class Column(_Asked):
    """One column of a table. `total_at_most` bounds the sum of a number's column (shares: 100)."""

    required: bool = False
    total_at_most: Bound = None

    @model_validator(mode="after")
    def _fits_a_cell(self) -> Column:
        if self.kind not in CELLS:
            raise refuse("form_column_kind")
        if self.kind is FieldKind.CHOICE and not self.options:
            raise refuse("form_options_missing")
        if self.total_at_most is not None and self.kind is not FieldKind.NUMBER:
            raise refuse("form_not_for_kind", what="total_at_most")
        return self


class FieldSpec(_Asked):
    """One field. `purpose` says why a personal detail is asked (个人信息保护法 art. 6); `statement` is agreed to.

    `source`: the part of the season's rulebook that offers the options. `required_for`: draft (the name only),
    submit, never, or the code of a later stage from which on it must be given. `names`: it tells who the team is,
    so blind rounds do not show it.
    """

    help: Prose = NO_TEXT
    purpose: Prose = NO_TEXT
    statement: Prose = NO_TEXT
    bilingual: bool = False
    names: bool = False
    source: str | None = None
    columns: tuple[Column, ...] = Field(default=(), max_length=MOST_COLUMNS)
    min_rows: int = Field(default=0, ge=0, le=MOST_ROWS)
    max_rows: int = Field(default=20, ge=1, le=MOST_ROWS)
    required_for: RequiredFor | StageCode = RequiredFor.NEVER
    condition: Condition | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        """The addresses under which its parts are saved: `name.zh` and `name.en`, or just `track_code`."""
        return tuple(f"{self.code}.{language}" for language in LANGUAGES) if self.bilingual else (self.code,)

    @property
    def column(self) -> str | None:
        """The column of the project that holds it, None for an answer row (and for files)."""
        core = CORE.get(self.code)
        return core.column if core else None

    @property
    def is_file(self) -> bool:
        return self.kind is FieldKind.FILE

    def cell(self, code: str) -> Column | None:
        """Return one of its columns."""
        return next((column for column in self.columns if column.code == code), None)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> FieldSpec:
        if self.kind in CHOOSING and bool(self.options) == (self.source is not None):
            raise refuse("form_options_missing")
        if self.source is not None and (self.kind not in CHOOSING or self.source not in SOURCES):
            raise refuse("form_not_for_kind", what="source")
        if self.bilingual and self.kind not in WRITTEN:
            raise refuse("form_not_for_kind", what="bilingual")
        if bool(self.columns) != (self.kind is FieldKind.TABLE):
            raise refuse("form_columns_missing")
        if twice := repeated(column.code for column in self.columns):
            raise refuse("form_code_taken", taken=twice)
        if self.min_rows > self.max_rows:
            raise refuse("form_range_order")
        if self.kind is FieldKind.DECLARATION and not self.statement:
            raise refuse("form_statement_missing")
        if self.required_for is RequiredFor.DRAFT and self.code != "name":
            raise refuse("form_draft_only_name")
        return self

    @model_validator(mode="after")
    def _fits_its_column(self) -> FieldSpec:
        core = CORE.get(self.code)
        if core is None:
            return self
        if (core.kind, core.bilingual, core.source) != (self.kind, self.bilingual, self.source):
            raise refuse("form_core_fixed", field=self.code)
        if core.bound is not None and (self.limit or core.bound) > core.bound:
            raise refuse("form_core_limit", limit=core.bound)
        if core.codes and (unknown := next((c for c in self.option_codes if c not in core.codes), None)):
            raise refuse("form_core_option", option=unknown)
        return self


def shape(spec: FieldSpec) -> tuple[Any, ...]:
    """Return what must stay as it is once values may exist: kind, languages, decimals, columns.

    Ticks of both kinds are stored alike, so a flag may become a declaration.
    """
    kind = FieldKind.FLAG if spec.kind in TICKED else spec.kind
    columns = {column.code: (column.kind, column.decimals) for column in spec.columns}
    return kind, spec.bilingual, spec.decimals, columns

"""A mapping file: where our columns come from in somebody else's table. The format is documented in docs/imports.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from contest.imports.domain.cells import Raw, clean
from contest.imports.domain.columns import Column
from contest.imports.domain.guessing import exact_matches
from contest.imports.domain.reading import Table
from contest.kernel.errors import DomainError

JOINT = "；"
INCOMPLETE_DATE = re.compile(r"(\d{4})\s*(?:[-/.年]\s*(\d{1,2})?)?\s*月?")
Words = Annotated[tuple[str, ...], Field(max_length=20)]


class MappingInvalid(DomainError):
    """The mapping file is not what it must be; `where` names the place."""

    code = "mapping_invalid"
    status = 422


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Source(_Part):
    """Where one column comes from.

    `from`: a header or several; `take` says whether several are joined (by `join`) or the first that says something
    counts. `value`: the same for every row. `values` translates what is read, `other` is everything not in it.
    `separator` splits lists. `date = "start"` completes 2011 or 2011-03 to its first day. `cut` shortens a text.
    """

    headers: Words = Field(default=(), alias="from")
    constant: str | None = Field(default=None, alias="value")
    take: Literal["join", "first"] = "join"
    join: str = JOINT
    values: dict[str, str] = {}
    other: str | None = None
    separator: str = ""
    date: Literal["exact", "start"] = "exact"
    cut: Annotated[int, Field(ge=1, le=100_000)] | None = None

    @field_validator("headers", mode="before")
    @classmethod
    def _one_or_several(cls, raw: Any) -> Any:
        return (raw,) if isinstance(raw, str) else raw

    @model_validator(mode="after")
    def _comes_from_somewhere(self) -> Source:
        if bool(self.headers) == (self.constant is not None):
            raise ValueError("give either `from` or `value`")
        return self

    def read(self, cells: Mapping[str, str], *, split: bool) -> Raw:
        """Return what a row says for this column; pieces of a list where `split` (the column is a list)."""
        if self.constant is not None:
            return self.constant
        found = [text for text in self._translated(cells, split=split) if text]
        if split:
            return found
        text = self.join.join(found)
        if self.date == "start":
            text = _completed(text)
        return text if self.cut is None or len(text) <= self.cut else text[: self.cut - 1] + "…"

    def _translated(self, cells: Mapping[str, str], *, split: bool) -> Iterator[str]:
        for header in self.headers:
            written = clean(cells.get(header, ""))
            pieces = written.split(self.separator) if split and self.separator else [written]
            said = [self._word(piece.strip()) for piece in pieces]
            known = [word for word in said if word]
            yield from known
            if known and self.take == "first":
                return
        if self.take == "first" and self.other is not None:
            yield self.other

    def _word(self, text: str) -> str:
        if not self.values or text in self.values:
            return self.values.get(text, text)
        if self.take == "first":
            return ""
        return text if self.other is None else self.other


def _completed(text: str) -> str:
    found = INCOMPLETE_DATE.fullmatch(text)
    return f"{found[1]}-{int(found[2] or 1):02d}-01" if found else text


class Join(_Part):
    """A second table whose row with `key` equal to this row's `on` lends its cells, as `<prefix><header>`."""

    file: Annotated[str, Field(min_length=1, max_length=200)]
    on: str
    key: str
    prefix: str = ""


class FileMapping(_Part):
    """How a table becomes rows of one kind.

    Columns not named here are still taken where a header is exactly their code or name, unless `only`. `skip`: rows
    whose cell under a header is one of these texts are left out; `distinct`: so are rows that repeat an earlier one.
    """

    kind: str = ""
    columns: dict[str, Source] = {}
    only: bool = False
    sheet: str = ""
    header: Annotated[int, Field(ge=1, le=100)] = 1
    delimiter: Annotated[str, Field(max_length=1)] = ""
    encoding: str = ""
    skip: dict[str, Words] = {}
    distinct: bool = False
    join: tuple[Join, ...] = ()

    @field_validator("columns", mode="before")
    @classmethod
    def _headers_alone(cls, raw: Any) -> Any:
        """A column given as a bare text is the header it comes from."""
        if not isinstance(raw, Mapping):
            return raw
        return {
            code: {"from": source} if isinstance(source, (str, list)) else source
            for code, source in raw.items()
        }


def mapping_from(data: object, kind: str) -> FileMapping:
    """Return the mapping of one kind from what a mapping file holds: itself, or `{"kinds": {kind: …}}`.

    Raises MappingInvalid.
    """
    several = data.get("kinds") if isinstance(data, Mapping) else None
    if isinstance(several, Mapping):
        if kind not in several:
            raise MappingInvalid(where=f"kinds.{kind}")
        data = several[kind]
    try:
        mapping = FileMapping.model_validate(data)
    except ValidationError as error:
        raise MappingInvalid(where=".".join(map(str, error.errors()[0]["loc"])) or "–") from None
    if mapping.kind not in {"", kind}:
        raise MappingInvalid(where="kind")
    return mapping


@dataclass(frozen=True, slots=True)
class MappedRow:
    """A row under our column codes, as written in the file."""

    number: int
    cells: dict[str, Raw]


@dataclass(frozen=True, slots=True)
class Applied:
    """A mapping made ready for one table: where each column comes from, and which headers nobody asked for."""

    sources: dict[str, Source]
    ignored: tuple[str, ...]
    unknown: tuple[str, ...]  # headers the mapping names and the table has not
    strangers: tuple[str, ...]  # columns the mapping names and the kind has not

    def header_of(self, code: str) -> str:
        """Return what the file calls a column, empty for constants."""
        source = self.sources.get(code)
        return " + ".join(source.headers) if source else ""


def applied(mapping: FileMapping, headers: Sequence[str], columns: Sequence[Column]) -> Applied:
    """Fit a mapping to a table's headers and a kind's columns."""
    exact = {} if mapping.only else exact_matches(headers, columns)
    sources = {code: Source.model_validate({"from": header}) for code, header in exact.items()}
    sources |= mapping.columns
    named = {header for source in mapping.columns.values() for header in source.headers} | set(mapping.skip)
    used = named | {header for source in sources.values() for header in source.headers}
    return Applied(
        sources=sources,
        ignored=tuple(header for header in headers if header and header not in used),
        unknown=tuple(sorted(named - set(headers))),
        strangers=tuple(
            code for code in mapping.columns if not any(column.covers(code) for column in columns)
        ),
    )


def mapped_rows(
    table: Table, mapping: FileMapping, found: Applied, lists: frozenset[str]
) -> Iterator[MappedRow]:
    """Yield the rows of a table under our codes; `lists` are the codes of columns that hold lists."""
    seen: set[tuple[Any, ...]] = set()
    for number, values in table.rows:
        cells = dict(zip(table.headers, values, strict=False))
        if any(clean(cells.get(header, "")) in texts for header, texts in mapping.skip.items()):
            continue
        row = {
            code: source.read(
                cells, split=code in lists and bool(source.separator or len(source.headers) > 1)
            )
            for code, source in found.sources.items()
        }
        if mapping.distinct:
            key = tuple(tuple(raw) if isinstance(raw, list) else raw for raw in row.values())
            if key in seen:
                continue
            seen.add(key)
        yield MappedRow(number, row)


def joined(table: Table, joins: Iterable[tuple[Join, Table]]) -> Table:
    """Return the table with the cells its joins lend; a row without a match gets empty ones."""
    for join, other in joins:
        if join.on not in table.headers or join.key not in other.headers:
            raise MappingInvalid(where=f"join.{join.file}")
        at, key = table.headers.index(join.on), other.headers.index(join.key)
        lent = {values[key]: values for _number, values in other.rows}
        blank = ("",) * len(other.headers)
        table = Table(
            headers=(*table.headers, *(join.prefix + header for header in other.headers)),
            rows=[(number, (*values, *lent.get(values[at], blank))) for number, values in table.rows],
            header_row=table.header_row,
            sheet=table.sheet,
        )
    return table

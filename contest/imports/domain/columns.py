"""The columns of a kind: what each is called, what its cells may hold, whether it must be there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from contest.kernel.localized import LocalizedText


class CellKind(StrEnum):
    """What a cell holds: text, a number, money (kept in cents), a day, yes or no, one code of several, or a list."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    FLAG = "flag"
    CHOICE = "choice"
    LIST = "list"


class MoneyUnit(StrEnum):
    """What a bare number in a money column counts: yuan, or ten thousand yuan (万元)."""

    YUAN = "yuan"
    WAN = "wan"


class CellError(ValueError):
    """A cell cannot be read; `code` and `params` say why."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Column:
    """One documented column.

    `options`: code -> its words, for choices and lists of codes; None leaves a list free. `aliases`: further words
    people write -> code. `limit` counts code points
    of a text or of each item of a list, `most` the items. `low` and `high` bound numbers and money (in its unit).
    `lines`: the text may have several. `family`: every header that begins with `code` belongs to it (`score:`).
    `parse` reads the text of cells that are none of the kinds (an e-mail address); it raises CellError.
    """

    code: str
    label: LocalizedText
    kind: CellKind = CellKind.TEXT
    required: bool = False
    options: Mapping[str, LocalizedText] | None = None
    aliases: Mapping[str, str] = field(default_factory=dict)
    limit: int | None = None
    most: int | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: MoneyUnit = MoneyUnit.YUAN
    lines: bool = False
    family: bool = False
    parse: Callable[[str], Any] | None = None
    example: str = ""
    help: LocalizedText = field(default_factory=LocalizedText)

    def covers(self, code: str) -> bool:
        """Say whether `code` is this column, or one of its family."""
        return code.startswith(self.code) and len(code) > len(self.code) if self.family else code == self.code

"""What is held about people, as the manifests declare it: the register that privacy law asks for, as data.

From it one's own data are shown and exported, and an account is closed (个人信息保护法 arts. 44–47, 55). A test holds
every table that points at a person against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Erasure(StrEnum):
    """What happens to rows when the person closes the account."""

    DELETE = "delete"
    BLANK = "blank"  # the columns of `blank` get what stands there; the row stays
    KEEP = "keep"  # `because` says why, and the retention period when it ends


@dataclass(frozen=True, slots=True)
class Holding:
    """Rows of one table that say something about a person.

    `where` is SQL over the table with the parameter :person; `columns` are what is shown and exported, in their
    order; `purpose` says what they are held for.
    """

    table: str
    label: Any  # lazy text
    columns: tuple[str, ...]
    purpose: Any  # lazy text
    where: str = "user_id = :person"
    erasure: Erasure = Erasure.DELETE
    blank: Mapping[str, Any] = field(default_factory=dict)
    because: Any = None  # lazy text


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something to bring to an end before an account can be closed: rows of `table` that `where` finds."""

    code: str
    text: Any  # lazy text: what to do
    table: str
    where: str


@dataclass(frozen=True, slots=True)
class Ending:
    """What goes of one table when a season's retention period ends.

    `where` is SQL over the table with the parameter :projects, an array of keys. The columns of `blank` get what
    stands there; without any, the rows go. With `files` the rows are of files (`sha256`, `storage_key`), whose text
    and bytes go too unless something that is kept has the same.
    """

    table: str
    where: str
    blank: Mapping[str, Any] = field(default_factory=dict)
    files: bool = False


class Register:
    """Everything declared, in the order of the manifests."""

    def __init__(self) -> None:
        self.holdings: tuple[Holding, ...] = ()
        self.obstacles: tuple[Obstacle, ...] = ()
        self.endings: tuple[Ending, ...] = ()

    def install(
        self, holdings: tuple[Holding, ...], obstacles: tuple[Obstacle, ...], endings: tuple[Ending, ...] = ()
    ) -> None:
        """Replace what is declared; called once by the composition root."""
        self.holdings, self.obstacles, self.endings = holdings, obstacles, endings


register = Register()

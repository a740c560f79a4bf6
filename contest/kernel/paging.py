"""Pages of long lists, numbered from 1, with the filter kept in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from sqlalchemy import Select, func, select

from contest.kernel.db import db

Item = TypeVar("Item")
AnySelect: TypeAlias = Select[*tuple[Any, ...]]  # a query whatever its columns


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """`items` of page `number` (1-based) out of `total` items, `size` a page."""

    items: Sequence[Item]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.pages

    @property
    def first_index(self) -> int:
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last_index(self) -> int:
        return min(self.number * self.size, self.total)

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def paginate(
    query: AnySelect, read: Callable[[Any], Item], *, number: int = 1, size: int = 25, scalars: bool = False
) -> Page[Item]:
    """Run `query` for one page in two statements (count, rows); `read` turns a row into a frozen read model."""
    total = db.session.execute(select(func.count()).select_from(query.order_by(None).subquery())).scalar_one()
    last = max(1, -(-total // size))
    number = min(max(1, number), last)
    result = db.session.execute(query.limit(size).offset((number - 1) * size))
    rows: Sequence[Any] = result.scalars().all() if scalars else result.all()
    return Page(items=[read(row) for row in rows], number=number, size=size, total=total)


def sliced(items: Sequence[Item], *, number: int = 1, size: int = 25) -> Page[Item]:
    """Return one page of what is in memory already; a number beyond the last page gives the last."""
    number = min(max(1, number), max(1, -(-len(items) // size)))
    return Page(items=items[(number - 1) * size : number * size], number=number, size=size, total=len(items))

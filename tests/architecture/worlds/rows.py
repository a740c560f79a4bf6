"""What every row of the world needs."""

from __future__ import annotations

import itertools
from typing import Any
from uuid import UUID

from contest.accounts.models import User
from contest.exports.models import Export
from contest.kernel.columns import new_id
from contest.kernel.db import db

numbers = itertools.count(1)


def add(row: Any) -> Any:
    """Write a row, and return it."""
    db.session.add(row)
    db.session.flush()
    return row


def export(owner: User, name: str, about: UUID, **wanted: str) -> UUID:
    row = Export(id=new_id(), kind=name, asked_by=owner.id, about=about, wanted=wanted, kept={}, locale="zh")
    found: UUID = add(row).id
    return found

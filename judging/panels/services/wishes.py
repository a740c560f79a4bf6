"""Pairs the office pins or bars by hand; every later proposal keeps to them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from contest.kernel import audit
from contest.kernel.access import Actor
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid, NotFound
from contest.kernel.locking import find_locked
from judging.panels import queries
from judging.panels.domain import NotInRound, PairInConflict, PairRecused, SheetFinished
from judging.panels.models import PanelWish
from judging.panels.services.by_hand import ensure_open_to
from judging.panels.states import WishKind


def wish(
    *, actor: Actor, round_id: UUID, judge_id: UUID, entry_id: UUID, kind: WishKind, reason: str
) -> PanelWish:
    """Pin a pair to every proposal, or bar it, in place of what was wished before. The reason is kept.

    Raises NotInRound; PairInConflict or PairRecused where a pin can not be; SheetFinished where a bar can not.
    """
    round_ = ensure_open_to(actor, round_id, entry_id)
    reason = reason.strip()
    if not reason:
        raise Invalid(FieldError("reason", "required"))
    now, pair = queries.situation(round_), (judge_id, entry_id)
    if judge_id not in now.judges or entry_id not in now.entries:
        raise NotInRound()
    if kind is WishKind.PINNED and pair in now.conflicted:
        raise PairInConflict()
    if kind is WishKind.PINNED and pair in now.recused:
        raise PairRecused()
    if kind is WishKind.BARRED and pair in now.counting() & now.finished:
        raise SheetFinished()
    row = _find(round_id, judge_id, entry_id)
    if row is None:
        row = PanelWish(id=new_id(), round_id=round_id, judge_id=judge_id, entry_id=entry_id)
        db.session.add(row)
    row.kind, row.reason, row.made_by = kind, reason, actor.user_id
    db.session.flush()
    audit.record(actor, "panels.wished", round_, judge=judge_id, entry=entry_id, kind=kind)
    return row


def withdraw_wish(*, actor: Actor, round_id: UUID, judge_id: UUID, entry_id: UUID) -> None:
    """Let proposals decide about a pair again."""
    round_ = ensure_open_to(actor, round_id, entry_id)
    row = _find(round_id, judge_id, entry_id)
    if row is None:
        raise NotFound(kind="panel_wish")
    db.session.delete(row)
    db.session.flush()
    audit.record(actor, "panels.wish_withdrawn", round_, judge=judge_id, entry=entry_id, kind=row.kind)


def _find(round_id: UUID, judge_id: UUID, entry_id: UUID) -> PanelWish | None:
    query = select(PanelWish).where(
        PanelWish.round_id == round_id, PanelWish.judge_id == judge_id, PanelWish.entry_id == entry_id
    )
    return find_locked(query)

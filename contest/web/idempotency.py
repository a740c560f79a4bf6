"""`Idempotency-Key`: the same write sent twice by a program takes effect once and is answered twice alike."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Request, Response
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt
from contest.kernel.db import Base, db
from contest.kernel.errors import DomainError, FieldError, Invalid

KEPT_HOURS = 24
MAX_KEY = 200


class IdempotencyKey(Base):
    """One answered write of one token. Kept for 24 hours."""

    __tablename__ = "idempotency_keys"

    token_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_digest: Mapped[str]
    status: Mapped[int | None]
    body: Mapped[str | None]
    headers: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    created_at: Mapped[CreatedAt]


class IdempotencyMismatch(DomainError):
    """The key was used before for another request."""

    code = "idempotency_mismatch"
    status = 422


def replay_or_run(request: Request, token_id: UUID, key: str, run: Callable[[], Response]) -> Response:
    """Run the write once per key. A duplicate waits for the first one's commit, then gets its answer again."""
    if len(key) > MAX_KEY:
        raise Invalid(FieldError("Idempotency-Key", "too_long", {"limit": MAX_KEY}))
    digest = hashlib.sha256(
        b"\0".join((request.method.encode(), request.full_path.encode(), request.get_data()))
    ).hexdigest()
    where = (IdempotencyKey.token_id == token_id, IdempotencyKey.key == key)
    expired = IdempotencyKey.created_at < func.now() - text(f"interval '{KEPT_HOURS} hours'")
    db.session.execute(delete(IdempotencyKey).where(*where, expired))
    row = {"token_id": token_id, "key": key, "request_digest": digest}
    taken = db.session.execute(
        insert(IdempotencyKey).values(row).on_conflict_do_nothing().returning(IdempotencyKey.key)
    ).scalar_one_or_none()
    if taken is None:
        return _replay(db.session.execute(select(IdempotencyKey).where(*where)).scalar_one(), digest)
    response = run()
    if response.status_code < 300:
        db.session.execute(
            update(IdempotencyKey)
            .where(*where)
            .values(
                status=response.status_code,
                body=response.get_data(as_text=True),
                headers={"Content-Type": response.content_type or ""},
            )
        )
    return response


def _replay(kept: IdempotencyKey, digest: str) -> Response:
    if kept.request_digest != digest:
        raise IdempotencyMismatch()
    return Response(kept.body or "", kept.status or 200, {**kept.headers, "Idempotency-Replayed": "true"})

"""The signed part of an invitation's link: bound to one place, which knows whether it was answered and until when."""

from __future__ import annotations

from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from contest.pool.domain import InvitationUnusable


def make_token(place_id: UUID) -> str:
    """Return the token of an invitation; the same each time."""
    return str(_serializer().dumps(place_id.hex))


def read_token(token: str) -> UUID:
    """Return the invitation a token was made for; raise InvitationUnusable."""
    try:
        return UUID(_serializer().loads(token))
    except (BadSignature, ValueError, TypeError, AttributeError):
        raise InvitationUnusable(state="invalid") from None


def path_of(place_id: UUID) -> str:
    """Return the path of the page that asks whether to come into the pool."""
    return "/pool/join/" + make_token(place_id)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="pool.invitation")

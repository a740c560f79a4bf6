"""The signed part of an invitation link: bound to one row, which knows whether it was used and until when it lasts."""

from __future__ import annotations

from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from contest.teams.domain import InvitationUnusable


def make_token(invitation_id: UUID) -> str:
    """Return the token of an invitation; the same each time, so that the leader can copy it again."""
    return _serializer().dumps(invitation_id.hex)


def read_token(token: str) -> UUID:
    """Return the invitation a token was made for; raise InvitationUnusable."""
    try:
        return UUID(_serializer().loads(token))
    except (BadSignature, ValueError, TypeError, AttributeError):
        raise InvitationUnusable(state="invalid") from None


def path_of(invitation_id: UUID) -> str:
    """Return the path of the page that asks whether to join."""
    return "/teams/join/" + make_token(invitation_id)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="teams.invitation")

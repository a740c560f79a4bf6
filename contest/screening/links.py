"""The signed part of a code for a late entry: bound to one row, which knows for whom, until when and whether used."""

from __future__ import annotations

from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from contest.screening.domain import CodeUnusable


def make_token(code_id: UUID) -> str:
    """Return the token of a code; the same each time, so that the office can send it again."""
    return _serializer().dumps(code_id.hex)


def read_token(token: str) -> UUID:
    """Return the code a token was made for; raise CodeUnusable."""
    try:
        return UUID(_serializer().loads(token))
    except (BadSignature, ValueError, TypeError, AttributeError):
        raise CodeUnusable(state="invalid") from None


def path_of(code_id: UUID) -> str:
    """Return the path of the page that asks which project it is for."""
    return "/late/" + make_token(code_id)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="screening.late_code")

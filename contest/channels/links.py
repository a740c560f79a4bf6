"""The signed part of the links: bound to a claim, or to a base and a season."""

from __future__ import annotations

from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from contest.channels.domain import LinkUnusable


def claim_path(claim_id: UUID) -> str:
    """Return the path of the page on which a team takes its project over."""
    return "/channels/claim/" + _dumps("claim", claim_id.hex)


def referral_path(base_id: UUID, season_id: UUID) -> str:
    """Return the path of the page on which a team enters on a base's recommendation."""
    return "/channels/recommended/" + _dumps("referral", f"{base_id.hex}{season_id.hex}")


def read_claim(token: str) -> UUID:
    """Return the claim of a link; raise LinkUnusable."""
    return _ids("claim", token, 1)[0]


def read_referral(token: str) -> tuple[UUID, UUID]:
    """Return base and season of a link; raise LinkUnusable."""
    base_id, season_id = _ids("referral", token, 2)
    return base_id, season_id


def _dumps(kind: str, text: str) -> str:
    return str(_serializer(kind).dumps(text))


def _ids(kind: str, token: str, count: int) -> list[UUID]:
    try:
        text = str(_serializer(kind).loads(token))
        return [UUID(text[at * 32 : at * 32 + 32]) for at in range(count)]
    except (BadSignature, ValueError):
        raise LinkUnusable() from None


def _serializer(kind: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt=f"channels.{kind}")

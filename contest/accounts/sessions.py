"""Tie Flask-Login to accounts: who is behind a session cookie, who behind a bearer token."""

from __future__ import annotations

from flask import Request

from contest.accounts.queries import SignedIn, find_by_token, find_signed_in
from contest.web.api import PREFIX
from contest.web.extensions import login_manager


@login_manager.user_loader
def from_cookie(session_id: str) -> SignedIn | None:
    """Load the account of a session."""
    return find_signed_in(session_id)


@login_manager.request_loader
def from_token(request: Request) -> SignedIn | None:
    """Load the account of a bearer token, for calls of the API only."""
    header = request.headers.get("Authorization", "")
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not request.path.startswith(PREFIX):
        return None
    return find_by_token(token.strip())

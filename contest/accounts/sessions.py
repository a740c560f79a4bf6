"""Tie Flask-Login to accounts: who is behind a session cookie, who behind a bearer token.

Each kind of proof opens one side only. Calls of the API know bearer tokens and never cookies, so no other site can
make a browser write there; pages know cookies and never tokens.
"""

from __future__ import annotations

import time
from dataclasses import replace

from flask import Request, request, session
from flask_login import login_user

from contest.accounts.devices import device_of
from contest.accounts.domain import REMEMBERED_FOR, STAFF, idle_limit
from contest.accounts.models import User
from contest.accounts.queries import SignedIn, find_account, find_by_token, find_signed_in
from contest.accounts.services import begin_session, note_seen
from contest.web.api import PREFIX
from contest.web.extensions import login_manager

# Rewriting the cookie with every request would make answers needlessly different.
SEEN_STEP_SECONDS = 60
# How often the person's own list of sessions learns that one is in use: a write, which most pages need not pay.
NOTED_STEP_SECONDS = 600
KEPT_AT_SIGN_IN = ("locale",)


@login_manager.user_loader  # type: ignore[untyped-decorator]
def from_cookie(session_id: str) -> SignedIn | None:
    """Load the account of a session, None when it has ended or nobody used it for too long."""
    if _is_api(request):
        return _bearer(request)
    found = find_signed_in(session_id)
    return found if found is not None and _in_use(found) else None


@login_manager.request_loader  # type: ignore[untyped-decorator]
def from_token(request: Request) -> SignedIn | None:
    """Load the account of a bearer token, for calls of the API only."""
    return _bearer(request) if _is_api(request) else None


def begin(user: User, *, remember: bool = False) -> bool:
    """Begin a session of `user`; return whether there is one (a closed account gets none).

    Nothing of the session before survives but the language: what somebody planted in it is worth nothing. People
    with rights of the office are not remembered beyond the browser's session.
    """
    account = find_account(user.id)
    if account is None:
        return False
    device = device_of(request.headers.get("User-Agent", ""), request.remote_addr or "")
    found = replace(account, session_id=begin_session(user_id=user.id, device=device))
    kept = {key: session[key] for key in KEPT_AT_SIGN_IN if key in session}
    session.clear()
    session.update(kept)
    wished = remember and not found.actor.has(*STAFF)
    login_user(found, remember=wished, duration=REMEMBERED_FOR if wished else None)
    session["seen"] = session["noted"] = int(time.time())
    return True


def _bearer(asked: Request) -> SignedIn | None:
    scheme, _, token = asked.headers.get("Authorization", "").partition(" ")
    return find_by_token(token.strip()) if scheme.lower() == "bearer" else None


def _is_api(asked: Request) -> bool:
    return asked.path.startswith(PREFIX + "/")


def _in_use(found: SignedIn) -> bool:
    now = int(time.time())
    seen = session.get("seen", now)
    if now - seen > idle_limit(found.actor.roles).total_seconds():
        # A remembered person comes in again through the other cookie, as one who is not freshly signed in.
        session.pop("_user_id", None)
        session.pop("seen", None)
        return False
    if "seen" not in session or now - seen >= SEEN_STEP_SECONDS:
        session["seen"] = now
    if found.session_id is not None and now - session.setdefault("noted", now) >= NOTED_STEP_SECONDS:
        session["noted"] = now
        note_seen(session_id=found.session_id)
    return True

"""The blueprint all pages of people share."""

from __future__ import annotations

from flask import Blueprint, current_app
from flask_login import current_user

from contest.accounts.models import User
from contest.accounts.queries import get_user

blueprint = Blueprint("accounts", __name__)


def signed_in_user() -> User:
    """Return the account behind this request; the route's permission has seen to it that there is one."""
    return get_user(current_user.user_id)


def is_demo() -> bool:
    """Say whether this is a demonstration: letters can be read and accounts tried on the pages."""
    demo: bool = current_app.extensions["settings"].demo
    return demo

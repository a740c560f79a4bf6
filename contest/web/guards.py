"""The door of every route: `@requires(Permission.X)` says "may you be here"; services say "this object"."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from flask import abort, current_app
from flask_login import current_user

from contest.kernel.access import Actor, require

P = ParamSpec("P")
R = TypeVar("R")

PERMISSION_ATTRIBUTE = "required_permission"


def current_actor() -> Actor:
    """Return who is asking in this request."""
    return cast(Actor, current_user.actor)


def requires(permission: StrEnum) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Refuse whoever does not hold `permission` at all. Every route declares one; a test sees to it."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            require(current_actor(), permission)
            return view(*args, **kwargs)

        setattr(guarded, PERMISSION_ATTRIBUTE, permission)
        return guarded

    return decorate


def only_in_demonstrations() -> None:
    """Refuse what only a demonstration shows: everywhere else it is private, or of no use."""
    if not current_app.extensions["settings"].demo:
        abort(404)

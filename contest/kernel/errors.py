"""Errors are facts: a code and parameters. How they read is decided at the edge (contest/web/errors.py)."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar


class DomainError(Exception):
    """A rule said no. `code` is stable public interface; `params` fill the text and travel in the answer."""

    code: ClassVar[str] = "conflict"
    status: ClassVar[int] = 409

    def __init__(self, **params: Any) -> None:
        self.params = params
        super().__init__(f"{self.code} {params}" if params else self.code)


class NotFound(DomainError):
    """There is no such thing, or the asker may not know that there is."""

    code = "not_found"
    status = 404


class Forbidden(DomainError):
    """The actor lacks the permission for this object."""

    code = "forbidden"
    status = 403


class NotSignedIn(DomainError):
    """Nobody is signed in and the public may not do this."""

    code = "not_signed_in"
    status = 401


class StaleVersion(DomainError):
    """Somebody else saved a newer version in between."""

    code = "stale_version"


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one input: `field` is a path such as `name.zh`; `code` and `params` say what."""

    field: str
    code: str
    params: dict[str, Any] = dataclasses.field(default_factory=dict)


class Invalid(DomainError):
    """Input that cannot be accepted, field by field."""

    code = "invalid"
    status = 422

    def __init__(self, *errors: FieldError, **params: Any) -> None:
        self.errors = errors
        super().__init__(**params)
        if errors:
            self.args = (", ".join(f"{e.field}: {e.code}" for e in errors),)

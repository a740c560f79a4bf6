"""Who may do what: an actor, a permission, an object. Everything not granted is denied."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from contest.kernel.errors import Forbidden, NotSignedIn

Predicate = Callable[["Actor", Any], bool]


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks: a person through a page or a token, a job, or the anonymous public."""

    user_id: UUID | None
    name: str = ""
    roles: frozenset[str] = frozenset()
    organisation_ids: frozenset[UUID] = frozenset()
    districts: frozenset[str] = frozenset()
    locale: str = "zh"
    token_id: UUID | None = None

    @property
    def is_system(self) -> bool:
        """True for jobs and commands, which act on behalf of the platform itself."""
        return "system" in self.roles

    def has(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)


ANONYMOUS = Actor(None, roles=frozenset({"public"}))
SYSTEM = Actor(None, name="system", roles=frozenset({"system"}))


@dataclass(frozen=True, slots=True)
class Grant:
    """`roles` may do `permission`; on every object, or only where `on(actor, obj)` holds."""

    permission: StrEnum
    roles: tuple[str, ...]
    on: Predicate | None = None


class Policy:
    """The permission table assembled from all manifests. Deny by default."""

    def __init__(self) -> None:
        self._grants: dict[str, tuple[Grant, ...]] = {}

    def install(self, grants: Iterable[Grant]) -> None:
        """Replace the table; called once by the composition root."""
        table: dict[str, tuple[Grant, ...]] = {}
        for grant in grants:
            table[grant.permission] = (*table.get(grant.permission, ()), grant)
        self._grants = table

    def grants(self) -> tuple[Grant, ...]:
        return tuple(grant for grants in self._grants.values() for grant in grants)

    def holds(self, actor: Actor, permission: StrEnum) -> bool:
        """Say whether the actor may do this to at least some object (`may you be here`)."""
        return actor.is_system or any(actor.has(*grant.roles) for grant in self._grants.get(permission, ()))

    def allows(self, actor: Actor, permission: StrEnum, obj: Any) -> bool:
        """Say whether the actor may do this to `obj`."""
        return actor.is_system or any(
            actor.has(*grant.roles) and (grant.on is None or grant.on(actor, obj))
            for grant in self._grants.get(permission, ())
        )


policy = Policy()


def authorise(actor: Actor, permission: StrEnum, obj: Any) -> None:
    """Raise NotSignedIn or Forbidden unless the actor may do `permission` to `obj`."""
    if not policy.allows(actor, permission, obj):
        raise _refusal(actor, permission)


def require(actor: Actor, permission: StrEnum) -> None:
    """Raise NotSignedIn or Forbidden unless the actor holds `permission` at all."""
    if not policy.holds(actor, permission):
        raise _refusal(actor, permission)


def _refusal(actor: Actor, permission: StrEnum) -> Forbidden | NotSignedIn:
    anonymous = actor.user_id is None and not actor.is_system
    return NotSignedIn() if anonymous else Forbidden(permission=str(permission))

"""The permissions of the matching context. A leaf."""

from enum import StrEnum


class Permission(StrEnum):
    """What may be done in the matching context."""

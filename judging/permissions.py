"""The permissions of the judging context. A leaf."""

from enum import StrEnum


class Permission(StrEnum):
    """What may be done in the judging context."""

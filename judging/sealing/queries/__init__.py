"""Reads about seals: how one stands, what would be sealed, what was."""

from judging.sealing.queries.checks import Preview, preview
from judging.sealing.queries.content import content_of
from judging.sealing.queries.seals import (
    PublishedSeal,
    SealView,
    find_seal,
    get_seal,
    public_keys,
    published_seals,
    waived_checks,
)

__all__ = [
    "Preview",
    "PublishedSeal",
    "SealView",
    "content_of",
    "find_seal",
    "get_seal",
    "preview",
    "public_keys",
    "published_seals",
    "waived_checks",
]

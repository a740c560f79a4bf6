"""Rules of notices: which channel a reader wants for what, and what a parameter is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from contest.kernel.notices import Category


class Channel(StrEnum):
    """A way out of the application. The list inside it is not one: a notice always stands there."""

    EMAIL = "email"
    SMS = "sms"
    WECHAT = "wechat"


# What decides about somebody's entry or safety is written to everybody: nobody can say they were not told.
MANDATORY = frozenset({Category.DEADLINE, Category.DECISION, Category.SECURITY})
# A text message interrupts; only what cannot wait is sent without being asked for.
BY_TEXT = frozenset({Category.DEADLINE, Category.DECISION})

Choices = Mapping[tuple[Category, Channel], bool]


def may_choose(category: Category, channel: Channel) -> bool:
    """Say whether the reader decides about this channel for this category."""
    return not (channel is Channel.EMAIL and category in MANDATORY)


def wanted(category: Category, channel: Channel, choices: Choices) -> bool:
    """Say whether a notice of the category goes out by the channel; what was never chosen has a default."""
    if not may_choose(category, channel):
        return True
    usual = category in BY_TEXT if channel is Channel.SMS else True
    return choices.get((category, channel), usual)

"""The reader's wishes."""

from __future__ import annotations

from collections.abc import Iterator

from flask_wtf import FlaskForm
from wtforms import BooleanField

from contest.kernel.notices import Category
from contest.notices.domain import Channel, Choices, may_choose, wanted


def name_of(category: Category, channel: Channel) -> str:
    """Return the name of the box for a category and a channel."""
    return f"{category}_{channel}"


def pairs() -> Iterator[tuple[Category, Channel]]:
    """Yield what can be chosen, row by row."""
    return (
        (category, channel) for category in Category for channel in Channel if may_choose(category, channel)
    )


class PreferencesForm(FlaskForm):
    """One box per category and channel."""

    def chosen(self) -> dict[tuple[Category, Channel], bool]:
        """Return every box as it was sent."""
        return {pair: bool(self[name_of(*pair)].data) for pair in pairs()}


for _category, _channel in pairs():
    # The page labels the boxes itself, by the heads of row and column.
    setattr(PreferencesForm, name_of(_category, _channel), BooleanField())


def as_data(choices: Choices) -> dict[str, bool]:
    """Return what the boxes show."""
    return {name_of(*pair): wanted(*pair, choices) for pair in pairs()}

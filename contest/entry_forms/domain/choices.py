"""The codes that choices may hold: a field's own options, or a part of the season's rulebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contest.entry_forms.domain.fields import FieldSpec
from contest.organisations.domain import District
from contest.seasons.domain import Rulebook

Choices = Mapping[str, Sequence[str]]


def choices_of(book: Rulebook) -> dict[str, Sequence[str]]:
    """Return the codes each part of the rulebook offers, by the name the form's `source` has for it."""
    return {
        "tracks": [part.code for part in book.tracks],
        "groups": [part.code for part in book.groups],
        "zones": [part.code for part in book.zones],
        "channels": [part.code for part in book.channels],
        "districts": list(District),
    }


def allowed(spec: FieldSpec, choices: Choices) -> Sequence[str]:
    """Return the codes a field may hold."""
    return choices[spec.source] if spec.source else spec.option_codes

"""Forms of a rubric: one criterion with its bands of marks, and for whom a rubric of its own is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField

from contest.seasons.defaults.rubrics import BANDS
from contest.seasons.domain import Anchor, Criterion, Rulebook
from contest.seasons.forms.base import MUST, EditForm, filled, name_pair, number, prose_pair, several
from contest.web.i18n import l10n

MOST_BANDS = 6
CODE_HINT = _l("Small letters, digits and underscores. It stays for good.")


class CriterionForm(EditForm):
    """One criterion of a rubric; `anchors_<n>_…` are its bands of marks, the best first."""

    code = StringField(_l("Code"), [MUST], description=CODE_HINT)
    name_zh, name_en = name_pair()
    guidance_zh, guidance_en = prose_pair(
        _l("Guidance for judges in Chinese"), _l("Guidance for judges in English")
    )
    weight = number(
        _l("Weight"), must=True, step="any", hint=_l("Relative to the other criteria; totals are out of 100.")
    )
    max = number(_l("Highest mark"), must=True, step="any")
    step = number(_l("Step between marks"), must=True, step="any")
    comment_always = BooleanField(_l("Every mark needs a comment"))
    comment_below = number(_l("Marks below this need a comment"), step="any")
    comment_above = number(_l("Marks above this need a comment"), step="any")

    def values(self) -> dict[str, Any]:
        made = super().values()
        bands = [
            {
                "low": made.pop(f"anchors_{place}_low"),
                "name": made.pop(f"anchors_{place}_name"),
                "guidance": made.pop(f"anchors_{place}_guidance"),
            }
            for place in range(MOST_BANDS)
        ]
        made["anchors"] = [band for band in bands if _is_filled(band)]
        return made

    @property
    def bands(self) -> list[dict[str, Any]]:
        """Return the fields of each band."""
        return [
            {
                name: self[f"anchors_{place}_{name}"]
                for name in ("low", "name_zh", "name_en", "guidance_zh", "guidance_en")
            }
            for place in range(MOST_BANDS)
        ]


def _band_fields() -> dict[str, Any]:
    return {
        "low": number(_l("From mark"), step="any"),
        "name_zh": StringField(_l("Band in Chinese")),
        "name_en": StringField(_l("Band in English")),
        "guidance_zh": StringField(_l("What it means, in Chinese")),
        "guidance_en": StringField(_l("What it means, in English")),
    }


for _place in range(MOST_BANDS):
    for _name, _field in _band_fields().items():
        setattr(CriterionForm, f"anchors_{_place}_{_name}", _field)


def _is_filled(band: dict[str, Any]) -> bool:
    return band["low"] is not None or any(band["name"].values()) or any(band["guidance"].values())


class VariantForm(EditForm):
    """For which tracks and groups a rubric of its own is."""

    code = StringField(_l("Code"), [MUST], description=CODE_HINT)
    name_zh, name_en = name_pair()
    tracks = several(_l("Tracks"), hint=_l("None ticked means all tracks."))
    groups = several(_l("Groups"), hint=_l("None ticked means all groups."))

    def offer(self, book: Rulebook) -> None:
        """Fill the choices."""
        self.tracks.choices = [(track.code, l10n(track.name)) for track in book.tracks]
        self.groups.choices = [(group.code, l10n(group.name)) for group in book.groups]

    def values(self) -> dict[str, Any]:
        made = super().values()
        return {**made, "tracks": made["tracks"] or [], "groups": made["groups"] or []}


def new_criterion() -> dict[str, Any]:
    """Return what the form of a new criterion starts from: marks to 100 with the usual four bands."""
    return {"max": "100", "step": "1", **filled_bands(BANDS)}


def filled_criterion(criterion: Criterion) -> dict[str, Any]:
    """Return the values a criterion's form starts from."""
    return {**filled(criterion), **filled_bands(criterion.anchors)}


def filled_bands(anchors: Sequence[Anchor]) -> dict[str, Any]:
    """Return bands as their fields."""
    return {
        f"anchors_{place}_{name}": value
        for place, anchor in enumerate(anchors)
        for name, value in filled(anchor).items()
    }

"""The office's list of the pool as a spreadsheet."""

from __future__ import annotations

from flask_babel import gettext as _

from contest.pool.queries import PlaceView
from contest.web.i18n import l10n, label
from contest.web.sheets import Cell

WIDTHS = (32, 32, 30, 30, 20, 26, 8, 20, 14, 14, 22, 22, 22, 40)


def titles() -> list[str]:
    """Return the headings; moments name their zone."""
    return [
        _("Project name (Chinese)"),
        _("Project name (English)"),
        _("Company (Chinese)"),
        _("Company (English)"),
        _("Way in"),
        _("Base or contest"),
        _("Year"),
        _("Award"),
        _("State"),
        _("Agreed to be matched"),
        _("Invited (Asia/Shanghai)"),
        _("In the pool since (Asia/Shanghai)"),
        _("Ended (Asia/Shanghai)"),
        _("Reason"),
    ]


def cells(place: PlaceView) -> list[Cell]:
    """Return one row."""
    ended = f"{label(place.ended_how)}: {place.reason}" if place.reason else label(place.ended_how)
    return [
        place.name.zh,
        place.name.en,
        place.company.zh,
        place.company.en,
        label(place.kind),
        l10n(place.source),
        place.year,
        l10n(place.award),
        _("Expired") if place.lapsed else label(place.state),
        _("yes") if place.shown else _("no"),
        place.invited_at,
        place.opened_at,
        place.ended_at,
        ended if place.ended_how else "",
    ]

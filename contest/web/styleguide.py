"""What the style guide shows: invented data for every component, no database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from contest.kernel.columns import LocalizedText
from contest.kernel.paging import Page
from contest.web.i18n import locale
from contest.web.icons import ICONS

_ROWS = (
    (LocalizedText("深海观测浮标", "Deep-sea observation buoys"), 9125, "gold", 3_000_000_00),
    (LocalizedText("可降解骨科植入物", "Degradable orthopaedic implants"), 8840, "success", 500_000_00),
    (LocalizedText("面向产线的视觉质检", "Visual inspection for production lines"), 8610, "info", 120_000_00),
)


class SampleForm(FlaskForm):  # type: ignore[misc]
    """One field of each kind."""

    name_zh = StringField(validators=[InputRequired(), Length(max=60)])
    name_en = StringField()
    summary = TextAreaField(validators=[Length(max=300)])
    track = SelectField(choices=[])
    zones = SelectMultipleField(choices=[])
    stage = RadioField(choices=[])
    plan = FileField()
    agreed = BooleanField(validators=[InputRequired()])


def _form() -> SampleForm:
    form = SampleForm(formdata=None, meta={"csrf": False})
    form.name_zh.label.text, form.name_en.label.text = _("Name in Chinese"), _("Name in English")
    form.summary.label.text, form.summary.description = (
        _("Summary"),
        _("What it does, for whom, and why now."),
    )
    form.track.label.text = _("Track")
    form.track.choices = [
        ("life", _("Life sciences")),
        ("ai", _("Artificial intelligence")),
        ("sea", _("Ocean")),
    ]
    form.zones.label.text = _("Zones")
    form.zones.choices = [("east", _("East zone")), ("west", _("West zone")), ("south", _("South zone"))]
    form.stage.label.text = _("Stage")
    form.stage.choices = [("seed", _("Seed")), ("early", _("Early")), ("growth", _("Growth"))]
    form.plan.label.text, form.plan.description = _("Business plan"), _("PDF, up to 50 MB.")
    form.agreed.label.text = _("I have read the rules of the contest.")
    form.name_zh.data, form.summary.errors = "深海观测浮标", (_("Please fill this in."),)
    return form


def _charts() -> dict[str, Any]:
    return {
        "bars": {
            "labels": [_("Screening"), _("Preliminary"), _("Second round"), _("Final")],
            "series": [
                {"name": _("Innovation track"), "values": [7400, 2300, 520, 86]},
                {"name": _("Entrepreneurship track"), "values": [4600, 1450, 319, 53]},
            ],
            "unit": "",
        },
        "lines": {
            "labels": [f"{hour}:00" for hour in range(9, 18)],
            "series": [{"name": _("Entries"), "values": [12, 18, 31, 44, 40, 66, 92, 130, 171]}],
            "unit": "",
        },
        "heat": {
            "x": [_("Innovation"), _("Team"), _("Market"), _("Plan")],
            "y": [_("Panel %(number)s", number=n) for n in (1, 2, 3)],
            "rows": [[82, 78, 71, 90], [76, None, 69, 84], [88, 91, 79, 73]],
            "unit": "",
        },
        "intervals": {
            "labels": [row[0].in_locale(locale()) for row in _ROWS],
            "values": [91.3, 88.4, 86.1],
            "low": [89.8, 86.0, 84.4],
            "high": [92.8, 90.8, 87.8],
            "cut": 87.0,
            "name": _("Calibrated score"),
            "unit": "",
        },
    }


def sample() -> dict[str, Any]:
    """Return the variables of templates/web/styleguide.html."""
    now = datetime.now(UTC)
    return {
        "now": now,
        "deadline": now + timedelta(hours=31, minutes=7),
        "rows": _ROWS,
        "form": _form(),
        "charts": _charts(),
        "page": Page(items=_ROWS, number=2, size=3, total=839),
        "icons": ICONS,
    }

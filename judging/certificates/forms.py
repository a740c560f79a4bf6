"""Forms of certificates."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, IntegerField, StringField
from wtforms.validators import Length, NumberRange, Optional

from contest.kernel.columns import LocalizedText
from judging.certificates.domain import AWARD_LIMIT, TIERS, Tier


class TierForm(Form):
    """One award and the ranks it reaches to."""

    zh = StringField(_l("Award in Chinese"), [Length(max=AWARD_LIMIT)])
    en = StringField(_l("Award in English"), [Length(max=AWARD_LIMIT)])
    up_to = IntegerField(_l("Up to rank"), [Optional(), NumberRange(1, 100_000)])


class IssueForm(FlaskForm):
    """Which awards, and whether the rank is printed."""

    tiers = FieldList(FormField(TierForm), min_entries=TIERS, max_entries=TIERS)
    rank_printed = BooleanField(_l("Print the rank on the certificate"))

    @property
    def chosen(self) -> list[Tier]:
        """Return the awards that were typed, in their order; the empty ones are left out."""
        rows = [entry.form for entry in self.tiers]
        return [
            Tier(
                LocalizedText((row.zh.data or "").strip(), (row.en.data or "").strip()),
                row.up_to.data,
            )
            for row in rows
            if row.zh.data or row.en.data
        ]

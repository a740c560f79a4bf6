"""What browsers send about organisations."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, URLField
from wtforms.validators import Length

from contest.kernel.columns import LocalizedText
from contest.organisations.domain import District, OrganisationKind
from contest.organisations.queries import OrganisationView
from contest.organisations.services import OrganisationData
from contest.web.i18n import label

TOO_LONG = _l("At most %(max)d characters.")


class OrganisationForm(FlaskForm):
    """An organisation's data. Its kind is chosen once, when the office enters it."""

    kind = SelectField(_l("Kind"), coerce=OrganisationKind)
    name_zh = StringField(_l("Name (Chinese)"), [Length(max=120, message=TOO_LONG)])
    name_en = StringField(_l("Name (English)"), [Length(max=160, message=TOO_LONG)])
    credit_code = StringField(
        _l("Unified social credit code"),
        [Length(max=40, message=TOO_LONG)],
        description=_l("18 characters, if there is one."),
    )
    district = SelectField(_l("District"))
    website = URLField(_l("Website"), [Length(max=300, message=TOO_LONG)])

    def offer(self) -> None:
        """Fill the choices in the reader's language."""
        if self.kind is not None:
            self.kind.choices = [(kind.value, label(kind)) for kind in OrganisationKind]
        self.district.choices = [
            ("", _l("Outside Shanghai or unknown")),
            *((d.value, label(d)) for d in District),
        ]

    def entered(self) -> OrganisationData:
        """Return what was typed."""
        return OrganisationData(
            name=LocalizedText((self.name_zh.data or "").strip(), (self.name_en.data or "").strip()),
            credit_code=self.credit_code.data or "",
            district=self.district.data or "",
            website=self.website.data or "",
        )


def filled(organisation: OrganisationView) -> dict[str, object]:
    """Return the values a form on `organisation` starts from."""
    return {
        "kind": organisation.kind,
        "name_zh": organisation.name.zh,
        "name_en": organisation.name.en,
        "credit_code": organisation.credit_code or "",
        "district": organisation.district,
        "website": organisation.website,
    }

"""Forms of imports: a file and its season, and which column each header is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField
from wtforms.validators import Optional

from contest.imports.domain import Column, SeasonChoice
from contest.web.i18n import l10n

PREFIX = "header-"


class UploadForm(FlaskForm):  # type: ignore[misc, unused-ignore]
    """A spreadsheet and where it goes."""

    season = SelectField(_l("Season"), [Optional()])
    file = FileField(_l("Spreadsheet (.xlsx or .csv)"), [FileRequired(_l("Please choose a file."))])

    def offer(self, seasons: Sequence[SeasonChoice]) -> None:
        """Fill the seasons in the reader's language; kinds without a season have no such field."""
        if not seasons:
            del self.season
            return
        self.season.choices = [(one.slug, l10n(one.name)) for one in seasons]

    @property
    def chosen_season(self) -> str:
        return str(self.season.data or "") if "season" in self else ""


def columns_form(
    columns: Sequence[Column], headers: Sequence[str], mapping: Mapping[str, str], samples: Mapping[str, str]
) -> Any:
    """Return a form with one select for each header of the file, offering our columns; the mapping is chosen.

    `samples`: what stands under a header, to recognise it by.
    """
    of_header = {header: code for code, header in mapping.items()}
    offered = [(column.code, _offer(column)) for column in columns if not column.family]
    offered += [(code, code) for code in mapping if code not in dict(offered)]  # members of families
    choices = [("", _("– leave out –")), *offered]
    fields = {
        f"{PREFIX}{place}": SelectField(
            header, [Optional()], choices=choices, description=samples.get(header, "")
        )
        for place, header in enumerate(headers)
        if header
    }
    kind = type("ColumnsForm", (FlaskForm,), fields)
    return kind(data={f"{PREFIX}{place}": of_header.get(header, "") for place, header in enumerate(headers)})


def _offer(column: Column) -> str:
    return l10n(column.label) + (" *" if column.required else "")


def chosen(form: Any, headers: Sequence[str]) -> list[tuple[str, str]]:
    """Return (column code, header) for every header that is to be used."""
    return [
        (str(form[f"{PREFIX}{place}"].data), header)
        for place, header in enumerate(headers)
        if header and form[f"{PREFIX}{place}"].data
    ]

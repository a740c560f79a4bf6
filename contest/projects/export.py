"""A list of projects as a spreadsheet: Shanghai time with the zone in the header, nothing a program would execute."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from flask_babel import gettext as _
from xlsxwriter import Workbook

from contest.kernel.clock import SHANGHAI
from contest.organisations.domain import District
from contest.projects.presentation import part_name
from contest.projects.queries import ProjectLine
from contest.seasons.domain import Rulebook
from contest.web.i18n import label

# Texts stay texts: a name that begins with = is not a formula, an address is not a link.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDTHS = (14, 32, 32, 24, 24, 24, 18, 16, 16, 16, 14, 12, 22)


def workbook(lines: Sequence[ProjectLine], book: Rulebook) -> bytes:
    """Return the bytes of an .xlsx with one row a project."""
    buffer = BytesIO()
    with Workbook(buffer, OPTIONS) as out:
        sheet = out.add_worksheet(_("Projects"))
        bold = out.add_format({"bold": True})
        for column, (title, width) in enumerate(zip(_titles(), WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, bold)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(lines)), len(WIDTHS) - 1)
        for row, line in enumerate(lines, 1):
            for column, text in enumerate(_cells(line, book)):
                sheet.write_string(row, column, text)
    return buffer.getvalue()


def _titles() -> list[str]:
    return [
        _("Number"),
        _("Project name (Chinese)"),
        _("Project name (English)"),
        _("Team"),
        _("Company (Chinese)"),
        _("Company (English)"),
        _("Track"),
        _("Group"),
        _("Zone"),
        _("Channel"),
        _("Landing district"),
        _("State"),
        _("Handed in (Asia/Shanghai)"),
    ]


def _cells(line: ProjectLine, book: Rulebook) -> list[str]:
    known = line.district in set(District)
    return [
        line.number or "",
        line.name.zh,
        line.name.en,
        line.team_name.zh or line.team_name.en,
        line.company_name.zh,
        line.company_name.en,
        part_name(book, "tracks", line.track_code),
        part_name(book, "groups", line.group_code),
        part_name(book, "zones", line.zone_code),
        part_name(book, "channels", line.channel_code),
        label(District(line.district)) if known else line.district,
        label(line.state),
        line.submitted_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S") if line.submitted_at else "",
    ]

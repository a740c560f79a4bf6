"""Projects from a spreadsheet."""

from flask_babel import lazy_gettext as _l

from contest.imports.domain import ImportKind
from contest.projects.imports.checking import prepare
from contest.projects.imports.columns import columns
from contest.seasons import imports as season_imports

__all__ = ["KIND"]

KIND = ImportKind(
    name="projects",
    label=_l("Projects"),
    description=_l("Entries from zones, universities and partner contests, with their teams."),
    columns=columns,
    prepare=prepare,
    seasons=season_imports.seasons,
    icon="rocket-takeoff",
)

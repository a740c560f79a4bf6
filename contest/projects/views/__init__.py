"""Pages of projects: one's own desk, the form, files, handing in, the office's list."""

from contest.projects.views import (
    calendar,
    desk,
    exports,
    files,
    form,
    history,
    office,
    printing,
    project,
    proposals,
    submitting,
    uploads,
)
from contest.projects.views.blueprint import blueprint, office_blueprint

__all__ = [
    "blueprint",
    "calendar",
    "desk",
    "exports",
    "files",
    "form",
    "history",
    "office",
    "office_blueprint",
    "printing",
    "project",
    "proposals",
    "submitting",
    "uploads",
]

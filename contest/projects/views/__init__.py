"""Pages of projects: one's own desk, the form, files, handing in, the office's list."""

from contest.projects.views import desk, files, form, office, project, submitting
from contest.projects.views.blueprint import blueprint, office_blueprint

__all__ = ["blueprint", "desk", "files", "form", "office", "office_blueprint", "project", "submitting"]

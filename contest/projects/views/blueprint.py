"""The blueprints of projects' pages: the teams' and the office's."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("projects", __name__)
office_blueprint = Blueprint("project_office", __name__)

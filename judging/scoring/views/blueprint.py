"""The blueprint of the scoring desk."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("scoring", __name__)
Page = Response | tuple[str, int] | str

"""The blueprint of the duplicate check."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("duplicates", __name__)

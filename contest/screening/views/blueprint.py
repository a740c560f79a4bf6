"""The blueprint of the formal check's pages."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("screening", __name__)

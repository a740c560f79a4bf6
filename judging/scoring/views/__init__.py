"""Pages of the scoring desk."""

from judging.scoring.views import desk, office, reading, sheet
from judging.scoring.views.blueprint import blueprint

__all__ = ["blueprint", "desk", "office", "reading", "sheet"]

"""Pages of assigning under capacity."""

from matching.assignment.views.board import blueprint
from matching.assignment.views.preferences import blueprint as preferences_blueprint

__all__ = ["blueprint", "preferences_blueprint"]

"""Pages of recommendations: a winner's matches, the winners that fit a profile, the office's overview."""

from matching.recommendations.views.candidates import blueprint as candidates_blueprint
from matching.recommendations.views.matches import blueprint as matches_blueprint
from matching.recommendations.views.office import blueprint as office_blueprint

__all__ = ["candidates_blueprint", "matches_blueprint", "office_blueprint"]

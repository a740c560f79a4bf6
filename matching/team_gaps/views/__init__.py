"""Pages of team gaps: the team's, the person's, the office's."""

from matching.team_gaps.views import people  # noqa: F401 - adds its page to the blueprint of gaps
from matching.team_gaps.views.gaps import blueprint as gaps_blueprint
from matching.team_gaps.views.office import blueprint as office_blueprint
from matching.team_gaps.views.talent import blueprint as talent_blueprint

__all__ = ["gaps_blueprint", "office_blueprint", "talent_blueprint"]

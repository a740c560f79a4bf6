"""Pages of the pool: the office's list, a base's residents, an invitation's page, a team's place."""

from contest.pool.views import office, residents, team
from contest.pool.views.blueprint import blueprint

__all__ = ["blueprint", "office", "residents", "team"]

"""Pages of the pool: the office's list, a team's place."""

from contest.pool.views import office, team
from contest.pool.views.blueprint import blueprint

__all__ = ["blueprint", "office", "team"]

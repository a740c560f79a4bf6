"""Pages of judges: the pool, invitations of a round, a judge's own answer and profile."""

from judging.judges.views import days, mine, pool, rounds
from judging.judges.views.blueprint import blueprint

__all__ = ["blueprint", "days", "mine", "pool", "rounds"]

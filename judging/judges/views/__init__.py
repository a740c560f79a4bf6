"""Pages of judges: the pool, invitations of a round, a judge's own answer and profile."""

from judging.judges.views import mine, pool, rounds
from judging.judges.views.blueprint import blueprint

__all__ = ["blueprint", "mine", "pool", "rounds"]

"""What happens to places in the pool."""

from contest.pool.services.places import agree, end, end_for_project, leave, take_in
from contest.pool.services.residents import accept, decline, invite

__all__ = ["accept", "agree", "decline", "end", "end_for_project", "invite", "leave", "take_in"]

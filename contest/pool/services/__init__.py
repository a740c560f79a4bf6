"""What happens to places in the pool."""

from contest.pool.services.places import agree, end, end_for_project, leave, take_in

__all__ = ["agree", "end", "end_for_project", "leave", "take_in"]

"""Pages of the panel room and of votes."""

from judging.room.views import ballots, room, voting
from judging.room.views.blueprint import blueprint

__all__ = ["ballots", "blueprint", "room", "voting"]

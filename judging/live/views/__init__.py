"""Pages of the live final."""

from judging.live.views import control, projector, public, reports, room
from judging.live.views.blueprint import blueprint

__all__ = ["blueprint", "control", "projector", "public", "reports", "room"]

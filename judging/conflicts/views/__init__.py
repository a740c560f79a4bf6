"""Pages of conflicts: a judge declares, the office reads and waives, a team asks."""

from judging.conflicts.views import mine, requests, rounds, waivers
from judging.conflicts.views.blueprint import blueprint

__all__ = ["blueprint", "mine", "requests", "rounds", "waivers"]

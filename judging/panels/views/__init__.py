"""Pages of panels, and what depends on them: opening a round, its progress, a judge's own rounds."""

from judging.panels.views import entries, mine, progress, proposals
from judging.panels.views.blueprint import blueprint

__all__ = ["blueprint", "entries", "mine", "progress", "proposals"]

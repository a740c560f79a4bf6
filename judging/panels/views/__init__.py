"""Pages of panels, and what depends on them: opening a round, its progress, a judge's own rounds."""

from judging.panels.views import entries, fit, further, mine, progress, proposals, wishes
from judging.panels.views.blueprint import blueprint

__all__ = ["blueprint", "entries", "fit", "further", "mine", "progress", "proposals", "wishes"]

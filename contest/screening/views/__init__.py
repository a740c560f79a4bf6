"""Pages of the formal check: the queue, an entry, many at once, beside a project, late entries."""

from contest.screening.views import batches, desk, entry, late, projects
from contest.screening.views.blueprint import blueprint

__all__ = ["batches", "blueprint", "desk", "entry", "late", "projects"]

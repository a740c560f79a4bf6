"""Pages of seasons: the public site, and the office's editor."""

from contest.seasons.views import editor, holidays, public, rubrics, variants
from contest.seasons.views.office import office

blueprint = public.blueprint

__all__ = ["blueprint", "editor", "holidays", "office", "public", "rubrics", "variants"]

"""Pages of rounds."""

from judging.rounds.views import editing, pages, rubric, variants
from judging.rounds.views.blueprint import blueprint, round_tabs

__all__ = ["blueprint", "editing", "pages", "round_tabs", "rubric", "variants"]

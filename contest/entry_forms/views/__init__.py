"""The office's editor of a season's form."""

from contest.entry_forms.views import fields, sections, versions
from contest.entry_forms.views.blueprint import office

__all__ = ["fields", "office", "sections", "versions"]

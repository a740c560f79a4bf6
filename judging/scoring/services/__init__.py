"""A judge saves, submits, recuses."""

from judging.scoring.services.recusing import recuse
from judging.scoring.services.saving import save_field, save_sheet

__all__ = ["recuse", "save_field", "save_sheet"]

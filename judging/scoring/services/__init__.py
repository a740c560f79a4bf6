"""A judge reads, saves, submits, recuses, asks to change what was submitted."""

from judging.scoring.services.reading import add_redaction, note_view, remove_redaction
from judging.scoring.services.recusing import recuse
from judging.scoring.services.reopening import ask_reopening, decide_reopening
from judging.scoring.services.saving import save_field, save_sheet

__all__ = [
    "add_redaction",
    "ask_reopening",
    "decide_reopening",
    "note_view",
    "recuse",
    "remove_redaction",
    "save_field",
    "save_sheet",
]

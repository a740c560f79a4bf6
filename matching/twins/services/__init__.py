"""Deciding that two investors are one, or two; and taking it back."""

from matching.twins.services.deciding import ask_again, tell_apart
from matching.twins.services.merging import merge, undo

__all__ = ["ask_again", "merge", "tell_apart", "undo"]

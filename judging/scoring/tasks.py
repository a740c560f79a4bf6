"""The job that removes copies of plans with judges' marks."""

from __future__ import annotations

from flask import current_app

from judging.scoring.copies import end_copies as ended


def end_copies() -> None:
    """Remove the copies whose day is over."""
    ended(current_app.extensions["settings"].copies_dir)

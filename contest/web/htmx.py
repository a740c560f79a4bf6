"""What htmx needs from the server: is this a fragment request, and where to go next."""

from __future__ import annotations

from flask import request


def is_htmx() -> bool:
    """Say whether the page asks for a fragment (and not for a whole page restored from history)."""
    return (
        request.headers.get("HX-Request") == "true"
        and request.headers.get("HX-History-Restore-Request") != "true"
    )

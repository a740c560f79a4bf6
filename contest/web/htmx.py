"""What htmx needs from the server: is this a fragment request, and where to go next."""

from __future__ import annotations

from flask import Response, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse


def is_htmx() -> bool:
    """Say whether the page asks for a fragment (and not for a whole page restored from history)."""
    return (
        request.headers.get("HX-Request") == "true"
        and request.headers.get("HX-History-Restore-Request") != "true"
    )


def go_to(url: str) -> BaseResponse:
    """Redirect a whole page, or tell htmx to load it."""
    if not is_htmx():
        return redirect(url, code=303)
    response: Response = make_response("", 204)
    response.headers["HX-Redirect"] = url
    return response

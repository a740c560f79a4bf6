"""Pages of no feature: language switch, health, style guide."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    abort,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from sqlalchemy import text
from werkzeug.wrappers import Response as BaseResponse

from contest.kernel.db import db
from contest.permissions import Permission
from contest.web.guards import only_in_demonstrations, requires
from contest.web.i18n import LOCALES
from contest.web.styleguide import sample

blueprint = Blueprint("web", __name__)


def safe_next(target: str | None, default: str) -> str:
    """Return `target` when it is a path of this site, else `default` (no open redirects)."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return default
    # Browsers read a backslash as a slash and drop tabs and newlines before they look for a host.
    if any(character <= " " or character == "\\" for character in target):
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc else target


@blueprint.post("/language")
@requires(Permission.BROWSE)
def set_language() -> BaseResponse:
    """Switch the language and stay on the page."""
    chosen = request.form.get("locale", "")
    if chosen not in LOCALES:
        abort(400)
    session["locale"] = chosen
    return redirect(safe_next(request.form.get("next"), url_for("home.index")), code=303)


@blueprint.get("/healthz")
@requires(Permission.BROWSE)
def healthz() -> Response:
    """Say that the process answers; touches nothing."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/readyz")
@requires(Permission.BROWSE)
def readyz() -> Response:
    """Say whether the database answers and is migrated."""
    revision = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return Response(f"ready {revision}\n", 200 if revision else 503, content_type="text/plain; charset=utf-8")


@blueprint.get("/styleguide")
@requires(Permission.BROWSE)
def styleguide() -> str:
    """Show every component once; demo databases only."""
    only_in_demonstrations()
    return render_template("web/styleguide.html", **sample())

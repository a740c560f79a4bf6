"""The one place where errors become pages, htmx fragments or `application/problem+json`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from contest.kernel.absence import MAY_BE_AWAY, is_away
from contest.kernel.errors import DomainError, FieldError, Invalid, NotSignedIn
from contest.web.extensions import Anonymous
from contest.web.htmx import is_htmx

API_PREFIX = "/api/"
RETRY_AFTER = "5"  # seconds: the embedded server is up again in less
E = TypeVar("E", bound=Exception)

TEXTS: Mapping[str, Any] = {
    "conflict": _l("This cannot be done in the present state."),
    "not_found": _l("There is nothing here, or you may not see it."),
    "forbidden": _l("Your account may not do this."),
    "not_signed_in": _l("Please sign in first."),
    "stale_version": _l("Someone saved a newer version in the meantime. Reload to see it."),
    "invalid": _l("Some input needs another look."),
    "bad_request": _l("The request could not be understood."),
    "csrf": _l("This page was open for too long. Reload it and try again."),
    "method_not_allowed": _l("This address does not answer to that method."),
    "request_entity_too_large": _l("What you sent is too large."),
    "too_many_requests": _l("Too many requests. Please wait a moment."),
    "unsupported_media_type": _l("This type of content is not accepted."),
    "internal_server_error": _l(
        "Something went wrong on our side. Nothing was half-saved; please try again."
    ),
    "database_away": _l(
        "The system cannot reach its data just now. What you sent a moment ago may not have been saved. "
        "Please wait a few seconds and try again."
    ),
    "idempotency_mismatch": _l("This Idempotency-Key was already used for another request."),
    "not_accepted": _l("This value is not accepted."),
    "too_long_text": _l("This text is too long."),
    "required": _l("Please fill this in."),
    "too_long": _l("At most %(limit)s characters."),
    "not_a_choice": _l("Please choose one of the options."),
    "not_a_number": _l("Please enter a number."),
    "out_of_range": _l("Please enter a value from %(low)s to %(high)s."),
    "file_too_large": _l("The file is larger than %(limit_mb)s MB."),
    "storage_unavailable": _l("The store of files does not answer. Please try again in a moment."),
    "upload_broken": _l("Part of the upload is missing. Please upload the file again."),
}


def describe(code: str, params: Mapping[str, Any] | None = None) -> str:
    """Return the reader's text for an error code."""
    texts: Mapping[str, Any] = current_app.extensions["error_texts"]
    text = texts.get(code)
    return code if text is None else str(text) % dict(params or {})


def field_messages(error: Invalid) -> dict[str, str]:
    """Return field path -> text, for forms that show errors beside their fields."""
    return {item.field: describe(item.code, item.params) for item in error.errors}


def ensure_refusal(error: DomainError) -> None:
    """Raise again what is no refusal of what was sent: who may not be here, or nothing here, is a page of its own."""
    if error.status not in {409, 422}:
        raise error


def problem(status: int, code: str, detail: str, **more: Any) -> Response:
    """Build an RFC 9457 answer."""
    body = {"type": "about:blank", "status": status, "code": code, "detail": detail, **more}
    return Response(
        json.dumps(body, ensure_ascii=False, default=str), status, content_type="application/problem+json"
    )


def wants_problem() -> bool:
    """Say whether the asker is a program."""
    return request.path.startswith(API_PREFIX) or request.accept_mimetypes.best == "application/json"


def error_response(
    status: int, code: str, detail: str, errors: tuple[FieldError, ...] = (), **params: Any
) -> Response:
    """Present one error in the form the asker expects."""
    if wants_problem():
        shown = [{"field": e.field, "code": e.code, "detail": describe(e.code, e.params)} for e in errors]
        more = {
            key: value for key, value in params.items() if key not in {"status", "code", "detail", "type"}
        }
        return problem(status, code, detail, **more, **({"errors": shown} if errors else {}))
    template = "errors/_fragment.html" if is_htmx() else "errors/error.html"
    details = [describe(e.code, e.params) for e in errors]
    return Response(render_template(template, status=status, detail=detail, details=details), status)


def unavailable() -> Response:
    """Say that the database is away, without asking it for anything: not even who is reading."""
    if not hasattr(g, "_login_user"):  # Flask-Login would ask the database now; who is known stays known
        g._login_user = Anonymous()
    response = error_response(503, "database_away", describe("database_away"))
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def _standing(handler: Callable[[E], BaseResponse]) -> Callable[[E], BaseResponse]:
    """Let a handler's own page be replaced when the database goes away under it."""

    @wraps(handler)
    def handle(error: E) -> BaseResponse:
        try:
            return handler(error)
        except MAY_BE_AWAY as lost:
            if not is_away(lost):
                raise
            return unavailable()

    return handle


def _may_sign_in_first(error: DomainError) -> bool:
    asked_for_a_page = request.method == "GET" and not wants_problem() and not is_htmx()
    return isinstance(error, NotSignedIn) and asked_for_a_page


def _internal(app: Flask, error: Exception) -> Response:
    if is_away(error):
        app.logger.warning("no database on %s %s: %s", request.method, request.path, type(error).__name__)
        return unavailable()
    if app.testing and not app.config.get("SHOW_ERROR_PAGES"):
        raise error
    app.logger.exception("unhandled error on %s %s", request.method, request.path)
    code = "internal_server_error"
    return error_response(500, code, describe(code))


def init_errors(app: Flask) -> None:
    """Register the handlers."""

    @app.errorhandler(DomainError)
    @_standing
    def domain_error(error: DomainError) -> BaseResponse:
        if _may_sign_in_first(error):
            return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), code=303)
        errors = error.errors if isinstance(error, Invalid) else ()
        response = error_response(
            error.status, error.code, describe(error.code, error.params), errors, **error.params
        )
        if error.status == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        return response

    @app.errorhandler(CSRFError)
    @_standing
    def csrf_error(_error: CSRFError) -> Response:
        return error_response(400, "csrf", describe("csrf"))

    @app.errorhandler(HTTPException)
    @_standing
    def http_error(error: HTTPException) -> BaseResponse:
        if error.response is not None or (error.code or 500) < 400:
            return error.get_response()
        code = error.name.lower().replace(" ", "_")
        return error_response(error.code or 500, code, describe(code) if code in TEXTS else _("Error"))

    @app.errorhandler(DataError)
    @_standing
    def unstorable(error: DataError) -> Response:
        # A number or text that no column can hold: the asker's input, yet worth a look at the check that missed it.
        app.logger.warning(
            "refused input on %s %s: %s", request.method, request.url_rule, type(error.orig).__name__
        )
        return error_response(400, "bad_request", describe("bad_request"))

    @app.errorhandler(Exception)
    @_standing
    def crash(error: Exception) -> Response:
        return _internal(app, error)

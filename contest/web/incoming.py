"""What no form, query or JSON body may hold, refused before any view sees it.

PostgreSQL keeps neither NUL bytes nor halves of surrogate pairs, and a program that announces JSON must send it.
"""

from __future__ import annotations

import re
from typing import Any

from flask import Flask, Request, request
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge, UnsupportedMediaType

from contest.kernel.errors import FieldError, Invalid

API = "/api/"
WRITES = frozenset({"POST", "PUT", "PATCH"})
# Bodies of calls are forms of a few dozen fields; files travel as multipart forms and have their own limit.
MAX_JSON_BYTES = 2 * 1024 * 1024
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def init_incoming(app: Flask) -> None:
    """Check every request before its view."""

    @app.before_request
    def refuse_unstorable() -> None:
        if request.url_rule is None or request.endpoint == "static":
            return
        _check_text("address", request.path)
        for name, values in request.args.lists():
            for value in (name, *values):
                _check_text(name, value)
        if request.method in WRITES:
            _check_body(request)


def _check_text(field: str, text: str) -> None:
    if UNSTORABLE.search(text):
        raise Invalid(FieldError(UNSTORABLE.sub("", field), "not_accepted"))


def _check_body(asked: Request) -> None:
    if asked.is_json:
        _check_json(asked)
        return
    if asked.path.startswith(API) and asked.content_length:
        raise UnsupportedMediaType
    for name, values in asked.form.lists():
        for value in (name, *values):
            _check_text(name, value)


def _check_json(asked: Request) -> None:
    asked.max_content_length = MAX_JSON_BYTES
    try:
        if not asked.get_data():
            return
        sent = asked.get_json()
    except RequestEntityTooLarge:
        raise
    except (HTTPException, RecursionError):
        raise BadRequest from None
    if not isinstance(sent, dict):
        raise BadRequest
    _check_value("", sent)


def _check_value(path: str, value: Any) -> None:
    """Check every text of a parsed body; the parser has bounded its depth."""
    if isinstance(value, str):
        _check_text(path, value)
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_text(path, key)
            _check_value(f"{path}.{key}" if path else key, item)
    elif isinstance(value, list):
        for item in value:
            _check_value(path, item)

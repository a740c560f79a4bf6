"""The JSON side: blueprints under /api/v1, problem+json, the OpenAPI document and its readable page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, render_template
from pydantic import BaseModel, ConfigDict, ValidationError
from spectree import Response as SpecResponse
from spectree import SecurityScheme, SpecTree
from spectree.models import SecureType, SecuritySchemeData

from contest.kernel.errors import FieldError, Invalid
from contest.permissions import Permission
from contest.web.api_docs import calls_by_tag
from contest.web.extensions import csrf
from contest.web.guards import requires

PREFIX = "/api/v1"


class Problem(BaseModel):
    """RFC 9457 problem details, with the product's error code."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "example": {
                "type": "about:blank",
                "status": 409,
                "code": "slots_exhausted",
                "detail": "Both direct slots of this year are taken.",
            }
        },
    )

    status: int
    code: str
    detail: str


class Schema(BaseModel):
    """Base of every request and answer body: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


def _refuse_input(_request: Any, _response: Any, error: Exception | None, *_rest: Any) -> None:
    """Turn pydantic's complaints into ours, so that every error has one shape."""
    if isinstance(error, ValidationError):
        raise Invalid(*(FieldError(".".join(map(str, e["loc"])), _code(e["type"])) for e in error.errors()))


def _code(kind: str) -> str:
    return {"missing": "required", "string_too_long": "too_long_text"}.get(kind, "not_accepted")


spec = SpecTree(
    "flask",
    title="海聚 Haiju API",
    version="v1",
    openapi_version="3.1.0",
    mode="strict",
    annotations=True,
    before=_refuse_input,
    validation_error_model=Problem,
    security_schemes=[
        SecurityScheme(name="token", data=SecuritySchemeData(type=SecureType.HTTP, scheme="bearer"))
    ],
    security={"token": []},
    page_templates={},
)


def api_blueprint(feature: str) -> Blueprint:
    """Make the blueprint of one feature's calls. Only bearer tokens are accepted there, so no CSRF token is asked."""
    return Blueprint(f"api_{feature}", __name__, url_prefix=PREFIX)


def answers(model: type[BaseModel] | None, status: int = 200) -> SpecResponse:
    """Declare what a call answers: `model` with `status`, and problem details for the errors every call may give."""
    declared: dict[str, Any] = {f"HTTP_{code}": Problem for code in (401, 403, 404, 409)}
    return SpecResponse(**{f"HTTP_{status}": model, **declared})


def body(model: BaseModel, status: int = 200) -> Response:
    """Build the JSON answer of `model`."""
    return Response(model.model_dump_json(), status, content_type="application/json")


def init_api(app: Flask, blueprints: Sequence[Blueprint]) -> None:
    """Register the calls, /api/v1/openapi.json and /api/docs."""
    for blueprint in blueprints:
        csrf.exempt(blueprint)
        app.register_blueprint(blueprint)
    docs = Blueprint("api_docs", __name__)

    @docs.get(f"{PREFIX}/openapi.json")
    @requires(Permission.BROWSE)
    def openapi() -> Response:
        return jsonify(document(app))

    @docs.get("/api/docs")
    @requires(Permission.BROWSE)
    def readable() -> str:
        made = document(app)
        return render_template("web/api_docs.html", info=made["info"], tags=calls_by_tag(made))

    app.register_blueprint(docs)


def document(app: Flask) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document."""
    spec.app = app
    made: dict[str, Any] = spec.spec
    return made

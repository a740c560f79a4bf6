"""The OpenAPI document prepared for reading: calls by tag, bodies with examples, references resolved."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
NO_BODY = ""
SAMPLES = {"string": "text", "integer": 1, "number": 1.0, "boolean": True, "object": {}}


@dataclass(frozen=True, slots=True)
class Field:
    """One property of a body, or one parameter; `kind` as a programmer would say it."""

    name: str
    kind: str
    required: bool
    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer a call may give."""

    status: str
    text: str
    fields: tuple[Field, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Call:
    """One method of one path."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    body_example: str
    replies: tuple[Reply, ...]


def calls_by_tag(document: Mapping[str, Any]) -> dict[str, list[Call]]:
    """Return the calls of an OpenAPI document under their first tag."""
    found: dict[str, list[Call]] = {}
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                operation = item[method]
                tag = next(iter(operation.get("tags") or ("other",)))
                found.setdefault(tag, []).append(_call(document, method, path, operation))
    return dict(sorted(found.items()))


def _call(document: Mapping[str, Any], method: str, path: str, operation: Mapping[str, Any]) -> Call:
    body = _schema(operation.get("requestBody", {}))
    slug = path.strip("/").replace("/", "-").replace("{", "").replace("}", "")
    return Call(
        id=f"{method}-{slug}",
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        description=operation.get("description", ""),
        parameters=tuple(_parameter(document, item) for item in operation.get("parameters", ())),
        body=tuple(_fields(document, body)),
        body_example=_example(document, body),
        replies=tuple(
            _reply(document, status, reply)
            for status, reply in sorted(operation.get("responses", {}).items())
        ),
    )


def _parameter(document: Mapping[str, Any], item: Mapping[str, Any]) -> Field:
    kind = _kind(document, item.get("schema", {}))
    return Field(item["name"], kind, bool(item.get("required")), item.get("description") or "", item["in"])


def _reply(document: Mapping[str, Any], status: str, reply: Mapping[str, Any]) -> Reply:
    schema = _schema(reply)
    is_problem = not status.startswith("2")
    fields = () if is_problem else tuple(_fields(document, schema))
    return Reply(
        status, reply.get("description", ""), fields, NO_BODY if is_problem else _example(document, schema)
    )


def _schema(holder: Mapping[str, Any]) -> Mapping[str, Any]:
    content: Mapping[str, Any] = holder.get("content", {})
    for media in content.values():
        schema: Mapping[str, Any] = media.get("schema", {})
        return schema
    return {}


def resolve(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow `$ref` until there is a schema."""
    while "$ref" in schema:
        target: Any = document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step.replace("~1", "/").replace("~0", "~")]
        schema = target
    return schema


def _fields(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Field]:
    whole = resolve(document, schema)
    required = set(whole.get("required", ()))
    for name, item in whole.get("properties", {}).items():
        yield Field(name, _kind(document, item), name in required, item.get("description", ""))


def _kind(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    name = schema["$ref"].rpartition("/")[2].partition(".")[0] if "$ref" in schema else ""
    whole = resolve(document, schema)
    if "enum" in whole:
        return " | ".join(map(str, whole["enum"]))
    if "anyOf" in whole:
        return " or ".join(_kind(document, item) for item in whole["anyOf"])
    if whole.get("type") == "array":
        return "list of " + _kind(document, whole.get("items", {}))
    if whole.get("type") == "object" and name:
        return f"object ({name})"
    return str(whole.get("format") or whole.get("type") or "any")


def _example(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    return json.dumps(_sample(document, schema), ensure_ascii=False, indent=2) if schema else NO_BODY


def _sample(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:
    """Return the schema's own example, or one made of those of its parts (lists, wrappers)."""
    whole = resolve(document, schema)
    if "example" in whole:
        return whole["example"]
    if "anyOf" in whole:
        return _sample(document, whole["anyOf"][0])
    if whole.get("type") == "array":
        return [_sample(document, whole.get("items", {}))]
    if "properties" in whole:
        return {name: _sample(document, item) for name, item in whole["properties"].items()}
    return whole["enum"][0] if "enum" in whole else whole.get("default", SAMPLES.get(whole.get("type", "")))

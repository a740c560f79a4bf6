"""Every route × every role × own and foreign objects. What is expected comes from the permission table alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.engine import Connection
from werkzeug.routing import Rule

from contest.kernel.access import policy
from contest.kernel.db import Base, db
from contest.permissions import Role
from contest.seasons.domain import SeasonState
from contest.web.api import PREFIX, document
from contest.web.guards import PERMISSION_ATTRIBUTE
from tests import factories
from tests.architecture.world import Objects, a_person, objects_of

SAFE = {"GET"}
# Routes that answer outside the table, each with its reason.
EXCEPTIONS: Mapping[str, str] = {
    "metrics.metrics": "guarded by METRICS_TOKEN or loopback, not by a role",
}
# Where an object below another one in the address is not its part.
UNRELATED: Mapping[str, str] = {
    "conflicts.remove": "a conflict is of a judge and a project; the round only says which page to go back to",
}
# What forms without a page of their own send besides objects.
CHOSEN = {"to": "up", "scope": "anew", "reason": "known to me", "active": "yes", "accept": "yes"}


@dataclass(frozen=True, slots=True)
class Call:
    """One request of the matrix. `flavour`: own, foreign, or own first object with foreign ones below it."""

    method: str
    rule: Rule
    flavour: str
    path: str
    sent: dict[str, Any]
    names_objects: bool

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule} ({self.flavour})"


def routes(app: Flask) -> list[Rule]:
    """Return every rule but static files."""
    return [rule for rule in app.url_map.iter_rules() if not rule.endpoint.endswith("static")]


def methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def held_by(role: Role) -> set[Role]:
    return {Role.PUBLIC} if role is Role.PUBLIC else {Role.PUBLIC, Role.USER, role}


def holding(app: Flask, role: Role, endpoint: str) -> str:
    """Say how the role holds the route's permission: not at all, on everything, or by a rule (`own`)."""
    permission = getattr(app.view_functions[endpoint], PERMISSION_ATTRIBUTE)
    grants = [
        g for g in policy.grants() if g.permission is permission and not held_by(role).isdisjoint(g.roles)
    ]
    return "no" if not grants else "all" if any(grant.on is None for grant in grants) else "own"


def body_of(app: Flask, rule: Rule, method: str, objects: Objects) -> dict[str, Any]:
    """Return what is sent: an API call's example, a form otherwise, naming the objects wherever they are asked for."""
    endpoint = rule.endpoint
    if rule.rule.startswith(PREFIX):
        example = examples(app).get((rule.rule, method))
        return {"json": _renamed(example, endpoint, objects)} if isinstance(example, dict) else {}
    if method == "PATCH":
        return {"json": {"field": "comment", "value": "", "version": 0}}
    named = {**CHOSEN, **{key: value for key, value in objects.values.items() if ":" not in key}}
    return {"query_string" if method in SAFE else "data": named}


def _renamed(example: dict[str, Any], endpoint: str, objects: Objects) -> dict[str, Any]:
    return {
        key: objects.of(endpoint, key) if key.endswith("_id") and objects.names(key) else value
        for key, value in example.items()
    }


def examples(app: Flask) -> dict[tuple[str, str], Any]:
    """Return (rule, method) -> example body of the API's calls, from the OpenAPI document."""
    if "matrix_examples" not in app.extensions:
        made = document(app)
        found: dict[tuple[str, str], Any] = {}
        for rule in routes(app):
            path = "".join(
                f"{{{p.rpartition(':')[2]}}}" if is_parameter else p for is_parameter, p in _parts(rule.rule)
            )
            for method in methods(rule):
                call = made["paths"].get(path, {}).get(method.lower(), {})
                content = call.get("requestBody", {}).get("content", {}).get("application/json", {})
                name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
                found[rule.rule, method] = made["components"]["schemas"].get(name, {}).get("example")
        app.extensions["matrix_examples"] = found
    examples: dict[tuple[str, str], Any] = app.extensions["matrix_examples"]
    return examples


def _parts(rule: str) -> Iterator[tuple[bool, str]]:
    for piece in rule.replace(">", "<").split("<"):
        yield f"<{piece}>" in rule, piece


def calls(app: Flask, own: Objects, foreign: Objects) -> Iterator[Call]:
    """Yield every request: each rule and method with own objects, foreign ones, and foreign ones under an own one."""
    for rule in routes(app):
        parameters = sorted(
            rule.arguments - set(rule.defaults or ()), key=lambda name: rule.rule.index(f"{name}>")
        )
        objects = [name for name in parameters if own.names(name)]
        for method in methods(rule):
            for flavour in ("own", "foreign", "mixed") if len(objects) > 1 else ("own", "foreign"):
                of = {
                    name: foreign
                    if flavour == "foreign" or (flavour == "mixed" and name in objects[1:])
                    else own
                    for name in parameters
                }
                path = rule.build({name: of[name].of(rule.endpoint, name) for name in parameters})
                side = own if flavour == "own" else foreign
                sent = body_of(app, rule, method, side)
                bodies = any(str(key).endswith("_id") for key in sent.get("json", ()))
                yield Call(method, rule, flavour, path[1] if path else "", sent, bool(objects) or bodies)


FINGERPRINT = " UNION ALL ".join(
    f"SELECT '{table.name}', count(*), coalesce(sum(hashtext(t::text)::bigint), 0) FROM {table.name} t"
    for table in Base.metadata.sorted_tables
)


def fingerprint() -> dict[str, tuple[int, int]]:
    """Return table -> rows and a sum over their content, to see whether anything was written."""
    # By name: the database answers in whatever order its processes come to an end.
    return {row[0]: (row[1], row[2]) for row in the_connection().execute(text(FINGERPRINT))}


def rows_written() -> int:
    """Return how many rows this transaction has written so far."""
    query = "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables"
    return int(the_connection().execute(text(query)).scalar_one())


def the_connection() -> Connection:
    """Return the one connection of this test, whose transaction is rolled back after it."""
    return cast(Connection, db.session.get_bind())


class Browser:
    """Somebody who asks: a session for pages, a bearer token for the API; what a request wrote is undone after it."""

    def __init__(self, app: Flask, cookie: str, bearer: dict[str, str]) -> None:
        self.client = app.test_client(use_cookies=False)
        self.page = {"Cookie": cookie} if cookie else {}
        self.bearer = bearer

    def ask(self, call: Call, *, watch: bool) -> tuple[int, str, list[str]]:
        """Return status, place redirected to, and (with `watch`) which tables changed."""
        headers = self.bearer if call.rule.rule.startswith(PREFIX) else self.page
        if call.method in SAFE:
            answer = self.client.open(call.path, method=call.method, headers=headers, **call.sent)
            answer.close()  # a stream would keep its place
            return answer.status_code, answer.headers.get("Location", ""), []
        undo = the_connection().begin_nested()
        before = rows_written() if watch else 0
        try:
            answer = self.client.open(call.path, method=call.method, headers=headers, **call.sent)
            # Rows that were written and rolled back count as well: only what is there tells.
            left = fingerprint() if watch and rows_written() != before else None
        finally:
            undo.rollback()
        now = {} if left is None else fingerprint()
        changed = [name for name, rows in (left or {}).items() if rows != now[name]]
        return answer.status_code, answer.headers.get("Location", ""), changed


def complaint(role: Role, held: str, call: Call, status: int, place: str, changed: list[str]) -> str | None:
    """Return what is wrong with an answer, None if it is as the table says."""
    if status >= 500:
        return "crashed"
    if held == "no":
        return _refusal(role, call, status, place)
    if changed:
        return f"wrote to {', '.join(changed)} although the object is foreign"
    if call.flavour == "foreign" and held == "own" and call.names_objects and status not in {403, 404}:
        return "foreign object is not refused"
    if call.flavour == "mixed" and status < 300:
        return "foreign object below an own one is shown"
    if call.flavour == "own" and status in {401, 403}:
        return "own object is refused"
    return None


def _refusal(role: Role, call: Call, status: int, place: str) -> str | None:
    if role is not Role.PUBLIC:
        return None if status in {403, 404} else "permission is not asked for"
    page = call.method in SAFE and not call.rule.rule.startswith(PREFIX)
    asked_in = status == 303 and place.startswith("/account/sign-in") if page else status == 401
    return None if asked_in else "the public is not asked to sign in"


@pytest.mark.parametrize("role", list(Role))
def test_every_route_keeps_to_the_permission_table(
    role: Role, app: Flask, session: Any, signed_in: Any
) -> None:
    app.config["SHOW_ERROR_PAGES"] = True
    season, draft = factories.a_season(), factories.a_season(state=SeasonState.DRAFT)
    person = a_person(role)
    own = objects_of(role, person, own=True, season=season, draft=draft)
    foreign = objects_of(role, None, own=False, season=season, draft=draft)
    asker = Browser(app, *credentials(person, signed_in))
    wrong: list[str] = []
    for call in calls(app, own, foreign):
        held = holding(app, role, call.rule.endpoint)
        if call.rule.endpoint in EXCEPTIONS or (held == "no" and call.flavour != "foreign"):
            continue
        scoped = call.flavour == "foreign" and held == "own" and call.names_objects
        watch = scoped or (call.flavour == "mixed" and call.rule.endpoint not in UNRELATED)
        status, place, changed = asker.ask(call, watch=watch)
        if said := complaint(role, held, call, status, place, changed):
            wrong.append(f"{said}: {call} → {status} {place}")
    del app.config["SHOW_ERROR_PAGES"]
    assert wrong == [], "\n".join(["", *wrong])


def credentials(person: Any, signed_in: Any) -> tuple[str, dict[str, str]]:
    db.session.commit()
    if person is None:
        return "", {}
    client = signed_in(person)
    token = factories.a_token(person)
    db.session.commit()
    return f"haiju={client.get_cookie('haiju').value}", {"Authorization": f"Bearer {token}"}


def test_the_matrix_covers_every_route(app: Flask) -> None:
    bare = [
        rule.rule
        for rule in routes(app)
        if not hasattr(app.view_functions[rule.endpoint], PERMISSION_ATTRIBUTE)
    ]
    assert bare == []
    assert set(EXCEPTIONS) <= {rule.endpoint for rule in routes(app)}

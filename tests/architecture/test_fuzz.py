"""Nothing anybody sends makes the product crash: calls from the OpenAPI document, forms from the pages themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule

from contest.permissions import Role
from contest.seasons.domain import SeasonState
from contest.web.api import PREFIX, document
from tests import factories
from tests.architecture.test_matrix import SAFE, Browser, Call, calls, credentials, examples, holding, routes
from tests.architecture.world import Objects, a_person, objects_of

JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(["\0", "\ud800", "sNaN", "1e-999999999", "9" * 5000, "2026-13-45", "' OR 1=1 --"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
RAW = [
    "",
    "{",
    "[]",
    "null",
    "NaN",
    '"text"',
    "[" * 20_000,
    '{"a":' * 5_000,
    "9" * 5_000,
    '{"comment":"\\ud800"}',
]
ASKERS = (Role.ENTREPRENEUR, Role.BASE, Role.JUDGE, Role.ORGANISER)
# By the type of a control: what a browser would never send there.
NASTY = {
    "date": ("0001-01-01", "9999-12-31", "2026-02-30"),
    "datetime-local": ("0001-01-01T00:00", "9999-12-31T23:59", "soon"),
    "number": ("1e999999999", "1e-999999", "sNaN", "9" * 30, "²", "-1"),
    "hidden": ("9" * 30, "²", "{" * 20_000),
    "select": ("nonsense",),
    "checkbox": ("maybe",),
    "text": ("x" * 20_000,),
}
SHOWCASE = {"/styleguide"}  # its forms lead nowhere


def schema_of(made: dict[str, Any], schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return values that fit a schema of the document."""
    if "$ref" in schema:
        return schema_of(made, made["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return st.one_of(*(schema_of(made, one) for one in schema["anyOf"]))
    if schema.get("type") == "object":
        parts = {name: schema_of(made, one) for name, one in schema.get("properties", {}).items()}
        if more := schema.get("additionalProperties"):
            inner = schema_of(made, more) if isinstance(more, dict) else JUNK
            return st.dictionaries(
                st.sampled_from(["innovation", "team", "name", "needs", "x"]), inner, max_size=3
            )
        return st.fixed_dictionaries({}, optional=parts)
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "string": st.uuids().map(str) if schema.get("format") == "uuid" else st.text(max_size=40),
        "integer": st.integers(-(10**20), 10**20),
        "number": st.floats(),
        "boolean": st.booleans(),
        "array": st.lists(schema_of(made, schema["items"]), max_size=3) if "items" in schema else st.just([]),
    }
    return kinds.get(schema.get("type", ""), JUNK)


@pytest.fixture
def world(session: Any, signed_in: Any, app: Flask) -> Iterator[Any]:
    """`world(role)` is a browser of a person with that role, and the objects that are theirs."""
    app.config["SHOW_ERROR_PAGES"] = True
    season, draft = factories.a_season(), factories.a_season(state=SeasonState.DRAFT)

    def make(role: Role) -> tuple[Browser, Objects]:
        person = a_person(role)
        own = objects_of(role, person, own=True, season=season, draft=draft)
        return Browser(app, *credentials(person, signed_in)), own

    yield make
    del app.config["SHOW_ERROR_PAGES"]


def api_writes(app: Flask) -> list[tuple[Rule, str]]:
    return [(rule, method) for (rule, method), example in _by_rule(app) if example is not None]


def _by_rule(app: Flask) -> Iterator[tuple[tuple[Rule, str], Any]]:
    found = examples(app)
    for rule in routes(app):
        for method in sorted(rule.methods or ()):
            if rule.rule.startswith(PREFIX) and method not in {"HEAD", "OPTIONS"}:
                yield (rule, method), found.get((rule.rule, method))


def test_no_call_of_the_api_crashes_whatever_is_sent(app: Flask, world: Any) -> None:
    people = {role: world(role) for role in ASKERS}
    made = document(app)
    crashed: set[str] = set()
    for rule, method in api_writes(app):
        browser, own = next(
            (people[role] for role in ASKERS if holding(app, role, rule.endpoint) != "no"),
            people[Role.ORGANISER],
        )
        call = next(c for c in calls(app, own, own) if c.rule is rule and c.method == method)
        schema = made["paths"][_openapi_path(rule)][method.lower()]["requestBody"]["content"][
            "application/json"
        ]["schema"]
        good: dict[str, Any] = call.sent["json"]
        for raw in RAW:
            crashed |= _sent(browser, call, data=raw, content_type="application/json")
        crashed |= _sent(browser, call, data={"version": "1"})
        crashed |= _sent(browser, call, data="x", content_type="text/plain")

        @settings(
            max_examples=20,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(schema_of(made, schema) | JUNK, st.sampled_from(sorted(good)), JUNK)
        def fuzz(body: Any, name: str, junk: Any) -> None:
            crashed.update(_sent(browser, call, json=body))  # noqa: B023 - run at once, below
            crashed.update(_sent(browser, call, json={**good, name: junk}))  # noqa: B023 - run at once, below

        fuzz()
    assert crashed == set()


def _openapi_path(rule: Rule) -> str:
    path = rule.rule
    for name in rule.arguments:
        start = path.rindex("<", 0, path.index(f"{name}>"))
        path = path.replace(path[start : path.index(">", start) + 1], f"{{{name}}}")
    return path


def _sent(browser: Browser, call: Call, **sent: Any) -> set[str]:
    """Return what crashed: the request itself, or the page it leads to."""
    sent["follow_redirects"] = True
    status, _place, _changed = browser.ask(
        Call(call.method, call.rule, "own", call.path, sent, True), watch=False
    )
    return {f"{call.method} {call.rule.rule}: {str(sent)[:200]}"} if status >= 500 else set()


QUERIES = (
    "page",
    "q",
    "state",
    "track",
    "kind",
    "season",
    "stage",
    "since",
    "until",
    "year",
    "limit",
    "cursor",
    "sort",
)
ODD = ("1" + "0" * 30, "-1", "9999-12-31", "²%_\\")


def test_no_list_crashes_whatever_is_in_its_address(app: Flask, world: Any) -> None:
    crashed, seen = set(), set()
    for role in (Role.PUBLIC, Role.ORGANISER, Role.AUDITOR, Role.ADMINISTRATOR, Role.BASE, Role.JUDGE):
        browser, own = world(role)
        for call in calls(app, own, own):
            asked = (
                call.method in SAFE
                and call.flavour == "own"
                and holding(app, role, call.rule.endpoint) != "no"
            )
            if asked and call.rule.rule not in seen:
                seen.add(call.rule.rule)
                for odd in ODD if not call.names_objects else ODD[:1]:
                    crashed |= _sent(browser, call, query_string=dict.fromkeys(QUERIES, odd))
    assert crashed == set(), "\n".join(["", *sorted(crashed)])


@pytest.mark.parametrize("key", ["receipt/" + "9" * 30, "form/%00", "receipt/-1", "form/" + "x" * 3000])
def test_odd_addresses_are_client_errors(key: str, app: Flask, world: Any) -> None:
    browser, own = world(Role.ENTREPRENEUR)
    answer = browser.client.get(f"/projects/{own.values['project_id']}/{key}", headers=browser.page)
    assert 400 <= answer.status_code < 500


@dataclass
class Form:
    """One form of a page: where it goes, what it holds, and the type of each control."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)


class Forms(HTMLParser):
    """Collects the forms of a page that are posted."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.found = path, []
        self._form: Form | None = None
        self._select = self._area = ""

    found: list[Form]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self._form = Form(given.get("action") or self.path)
        elif self._form is not None:
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        assert self._form is not None
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "select":
            self._select = name
            self._form.types[name] = "select"
        elif tag == "textarea":
            self._area = name
            self._form.types[name] = "text"
        elif tag == "option" and "selected" in given:
            self._form.values.setdefault(self._select, []).append(given.get("value", ""))
        elif tag == "input" and name and (kind not in {"checkbox", "radio"} or "checked" in given):
            self._form.values.setdefault(name, []).append(given.get("value", ""))
            self._form.types[name] = kind if kind in NASTY else "text"

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None:
            self._form.values.setdefault(self._area, []).append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "form" and self._form is not None:
            self.found.append(self._form)
            self._form = None


def forms_of(
    app: Flask, role: Role, browser: Browser, own: Objects, seen: set[str]
) -> Iterator[tuple[Call, Form]]:
    """Yield every posted form of the pages the role may open and nobody opened before, once for each place."""
    posts = {
        (c.rule.endpoint, c.path): c
        for c in calls(app, own, own)
        if c.method == "POST" and c.flavour == "own"
    }
    adapter = app.url_map.bind("localhost")
    for call in calls(app, own, own):
        skipped = call.method not in SAFE or call.flavour != "own" or call.rule.rule in seen | SHOWCASE
        if skipped or holding(app, role, call.rule.endpoint) == "no":
            continue
        seen.add(call.rule.rule)
        answer = browser.client.get(call.path, headers=browser.page)
        if answer.status_code != 200 or not answer.content_type.startswith("text/html"):
            answer.close()  # a stream would keep its place
            continue
        parser = Forms(call.path)
        parser.feed(answer.text)
        for form in parser.found:
            path = form.action.partition("?")[0]
            endpoint, _values = adapter.match(path, method="POST")
            if endpoint not in seen and (post := posts.get((endpoint, path))):
                seen.add(endpoint)
                yield post, form


def _odd(kind: str, turn: int) -> str:
    return NASTY[kind][turn % len(NASTY[kind])]


def test_no_form_crashes_whatever_is_typed(app: Flask, world: Any) -> None:
    crashed: set[str] = set()
    seen: set[str] = set()
    for role in (
        Role.ENTREPRENEUR,
        Role.BASE,
        Role.JUDGE,
        Role.CONFIRMER,
        Role.ORGANISER,
        Role.ADMINISTRATOR,
    ):
        browser, own = world(role)
        for post, form in list(forms_of(app, role, browser, own, seen)):
            names = [name for name in form.types if name and "password" not in name and name != "csrf_token"]
            # Each field alone among good ones, with the odd values in turn; then all of them odd at once.
            for place, name in enumerate(names):
                odd = _odd(form.types[name], place)
                said = _sent(browser, post, data={**form.values, name: odd})
                crashed |= {f"{one[:100]} {name}={odd[:30]!r}" for one in said}
            for turn in range(max((len(NASTY[form.types[name]]) for name in names), default=0)):
                crashed |= _sent(browser, post, data={name: _odd(form.types[name], turn) for name in names})
    assert crashed == set(), "\n".join(["", *sorted(crashed)])

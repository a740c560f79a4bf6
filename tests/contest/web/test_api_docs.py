"""The OpenAPI document and its readable page."""

from __future__ import annotations

import json

from flask.testing import FlaskClient
from openapi_spec_validator import validate

from contest.web.api_docs import calls_by_tag


def test_the_document_is_valid_openapi_3_1(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").json
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_call_of_the_api_is_described_with_an_example(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").json
    calls = [call for calls in calls_by_tag(document).values() for call in calls]
    rules = {
        (method, rule.rule)
        for rule in client.application.url_map.iter_rules()
        if rule.endpoint.startswith("api_") and not rule.endpoint.startswith("api_docs.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert len(calls) == len(rules)
    bare = [
        f"{call.method} {call.path}"
        for call in calls
        if not call.summary or (call.body and not call.body_example)
    ]
    assert bare == []
    without_example = [
        f"{call.method} {call.path} {reply.status}"
        for call in calls
        for reply in call.replies
        if reply.status.startswith("2") and reply.fields and not reply.example
    ]
    assert without_example == []


def test_the_page_is_in_the_readers_language_and_says_that_the_reference_is_not(client: FlaskClient) -> None:
    page = client.get("/api/docs", headers={"Accept-Language": "zh-CN"}).text
    assert "参考文档为英文" in page
    assert "<code>matching</code>" in page
    assert "Every call carries" not in page
    panel = page.split('<div class="panel-body">')[1].split("</section>")[0]
    assert 'lang="en"' in panel
    english = client.get("/api/docs", headers={"Accept-Language": "en"}).text
    assert "is in English" not in english


def test_the_readable_page_shows_every_call_and_its_examples(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").json
    page = client.get("/api/docs").text
    for calls in calls_by_tag(document).values():
        for call in calls:
            assert f'id="{call.id}"' in page
    example = json.dumps("base@example.com")
    assert example.replace('"', "&#34;") in page

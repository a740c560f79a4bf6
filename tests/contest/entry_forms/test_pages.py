"""The office's editor: outline, fields, live preview, conditions, publishing; what teams then see."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from contest.entry_forms import queries, services
from contest.entry_forms.defaults import DEFAULT
from contest.entry_forms.domain import FieldKind
from contest.entry_forms.models import EntryForm
from contest.permissions import Role
from contest.projects import services as project_services
from tests import factories

SignedIn = Callable[..., Any]
BASE = "/office/seasons/{slug}/form"


@pytest.fixture
def season(session: Any) -> Any:
    return factories.a_season()


@pytest.fixture
def office(signed_in: SignedIn) -> Any:
    return signed_in(factories.a_user(Role.ORGANISER))


def address(season: Any, rest: str = "") -> str:
    return BASE.format(slug=season.slug) + rest


def draft_of(season: Any) -> Any:
    return queries.get_draft(season.id)


def begin(office: Any, season: Any) -> None:
    assert office.post(address(season, "/begin")).status_code == 303


def a_line(**more: Any) -> dict[str, Any]:
    """What the editor sends for a line."""
    sent = {
        "code": "lab_partner",
        "label_zh": "合作实验室",
        "label_en": "Partner laboratory",
        "help_zh": "填写全称。",
        "help_en": "Its full name.",
        "purpose_zh": "",
        "purpose_en": "",
        "bilingual": "y",
        "limit": "40",
        "required_for": "submit",
        "condition_field": "",
    }
    return {**sent, **more}


def test_a_season_without_its_own_form_shows_the_default_and_offers_a_draft(office: Any, season: Any) -> None:
    page = office.get(address(season)).text
    assert "默认报名表" in page
    assert "项目名称" in page
    assert office.get(address(season, "/publish")).status_code == 404
    begin(office, season)
    assert draft_of(season).form.version == 2
    assert office.get(address(season)).status_code == 200


@pytest.mark.parametrize("kind", list(FieldKind))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_of_field_has_an_editor_in_both_languages(
    signed_in: SignedIn, season: Any, kind: FieldKind, language: str
) -> None:
    client = signed_in(factories.a_user(Role.ORGANISER, locale=language))
    begin(client, season)
    page = client.get(address(season, f"/sections/market/add?kind={kind.value}"))
    assert page.status_code == 200
    assert 'name="label_zh"' in page.text


@pytest.mark.parametrize("code", [spec.code for spec in DEFAULT.specs])
def test_saving_a_field_of_the_default_form_as_it_is_changes_nothing(
    office: Any, season: Any, code: str
) -> None:
    begin(office, season)
    before = draft_of(season).form
    page = office.get(address(season, f"/fields/{code}")).text
    answer = office.post(address(season, f"/fields/{code}"), data=fields_in(page))
    assert answer.status_code == 303, re.findall(r"field-error[^<]*<span>[^<]*", answer.text)
    assert draft_of(season).form == before


def fields_in(page: str) -> dict[str, Any]:
    """What a browser would send of the editor in a page."""
    from html import unescape

    body = page[page.index('id="field-editor"') : page.index('id="preview"')]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", body):
        name, kind = _attribute(tag, "name"), _attribute(tag, "type")
        if not name or (kind == "checkbox" and " checked" not in tag):
            continue
        found.setdefault(name, []).append(unescape(_attribute(tag, "value")))
    for attributes, text in re.findall(r"<textarea([^>]*)>([^<]*)</textarea>", body):
        found[_attribute(attributes, "name")] = [unescape(text).removeprefix("\r\n").lstrip("\n")]
    for attributes, options in re.findall(r"<select([^>]*)>(.*?)</select>", body, re.DOTALL):
        chosen = [tag for tag in re.findall(r"<option[^>]*>", options) if " selected" in tag]
        found[_attribute(attributes, "name")] = [_attribute(chosen[0], "value") if chosen else ""]
    return found


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf'\b{name}="([^"]*)"', tag)
    return match[1] if match else ""


def test_a_field_is_added_changed_moved_and_removed(office: Any, season: Any) -> None:
    begin(office, season)
    add = address(season, "/sections/market/add?kind=line")
    answer = office.post(add, data=a_line(revision=draft_of(season).revision))
    assert answer.headers["Location"].endswith("section=market#row-lab_partner")
    spec = draft_of(season).form.by_code["lab_partner"]
    assert (spec.limit, spec.bilingual, spec.required_for) == (40, True, "submit")
    changed = a_line(revision=draft_of(season).revision, label_zh="联合实验室", condition_field="track_code")
    changed["condition_values"] = ["green"]
    assert office.post(address(season, "/fields/lab_partner"), data=changed).status_code == 303
    spec = draft_of(season).form.by_code["lab_partner"]
    assert spec.label.zh == "联合实验室"
    assert spec.condition is not None
    assert spec.condition.values == ("green",)
    for data in ({"by": "-1"}, {"section": "team"}):
        sent = {**data, "revision": draft_of(season).revision}
        assert office.post(address(season, "/fields/lab_partner/move"), data=sent).status_code == 303
    assert draft_of(season).form.section_of("lab_partner").code == "team"
    gone = office.post(
        address(season, "/fields/lab_partner/remove"), data={"revision": draft_of(season).revision}
    )
    assert gone.status_code == 303
    assert "lab_partner" not in draft_of(season).form.by_code


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(office: Any, season: Any) -> None:
    begin(office, season)
    add = address(season, "/sections/market/add?kind=line")
    wrong = a_line(revision=draft_of(season).revision, label_en="", code="Lab!", limit="many")
    answer = office.post(add, data=wrong)
    assert answer.status_code == 422
    assert "合作实验室" in answer.text
    answer = office.post(add, data={**wrong, "limit": "40"})
    assert 'href="#label_en"' in answer.text
    assert 'href="#code"' in answer.text
    taken = office.post(add, data=a_line(revision=draft_of(season).revision, code="market"))
    assert taken.status_code == 422


def test_two_editors_notice_each_other(office: Any, season: Any) -> None:
    begin(office, season)
    revision = draft_of(season).revision
    add = address(season, "/sections/market/add?kind=line")
    assert office.post(add, data=a_line(revision=revision)).status_code == 303
    late = office.post(add, data=a_line(revision=revision, code="other"))
    assert late.status_code == 422
    assert "合作实验室" in late.text


def test_the_preview_shows_the_field_with_the_macros_of_the_team(office: Any, season: Any) -> None:
    begin(office, season)
    shown = office.post(address(season, "/preview/line"), data=a_line())
    assert "合作实验室（中文） *" in shown.text
    assert 'name="preview.zh"' in shown.text
    empty = office.post(address(season, "/preview/line"), data=a_line(label_zh=""))
    assert "<li>" in empty.text
    assert 'name="preview' not in empty.text


def test_answers_of_the_field_a_condition_looks_at_are_offered(office: Any, season: Any) -> None:
    begin(office, season)
    page = office.get(address(season, "/answers?condition_field=growth_stage")).text
    assert 'value="seed"' in page
    assert office.get(address(season, "/answers?condition_field=name")).text.strip() == ""


def test_options_and_columns_are_tables_of_the_same_kind(office: Any, season: Any) -> None:
    begin(office, season)
    sent = a_line(code="cells", revision=draft_of(season).revision, max_rows="5", min_rows="")
    for name in ("limit", "bilingual"):
        sent.pop(name)
    sent |= {
        "columns.0.code": "kind",
        "columns.0.kind": "choice",
        "columns.0.zh": "类型",
        "columns.0.en": "Type",
        "columns.0.options": "a=甲/A；b=乙/B",
        "columns.1.code": "share",
        "columns.1.kind": "number",
        "columns.1.zh": "比例",
        "columns.1.en": "Share",
        "columns.1.decimals": "2",
        "columns.1.total": "100",
        "columns.1.required": "yes",
        "columns.2.code": "",
    }
    answer = office.post(address(season, "/sections/market/add?kind=table"), data=sent)
    assert answer.status_code == 303, answer.text
    kind, share = draft_of(season).form.by_code["cells"].columns
    assert kind.option_codes == ("a", "b")
    assert (share.decimals, share.required, share.total_at_most) == (2, True, 100)


def test_publishing_shows_what_changes_and_keeps_the_old_version(
    office: Any, season: Any, session: Any, actor_of: Any
) -> None:
    leader = factories.a_user()
    project = factories.a_ready_project(season, leader)
    project_services.save_fields(
        actor=actor_of(leader), project_id=project.id, values={"awards.zh": "2025 年二等奖"}, version=1
    )
    begin(office, season)
    revision = draft_of(season).revision
    add = address(season, "/sections/market/add?kind=line")
    office.post(add, data=a_line(revision=revision))
    office.post(address(season, "/fields/awards/remove"), data={"revision": revision + 1})
    page = office.get(address(season, "/publish")).text
    assert "合作实验室" in page
    assert "1 支团队" in page
    done = office.post(address(season, "/publish"), data={"revision": draft_of(season).revision})
    assert done.status_code == 303
    assert queries.current_form(season.id).version == 2
    assert "awards" in queries.form_of(season.id, 1).by_code
    assert office.get(address(season, "/versions/1")).status_code == 200
    assert office.get(address(season, "/versions/7")).status_code == 404
    states = session.execute(select(EntryForm.version, EntryForm.state).order_by(EntryForm.version)).all()
    assert [tuple(row) for row in states] == [(1, "published"), (2, "published")]


def test_a_draft_that_says_nothing_new_is_not_published(office: Any, season: Any) -> None:
    begin(office, season)
    answer = office.post(address(season, "/publish"), data={"revision": draft_of(season).revision})
    assert answer.status_code == 409
    assert office.post(address(season, "/discard")).status_code == 303
    assert queries.find_draft(season.id) is None


@pytest.mark.parametrize("role", [Role.ENTREPRENEUR, Role.JUDGE, Role.BASE, Role.CONFIRMER, Role.AUDITOR])
def test_only_the_organiser_edits(signed_in: SignedIn, season: Any, actor_of: Any, role: Role) -> None:
    services.begin_draft(actor=actor_of(factories.a_user(Role.ORGANISER)), season_id=season.id)
    client = signed_in(factories.a_user(role))
    for rest in ("/begin", "/discard", "/publish", "/fields/awards/remove", "/sections/market/remove"):
        assert client.post(address(season, rest), data={"revision": 1}).status_code == 403, rest


def test_a_team_sees_the_new_field_and_what_is_no_longer_asked(
    office: Any, season: Any, signed_in: SignedIn, actor_of: Any
) -> None:
    leader = factories.a_user()
    project = factories.a_ready_project(season, leader)
    project_services.save_fields(
        actor=actor_of(leader), project_id=project.id, values={"awards.zh": "2025 年二等奖"}, version=1
    )
    project_services.submit(actor=actor_of(leader), project_id=project.id)
    begin(office, season)
    office.post(address(season, "/sections/market/add?kind=line"), data=a_line(revision=1))
    office.post(address(season, "/fields/awards/remove"), data={"revision": 2})
    office.post(address(season, "/publish"), data={"revision": 3})
    client = signed_in(leader)
    assert 'name="lab_partner.zh"' in client.get(f"/projects/{project.id}/form/market").text
    page = client.get(f"/projects/{project.id}").text
    assert "不再要求填写" in page
    assert "2025 年二等奖" in page
    # What was handed in reads as it was asked.
    assert "2025 年二等奖" in office.get(f"/projects/{project.id}").text

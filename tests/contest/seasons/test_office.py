"""The office's editor in the browser."""

from __future__ import annotations

import html
import re

import pytest

from contest.kernel.columns import LocalizedText
from contest.seasons import queries
from contest.seasons.domain import EligibilityKind, PartKind, SeasonState, StageCode
from contest.seasons.domain.eligibility import Revenue
from tests import factories


@pytest.fixture
def browser(season, signed_in, organiser):
    client = signed_in(organiser)
    client.post("/language", data={"locale": "en"})
    return client


def version():
    return str(queries.rulebook("2026").version)


TRACK = {"code": "sea", "name_zh": "海洋", "name_en": "Sea", "description_zh": "", "description_en": ""}


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/basics",
        "/rules",
        *(f"/{kind}" for kind in PartKind),
        "/stages/final/rubric",
        "/stages/final/advance",
    ],
)
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_page_of_the_editor_shows(browser, path, locale):
    browser.post("/language", data={"locale": locale})
    assert browser.get(f"/office/seasons/2026{path}").status_code == 200


@pytest.mark.parametrize("kind", [kind for kind in PartKind if kind is not PartKind.ELIGIBILITY])
def test_every_kind_has_a_form_for_a_new_row(browser, kind):
    assert browser.get(f"/office/seasons/2026/add/{kind}").status_code == 200


@pytest.mark.parametrize("kind", list(EligibilityKind))
def test_every_kind_of_eligibility_rule_has_a_form(browser, kind):
    assert browser.get(f"/office/seasons/2026/add/eligibility?what={kind}").status_code == 200


@pytest.mark.parametrize("kind", list(PartKind))
def test_saving_an_unchanged_row_changes_nothing_but_the_version(browser, kind):
    before = queries.rulebook("2026")
    for row in before.of(kind):
        page = browser.get(f"/office/seasons/2026/{kind}/{row.code}")
        answer = browser.post(f"/office/seasons/2026/{kind}/{row.code}", data=fields_of(page.text))
        assert answer.status_code == 303, answer.text
    assert queries.rulebook("2026").of(kind) == before.of(kind)


def fields_of(text):
    """Return what a browser would send for the form of a page."""
    form = text[text.index('class="panel edit-form"') :]
    form = form[: form.index("</form>")]
    values: dict[str, list[str]] = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        kind = re.search(r'type="(\w[\w-]*)"', tag)
        if kind and kind[1] == "checkbox" and not re.search(r"\bchecked\b", tag):
            continue
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            values.setdefault(name[1], []).append(html.unescape(value[1] if value else "on"))
    for name, body in re.findall(r'<textarea\b[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        values[name] = [html.unescape(body.lstrip("\r\n"))]
    for name, body in re.findall(r'<select\b[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.findall(r'<option\b[^>]*\bselected\b[^>]*value="([^"]*)"', body)
        values[name] = [html.unescape(value) for value in chosen]
    return values


@pytest.mark.parametrize("path", ["/basics", "/rules", "/stages/final/advance", "/stages/final/rubric/team"])
def test_saving_an_unchanged_form_changes_nothing(browser, path):
    before = queries.rulebook("2026")
    page = browser.get(f"/office/seasons/2026{path}")
    assert browser.post(f"/office/seasons/2026{path}", data=fields_of(page.text)).status_code == 303
    after = queries.rulebook("2026")
    assert (after.stages, after.rules, after.name, after.intro) == (
        before.stages,
        before.rules,
        before.name,
        before.intro,
    )


def test_a_track_is_added_and_shown_to_the_public(browser):
    answer = browser.post("/office/seasons/2026/add/track", data={**TRACK, "version": version()})
    assert answer.status_code == 303
    assert queries.rulebook("2026").track("sea").name == LocalizedText("海洋", "Sea")
    assert "Sea" in browser.get("/seasons/2026/tracks").text


def test_a_refused_form_keeps_what_was_typed_and_says_why_beside_the_field(browser):
    typed = {**TRACK, "code": "Sea Track", "name_zh": "", "version": version()}
    answer = browser.post("/office/seasons/2026/add/track", data=typed)
    assert answer.status_code == 422
    assert 'value="Sea Track"' in answer.text
    assert (
        error_beside(answer.text, "code")
        == "Use small letters, digits and underscores, beginning with a letter."
    )
    assert error_beside(answer.text, "name_zh") == "Please fill this in."
    assert error_beside(answer.text, "name_en") == ""


def error_beside(text, field):
    found = re.search(rf'data-error-for="{field}">(.*?)</div>', text, re.DOTALL)
    assert found is not None
    return html.unescape(re.sub(r"<[^>]+>", "", found[1]))


def test_errors_read_chinese_to_chinese_readers(browser):
    browser.post("/language", data={"locale": "zh"})
    answer = browser.post(
        "/office/seasons/2026/add/track", data={**TRACK, "name_zh": "", "version": version()}
    )
    text = error_beside(answer.text, "name_zh")
    assert text
    assert re.search(r"[\u4e00-\u9fff]", text)


def test_somebody_elses_edit_is_not_overwritten_and_nothing_typed_is_lost(browser):
    stale = version()
    browser.post("/office/seasons/2026/add/track", data={**TRACK, "version": stale})
    answer = browser.post("/office/seasons/2026/add/track", data={**TRACK, "code": "sky", "version": stale})
    assert answer.status_code == 422
    assert "What you typed is still here" in answer.text
    assert 'value="sky"' in answer.text
    again = browser.post(
        "/office/seasons/2026/add/track", data={**TRACK, "code": "sky", "version": version()}
    )
    assert again.status_code == 303


def test_yuan_typed_by_people_are_cents_in_the_rulebook(browser):
    page = browser.get("/office/seasons/2026/eligibility/revenue")
    assert 'value="200000000"' in page.text
    data = {**fields_of(page.text), "max_yuan": "30000000.5"}
    assert browser.post("/office/seasons/2026/eligibility/revenue", data=data).status_code == 303
    rule = next(rule for rule in queries.rulebook("2026").eligibility if rule.code == "revenue")
    assert rule.params == Revenue(max_cents=3_000_000_050)


@pytest.mark.parametrize(("typed", "text"), [("many", "Please enter a number."), ("-1", "At least 0.")])
def test_an_amount_that_is_none_is_refused_beside_its_field(browser, typed, text):
    data = {**fields_of(browser.get("/office/seasons/2026/eligibility/revenue").text), "max_yuan": typed}
    answer = browser.post("/office/seasons/2026/eligibility/revenue", data=data)
    assert answer.status_code == 422
    assert error_beside(answer.text, "max_yuan") == text


def test_a_window_is_typed_in_shanghai_time(browser):
    data = {
        "kind": "submission",
        "zone_code": "xuhui",
        "opens_at": "2026-03-01T09:00",
        "closes_at": "2026-03-31T16:30",
        "version": version(),
    }
    assert browser.post("/office/seasons/2026/add/window", data=data).status_code == 303
    window = queries.rulebook("2026").window("submission", "xuhui")
    assert window.closes_at.isoformat() in ("2026-03-31T16:30:00+08:00", "2026-03-31T08:30:00+00:00")


def test_a_window_that_closes_before_it_opens_is_refused(browser):
    data = {"kind": "submission", "zone_code": "xuhui", "opens_at": "2026-03-31T09:00", "version": version()}
    answer = browser.post("/office/seasons/2026/add/window", data={**data, "closes_at": "2026-03-01T09:00"})
    assert answer.status_code == 422
    assert "It must close after it opens." in answer.text


def test_a_row_moves_up_and_down(browser):
    def order():
        return [track.code for track in queries.rulebook("2026").tracks]

    first, second, *_ = order()
    url = f"/office/seasons/2026/track/{second}/move"
    assert browser.post(url, data={"to": "up", "version": version()}).status_code == 303
    assert order()[:2] == [second, first]
    assert browser.post(url, data={"to": "down", "version": version()}).status_code == 303
    assert order()[:2] == [first, second]


def test_a_row_is_removed_after_a_preview(browser):
    page = browser.get("/office/seasons/2026/benefit/prize_money/remove")
    assert "leaves the rulebook" in page.text
    answer = browser.post("/office/seasons/2026/benefit/prize_money/remove", data={"version": version()})
    assert answer.status_code == 303
    assert "prize_money" not in {benefit.code for benefit in queries.rulebook("2026").benefits}


def test_a_row_that_projects_refer_to_stays_and_the_page_says_why(session, signed_in, organiser):
    season = factories.a_season()
    factories.a_project(season)
    browser = signed_in(organiser)
    browser.post("/language", data={"locale": "en"})
    answer = browser.post(f"/office/seasons/{season.slug}/track/life_health/remove", data={"version": "1"})
    assert answer.status_code == 409
    assert "“Life and health” is in use and cannot be removed." in html.unescape(answer.text)
    assert queries.rulebook(season.id).track("life_health")


def test_a_rubric_is_edited_criterion_by_criterion(browser):
    url = "/office/seasons/2026/stages/final"
    new = {
        "code": "stage_presence",
        "name_zh": "表达",
        "name_en": "Delivery",
        "weight": "5",
        "max": "10",
        "step": "0.5",
    }
    assert browser.post(f"{url}/add-criterion", data={**new, "version": version()}).status_code == 303
    bad = {**new, "code": "bad", "step": "3", "version": version()}
    answer = browser.post(f"{url}/add-criterion", data=bad)
    assert answer.status_code == 422
    assert "multiple of the step" in answer.text
    data = {"to": "up", "version": version()}
    assert browser.post(f"{url}/rubric/stage_presence/move", data=data).status_code == 303
    assert browser.post(f"{url}/rubric/team/remove", data={"version": version()}).status_code == 303
    rubric = queries.rulebook("2026").stage(StageCode.FINAL).rubric
    assert [row.code for row in rubric] == [
        "innovation",
        "value",
        "prospects",
        "stage_presence",
        "social_value",
    ]


def test_a_criterion_that_parts_ties_cannot_be_removed(browser):
    url = "/office/seasons/2026/stages/final/rubric/innovation/remove"
    assert browser.post(url, data={"version": version()}).status_code == 422
    assert queries.rulebook("2026").stage("final").rubric[0].code == "innovation"


def test_an_advance_rule_takes_a_number_of_its_own_per_track(browser):
    url = "/office/seasons/2026/stages/semifinal/advance"
    data = {**fields_of(browser.get(url).text), "per_track_green": "11"}
    assert browser.post(url, data=data).status_code == 303
    rule = queries.rulebook("2026").stage("semifinal").advance
    assert rule is not None
    assert {code: str(cut.value) for code, cut in rule.per_track.items()} == {"green": "11"}
    assert "In Green technology: the best 11." in browser.get("/seasons/2026/rules").text


def test_a_cut_that_is_no_number_of_places_is_refused_at_its_field(browser):
    url = "/office/seasons/2026/stages/semifinal/advance"
    data = {**fields_of(browser.get(url).text), "cut_value": "2.5"}
    answer = browser.post(url, data=data)
    assert answer.status_code == 422
    assert error_beside(answer.text, "cut_value") == "Enter a whole number of places."


def test_a_new_season_comes_from_the_template(signed_in, organiser):
    browser = signed_in(organiser)
    answer = browser.post("/office/seasons/new", data={"source": "", "year": "2027", "slug": "2027"})
    assert answer.status_code == 303
    book = queries.rulebook("2027")
    assert (book.year, len(book.tracks), book.state) == (2027, 6, SeasonState.DRAFT)


@pytest.mark.parametrize(
    ("typed", "field", "text"),
    [
        ({"year": "2027", "slug": "2026"}, "slug", "There is already a season with this address."),
        ({"year": "2027", "slug": "new"}, "slug", "There is already a season with this address."),
        ({"year": "2027", "slug": "Two Words"}, "slug", "Use small letters, digits and hyphens."),
        ({"year": "27", "slug": "2027"}, "year", "At least 2000."),
    ],
)
def test_a_new_season_needs_a_free_address_and_a_year(browser, typed, field, text):
    answer = browser.post("/office/seasons/new", data={"source": "", **typed})
    assert answer.status_code == 422
    assert error_beside(answer.text, field) == text


def test_a_clone_begins_with_the_year_after(browser, season):
    page = browser.get(f"/office/seasons/new?source={season.id}")
    assert 'value="2027"' in page.text
    data = {"source": str(season.id), "year": "2027", "slug": "2027"}
    assert browser.post("/office/seasons/new", data=data).status_code == 303
    assert queries.get_season("2027").cloned_from == season.id


def test_the_confirmer_opens_and_closes_what_the_organiser_prepared(season, signed_in, confirmer, browser):
    assert browser.get("/office/seasons/2026/state/open").status_code == 403
    office = signed_in(confirmer)
    assert "Everybody sees" in browser_en(office).get("/office/seasons/2026/state/open").text
    assert office.post("/office/seasons/2026/state/open", data={"version": version()}).status_code == 303
    assert queries.get_season("2026").state is SeasonState.OPEN
    assert office.post("/office/seasons/2026/state/open", data={"version": version()}).status_code == 404
    assert office.post("/office/seasons/2026/state/closed", data={"version": version()}).status_code == 303


def browser_en(client):
    client.post("/language", data={"locale": "en"})
    return client


def test_an_incomplete_season_does_not_open_and_the_page_names_the_gaps(session, signed_in, confirmer):
    season = factories.a_season(state=SeasonState.DRAFT, windows=False)
    office = browser_en(signed_in(confirmer))
    page = office.get(f"/office/seasons/{season.slug}/state/open").text
    assert "A city-wide window for submissions" in page
    answer = office.post(f"/office/seasons/{season.slug}/state/open", data={"version": "1"})
    assert answer.status_code == 409
    assert queries.get_season(season.id).state is SeasonState.DRAFT


def test_the_holiday_table_is_kept_by_day(browser):
    def enter(**more):
        data = {"day": "2026-10-01", "name_zh": "国庆节", "name_en": "National Day", **more}
        return browser.post("/office/holidays", data=data)

    assert enter().status_code == 303
    assert enter(day="2026-10-10", works="y", name_zh="调休", name_en="Worked Saturday").status_code == 303
    page = browser.get("/office/holidays?year=2026").text
    assert "National Day" in page
    assert enter(day="tomorrow").status_code == 422
    table = queries.holidays()
    assert {day.isoformat() for day in table.holidays} == {"2026-10-01"}
    assert {day.isoformat() for day in table.extra_workdays} == {"2026-10-10"}
    assert browser.post("/office/holidays/2026-10-01/remove").status_code == 303
    assert browser.post("/office/holidays/2026-10-01/remove").status_code == 404


def test_the_editors_lists_cost_the_same_queries_for_one_row_and_for_many(
    session, signed_in, organiser, count_queries
):
    season = factories.a_season()
    browser = signed_in(organiser)
    path = f"/office/seasons/{season.slug}/window"
    few = count_queries(lambda: browser.get(path))
    for zone in ("city", "yangpu"):
        factories.a_window(season, zone_code=zone)
    assert count_queries(lambda: browser.get(path)) == few <= 3

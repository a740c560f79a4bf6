"""Without a mouse: every control of a page is reached and seen, and nothing that changes loses the keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from contest.kernel.columns import LocalizedText
from contest.permissions import Role
from contest.seasons.models import Season
from judging.live import streaming
from matching.profiles.domain import ProfileKind
from tests import factories
from tests.factories.live import a_final
from tests.journeys.conftest import Site

Visitor = Callable[..., Page]

# Number what Tab should reach, in the order of the page, and note how each looks while the keyboard is elsewhere.
NUMBER = """() => {
    const look = (one) => {
        const is = getComputedStyle(one);
        return is.outlineStyle + is.outlineWidth + is.boxShadow;
    };
    const stops = 'a[href], button, input, select, textarea, summary, iframe, [tabindex]';
    const names = [];
    for (const one of document.querySelectorAll(stops)) {
        if (one.matches(':disabled') || one.type === 'hidden' || one.tabIndex < 0) continue;
        if (!one.checkVisibility({visibilityProperty: true})) continue;
        if (one.type === 'radio') {
            const group = [...document.getElementsByName(one.name)].filter((other) => other.form === one.form);
            if (one !== (group.find((other) => other.checked) ?? group[0])) continue;
        }
        const words = (one.innerText || one.name || '').trim().slice(0, 60);
        one.dataset.stop = names.push(`${one.tagName} ${one.id} ${words}`) - 1;
        one.dataset.look = look(one.closest('.ts-wrapper') ?? one);
    }
    return names;
}"""
WHERE = """() => {
    const here = document.activeElement;
    if (!here || here === document.body) return null;
    const seen = here.closest('.ts-wrapper') ?? here;
    const is = getComputedStyle(seen);
    return {
        stop: Number(here.dataset.stop ?? -1),
        name: here.outerHTML.slice(0, 120),
        marked: is.outlineStyle + is.outlineWidth + is.boxShadow !== here.dataset.look,
    };
}"""
LEFT = """() => {
    const here = document.activeElement;
    const what = here.getAttribute('href') ?? here.value ?? '';
    return here === document.body ? null : `${here.tagName} ${here.id} ${what}`;
}"""


def walk(page: Page) -> None:
    """Press Tab from the top of the page to its end: nothing is passed over, nothing is a trap, all is seen."""
    page.wait_for_load_state("networkidle")
    names = page.evaluate(NUMBER)
    assert names, page.url
    reached: list[int] = []
    unseen = []
    for _ in range(8 * len(names)):  # a date has several places of its own
        page.keyboard.press("Tab")
        here = page.evaluate(WHERE)
        if here is None or (here["stop"] == 0 and reached):
            break
        if reached and here["stop"] == reached[-1]:
            continue
        reached.append(here["stop"])
        if not here["marked"]:
            unseen.append(here["name"])
    else:
        pytest.fail(f"{page.url}: the keyboard does not come to the end: {names[reached[-1]]}")
    assert unseen == [], f"{page.url}: nothing shows that the keyboard is here"
    missing = [names[stop] for stop in range(len(names)) if stop not in reached]
    assert missing == [], f"{page.url}: not reached"
    assert reached == sorted(reached), f"{page.url}: not in the order of the page"


def by_key(page: Page, name: str) -> None:
    """Press a button as whoever came to it with Tab does."""
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.fixture(scope="module")
def made(site: Site) -> SimpleNamespace:
    """One of everybody, and a page of theirs that holds something."""
    with site.data() as session:
        session.query(Season).update({"state": "closed"})
        found = SimpleNamespace(public=None)
        season = factories.a_season(year=2039)
        for role in (Role.ORGANISER, Role.AUDITOR, Role.OFFICER, Role.JUDGE):
            setattr(found, role.value, factories.a_user(role))
        found.leader, found.keeper, found.partner = (factories.a_user() for _ in range(3))
        found.adviser = factories.a_user(Role.MENTOR)
        winner = factories.a_winner(
            season, factories.a_team(found.leader), name=LocalizedText("澜芯", "Lanxin")
        )
        base = factories.a_base(found.keeper)
        investor = factories.a_profile(ProfileKind.INVESTOR, found.partner)
        mentor = factories.a_profile(ProfileKind.MENTOR, found.adviser)
        park = factories.a_profile(ProfileKind.PARK, name=LocalizedText("临港园", "Lingang park"), capacity=1)
        for profile in (investor, mentor, park):
            factories.a_recommendation(winner, profile)
        round_ = factories.a_round(season)
        entry = factories.an_entry(factories.a_project(season, submitted=True))
        sheet = factories.an_assignment(round_, factories.a_judge(round_, found.judge), entry)
        found.project, found.draft = f"/projects/{winner.id}", factories.a_user()
        found.unready = factories.a_project(season, factories.a_team(found.draft))
        found.matches, found.sheet = f"/matches/{winner.id}?kind=investor", f"/judging/assignments/{sheet.id}"
        found.residents, found.feed = f"/bases/{base.id}/residents", f"/candidates/{investor.id}/all"
        found.mentees, found.round = f"/candidates/{mentor.id}", f"/rounds/{round_.id}"
        found.board = f"/office/matching/{season.id}/assignment/park"
        found.form, found.tracks = (f"/office/seasons/{season.slug}/{part}" for part in ("form", "track"))
    return found


@pytest.mark.parametrize(
    ("reader", "pages"),
    [
        ("public", ("/", "/parks", "/account/register")),
        ("leader", ("{project}", "{matches}", "{matches}&view=compare")),
        ("judge", ("/judging/desk", "{sheet}")),
        ("keeper", ("{residents}",)),
        ("partner", ("{feed}",)),
        ("adviser", ("{mentees}", "/introductions")),
        ("organiser", ("{board}", "{round}/cockpit", "/office/pool", "{form}")),
        ("officer", ("/desk",)),
        ("auditor", ("/audit",)),
    ],
)
def test_tab_reaches_every_control_in_order_and_shows_where_it_is(
    visitor: Visitor, made: SimpleNamespace, reader: str, pages: tuple[str, ...]
) -> None:
    page = visitor(getattr(made, reader))
    for place in pages:
        answer: Any = page.goto(place.format(**vars(made)))
        assert answer.status == 200, place
        walk(page)


def test_the_skip_link_leads_past_the_menu(visitor: Visitor, made: SimpleNamespace) -> None:
    page = visitor(made.leader)
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")


def test_a_refused_form_puts_the_keyboard_on_the_first_wrong_field(visitor: Visitor) -> None:
    page = visitor()
    page.goto("/account/register")
    page.locator("#name").focus()
    page.keyboard.type("温知夏")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-focus]")
    wrong = page.locator('main [aria-invalid="true"]').first
    expect(wrong).to_be_focused()
    assert wrong.get_attribute("id") != "name"
    described = str(wrong.get_attribute("aria-describedby")).split()
    assert any(page.locator(f"[id='{one}']").inner_text() for one in described), (
        "what is wrong is read out with it"
    )


def test_a_part_that_renews_itself_keeps_the_keyboard(visitor: Visitor, made: SimpleNamespace) -> None:
    page = visitor(made.draft)
    page.goto(f"/projects/{made.unready.id}")
    page.wait_for_load_state("networkidle")
    line = page.locator("#checklist a").nth(2)
    line.focus()
    before = page.evaluate(LEFT)
    line.evaluate("(one) => { one.dataset.old = '1'; }")
    with page.expect_response(re.compile("checklist")):
        page.evaluate("document.body.dispatchEvent(new CustomEvent('haiju:saved'))")
    expect(page.locator("#checklist [data-old]")).to_have_count(0)
    page.wait_for_function("() => document.activeElement !== document.body")
    assert page.evaluate(LEFT) == before


def test_a_part_without_the_control_any_more_takes_the_keyboard_itself(
    visitor: Visitor, made: SimpleNamespace
) -> None:
    page = visitor(made.organiser)
    page.goto(f"{made.round}/cockpit")
    page.wait_for_load_state("networkidle")
    page.locator("#cockpit-figures a").first.evaluate("(one) => { one.href = '/gone'; one.focus(); }")
    with page.expect_response(re.compile("cockpit")):
        page.evaluate(
            "void htmx.ajax('GET', location.pathname, {target: '#cockpit-figures', swap: 'outerHTML'})"
        )
    expect(page.locator("#cockpit-figures")).to_be_focused()


def test_a_button_pressed_by_a_key_has_the_keyboard_again_when_its_page_comes_back(
    visitor: Visitor, made: SimpleNamespace
) -> None:
    page = visitor(made.organiser)
    page.goto(made.tracks)
    page.wait_for_load_state("networkidle")
    down = page.locator('main form[action*="/move"] button[value="down"]:enabled').first
    action = down.evaluate("(one) => one.form.getAttribute('action')")
    down.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement !== document.body")
    assert page.evaluate("document.activeElement.form?.getAttribute('action')") == action


def test_a_switch_pressed_by_a_key_keeps_the_keyboard_and_reads_out_what_it_did(
    visitor: Visitor, made: SimpleNamespace
) -> None:
    page = visitor(made.leader)
    page.goto(made.matches)
    page.wait_for_load_state("networkidle")
    by_key(page, "关闭个性化推荐")
    switch = page.get_by_role("button", name="开启个性化推荐")
    expect(switch).to_be_focused()
    told = page.locator(f"[id='{switch.get_attribute('aria-describedby')}']")
    expect(told).to_contain_text("已关闭个性化推荐")


@pytest.mark.parametrize("by_hand", [False, True])
def test_on_another_page_the_keyboard_is_at_what_came_of_it_and_a_mouse_moves_none(
    visitor: Visitor, site: Site, by_hand: bool
) -> None:
    with site.data():
        keeper, season = factories.a_user(), factories.a_season(year=2041 + by_hand)
        base = factories.a_base(keeper)
        place = factories.a_place(factories.a_project(season), base)
    page = visitor(keeper)
    page.goto(f"/pool/places/{place.id}/end")
    page.locator("#reason").fill("搬离")
    if by_hand:
        page.get_by_role("button", name="移出项目库").click()
    else:
        by_key(page, "移出项目库")
    told = page.locator(".flash")
    expect(told).to_be_visible()
    if by_hand:
        expect(told).not_to_be_focused()
        return
    expect(told).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")


def test_a_message_closed_by_a_key_gives_the_keyboard_back(visitor: Visitor, made: SimpleNamespace) -> None:
    page = visitor(made.leader)
    page.goto("/teams")
    link = page.locator("main a").first
    link.focus()
    page.evaluate(
        "document.dispatchEvent(new CustomEvent('haiju:toast', {detail: {message: 'gone', tone: 'danger'}}))"
    )
    page.locator(".toast-note button").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".toast-note")).to_have_count(0)
    expect(link).to_be_focused()


def test_a_refreshed_stage_keeps_the_keyboard(
    visitor: Visitor, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "hub", streaming.Hub())
    with site.data():
        final = a_final(factories.a_season(year=2040), entries=2, judges=2)
        office = factories.a_user(Role.ORGANISER)
    page = visitor(office)
    page.goto(f"/rounds/{final['round'].id}/live")
    page.wait_for_load_state("load")
    link = page.locator("[data-live] :is(a[href], button)").first
    link.focus()
    before = page.evaluate(LEFT)
    link.evaluate("(one) => { one.dataset.old = '1'; }")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-live] [data-old]")).to_have_count(0)
    assert before is not None
    assert page.evaluate(LEFT) == before


def test_arrows_scroll_what_scrolls_and_do_not_turn_to_another_entry(
    visitor: Visitor, made: SimpleNamespace
) -> None:
    page = visitor(made.judge)
    page.goto(made.sheet)
    page.wait_for_load_state("networkidle")
    page.evaluate("""() => {
        const next = document.createElement("a");
        next.dataset.go = "next";
        next.addEventListener("click", () => { document.body.dataset.turned = "1"; });
        const wide = document.createElement("div");
        wide.id = "wide";
        wide.tabIndex = 0;
        Object.assign(wide.style, { width: "10rem", overflowX: "auto" });
        wide.append(document.createElement("div"));
        wide.firstChild.style.width = "60rem";
        wide.firstChild.textContent = ".";
        document.querySelectorAll("[data-go]").forEach((one) => one.remove());
        document.querySelector("main").prepend(next, wide);
    }""")
    page.locator("#wide").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.getElementById('wide').scrollLeft > 0")
    assert page.evaluate("document.body.dataset.turned") is None
    page.locator("#content").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.body.dataset.turned") == "1"


@pytest.mark.parametrize(("locale", "words"), [("zh", "没有符合的选项"), ("en", "Nothing found")])
def test_a_searchable_choice_says_in_the_readers_language_that_nothing_fits(
    visitor: Visitor, site: Site, locale: str, words: str
) -> None:
    with site.data():
        office = factories.a_user(Role.ORGANISER, locale=locale)
        factories.an_organisation()
    page = visitor(office, locale=locale)
    page.goto("/office/bases/new")
    page.locator(".ts-control input").first.focus()
    page.keyboard.type("zzzzzz")
    expect(page.locator(".no-results")).to_have_text(words)


def test_a_framed_plan_shows_that_it_has_the_keyboard(visitor: Visitor, site: Site) -> None:
    with site.data():
        leader, season = factories.a_user(), factories.a_season(year=2043)
        project = factories.a_project(season, factories.a_team(leader))
        plan = factories.a_plan(project)
    page = visitor(leader)
    # Whether this browser can draw a PDF is not the question.
    page.route(
        re.compile("/inline$"),
        lambda route: route.fulfill(body="<button>1</button>", content_type="text/html"),
    )
    page.add_init_script("Object.defineProperty(navigator, 'pdfViewerEnabled', {get: () => true})")
    page.goto(f"/projects/{project.id}/files/{plan.id}/view")
    frame = page.locator("iframe.document-frame")
    outline = "(one) => getComputedStyle(one).outlineStyle"
    assert frame.evaluate(outline) == "none"
    frame.focus()
    expect(frame).to_have_attribute("data-entered", "")
    assert frame.evaluate(outline) == "solid"
    page.locator("main a").first.focus()
    expect(frame).not_to_have_attribute("data-entered", "")


def test_arrows_pass_through_the_choices_of_a_filter_and_its_button_applies_one(
    visitor: Visitor, made: SimpleNamespace
) -> None:
    page = visitor(made.partner)
    page.goto(made.feed)
    page.wait_for_load_state("networkidle")
    choice = page.locator("form[data-filter] select").first
    choice.focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.wait_for_load_state("networkidle")
    assert "?" not in page.url
    wanted = choice.input_value()
    button = page.locator("form[data-filter] button[type=submit]")
    while not button.evaluate("(one) => one === document.activeElement"):
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert f"={wanted}" in page.url
    expect(button).to_be_focused()
    choice.select_option(index=0)  # as a pointer does
    page.wait_for_url(lambda url: f"={wanted}" not in url)

"""Pages no journey leads through: held on a laptop and on a phone to what every page owes its reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page

from contest.kernel.access import SYSTEM, Actor
from contest.kernel.columns import LocalizedText
from contest.permissions import Role
from contest.seasons.models import Season
from judging.judges.services import set_chief
from judging.ranking.domain import Advice
from judging.room.services import open_ballot, record_decision
from judging.rounds.domain import RoundState
from matching.alliance import services as alliance
from matching.alliance.domain import Application
from matching.assignment import services as assignment
from matching.assignment.domain import Terms
from matching.introductions.domain import Side
from matching.profiles.domain import ProfileKind
from matching.team_gaps.domain import Commitment, GapRole, GapState
from matching.twins import services as twins
from tests import factories
from tests.factories.team_gaps import a_gap, a_joining, an_offer, an_open_meeting
from tests.journeys.conftest import PHONE, Site, check

PARK = ProfileKind.PARK
# Between Chinese sentences stands no space.
GAPS = "() => document.body.innerText.match(/.{0,12}[。；！？] (?=[一-鿿]).{0,12}/g) || []"
AGAIN = """() => axe.run().then((found) => found.violations.map(
    (one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.target.join(" "))}`))"""


def _judged(season: Season, made: SimpleNamespace) -> None:
    """A closed round whose chief judge spoke of one entry and put a question to the panel; one still open."""
    made.chief, made.judge = factories.a_user(Role.JUDGE), factories.a_user(Role.JUDGE)
    closed = factories.a_round(season)
    judges = [factories.a_judge(closed, user) for user in (made.chief, factories.a_user(Role.JUDGE))]
    entries = [factories.an_entry(factories.a_project(season, submitted=True)) for _ in range(2)]
    for entry in entries:
        for judge in judges:
            factories.a_sheet(closed, entry, 80, judge)
    closed.state = RoundState.CLOSED
    set_chief(actor=SYSTEM, round_id=closed.id, judge_id=judges[0].id, chief=True)
    actor = Actor(made.chief.id, roles=frozenset({Role.PUBLIC, Role.USER, Role.JUDGE}))
    record_decision(
        actor=actor,
        round_id=closed.id,
        entry_id=entries[0].id,
        advice=Advice.RECOMMENDED,
        version=0,
        place=None,
        reason="技术路线清晰",
        present=[judges[0].id],
    )
    ballot = open_ballot(
        actor=actor,
        round_id=closed.id,
        question="哪一个？",
        places=1,
        secret=True,
        quorum=2,
        entries=[entry.id for entry in entries],
        members=[judge.id for judge in judges],
    )
    running = factories.a_round(season)
    factories.an_assignment(running, factories.a_judge(running, made.judge), entries[0])
    made.room, made.running = f"/rounds/{closed.id}/room", f"/rounds/{running.id}"
    made.entry, made.ballot = f"{made.room}/entries/{entries[0].id}", f"{made.room}/ballots/{ballot.id}"
    made.papers, made.seal = f"/rounds/{closed.id}/certificates", f"/rounds/{closed.id}/seal"
    made.form = f"/office/seasons/{season.slug}/form"
    made.training = f"/judging{made.running}/training"


def _matched(season: Season, made: SimpleNamespace) -> None:
    """A winner, a park with a place for it and an investor, and a plan that was worked out."""
    made.leader, made.investor = factories.a_user(), factories.a_user()
    winner = factories.a_winner(season, factories.a_team(made.leader), name=LocalizedText("澜芯", "Lanxin"))
    park = factories.a_profile(PARK, name=LocalizedText("临港园", "Lingang park"), capacity=1)
    profile = factories.a_profile(ProfileKind.INVESTOR, made.investor)
    for one in (park, profile):
        factories.a_recommendation(winner, one)
    plan = assignment.request_plan(actor=SYSTEM, season_id=season.id, kind=PARK, terms=Terms())
    assignment.solve(plan_id=plan.id, scores={winner.id: {park.id: 0.9}})
    made.board = f"/office/matching/{season.id}/assignment/park"
    made.alliance, made.visits = f"/alliance/{profile.id}", f"/matches/{winner.id}/visits"
    roles = frozenset({Role.PUBLIC, Role.USER, Role.INVESTOR})
    alliance.apply(
        actor=Actor(made.investor.id, roles=roles, organisation_ids=frozenset({profile.organisation_id})),
        profile_id=profile.id,
        said=Application("投后服务团队常驻上海", "在管基金两只", "https://fund.example"),
    )
    made.preferences, made.feed = f"/matches/{winner.id}/preferences/park", f"/candidates/{profile.id}/all"


def _partnered(made: SimpleNamespace) -> None:
    """Somebody a team met, who says so; people it may look for; a role that is filled."""
    made.scientist, made.partner = factories.a_user(), factories.a_user()
    season = factories.a_season(year=2034)
    project = factories.a_winner(season, factories.a_team(made.scientist))
    gap, offer = (
        a_gap(project, text=LocalizedText("负责临床试验。负责注册申报。", "")),
        an_offer(made.partner),
    )
    for number in range(3):
        text = LocalizedText(f"主持过{number + 3}项多中心临床试验。熟悉注册申报。", "")
        an_offer(factories.a_user(), text=text, languages=["zh", "en"], wishes="期权与薪酬面议")
    filled = {"state": GapState.FILLED, "filled_on": date(2026, 5, 1), "filled_as": Commitment.ADVISORY}
    made.filled = f"/team-gaps/{a_gap(project, GapRole.SALES, **filled).id}"
    meeting = an_open_meeting(gap, offer)
    told = a_joining(meeting, Side.PROFILE, note="已约定每周到岗三天。")
    made.gaps, made.people = f"/projects/{project.id}/team-gaps", f"/projects/{project.id}/people"
    made.meeting = f"/talent/introductions/{meeting.id}"
    made.came, made.otherwise = f"{made.meeting}/outcomes/new", f"/talent/outcomes/{told.id}/dispute"


def _alike(made: SimpleNamespace) -> None:
    """Investors that look like one firm: to decide on, merged, and told apart."""
    forms = ("创投", "资本", "投资管理有限公司", "股权投资基金管理有限公司")
    firms = [factories.a_profile(name=LocalizedText(f"上海示例{form}", "")) for form in forms]
    made.twins = "/office/matching/twins"
    made.pair = f"{made.twins}/{firms[0].id}?with={firms[1].id}"
    made.second_name = f"/matching/profiles/{firms[2].id}"
    twins.merge(actor=SYSTEM, kept_id=firms[0].id, merged_id=firms[2].id, reason="登记为同一家机构。")
    twins.tell_apart(actor=SYSTEM, first_id=firms[0].id, second_id=firms[3].id, reason="两家机构。")


@pytest.fixture(scope="module")
def made(site: Site) -> SimpleNamespace:
    with site.data() as session:
        session.query(Season).update({"state": "closed"})
        found = SimpleNamespace(public=None)
        _alike(found)  # before the people, whom a merge would have read anew
        found.office, found.auditor = factories.a_user(Role.ORGANISER), factories.a_user(Role.AUDITOR)
        season = factories.a_season(year=2033)
        _judged(season, found)
        _matched(season, found)
        _partnered(found)
    return found


@pytest.mark.parametrize(
    ("reader", "pages"),
    [
        ("chief", ("{room}", "{entry}", "{ballot}")),
        ("judge", ("{training}", "{training}/exercise")),
        ("office", ("{running}/cockpit", "{running}/records", "{running}/progress", "{board}")),
        ("office", ("{papers}", "{seal}", "{form}", "/office/imports", "/office/imports/new/judges")),
        ("office", ("/office/imported", "/alliance", "{alliance}", "/office/matching/ranking/exposure")),
        ("office", ("{twins}", "{twins}/merged", "{twins}/different", "{pair}", "{second_name}")),
        ("scientist", ("{gaps}", "{people}", "{people}?q=临床&language=en", "{filled}", "{meeting}")),
        ("scientist", ("{came}", "{otherwise}")),
        ("partner", ("/talent", "{came}")),
        ("auditor", ("/audit",)),
        ("leader", ("{preferences}", "{visits}", "/account/sessions", "/account/data", "/parks?q=AI")),
        ("investor", ("{feed}", "{alliance}")),
        ("public", ("/c", "/privacy", "/api/docs", "/fairness", "/seals", "/styleguide")),
    ],
)
def test_a_page_is_sound_on_a_laptop_and_on_a_phone(
    visitor: Callable[..., Page], made: SimpleNamespace, reader: str, pages: tuple[str, ...]
) -> None:
    page = visitor(getattr(made, reader), locale="en" if reader == "investor" else "zh")
    for place in pages:
        answer: Any = page.goto(place.format(**vars(made)))
        assert answer.status == 200, place
        check(page)
        assert page.evaluate(GAPS) == [], page.url
        wide = page.viewport_size
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        assert page.evaluate(AGAIN) == [], page.url  # `check` has brought axe into the page
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url
        page.set_viewport_size(wide)  # type: ignore[arg-type]

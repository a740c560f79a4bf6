"""The office's side of a round through the pages: draft, invite, accept, propose, commit, open; who may see what."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from sqlalchemy import select

from contest.embeddings.encoder import use_encoder
from contest.entries.models import Entry
from contest.kernel.access import SYSTEM
from contest.kernel.columns import LocalizedText
from contest.permissions import Role
from contest.seasons.domain import AdvanceRule, Criterion, Cut, StageCode, as_json
from contest.seasons.models import Stage
from judging.judges.domain import UNDERTAKING, Invitation
from judging.judges.models import RoundJudge
from judging.panels import services
from judging.panels.models import Assignment, PanelRun
from judging.panels.states import ProposalScope, RunState
from judging.rounds.domain import RoundState
from judging.rounds.models import Round
from tests import factories
from tests.judging.encoders import CharacterEncoder

PROPOSAL = {
    "scope": "anew",
    "objective": "fair",
    "outside": "0",
    "per_organisation": "",
    "random_percent": "0",
}


@pytest.fixture(autouse=True)
def small_encoder():
    with use_encoder(CharacterEncoder()):
        yield


@pytest.fixture
def season(session):
    season = factories.a_season()
    stage = session.query(Stage).filter_by(season_id=season.id, code=StageCode.SECOND_ROUND).one()
    stage.rubric = [
        as_json(Criterion(code="innovation", name=LocalizedText("创新性", "Innovation"), weight=Decimal(60))),
        as_json(Criterion(code="team", name=LocalizedText("团队", "Team"), weight=Decimal(40))),
    ]
    stage.advance = as_json(
        AdvanceRule(cut=Cut(kind="top", value=Decimal(2)), method="mean", tie_breaks=("hold",))
    )
    for _ in range(4):
        factories.an_entry(factories.a_project(season, submitted=True))
    return season


def ok(response, *words: str) -> str:
    assert response.status_code == 200, response.get_data(as_text=True)[:2000]
    text = response.get_data(as_text=True)
    for word in words:
        assert word in text, word
    return text


def moved(response) -> str:
    assert response.status_code == 303, (response.status_code, response.get_data(as_text=True)[-6000:])
    return response.headers["Location"]


def typed(page: str) -> dict[str, object]:
    """Return the values a browser would send back from the page's last form."""
    values: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        found = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if found.get("type") in ("checkbox", "radio") and " checked" not in tag:
            continue
        if "name" in found:
            values[found["name"]] = found.get("value", "")
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.findall(r'<option selected value="([^"]*)"', body)
        values[name] = chosen[0] if chosen else ""
    return values


def test_the_office_takes_a_round_from_the_stage_to_its_opening(session, season, signed_in):
    office = signed_in(factories.a_user(Role.ORGANISER, locale="en"))
    judges = [factories.a_user(Role.JUDGE, locale="en") for _ in range(3)]
    for user in judges:
        factories.a_judge(user=user)
    session.commit()

    ok(office.get("/rounds"), "No rounds yet")
    ok(office.get("/rounds/new"), "Whole city", "Yangpu", "2 criteria")
    address = f"/rounds/new/{season.id}/second_round"
    form = typed(ok(office.get(address), "Second round"))
    refused = office.post(address, data={**form, "closes_at": form["opens_at"], "judges_per_entry": "x"})
    assert refused.status_code == 422
    assert "Please enter a number." in refused.get_data(as_text=True)
    page = moved(office.post(address, data={**form, "judges_per_entry": "2", "min_load": "1"}))
    round_ = session.execute(select(Round)).scalar_one()
    assert page == f"/rounds/{round_.id}"
    ok(office.get(page), "Draft", "the best 2")
    ok(office.get(f"{page}/readiness"), "0 accepted, at least 2 needed", "The round can open as soon as")

    ok(office.get(f"{page}/rubric"), "Innovation", "60 %")
    criterion = f"{page}/rubric/team"
    moved(office.post(criterion, data={**typed(ok(office.get(criterion))), "weight": "20"}))
    ok(office.get(f"{page}/rubric"), "75 %")

    ok(office.get(f"{page}/judges/invite"), "Invite all 3 judges of these tracks")
    moved(office.post(f"{page}/judges/invite", data={"all": "1"}))
    ok(office.get(f"{page}/judges"), "Invited")
    for user in judges:
        accept_as(signed_in(user), round_.id, user.name)
    ok(office.get(f"{page}/judges"), "Accepted and signed", UNDERTAKING.digest[:12])

    ok(office.get(f"{page}/conflicts"), "No conflicts found")
    ok(office.get(f"{page}/panels"), "Propose panels")
    proposal = moved(office.post(f"{page}/panels/propose", data=PROPOSAL))
    ok(office.get(proposal), "The panels are being worked out")
    waiting = office.get(f"{proposal}/status")
    assert "HX-Refresh" not in waiting.headers
    services.solve(run_id=session.execute(select(PanelRun.id)).scalar_one())  # what the worker does
    session.commit()
    assert office.get(f"{proposal}/status").headers["HX-Refresh"] == "true"
    ok(office.get(proposal), "proved upper bound", "8 assignments are added", "Load of each judge")
    moved(office.post(f"{proposal}/commit"))
    ok(office.get(f"{page}/panels"), f"{page}/panels/figures")
    ok(office.get(f"{page}/panels/figures"), "Panels complete")
    assert session.query(Assignment).count() == 8

    ok(office.get(f"{page}/readiness"), "Open the round")
    moved(office.post(f"{page}/open", data={"version": str(round_.version)}))
    assert round_.state is RoundState.OPEN
    ok(office.get(page), "Give more time", "Close scoring")
    ok(office.get(f"{page}/progress"), "of 8 score sheets")
    ok(signed_in(judges[0]).get("/judging/rounds"), "left")
    ok(office.get("/rounds"), "0 / 8")
    ok(office.get(f"{page}/close"), "Drafts that were not submitted do not count")
    moved(office.post(f"{page}/close"))
    assert round_.state is RoundState.CLOSED


def accept_as(client, round_id, name):
    page = ok(client.get(f"/judging/invitations/{round_id}"), "Undertaking of confidentiality and recusal")
    data = {"digest": typed(page)["digest"], "agreed": "y"}
    wrong = client.post(f"/judging/invitations/{round_id}/accept", data={**data, "signature": "?"})
    assert wrong.status_code == 422
    assert "Please type your name" in wrong.get_data(as_text=True)
    moved(client.post(f"/judging/invitations/{round_id}/accept", data={**data, "signature": name}))


@pytest.fixture
def scene(session, season):
    """An open round with a panel, its judge, and another judge outside it."""
    round_ = factories.a_round(season, judges_per_entry=1)
    user = factories.a_user(Role.JUDGE)
    judge = factories.a_judge(round_, user)
    run = services.propose_now(actor=SYSTEM, round_id=round_.id, scope=ProposalScope.ANEW)
    assert run.state is RunState.PROPOSED
    services.commit_proposal(actor=SYSTEM, run_id=run.id)
    factories.a_judge()
    session.commit()
    return {"round": round_, "user": user, "judge": judge, "run": run}


def pages(scene) -> dict[str, str]:
    round_ = scene["round"].id
    return {
        "list": "/rounds",
        "show": f"/rounds/{round_}",
        "rubric": f"/rounds/{round_}/rubric",
        "judges": f"/rounds/{round_}/judges",
        "conflicts": f"/rounds/{round_}/conflicts",
        "panels": f"/rounds/{round_}/panels",
        "progress": f"/rounds/{round_}/progress",
        "readiness": f"/rounds/{round_}/readiness",
        "invite": f"/rounds/{round_}/judges/invite",
        "proposal": f"/rounds/{round_}/panels/proposals/{scene['run'].id}",
        "edit": f"/rounds/{round_}/edit",
        "pool": "/judges",
        "new judge": "/judges/new",
        "judge": f"/judges/{scene['judge'].id}",
        "note": f"/rounds/{round_}/conflicts/note",
        "mine": "/judging/rounds",
        "profile": "/judging/profile",
        "declare": "/judging/conflicts",
        "invitation": f"/judging/invitations/{round_}",
    }


OVERSEE = {"list", "show", "rubric", "judges", "conflicts", "panels", "progress", "readiness"}
MANAGE = {"invite", "proposal", "edit"}
POOL = {"pool"}
KEEP_POOL = {"new judge", "judge", "note"}
OWN = {"mine", "profile", "declare", "invitation"}
SEEN = {
    Role.ORGANISER: OVERSEE | MANAGE | POOL | KEEP_POOL,
    Role.CONFIRMER: OVERSEE | POOL,
    Role.ADMINISTRATOR: OVERSEE | POOL,
    Role.AUDITOR: OVERSEE | POOL,
    Role.OFFICER: {"list"},  # of another district: an empty list
    Role.JUDGE: {"show", "rubric"} | OWN,
    Role.ENTREPRENEUR: set(),
}


@pytest.mark.parametrize("role", list(SEEN))
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_each_role_sees_its_pages_and_no_other(scene, signed_in, role, locale):
    user = scene["user"] if role is Role.JUDGE else factories.a_user(role, district="310115")
    user.locale = locale
    client = signed_in(user)
    answers = {name: client.get(address).status_code for name, address in pages(scene).items()}
    assert {name for name, status in answers.items() if status == 200} == SEEN[role], answers
    assert set(answers.values()) <= {200, 403, 404}


def test_a_judge_outside_the_round_finds_nothing_of_it(scene, signed_in):
    other = factories.a_user(Role.JUDGE)
    factories.a_judge(user=other)
    client = signed_in(other)
    found = {name for name, address in pages(scene).items() if client.get(address).status_code == 200}
    assert found == {"mine", "profile", "declare"}


def test_the_public_sees_a_round_once_it_is_published(session, scene, client):
    assert client.get(f"/rounds/{scene['round'].id}").status_code == 404
    scene["round"].state = RoundState.PUBLISHED
    session.commit()
    page = ok(client.get(f"/rounds/{scene['round'].id}"))
    assert "/panels" not in page
    ok(client.get(f"/rounds/{scene['round'].id}/rubric"))


def test_an_officer_runs_the_own_zones_heat(session, season, signed_in):
    heat = factories.a_round(season, zone_code="yangpu", state=RoundState.DRAFT)
    city = factories.a_round(season, state=RoundState.DRAFT)
    officer = signed_in(factories.a_user(Role.OFFICER, district="310110"))
    for name in ("", "/edit", "/judges", "/judges/invite", "/panels", "/conflicts"):
        ok(officer.get(f"/rounds/{heat.id}{name}"))
        assert officer.get(f"/rounds/{city.id}{name}").status_code == 404
    listed = ok(officer.get("/rounds"))
    assert f"/rounds/{heat.id}" in listed
    assert f"/rounds/{city.id}" not in listed
    assert "杨浦" in ok(officer.get("/rounds/new"))
    assert "全市" not in ok(officer.get("/rounds/new"))
    assert officer.get(f"/rounds/new/{season.id}/final").status_code == 404


WRITES = (
    "/rounds/{round}/edit",
    "/rounds/{round}/open",
    "/rounds/{round}/close",
    "/rounds/{round}/extend",
    "/rounds/{round}/discard",
    "/rounds/{round}/rubric/new",
    "/rounds/{round}/rubric/team/remove",
    "/rounds/{round}/judges/invite",
    "/rounds/{round}/judges/{judge}/withdraw",
    "/rounds/{round}/judges/{judge}/load",
    "/rounds/{round}/conflicts/note",
    "/rounds/{round}/panels/propose",
    "/rounds/{round}/panels/proposals/{run}/commit",
    "/rounds/{round}/panels/entries/{entry}/judges/{judge}/remove",
)


@pytest.mark.parametrize("role", [Role.CONFIRMER, Role.AUDITOR, Role.OFFICER, Role.JUDGE, Role.ENTREPRENEUR])
def test_who_does_not_run_the_round_changes_nothing(session, scene, signed_in, role):
    user = scene["user"] if role is Role.JUDGE else factories.a_user(role, district="310115")
    client = signed_in(user)
    before = (scene["round"].version, scene["round"].state)
    entry = session.execute(select(Assignment.entry_id)).scalars().first()
    values = {"round": scene["round"].id, "judge": scene["judge"].id, "run": scene["run"].id, "entry": entry}
    for address in WRITES:
        assert client.post(address.format(**values), data={"all": "1", "scope": "anew"}).status_code in (
            403,
            404,
        ), address
    session.refresh(scene["round"])
    assert (scene["round"].version, scene["round"].state) == before


def test_a_judge_declares_a_project_by_its_number(session, scene, signed_in):
    project = factories.a_project(factories.a_season(), submitted=True)
    client = signed_in(scene["user"])
    refused = client.post("/judging/conflicts", data={"number": "HJ99-1", "reason": "亲属"})
    assert refused.status_code == 422
    assert "没有" in refused.get_data(as_text=True)
    moved(client.post("/judging/conflicts", data={"number": project.number, "reason": "本人是该项目导师"}))
    ok(client.get("/judging/conflicts"), project.number, "本人是该项目导师")


def test_the_office_mends_one_panel_by_hand(session, scene, signed_in):
    office = signed_in(factories.a_user(Role.ORGANISER))
    second = factories.a_judge(scene["round"])
    session.commit()
    entry = session.execute(select(Assignment.entry_id)).scalars().first()
    address = f"/rounds/{scene['round'].id}/panels/entries/{entry}"
    ok(office.get(address))
    data = {"judge": str(second.id), "instead_of": str(scene["judge"].id)}
    moved(office.post(address, data=data))
    standing = session.execute(
        select(Assignment.judge_id).where(Assignment.entry_id == entry, Assignment.state == "assigned")
    ).scalars()
    assert list(standing) == [second.id]
    assert office.post(address, data=data).status_code == 422


def test_the_office_adds_a_judge_and_keeps_what_was_typed_when_it_is_refused(session, scene, signed_in):
    office = signed_in(factories.a_user(Role.ORGANISER))
    person = factories.a_user(email="new.judge@example.com")
    data = {
        "email": "nobody@example.com",
        "expertise_zh": "量子传感与精密测量",
        "languages": ["zh"],
        "active": "y",
    }
    refused = office.post("/judges/new", data=data)
    assert refused.status_code == 422
    assert "量子传感与精密测量" in refused.get_data(as_text=True)
    moved(office.post("/judges/new", data={**data, "email": person.email}))
    ok(office.get("/judges?q=量子"), "量子传感与精密测量")


def test_an_open_round_is_given_more_time_on_its_page(session, scene, signed_in):
    office = signed_in(factories.a_user(Role.ORGANISER))
    address = f"/rounds/{scene['round'].id}/extend"
    form = typed(ok(office.get(address)))
    assert office.post(address, data={**form, "closes_at": "soon", "reason": "x"}).status_code == 422
    moved(office.post(address, data={**form, "closes_at": "2099-01-01T18:00", "reason": "系统维护"}))
    session.refresh(scene["round"])
    assert scene["round"].closes_at.year == 2099


def test_a_page_costs_the_same_statements_for_one_row_and_for_three(
    session, season, signed_in, count_queries
):
    office = signed_in(factories.a_user(Role.ORGANISER))
    round_ = factories.a_round(season)
    entry = session.query(Entry).filter_by(season_id=season.id).first()
    factories.an_assignment(round_, factories.a_judge(round_), entry)

    def costs() -> dict[str, int]:
        session.commit()
        addresses = ("/rounds", "/judges", *(f"/rounds/{round_.id}{part}" for part in PARTS))
        return {address: count_queries(lambda at=address: office.get(at)) for address in addresses}

    costs()  # what a process keeps for everybody (a season's rulebook) is read by whoever asks first
    first = costs()
    for _ in range(2):
        factories.a_round(season)
        judge = factories.a_judge(round_)
        factories.an_assignment(round_, judge, entry)
    assert costs() == first
    assert max(first.values()) <= 30, first


PARTS = ("", "/rubric", "/judges", "/judges/invite", "/conflicts", "/panels", "/progress", "/readiness")


def test_the_api_shows_rounds_with_the_ids_of_their_criteria(session, scene, client, bearer):
    headers = bearer(scene["user"])
    found = client.get("/api/v1/rounds", headers=headers).get_json()
    assert [item["id"] for item in found["items"]] == [str(scene["round"].id)]
    assert found["next"] is None
    one = client.get(f"/api/v1/rounds/{scene['round'].id}", headers=headers).get_json()
    assert [criterion["code"] for criterion in one["criteria"]] == ["innovation", "team"]
    assert all(criterion["id"] for criterion in one["criteria"])
    assert (one["resubmit"], one["method"], one["state"]) == ("never", "mean", "open")
    assert one["opens_at"].endswith(("Z", "+00:00", "+08:00"))
    stranger = bearer(factories.a_user())
    assert client.get(f"/api/v1/rounds/{scene['round'].id}", headers=stranger).status_code == 404
    assert client.get("/api/v1/rounds", headers=stranger).get_json() == {"items": [], "next": None}


def test_panels_are_proposed_and_committed_from_the_command_line(session, season, app):
    round_ = factories.a_round(season, judges_per_entry=1, state=RoundState.DRAFT)
    session.commit()
    runner = app.test_cli_runner()
    failed = runner.invoke(args=["judging", "panels", "propose", str(round_.id), "--json"])
    assert failed.exit_code == 1
    assert '"nothing_to_assign"' in failed.stdout
    factories.a_judge(round_)
    session.commit()
    done = runner.invoke(args=["judging", "panels", "propose", str(round_.id), "--commit", "--json"])
    assert done.exit_code == 0, done.output
    assert '"pairs": 4' in done.stdout
    assert session.query(Assignment).filter_by(round_id=round_.id).count() == 4


def test_declining_is_one_press_and_the_invitation_says_so(session, season, signed_in):
    round_ = factories.a_round(season, state=RoundState.DRAFT)
    user = factories.a_user(Role.JUDGE)
    judge = factories.a_judge(user=user)
    session.add(RoundJudge(round_id=round_.id, judge_id=judge.id))
    client = signed_in(user)
    ok(client.get("/desk/rounds"), "等待您的答复")
    moved(client.post(f"/judging/invitations/{round_.id}/decline"))
    row = session.query(RoundJudge).filter_by(judge_id=judge.id).one()
    assert row.invitation is Invitation.DECLINED
    ok(client.get(f"/judging/invitations/{round_.id}"))

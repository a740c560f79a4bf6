"""The pages of a live final by a client: each reader sees what is out, and not before."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from contest.kernel.access import SYSTEM
from contest.kernel.briefly import Briefly
from contest.kernel.db import db
from contest.permissions import Role
from contest.seasons.models import Season
from judging.live import queries, services
from judging.live.domain import RevealRule
from judging.live.models import LiveSession
from judging.live.views import public
from judging.rounds.domain import Method, RoundState
from judging.rounds.queries import get_round
from judging.scoring.services import save_sheet
from tests import factories
from tests.factories.live import a_final

ODD = "83.5"


@pytest.fixture
def final(session: Any) -> dict[str, Any]:
    return a_final(factories.a_season())


def version(final: dict[str, Any]) -> int:
    db.session.expire_all()
    return queries.get_stage(get_round(SYSTEM, final["round"].id)).version


def submit(final: dict[str, Any], actor: Any, judge: Any, entry: Any, mark: str = ODD) -> None:
    save_sheet(
        actor=actor,
        assignment_id=final["assignments"][judge.id, entry.id].id,
        version=0,
        marks={"innovation": mark, "team": mark},
        comment="",
        submit=True,
    )


def test_the_stage_manager_draws_checks_in_and_calls_by_page(final: dict[str, Any], signed_in: Any) -> None:
    office = signed_in(factories.a_user(Role.ORGANISER))
    at = f"/rounds/{final['round'].id}/live"
    assert office.get(at).status_code == 200
    refused = office.post(f"{at}/draw", data={"version": version(final), "word": " "})
    assert (refused.status_code, "word-error" in refused.text) == (422, True)
    assert office.post(f"{at}/draw", data={"version": version(final), "word": "江"}).status_code == 303
    first = queries.get_stage(get_round(SYSTEM, final["round"].id)).pitches[0].entry
    office.post(f"{at}/arrivals/teams/{first.id}", data={"there": "yes"})
    office.post(f"{at}/arrivals/judges/{final['judges'][0].id}", data={"there": "yes"})
    seen = version(final)
    assert office.post(f"{at}/call/{first.id}", data={"version": seen}).status_code == 303
    again = office.post(f"{at}/clock", data={"version": seen, "do": "advance"}, follow_redirects=True)
    assert "data-clock" in again.text  # what the second of two pressed did nothing
    phase = queries.get_stage(get_round(SYSTEM, final["round"].id)).timer.phase
    assert phase == "pitch"


def test_the_late_are_drawn_by_page_and_the_public_reads_why(
    final: dict[str, Any], session: Any, signed_in: Any
) -> None:
    office = signed_in(factories.a_user(Role.ORGANISER))
    at = f"/rounds/{final['round'].id}/live"
    office.post(f"{at}/draw", data={"version": version(final), "word": "江"})
    first = queries.get_stage(get_round(SYSTEM, final["round"].id)).pitches[0].entry
    office.post(f"{at}/arrivals/teams/{first.id}", data={"there": "yes"})
    office.post(f"{at}/call/{first.id}", data={"version": version(final)})
    assert f"{at}/draw" not in office.get(at).text
    season = session.get_one(Season, final["round"].season_id)
    late = factories.an_entry(factories.a_project(season, submitted=True))
    session.commit()
    assert f"{at}?late=1#draw" in office.get(f"{at}/desk").text
    page = office.get(at).text
    assert f'action="{at}/draw/late"' in page
    assert f"<strong>{late.number}</strong>" in page
    refused = office.post(f"{at}/draw/late", data={"version": version(final), "word": "海风", "reason": ""})
    assert (refused.status_code, 'value="海风"' in refused.text) == (422, True)
    given = {"version": version(final), "word": "海风", "reason": "补录 <b>"}
    assert office.post(f"{at}/draw/late", data=given).status_code == 303
    office.post(f"{at}/board", data={"version": version(final), "rule": "by_entry", "watched": "yes"})
    public = office.get(f"/live/{final['round'].id}").text
    assert "补录 &lt;b&gt;" in public
    assert queries.get_stage(get_round(SYSTEM, final["round"].id)).commitment in public
    outsider = signed_in(factories.a_user(Role.ENTREPRENEUR))
    assert outsider.post(f"{at}/draw/late", data=given).status_code in {403, 404}


def test_a_word_called_out_outlasts_a_colleague_s_check_in(final: dict[str, Any], signed_in: Any) -> None:
    office = signed_in(factories.a_user(Role.ORGANISER))
    at, seen = f"/rounds/{final['round'].id}/live", version(final)
    office.post(f"{at}/arrivals/teams/{final['entries'][0].id}", data={"there": "yes"})
    late = office.post(f"{at}/draw", data={"version": seen, "word": "江风"})
    assert (late.status_code, 'value="江风"' in late.text) == (409, True)
    assert f'name="version" value="{version(final)}"' in late.text
    assert queries.get_stage(get_round(SYSTEM, final["round"].id)).draws == ()


def test_a_round_without_a_stage_offers_the_minutes_of_the_rulebook(session: Any, signed_in: Any) -> None:
    from judging.rounds.domain import RoundMode

    round_ = factories.a_round(factories.a_season(), mode=RoundMode.LIVE)
    office, at = signed_in(factories.a_user(Role.ORGANISER)), f"/rounds/{round_.id}/live"
    assert 'name="pitch"' in office.get(at).text
    wrong = office.post(f"{at}/prepare", data={"pitch": "0", "questions": "5", "scoring": "2"})
    assert wrong.status_code == 422
    given = {"pitch": "6", "questions": "4", "scoring": "0"}
    assert office.post(f"{at}/prepare", data=given).status_code == 303
    assert "data-live" in office.get(at).text


def test_a_judges_phone_leads_to_the_own_sheet_and_tells_nothing_of_others(
    final: dict[str, Any], signed_in: Any, actor_of: Any
) -> None:
    services.draw(actor=SYSTEM, round_id=final["round"].id, version=version(final), word="江")
    entry = final["entries"][0]
    services.check_in_team(actor=SYSTEM, round_id=final["round"].id, entry_id=entry.id, there=True)
    services.call(actor=SYSTEM, round_id=final["round"].id, version=version(final), entry_id=entry.id)
    phone = signed_in(final["users"][0])
    now = f"/rounds/{final['round'].id}/live/now"
    own = final["assignments"][final["judges"][0].id, entry.id].id
    assert f"/judging/assignments/{own}" in phone.get(now).text
    before = phone.get(now).text
    submit(final, actor_of(final["users"][1]), final["judges"][1], entry)
    after = phone.get(now).text
    assert len(before) == len(after)
    assert ODD not in after


def test_the_public_sees_no_score_before_it_is_out_and_its_tag_tells_nothing(
    final: dict[str, Any], client: Any, actor_of: Any
) -> None:
    at = f"/live/{final['round'].id}"
    assert client.get(at).status_code == 404
    services.set_board(
        actor=SYSTEM,
        round_id=final["round"].id,
        version=version(final),
        reveal=RevealRule.BY_ENTRY,
        watched=True,
    )
    entry = final["entries"][0]
    empty = client.get(f"{at}/board")
    tag = empty.headers["ETag"]
    for user, judge in zip(final["users"], final["judges"], strict=True):
        submit(final, actor_of(user), judge, entry)
        unchanged = client.get(f"{at}/board", headers={"If-None-Match": tag})
        assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert ODD not in client.get(at).text
    services.reveal(actor=SYSTEM, round_id=final["round"].id, version=version(final), entry_id=entry.id)
    shown = client.get(f"{at}/board", headers={"If-None-Match": tag})
    assert shown.status_code == 200
    assert ODD in shown.text


def test_the_public_board_is_computed_once_for_many_who_ask_and_never_kept_past_what_the_stage_does(
    final: dict[str, Any], client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed = []
    real = queries.board
    monkeypatch.setattr(queries, "board", lambda *given: computed.append(1) or real(*given))
    monkeypatch.setattr(public, "_kept", Briefly(60.0))
    at = f"/live/{final['round'].id}"

    def watched(allowed: bool) -> None:
        services.set_board(
            actor=SYSTEM,
            round_id=final["round"].id,
            version=version(final),
            reveal=RevealRule.BY_ENTRY,
            watched=allowed,
        )

    watched(True)
    pages = [client.get(f"{at}/board") for _time in range(3)]
    assert {page.status_code for page in pages} == {200}
    assert len(computed) == 1
    client.post("/language", data={"locale": "en"})
    assert client.get(f"{at}/board").text != pages[0].text
    assert len(computed) == 2
    watched(False)
    assert client.get(f"{at}/board").status_code == 404


def test_between_two_teams_the_public_reads_who_is_next_and_only_the_part_itself_is_asked_for_again(
    final: dict[str, Any], client: Any, session: Any
) -> None:
    round_id = final["round"].id
    services.draw(actor=SYSTEM, round_id=round_id, version=version(final), word="江")
    first, second = (one.entry for one in queries.get_stage(get_round(SYSTEM, round_id)).pitches[:2])
    for entry in (first, second):
        services.check_in_team(actor=SYSTEM, round_id=round_id, entry_id=entry.id, there=True)
    services.set_board(
        actor=SYSTEM, round_id=round_id, version=version(final), reveal=RevealRule.BY_ENTRY, watched=True
    )
    assert "决赛尚未开始" in client.get(f"/live/{round_id}").text
    services.call(actor=SYSTEM, round_id=round_id, version=version(final), entry_id=first.id)
    for _phase in range(3):
        services.advance(actor=SYSTEM, round_id=round_id, version=version(final))
    page = client.get(f"/live/{round_id}").text
    on_stage = page[page.index("正在台上") : page.index("成绩榜")]
    assert ("决赛尚未开始" in page, second.number in on_stage) == (False, True)
    parts = re.findall(r"<[^>]*\sdata-live[\s=>][^>]*>", page)
    assert len(parts) == 1
    assert "data-part" in parts[0]


def test_a_round_that_is_calibrated_says_that_its_board_is_not(
    session: Any, client: Any, signed_in: Any
) -> None:
    final = a_final(factories.a_season(), method=Method.CALIBRATED)
    services.set_board(
        actor=SYSTEM,
        round_id=final["round"].id,
        version=version(final),
        reveal=RevealRule.BY_ENTRY,
        watched=True,
    )
    words = "大屏显示的是平均分"
    assert words in client.get(f"/live/{final['round'].id}").text
    plain = a_final(factories.a_season())
    services.set_board(
        actor=SYSTEM,
        round_id=plain["round"].id,
        version=version(plain),
        reveal=RevealRule.BY_ENTRY,
        watched=True,
    )
    assert words not in client.get(f"/live/{plain['round'].id}").text


def test_a_judge_finds_the_room_from_the_desk_and_before_the_stage_is_prepared_is_told(
    session: Any, final: dict[str, Any], signed_in: Any
) -> None:
    judge = signed_in(final["users"][0])
    room = f"/rounds/{final['round'].id}/live/room"
    assert "/judging/stages" in judge.get("/judging/desk").text
    for page in ("/judging/stages", "/judging/rounds"):
        assert room in judge.get(page).text, page
    other = signed_in(factories.a_user("judge"))
    assert other.get("/judging/stages").text.strip() == ""
    assert "data-live" in judge.get(room).text
    session.query(LiveSession).filter_by(round_id=final["round"].id).delete()
    session.commit()
    waiting = judge.get(room)
    assert (waiting.status_code, "data-part" in waiting.text) == (200, False)
    assert judge.get(f"/rounds/{final['round'].id}/live/now").status_code == 404


def test_the_projector_shows_what_is_out(final: dict[str, Any], signed_in: Any, actor_of: Any) -> None:
    auditor = signed_in(factories.a_user(Role.AUDITOR))
    entry = final["entries"][0]
    for user, judge in zip(final["users"], final["judges"], strict=True):
        submit(final, actor_of(user), judge, entry)
    at = f"/rounds/{final['round'].id}/live"
    assert ODD not in auditor.get(f"{at}/projector").text
    services.reveal(actor=SYSTEM, round_id=final["round"].id, version=version(final), entry_id=entry.id)
    assert ODD in auditor.get(f"{at}/screen").text


def test_the_report_comes_after_the_close(final: dict[str, Any], signed_in: Any, actor_of: Any) -> None:
    office = signed_in(factories.a_user(Role.ORGANISER))
    at = f"/rounds/{final['round'].id}/live/report"
    assert office.get(at).status_code == 404
    final["round"].state = RoundState.CLOSED
    db.session.commit()
    assert office.get(at).status_code == 200


@pytest.mark.parametrize("page", ["live", "live/projector"])
def test_pages_cost_the_same_for_one_entry_and_three(
    session: Any, signed_in: Any, count_queries: Any, actor_of: Any, page: str
) -> None:
    office = signed_in(factories.a_user(Role.ORGANISER))
    costs = []
    for entries in (1, 3):
        final = a_final(factories.a_season(), entries=entries)
        for entry in final["entries"]:
            for user, judge in zip(final["users"], final["judges"], strict=True):
                submit(final, actor_of(user), judge, entry)
            services.reveal(
                actor=SYSTEM, round_id=final["round"].id, version=version(final), entry_id=entry.id
            )
        session.commit()
        address = f"/rounds/{final['round'].id}/{page}"
        office.get(address)
        costs.append(count_queries(lambda address=address: office.get(address)))
    assert costs[0] == costs[1]
    assert Decimal(costs[0]) < 40

"""The stage on the real database: draw, check-in, clock, board, and who may do what."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.kernel.access import SYSTEM
from contest.kernel.audit import AuditEvent
from contest.kernel.db import db
from contest.kernel.errors import Forbidden, Invalid, StaleVersion
from contest.permissions import Role
from contest.seasons.domain import StageCode
from contest.seasons.models import Season
from contest.teams.models import TeamMember
from judging.conflicts.domain import TiedToEntry
from judging.live import queries, services
from judging.live.domain import (
    AlreadyPrepared,
    BoardFrozen,
    Lot,
    Minutes,
    NobodyLate,
    NotArrived,
    NotBegun,
    NotDrawn,
    NotLive,
    Phase,
    RevealRule,
    SheetsMissing,
    StageTaken,
    UnderWay,
    drawn,
)
from judging.live.models import LiveSession
from judging.rounds.domain import Method
from judging.rounds.queries import get_round
from judging.scoring.services import save_sheet
from tests import factories
from tests.factories.live import a_final
from tests.races import DONE, at_once


@pytest.fixture
def final(session: Any) -> dict[str, Any]:
    return a_final(factories.a_season())


def stage(final: dict[str, Any]) -> queries.StageView:
    db.session.expire_all()
    return queries.get_stage(get_round(SYSTEM, final["round"].id))


def do(final: dict[str, Any], service: Any, **more: Any) -> Any:
    given = {"actor": SYSTEM, "round_id": final["round"].id, "version": stage(final).version, **more}
    return service(**given)


def a_drawn(final: dict[str, Any]) -> None:
    do(final, services.draw, word="江")
    for entry in final["entries"]:
        services.check_in_team(actor=SYSTEM, round_id=final["round"].id, entry_id=entry.id, there=True)


def hand_in(final: dict[str, Any], actor_of: Any, entry: Any, marks: list[str]) -> None:
    for user, judge, mark in zip(final["users"], final["judges"], marks, strict=True):
        save_sheet(
            actor=actor_of(user),
            assignment_id=final["assignments"][judge.id, entry.id].id,
            version=0,
            marks={"innovation": mark, "team": mark},
            comment="",
            submit=True,
        )


def board(final: dict[str, Any]) -> list[tuple[str, int, int, Decimal]]:
    lines = queries.board(get_round(SYSTEM, final["round"].id), stage(final))
    return [(line.number, line.place, line.tied, line.score) for line in lines]


def test_the_order_follows_from_what_is_published(final: dict[str, Any], session: Any) -> None:
    promised = stage(final).commitment
    do(final, services.draw, word=" 外滩  7 ")
    now = stage(final)
    (made,) = now.draws
    assert (made.commitment, made.word) == (promised, "外滩 7")
    again = drawn([Lot(one.entry.number, one.section) for one in now.pitches], made.seed)
    assert list(made.order) == again == [one.entry.number for one in now.pitches]
    assert now.commitment != promised
    event = session.execute(select(AuditEvent).where(AuditEvent.action == "live.drawn")).scalar_one()
    assert event.facts["seed"] == made.seed


def test_another_draw_needs_a_reason_and_none_is_held_after_the_first_pitch(final: dict[str, Any]) -> None:
    a_drawn(final)
    with pytest.raises(Invalid, match="reason: required"):
        do(final, services.draw, word="江")
    do(final, services.draw, word="江", reason="一支队伍漏登")
    assert [one.reason for one in stage(final).draws] == ["", "一支队伍漏登"]
    do(final, services.call, entry_id=stage(final).pitches[0].entry.id)
    with pytest.raises(UnderWay):
        do(final, services.draw, word="江", reason="又一次")


def test_an_entry_added_after_the_first_pitch_is_drawn_to_the_end_of_the_order(
    final: dict[str, Any], session: Any
) -> None:
    a_drawn(final)
    before = [one.entry.number for one in stage(final).pitches]
    with pytest.raises(NotBegun):
        do(final, services.draw_late, word="江", reason="补录")
    do(final, services.call, entry_id=stage(final).pitches[0].entry.id)
    with pytest.raises(NobodyLate):
        do(final, services.draw_late, word="江", reason="补录")
    season = session.get_one(Season, final["round"].season_id)
    late = [factories.an_entry(factories.a_project(season, submitted=True)) for _ in range(2)]
    session.flush()
    assert {one.entry.id for one in stage(final).undrawn} == {entry.id for entry in late}
    promised = stage(final).commitment
    with pytest.raises(Invalid, match="reason: required"):
        do(final, services.draw_late, word="江", reason=" ")
    do(final, services.draw_late, word="江", reason="补录")
    now = stage(final)
    made = now.draws[-1]
    assert (made.late, made.reason, made.commitment) == (True, "补录", promised)
    again = drawn([Lot(entry.number) for entry in late], made.seed)
    assert list(made.order) == again
    assert [one.entry.number for one in now.pitches] == [*before, *again], "every other place stands"
    assert [one.position for one in now.pitches] == [1, 2, 3, 4, 5]
    event = session.execute(select(AuditEvent).where(AuditEvent.action == "live.drawn_late")).scalar_one()
    assert event.facts["entries"] == again
    assert "补录" not in str(event.facts), "what people write can be taken out of a row, never out of the log"
    do(final, services.advance)
    do(final, services.advance)
    do(final, services.advance)
    services.check_in_team(actor=SYSTEM, round_id=final["round"].id, entry_id=late[0].id, there=True)
    do(final, services.call, entry_id=late[0].id)
    assert stage(final).on_stage == late[0].id


def test_whoever_came_late_stands_on_the_page_before_a_place_is_drawn(
    final: dict[str, Any], session: Any
) -> None:
    do(final, services.draw, word="江")
    season = session.get_one(Season, final["round"].season_id)
    late = factories.an_entry(factories.a_project(season, submitted=True))
    session.flush()
    assert [one.entry.id for one in stage(final).undrawn] == [late.id]
    services.check_in_team(actor=SYSTEM, round_id=final["round"].id, entry_id=late.id, there=True)
    assert stage(final).undrawn[0].arrived_at is not None
    with pytest.raises(NotDrawn):
        do(final, services.call, entry_id=late.id)


def test_a_stage_whose_only_pitch_was_withdrawn_since_has_begun(final: dict[str, Any], session: Any) -> None:
    a_drawn(final)
    assert not stage(final).has_begun
    first = stage(final).pitches[0].entry.id
    do(final, services.call, entry_id=first)
    for _phase in range(3):
        do(final, services.advance)
    session.get_one(Entry, first).state = EntryState.WITHDRAWN
    factories.an_entry(factories.a_project(session.get_one(Season, final["round"].season_id), submitted=True))
    session.flush()
    assert stage(final).has_begun, "the page offers to draw the late, as nothing else is allowed"
    do(final, services.draw_late, word="江", reason="补录")
    assert [one.position for one in stage(final).pitches] == [2, 3, 4]


def test_an_entry_that_left_the_round_before_it_had_a_place_is_not_late(
    final: dict[str, Any], session: Any
) -> None:
    gone = final["entries"][0]
    session.get_one(Entry, gone.id).stage_code = StageCode.SEMIFINAL
    session.flush()
    do(final, services.draw, word="江")
    now = stage(final)
    assert (now.undrawn, gone.id in [one.entry.id for one in now.pitches]) == ((), False)


@pytest.mark.committed
def test_two_who_draw_the_late_at_once_draw_them_once(app: Flask, session: Any) -> None:
    final = a_final(factories.a_season())
    a_drawn(final)
    do(final, services.call, entry_id=stage(final).pitches[0].entry.id)
    factories.an_entry(factories.a_project(session.get_one(Season, final["round"].season_id), submitted=True))
    session.commit()
    seen, round_id = stage(final).version, final["round"].id
    given = {"round_id": round_id, "version": seen, "word": "江", "reason": "补录"}
    answers = at_once(app, [partial(services.draw_late, actor=SYSTEM, **given)] * 2)
    assert sorted(answers) == [DONE, "stale_version"]
    assert [one.late for one in stage(final).draws] == [False, True]


def test_the_stage_manager_leads_a_team_through_its_phases(final: dict[str, Any]) -> None:
    do(final, services.draw, word="江")
    first, second, _third = [one.entry for one in stage(final).pitches]
    with pytest.raises(NotArrived):
        do(final, services.call, entry_id=first.id)
    services.check_in_team(actor=SYSTEM, round_id=final["round"].id, entry_id=second.id, there=True)
    assert stage(final).up_next is not None
    assert stage(final).up_next.entry.id == second.id  # type: ignore[union-attr]
    do(final, services.call, entry_id=second.id)
    with pytest.raises(StageTaken):
        do(final, services.call, entry_id=second.id)
    do(final, services.pause)
    do(final, services.extend, seconds=60)
    do(final, services.resume)
    assert (stage(final).timer.phase, stage(final).timer.extra) == (Phase.PITCH, 60)
    for phase in (Phase.QUESTIONS, Phase.SCORING, Phase.WAITING):
        do(final, services.advance)
        assert stage(final).timer.phase is phase
    assert stage(final).current is not None
    assert stage(final).current.ended_at is not None  # type: ignore[union-attr]


def test_a_score_is_out_only_when_its_panel_is_complete_and_somebody_lets_it_out(
    final: dict[str, Any], actor_of: Any
) -> None:
    a_drawn(final)
    one, two, _three = final["entries"]
    hand_in(final, actor_of, one, ["80", "90", "70"])
    assert board(final) == []
    with pytest.raises(SheetsMissing):
        do(final, services.reveal, entry_id=two.id)
    do(final, services.reveal, entry_id=one.id)
    hand_in(final, actor_of, two, ["80", "80", "80"])
    assert board(final) == [(one.number, 1, 0, Decimal(80))]
    do(final, services.reveal, entry_id=two.id)
    assert {(number, place, tied) for number, place, tied, _ in board(final)} == {
        (one.number, 1, 1),
        (two.number, 1, 1),
    }


def test_a_frozen_board_stays_whatever_is_done(final: dict[str, Any], actor_of: Any) -> None:
    a_drawn(final)
    one, two, _three = final["entries"]
    for entry in (one, two):
        hand_in(final, actor_of, entry, ["80", "90", "70"])
    do(final, services.reveal, entry_id=one.id)
    do(final, services.freeze)
    frozen = board(final)
    for service, more in (
        (services.reveal, {"entry_id": two.id}),
        (services.clear, {}),
        (services.freeze, {}),
        (services.set_board, {"reveal": RevealRule.ON_THE_SPOT, "watched": True}),
    ):
        with pytest.raises(BoardFrozen):
            do(final, service, **more)
        assert board(final) == frozen
    do(final, services.thaw)
    do(final, services.set_board, reveal=RevealRule.ON_THE_SPOT, watched=False)
    assert len(board(final)) == 2


def test_places_come_out_from_the_last_up(final: dict[str, Any], actor_of: Any) -> None:
    a_drawn(final)
    do(final, services.set_board, reveal=RevealRule.BY_PLACE, watched=False)
    (section,) = stage(final).sections
    for entry, mark in zip(final["entries"], ("70", "90", "80"), strict=True):
        with pytest.raises(SheetsMissing):
            do(final, services.reveal_next, section=section)
        hand_in(final, actor_of, entry, [mark] * 3)
    last, first, middle = (entry.number for entry in final["entries"])
    seen = []
    for _ in range(3):
        do(final, services.reveal_next, section=section)
        seen.append([(number, place) for number, place, *_ in board(final)])
    assert seen == [[(last, 3)], [(middle, 2), (last, 3)], [(first, 1), (middle, 2), (last, 3)]]


def test_highest_and_lowest_are_dropped_where_the_round_says_so(session: Any, actor_of: Any) -> None:
    final = a_final(factories.a_season(), entries=1, judges=5, method=Method.TRIMMED_MEAN, min_for_trim=5)
    hand_in(final, actor_of, final["entries"][0], ["10", "80", "81", "82", "100"])
    do(final, services.set_board, reveal=RevealRule.ON_THE_SPOT, watched=False)
    (line,) = queries.board(get_round(SYSTEM, final["round"].id), stage(final))
    assert line.score == Decimal(81)
    assert [dropped for _total, dropped in line.marks] == [True, False, False, False, True]


def test_only_a_live_round_has_a_stage_and_only_one(session: Any, final: dict[str, Any]) -> None:
    with pytest.raises(NotLive):
        services.prepare(
            actor=SYSTEM, round_id=factories.a_round(factories.a_season()).id, minutes=Minutes(8, 5, 2)
        )
    with pytest.raises(AlreadyPrepared):
        services.prepare(actor=SYSTEM, round_id=final["round"].id, minutes=Minutes(8, 5, 2))


def test_whoever_is_tied_to_a_team_does_not_run_its_final(final: dict[str, Any], actor_of: Any) -> None:
    user = factories.a_user(Role.ORGANISER)
    db.session.execute(select(TeamMember)).scalars().first().user_id = user.id  # type: ignore[union-attr]
    db.session.flush()
    with pytest.raises(TiedToEntry):
        do(final, services.draw, actor=actor_of(user), word="江")
    with pytest.raises(Forbidden):
        do(final, services.draw, actor=actor_of(final["users"][0]), word="江")


@pytest.mark.committed
def test_two_stage_managers_who_press_at_once_press_once(app: Flask, session: Any) -> None:
    final = a_final(factories.a_season())
    a_drawn(final)
    do(final, services.call, entry_id=stage(final).pitches[0].entry.id)
    session.commit()
    round_id, version = final["round"].id, stage(final).version
    session.commit()
    press = partial(services.advance, actor=SYSTEM, round_id=round_id, version=version)
    assert sorted(at_once(app, [press] * 4)) == [DONE] + [StaleVersion.code] * 3
    assert session.execute(select(LiveSession.phase)).scalar_one() is Phase.QUESTIONS

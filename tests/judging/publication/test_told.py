"""Teams are told their results when they become public, and judges what waits for them when a round opens."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.kernel.access import SYSTEM
from contest.kernel.db import db
from contest.notices.models import Notice
from contest.permissions import Role
from contest.projects.models import Project
from contest.seasons.domain import StageCode
from contest.teams.models import TeamMember
from judging.panels.services import opening
from judging.panels.states import AssignmentState
from judging.publication import services
from judging.ranking.queries import computed
from judging.ranking.services import decide, fingerprint
from judging.rounds.domain import RoundState
from judging.rounds.queries import get_round
from tests import factories


def published(marks: tuple[int, ...]) -> tuple[Any, list[Entry]]:
    season = factories.a_season()
    round_ = factories.a_round(season, StageCode.SECOND_ROUND, state=RoundState.CLOSED)
    entries = [
        factories.an_entry(factories.a_project(season, submitted=True), StageCode.SECOND_ROUND) for _ in marks
    ]
    for entry, mark in zip(entries, marks, strict=True):
        factories.a_sheet(round_, entry, mark)
    decide(actor=SYSTEM, round_id=round_.id, previewed=fingerprint(computed(get_round(SYSTEM, round_.id))))
    factories.a_seal(round_)
    services.publish(actor=SYSTEM, round_id=round_.id)
    return round_, entries


def told(entry: Entry) -> list[tuple[str, bool]]:
    """Return each result the members of a team were told, and whether it still holds."""
    team = select(Project.team_id).where(Project.id == entry.subject_id).scalar_subquery()
    members = select(TeamMember.user_id).where(TeamMember.team_id == team)
    rows = db.session.execute(
        select(Notice.params, Notice.superseded_at).where(Notice.user_id.in_(members)).order_by(Notice.id)
    )
    return [(params["outcome"]["code"], at is None) for params, at in rows]


def test_every_team_is_told_its_own_result_once(session: Any) -> None:
    round_, entries = published((90, 80, 70))
    assert [told(entry) for entry in entries] == [
        [("advanced", True)],
        [("advanced", True)],
        [("reserve", True)],
    ]
    services.promote_after_publication(actor=SYSTEM, round_id=round_.id)
    assert len(session.execute(select(Notice.id)).all()) == 3


def test_whoever_moves_up_is_told_anew_and_the_old_result_is_marked(session: Any) -> None:
    round_, entries = published((90, 80, 70))
    entries[1].state = EntryState.WITHDRAWN
    session.flush()
    services.promote_after_publication(actor=SYSTEM, round_id=round_.id)
    session.expire_all()
    assert told(entries[0]) == [("advanced", True)]
    assert told(entries[2]) == [("reserve", False), ("promoted", True)]


def test_each_judge_is_told_how_many_entries_wait(session: Any) -> None:
    season = factories.a_season()
    round_ = factories.a_round(season)
    busy, idle = factories.a_user(Role.JUDGE), factories.a_user(Role.JUDGE)
    judge, _other = factories.a_judge(round_, busy), factories.a_judge(round_, idle)
    for state in (AssignmentState.ASSIGNED, AssignmentState.ASSIGNED, AssignmentState.RECUSED):
        entry = factories.an_entry(factories.a_project(season, submitted=True))
        factories.an_assignment(round_, judge, entry, state=state)
    for _time in range(2):
        opening.tell_judges(round_)
    rows = session.execute(select(Notice.user_id, Notice.code, Notice.params["count"].as_integer())).all()
    assert [tuple(row) for row in rows] == [(busy.id, "judging.assigned", 2)]

"""Wide disagreement calls a further judge, and the office names chief judges."""

from __future__ import annotations

from typing import Any

import pytest

from contest.kernel.access import SYSTEM
from contest.kernel.errors import Forbidden, NotFound
from contest.permissions import Role
from judging.judges import services as judges
from judging.judges.domain import Invitation
from judging.judges.models import RoundJudge
from judging.panels.models import Assignment
from judging.ranking.disagreement import call_further_judges
from judging.ranking.queries import computed
from judging.rounds.domain import RoundState, RoundStateRefused
from judging.rounds.queries import get_round
from tests import factories

ADVANCE = {"cut": {"kind": "top", "value": "1"}, "per_track": {}, "reserves": 0, "spread_limit": "5"}


@pytest.fixture
def field(session: Any) -> dict[str, Any]:
    """An open round, two judges an entry: on the first they disagree widely, on the second a little."""
    season = factories.a_season()
    round_ = factories.a_round(season, judges_per_entry=2, advance=ADVANCE)
    pair = [factories.a_judge(round_) for _ in range(2)]
    entries = []
    for marks in ((90, 60), (80, 78)):
        entry = factories.an_entry(factories.a_project(season, submitted=True))
        entries.append(entry)
        for judge, mark in zip(pair, marks, strict=True):
            factories.a_sheet(round_, entry, mark, judge)
    return {"season": season, "round": round_, "pair": pair, "entries": entries}


def panel_of(session: Any, entry: Any) -> set[Any]:
    rows = session.query(Assignment).filter_by(entry_id=entry.id)
    return {row.judge_id for row in rows if row.state == "assigned"}


def test_only_wide_disagreement_is_marked(field: dict[str, Any]) -> None:
    lines = {line.entry.id: line.wide for line in computed(get_round(SYSTEM, field["round"].id))}
    assert [lines[entry.id] for entry in field["entries"]] == [True, False]


def test_the_judge_of_its_track_with_least_to_do_is_called_once(session: Any, field: dict[str, Any]) -> None:
    round_ = field["round"]
    factories.a_judge(round_, track_codes=["green"])
    busy, free = factories.a_judge(round_), factories.a_judge(round_)
    factories.an_assignment(round_, busy, field["entries"][1])
    assert call_further_judges(actor=SYSTEM, round_id=round_.id) == (1, 1)
    assert panel_of(session, field["entries"][0]) == {*(judge.id for judge in field["pair"]), free.id}
    assert call_further_judges(actor=SYSTEM, round_id=round_.id) == (0, 0)


def test_nobody_is_called_beyond_the_load_or_against_a_conflict(session: Any, field: dict[str, Any]) -> None:
    round_ = field["round"]
    full, tied = factories.a_judge(round_), factories.a_judge(round_)
    session.query(RoundJudge).filter_by(judge_id=full.id).update({"max_load": 0})
    factories.an_assignment(round_, tied, field["entries"][0], state="recused")
    assert call_further_judges(actor=SYSTEM, round_id=round_.id) == (0, 1)


def test_a_closed_round_calls_nobody(session: Any, field: dict[str, Any]) -> None:
    factories.a_judge(field["round"])
    field["round"].state = RoundState.CLOSED
    session.flush()
    with pytest.raises(RoundStateRefused):
        call_further_judges(actor=SYSTEM, round_id=field["round"].id)


def test_the_page_offers_the_step_and_says_what_came_of_it(field: dict[str, Any], signed_in: Any) -> None:
    factories.a_judge(field["round"])
    office = signed_in(factories.a_user(Role.ORGANISER))
    office.post("/language", data={"locale": "en"})
    path = f"/rounds/{field['round'].id}"
    assert "Call a further judge for each" in office.get(f"{path}/ranking").text
    page = office.post(f"{path}/further-judges", follow_redirects=True).text
    assert "1 of 1 entries were given a further judge." in page


def test_the_office_names_a_chief_judge_until_the_round_is_decided(
    session: Any, field: dict[str, Any]
) -> None:
    round_, judge = field["round"], field["pair"][0]
    row = session.query(RoundJudge).filter_by(judge_id=judge.id).one()
    judges.set_chief(actor=SYSTEM, round_id=round_.id, judge_id=judge.id, chief=True)
    assert row.chief
    judges.set_chief(actor=SYSTEM, round_id=round_.id, judge_id=judge.id, chief=False)
    assert not row.chief
    with pytest.raises(Forbidden):
        judges.set_chief(
            actor=factories.an_actor(Role.AUDITOR), round_id=round_.id, judge_id=judge.id, chief=True
        )
    asked = factories.a_judge(round_)
    session.query(RoundJudge).filter_by(judge_id=asked.id).update({"invitation": Invitation.INVITED})
    with pytest.raises(NotFound):
        judges.set_chief(actor=SYSTEM, round_id=round_.id, judge_id=asked.id, chief=True)
    round_.state = RoundState.DECIDED
    session.flush()
    with pytest.raises(RoundStateRefused):
        judges.set_chief(actor=SYSTEM, round_id=round_.id, judge_id=judge.id, chief=True)

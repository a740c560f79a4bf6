"""Rounds ranked by calibrated scores: where they help, why not where they do not, and who stands close to the cut."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal as D
from fractions import Fraction
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from sqlalchemy import event

from contest.kernel.access import SYSTEM
from contest.kernel.db import db
from contest.permissions import Role
from contest.standings.domain import Outcome
from judging.calibration import engine
from judging.calibration.models import CalibratedJudge, CalibrationRun
from judging.calibration.queries import find_run, rounds_to_calibrate
from judging.judges.models import RoundJudge
from judging.ranking import domain, queries, services
from judging.ranking.domain import AdvanceRule, Cut, CutKind, Item, Method, Reason
from judging.ranking.services import CalibrationOutdated
from judging.rounds.domain import Method as RoundMethod
from judging.rounds.domain import RoundState
from judging.rounds.queries import get_round
from tests import factories

ActorOf = Callable[..., Any]
SEVERITY = (12, -12, 8, -8, 4, -4, 0, 0)


def uid(number: int) -> UUID:
    return UUID(int=number)


@pytest.fixture
def field(session: Any) -> dict[str, Any]:
    """A closed round of 30 entries by eight judges of very different severity, three each."""
    dice = np.random.default_rng(3)
    season = factories.a_season()
    advance = {"cut": {"kind": "top", "value": "10"}, "per_track": {}, "reserves": 2, "spread_limit": "12"}
    round_ = factories.a_round(
        season, state=RoundState.CLOSED, method=RoundMethod.CALIBRATED, advance=advance
    )
    judges = [factories.a_judge(round_) for _ in SEVERITY]
    for _entry in range(30):
        entry = factories.an_entry(factories.a_project(season, submitted=True))
        quality = 65 + dice.normal(0, 6)
        for judge in dice.choice(len(judges), 3, replace=False):
            mark = round(float(np.clip(quality - SEVERITY[judge] + dice.normal(0, 2), 0, 100)), 1)
            factories.a_sheet(round_, entry, str(mark), judges[judge])
    return {"season": season, "round": round_, "judges": judges}


def lines_of(round_: Any) -> list[queries.Line]:
    return queries.computed(get_round(SYSTEM, round_.id))


def test_judges_who_save_never_wait_for_the_computing(
    field: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "FOR NO KEY UPDATE" in statement:
            steps.append("locked")

    compute = engine.calibrate

    def computed(sheets: Any) -> Any:
        steps.append("computed")
        return compute(sheets)

    monkeypatch.setattr("judging.calibration.engine.calibrate", computed)
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        services.calibrate(round_id=field["round"].id)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert steps == ["computed", "locked"]


def test_a_calibrated_round_is_ranked_by_what_the_average_judge_would_give(field: dict[str, Any]) -> None:
    services.calibrate(round_id=field["round"].id)
    run = find_run(field["round"].id)
    assert run is not None
    assert run.fresh
    assert run.recommended == "calibrated"
    lines = lines_of(field["round"])
    assert {line.basis.code for line in lines if line.basis} == {"calibrated"}
    assert [line.score for line in lines] == [line.calibrated for line in lines]
    assert all(line.score_stderr == line.stderr for line in lines)
    ranked = sorted(lines, key=lambda line: line.rank or 0)
    assert [line.calibrated for line in ranked] == sorted((line.score for line in lines), reverse=True)
    assert 0 < sum(line.straddles for line in lines) < len(lines)
    assert {line.wide for line in lines} == {True, False}


def test_severity_is_found_and_kept_per_judge(session: Any, field: dict[str, Any]) -> None:
    services.calibrate(round_id=field["round"].id)
    rows = {row.judge_id: row for row in session.query(CalibratedJudge)}
    found = [rows[judge.id].severity for judge in field["judges"]]
    assert np.corrcoef(found, SEVERITY)[0, 1] > 0.97
    services.calibrate(round_id=field["round"].id)
    assert session.query(CalibrationRun).filter_by(round_id=field["round"].id).count() == 1


def test_what_is_decided_keeps_the_figures_it_was_decided_on(field: dict[str, Any]) -> None:
    round_ = field["round"]
    services.calibrate(round_id=round_.id)
    before = queries.in_order(lines_of(round_))
    services.decide(actor=SYSTEM, round_id=round_.id, previewed=services.fingerprint(before))
    after = queries.in_order(queries.fixed(round_.id))
    shown = ("calibrated", "stderr", "score", "score_stderr", "basis", "straddles", "wide", "rank", "outcome")
    assert [[getattr(line, name) for name in shown] for line in after] == [
        [getattr(line, name) for name in shown] for line in before
    ]


def test_nothing_is_decided_by_scores_of_other_sheets(field: dict[str, Any]) -> None:
    round_ = field["round"]
    assert {line.basis.code for line in lines_of(round_) if line.basis} == {"calibration_missing"}
    with pytest.raises(CalibrationOutdated):
        services.decide(actor=SYSTEM, round_id=round_.id, previewed=services.fingerprint(lines_of(round_)))
    services.calibrate(round_id=round_.id)
    assert rounds_to_calibrate() == []
    entry = factories.an_entry(factories.a_project(field["season"], submitted=True))
    factories.a_sheet(round_, entry, 70, field["judges"][0])
    assert rounds_to_calibrate() == [round_.id]
    lines = lines_of(round_)
    assert {line.basis.code for line in lines if line.basis} == {"calibration_outdated"}
    with pytest.raises(CalibrationOutdated):
        services.decide(actor=SYSTEM, round_id=round_.id, previewed=services.fingerprint(lines))


def test_judges_alike_leave_the_mean_and_the_reason(session: Any) -> None:
    season = factories.a_season()
    round_ = factories.a_round(season, state=RoundState.CLOSED, method=RoundMethod.CALIBRATED)
    judges = [factories.a_judge(round_) for _ in range(4)]
    for mark in (90, 80, 70, 60, 50):
        entry = factories.an_entry(factories.a_project(season, submitted=True))
        for judge in judges:
            factories.a_sheet(round_, entry, mark + (judges.index(judge) + mark // 10) % 2, judge)
    services.calibrate(round_id=round_.id)
    lines = lines_of(round_)
    assert {line.basis.code for line in lines if line.basis} == {"calibration_no_severity"}
    assert [line.score for line in lines] == [line.mean for line in lines]
    made = services.decide(actor=SYSTEM, round_id=round_.id, previewed=services.fingerprint(lines))
    assert made == 5


def test_calibrated_and_plain_scores_are_never_ranked_against_each_other() -> None:
    items = [
        Item(uid(1), (D(80),), calibrated=D(70)),
        Item(uid(2), (D(75),), fallback=Reason("calibration_disconnected")),
        Item(uid(3), (D(60),), track="other", calibrated=D(66)),
    ]
    placed = {one.id.int: one for one in domain.rank(items, method=Method.CALIBRATED)}
    assert [placed[n].score for n in (1, 2, 3)] == [80, 75, 66]
    assert placed[2].because[0].code == "calibration_disconnected"
    assert placed[3].because[0].code == "calibrated"


def test_the_chief_judge_parts_equals_only_if_each_has_a_score_of_the_chief() -> None:
    def ranks(*chief: tuple[D, ...]) -> list[int | None]:
        items = [Item(uid(n), (D(80),), chief=own) for n, own in enumerate(chief)]
        placed = domain.rank(items, method=Method.MEAN, tie_breaks=["chief_judge", "both_advance"])
        return [one.rank for one in sorted(placed, key=lambda one: one.id.int)]

    assert ranks((D(80),), (D(90),)) == [2, 1]
    assert ranks((D(80), D(90)), (D(84),)) == [1, 2]
    assert ranks((D(80),), ()) == [1, 1]


def test_the_chief_judges_own_score_is_read_from_the_round(session: Any) -> None:
    season = factories.a_season()
    ties = ["chief_judge", "both_advance"]
    round_ = factories.a_round(season, state=RoundState.CLOSED, tie_breaks=ties)
    chief, other = factories.a_judge(round_), factories.a_judge(round_)
    session.query(RoundJudge).filter_by(judge_id=chief.id).update({"chief": True})
    for own, others in ((70, 80), (80, 70)):
        entry = factories.an_entry(factories.a_project(season, submitted=True))
        factories.a_sheet(round_, entry, own, chief)
        factories.a_sheet(round_, entry, others, other)
    ranked = sorted(lines_of(round_), key=lambda line: line.entry.number)
    assert [(line.rank, line.score) for line in ranked] == [(2, D(75)), (1, D(75))]


@pytest.mark.parametrize(
    ("cut", "expected"),
    [
        (Cut(CutKind.TOP, D(2)), {2, 3}),
        (Cut(CutKind.THRESHOLD, D(90)), {1}),
        (Cut(CutKind.TOP, D(4)), set()),
        (Cut(CutKind.TOP, D(0)), set()),
    ],
)
def test_who_straddles_the_cut_could_stand_on_its_other_side(cut: Cut, expected: set[int]) -> None:
    items = [Item(uid(n), (D(mark),)) for n, mark in enumerate((90, 81, 79, 60), start=1)]
    placed = domain.rank(items, method=Method.MEAN)
    found = domain.straddlers(placed, AdvanceRule(cut), {uid(n): D(1) for n in range(1, 5)})
    assert {key.int for key in found} == expected


def test_an_interval_is_as_wide_as_its_error_says() -> None:
    low, high = domain.interval(Fraction(80), D(2))
    assert (round(low, 2), round(high, 2)) == (D("77.44"), D("82.56"))


def test_the_api_shows_three_scores_their_uncertainty_and_who_goes_on(
    field: dict[str, Any], client: Any, bearer: Any
) -> None:
    round_ = field["round"]
    services.calibrate(round_id=round_.id)
    headers = bearer(factories.a_user(Role.ORGANISER))
    answer = client.get(f"/api/v1/rounds/{round_.id}/ranking", headers=headers).get_json()
    assert (answer["decided"], answer["method"], answer["next"]) == (False, "calibrated", None)
    first = answer["items"][0]
    assert (first["rank"], first["advances"], first["basis"]["code"]) == (1, True, "calibrated")
    assert D(first["score"]) == D(first["calibrated"])
    assert first["uncertainty"]["level"] == 80
    assert D(first["uncertainty"]["low"]) < D(first["score"]) < D(first["uncertainty"]["high"])
    assert sum(item["advances"] for item in answer["items"]) == 10


def test_the_number_of_queries_does_not_grow_with_the_entries(
    field: dict[str, Any], count_queries: Callable[..., int]
) -> None:
    services.calibrate(round_id=field["round"].id)
    season = factories.a_season()
    small = factories.a_round(season, state=RoundState.CLOSED, method=RoundMethod.CALIBRATED)
    factories.a_sheet(small, factories.an_entry(factories.a_project(season, submitted=True)), 80)
    services.calibrate(round_id=small.id)
    lines_of(small), lines_of(field["round"])
    few = count_queries(lambda: lines_of(small))
    assert count_queries(lambda: lines_of(field["round"])) == few


def test_the_office_reads_all_judges_and_a_judge_only_the_own_after_publication(
    session: Any, field: dict[str, Any], signed_in: Any
) -> None:
    round_, judge = field["round"], field["judges"][0]
    services.calibrate(round_id=round_.id)
    office = signed_in(factories.a_user(Role.ORGANISER))
    office.post("/language", data={"locale": "en"})
    page = office.get(f"/rounds/{round_.id}/calibration").text
    assert page.count("points less than colleagues on the same entries") >= 2
    mine = signed_in(user_of(session, judge))
    mine.post("/language", data={"locale": "en"})
    assert mine.get(f"/rounds/{round_.id}/my-scoring").status_code == 403
    assert mine.get(f"/rounds/{round_.id}/calibration").status_code == 403
    round_.state = RoundState.PUBLISHED
    session.flush()
    own = mine.get(f"/rounds/{round_.id}/my-scoring").text
    assert "points less than colleagues on the same entries" in own
    stranger = signed_in(factories.a_user(Role.JUDGE))
    assert stranger.get(f"/rounds/{round_.id}/my-scoring").status_code in {403, 404}


def user_of(session: Any, judge: Any) -> Any:
    from contest.accounts.models import User

    return session.get(User, judge.user_id)


def test_outcomes_are_those_of_the_calibrated_ranks(field: dict[str, Any]) -> None:
    services.calibrate(round_id=field["round"].id)
    lines = lines_of(field["round"])
    advanced = {line.rank for line in lines if line.outcome is Outcome.ADVANCED}
    assert advanced == set(range(1, 11))

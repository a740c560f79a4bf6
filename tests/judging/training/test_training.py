"""The practice exercise: the round's own criteria, a reference with reasons, never counted; a round may ask for it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from contest.kernel.errors import Forbidden, Invalid, NotFound
from contest.permissions import Role
from judging.credit.queries import training_of
from judging.ranking.queries import computed
from judging.rounds.queries import get_round
from judging.rubrics.domain import Criterion
from judging.scoring.domain import TrainingNeeded
from judging.scoring.models import ScoreSheet
from judging.scoring.services import save_field, save_sheet
from judging.training.domain import CASE, LESSONS, REFERENCES, Distance, compared
from judging.training.models import PracticeRun
from judging.training.services import finish_exercise
from tests import factories

MARKS = {"innovation": "84", "team": "60"}


@pytest.fixture
def scene(session: Any, actor_of: Any) -> dict[str, Any]:
    round_ = factories.a_round(factories.a_season(), training_required=True)
    user = factories.a_user(Role.JUDGE)
    judge = factories.a_judge(round_, user)
    entry = factories.an_entry(factories.a_project(factories.a_season(), submitted=True))
    assignment = factories.an_assignment(round_, judge, entry)
    return {"round": round_, "user": user, "actor": actor_of(user), "assignment": assignment, "judge": judge}


def practise(scene: dict[str, Any], **marks: str) -> PracticeRun:
    return finish_exercise(
        actor=scene["actor"], round_id=scene["round"].id, marks=MARKS | marks, notes={}, comment="扎实"
    )


@pytest.mark.parametrize(
    ("mark", "distance", "difference"),
    [
        ("84", Distance.CLOSE, "0.0"),
        ("94", Distance.CLOSE, "10.0"),
        ("64", Distance.APART, "-20.0"),
        ("63", Distance.FAR, "-21.0"),
    ],
)
def test_a_mark_is_as_near_as_it_is(mark: str, distance: Distance, difference: str) -> None:
    criterion = Criterion("innovation", Decimal(100), Decimal(100), Decimal("0.5"))
    (found,) = compared([criterion], {"innovation": Decimal(mark)}, REFERENCES)
    assert (found.distance, found.reference, found.difference) == (
        distance,
        Decimal("84.0"),
        Decimal(difference),
    )


def test_of_a_criterion_that_the_case_does_not_know_nothing_is_said() -> None:
    criterion = Criterion("green", Decimal(100), Decimal(10))
    (found,) = compared([criterion], {"green": Decimal(3)}, REFERENCES)
    assert (found.reference, found.difference, found.distance) == (None, None, Distance.NONE)


def test_case_and_reference_stand_in_both_languages() -> None:
    texts = [text for part in (*CASE, *LESSONS) for text in (part.heading, part.text)]
    texts += [one.reason for one in REFERENCES.values()]
    assert all(text.zh and text.en for text in texts)
    assert all(0 < one.share < 1 for one in REFERENCES.values())


def test_an_exercise_is_kept_as_often_as_it_is_done_and_never_counts(
    session: Any, scene: dict[str, Any]
) -> None:
    practise(scene)
    practise(scene, team="55")
    assert [str(run.total) for run in session.query(PracticeRun).order_by(PracticeRun.finished_at)] == [
        "74.4",
        "72.4",
    ]
    assert session.query(ScoreSheet).count() == 0
    assert {line.sheets for line in computed(get_round(scene["actor"], scene["round"].id))} <= {0}
    record = training_of(scene["judge"].id)
    assert (record.times, record.last is not None) == (2, True)


def test_an_exercise_is_refused_as_a_sheet_would_be(scene: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        finish_exercise(
            actor=scene["actor"],
            round_id=scene["round"].id,
            marks={"innovation": "101"},
            notes={},
            comment="",
        )
    assert {error.field for error in refused.value.errors} == {"innovation", "team"}


def test_only_judges_of_the_round_may(scene: dict[str, Any], actor_of: Any) -> None:
    stranger = factories.a_user(Role.JUDGE)
    factories.a_judge(None, stranger)
    with pytest.raises((Forbidden, NotFound)):
        finish_exercise(
            actor=actor_of(stranger), round_id=scene["round"].id, marks=MARKS, notes={}, comment=""
        )


def test_a_round_that_asks_for_it_takes_no_first_sheet_before(scene: dict[str, Any]) -> None:
    sheet = {"actor": scene["actor"], "assignment_id": scene["assignment"].id, "version": 0}
    with pytest.raises(TrainingNeeded):
        save_field(**sheet, field="comment", value="草稿")
    with pytest.raises(TrainingNeeded):
        save_sheet(**sheet, marks=MARKS, comment="", submit=True)
    practise(scene)
    assert save_sheet(**sheet, marks=MARKS, comment="", submit=True).total == Decimal("74.4")


def test_a_sheet_that_was_begun_goes_on(session: Any, scene: dict[str, Any]) -> None:
    scene["round"].training_required = False
    session.flush()
    sheet = {"actor": scene["actor"], "assignment_id": scene["assignment"].id}
    save_field(**sheet, version=0, field="comment", value="草稿")
    scene["round"].training_required = True
    session.flush()
    assert save_field(**sheet, version=1, field="comment", value="改").version == 2


def test_the_pages_lead_from_the_desk_through_the_exercise_to_the_comparison(
    scene: dict[str, Any], signed_in: Any
) -> None:
    judge = signed_in(scene["user"])
    judge.post("/language", data={"locale": "en"})
    training = f"/judging/rounds/{scene['round'].id}/training"
    desk = judge.get(f"/judging/assignments/{scene['assignment'].id}").text
    assert training in desk
    assert "data-autosave" not in desk
    assert "Tidal Membrane" in judge.get(f"{training}/exercise").text
    wrong = judge.post(f"{training}/exercise", data={"mark:innovation": "999", "comment": "typed and kept"})
    assert wrong.status_code == 422
    assert "typed and kept" in wrong.text
    sent = {f"mark:{code}": mark for code, mark in MARKS.items()}
    assert judge.post(f"{training}/exercise", data=sent).status_code == 303
    page = judge.get(training).text
    assert "close to the reference" in page
    assert "some way from the reference" in page
    assert "data-autosave" in judge.get(f"/judging/assignments/{scene['assignment'].id}").text
    office = signed_in(factories.a_user(Role.ORGANISER))
    office.post("/language", data={"locale": "en"})
    assert "One practice exercise" in office.get(f"/judges/{scene['judge'].id}/record").text
    assert "trained" in office.get(f"/rounds/{scene['round'].id}/judges").text

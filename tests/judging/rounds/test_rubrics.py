"""Rubrics of a round: copied with their variants, edited in a draft, frozen by the database once it opens."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from contest.kernel.access import SYSTEM
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.errors import Invalid, NotFound
from contest.permissions import Role
from contest.seasons.defaults.stages import STAGES
from contest.seasons.domain import StageCode, as_json
from contest.seasons.models import Group, Season, Stage
from judging.rounds import queries, services
from judging.rounds.domain import FeedbackWhen, PeerScores, Resubmit, RoundFrozen, RoundMode, RoundState
from judging.rubrics.models import RubricCriterion, RubricVariant
from judging.scoring.services import save_sheet
from tests import factories
from tests.factories.judging import around_now

WEIGHTS = {"innovation": 35, "value": 20, "team": 30, "prospects": 5, "social_value": 10}


@pytest.fixture
def draft(session):
    """A draft over a stage with the template's rubrics: the seed group has one of its own."""
    season = factories.a_season()
    session.add(Group(season_id=season.id, code="seed", name=LocalizedText("种子组", "Seed"), position=9))
    stage = session.query(Stage).filter_by(season_id=season.id, code=StageCode.SECOND_ROUND).one()
    template = next(one for one in STAGES if one.code is StageCode.SECOND_ROUND)
    stage.rubric = [as_json(one) for one in template.rubric]
    stage.variants = [as_json(one) for one in template.variants]
    stage.advance = as_json(template.advance)
    session.flush()
    return services.create_round(actor=SYSTEM, season_id=season.id, stage_code=StageCode.SECOND_ROUND)


def view(round_):
    return queries.get_round(SYSTEM, round_.id)


def test_a_round_copies_the_rubrics_of_its_stage_with_bands(draft):
    judged = view(draft)
    assert [(one.code, one.group_codes) for one in judged.variants] == [("seed", ("seed",))]
    seed = judged.criteria_for("life_health", "seed")
    assert {one.code: int(one.weight) for one in seed} == WEIGHTS
    assert judged.criteria_for("life_health", "growth") == judged.criteria
    bands = [(anchor.name.en, int(top), int(anchor.low)) for anchor, top in judged.criteria[0].bands]
    assert bands == [("Excellent", 100, 85), ("Good", 85, 70), ("Fair", 70, 55), ("Poor", 55, 0)]


def test_a_variant_begins_as_a_copy_and_is_then_its_own(draft):
    values = {"code": "green", "name": {"zh": "绿色", "en": "Green"}, "tracks": ["green"], "groups": []}
    services.save_variant(actor=SYSTEM, round_id=draft.id, version=1, values=values)
    services.save_criterion(
        actor=SYSTEM, round_id=draft.id, version=2, code="team", values={"weight": "50"}, variant="green"
    )
    services.remove_criterion(actor=SYSTEM, round_id=draft.id, version=3, code="value", variant="green")
    judged = view(draft)
    own = {one.code: int(one.weight) for one in judged.criteria_for("green", "growth")}
    assert own == {"innovation": 30, "team": 50, "prospects": 15, "social_value": 10}
    assert {one.code: int(one.weight) for one in judged.criteria}["team"] == 20
    assert len(judged.criteria) == 5
    # A seed project of the track is judged by whichever comes first.
    assert judged.criteria_for("green", "seed") == judged.variants[0].criteria
    services.move_variant(actor=SYSTEM, round_id=draft.id, version=4, code="green", by=-1)
    assert [one.code for one in view(draft).variants] == ["green", "seed"]
    services.remove_variant(actor=SYSTEM, round_id=draft.id, version=5, code="green")
    assert view(draft).criteria_for("green", "growth") == view(draft).criteria


def test_what_names_a_criterion_goes_with_its_last_rubric(draft):
    services.edit_round(
        actor=SYSTEM,
        round_id=draft.id,
        version=1,
        values={"feedback": {"when": "published", "criteria": ["innovation", "team"]}},
    )
    services.remove_criterion(actor=SYSTEM, round_id=draft.id, version=2, code="innovation")
    assert "criterion:innovation" in view(draft).tie_breaks, "the seed group still has it"
    services.remove_criterion(actor=SYSTEM, round_id=draft.id, version=3, code="innovation", variant="seed")
    assert "criterion:innovation" not in view(draft).tie_breaks
    assert view(draft).feedback.criteria == ("team",)


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"tracks": [], "groups": []}, "", "season_variant_for_all"),
        ({"tracks": ["mining"]}, "tracks", "season_track_unknown"),
        ({"groups": ["nobody"]}, "groups", "season_group_unknown"),
        ({"code": "seed", "groups": ["seed"]}, "code", "season_code_taken"),
    ],
)
def test_a_variant_is_for_some_of_the_seasons_tracks_or_groups(draft, values, field, code):
    filled = {"code": "own", "name": {"zh": "一", "en": "One"}, **values}
    with pytest.raises(Invalid) as refused:
        services.save_variant(actor=SYSTEM, round_id=draft.id, version=1, values=filled)
    assert [(error.field, error.code) for error in refused.value.errors] == [(field, code)]
    with pytest.raises(NotFound):
        services.remove_variant(actor=SYSTEM, round_id=draft.id, version=None, code="own")


@pytest.mark.parametrize(
    ("lows", "code"),
    [
        (["85", "70"], "season_bands_miss_zero"),
        (["70", "85", "0"], "season_bands_order"),
        (["100", "0"], "season_bands_order"),
    ],
)
def test_bands_go_down_from_below_the_highest_mark_to_nothing(draft, lows, code):
    bands = [{"name": {"zh": "档", "en": "Band"}, "low": low} for low in lows]
    with pytest.raises(Invalid) as refused:
        services.save_criterion(
            actor=SYSTEM, round_id=draft.id, version=1, code="team", values={"anchors": bands}
        )
    assert [error.code for error in refused.value.errors] == [code]


def test_the_settings_of_a_round_are_kept_and_checked(draft):
    values = {
        "mode": RoundMode.LIVE,
        "peer_scores": PeerScores.AFTER_OWN,
        "comment_required": True,
        "feedback": {"when": "final", "total": True, "criteria": ["team"], "comments": True},
    }
    services.edit_round(actor=SYSTEM, round_id=draft.id, version=1, values=values)
    judged = view(draft)
    assert (judged.mode, judged.peer_scores, judged.comment_required) == (
        RoundMode.LIVE,
        PeerScores.AFTER_OWN,
        True,
    )
    assert (judged.feedback.when, judged.feedback.criteria) == (FeedbackWhen.FINAL, ("team",))
    with pytest.raises(Invalid) as refused:
        services.edit_round(
            actor=SYSTEM,
            round_id=draft.id,
            version=2,
            values={"resubmit": Resubmit.UNTIL_CLOSE, "feedback": {"criteria": ["charm"]}},
        )
    assert {(error.field, error.code) for error in refused.value.errors} == {
        ("peer_scores", "peers_need_final_sheets"),
        ("feedback.criteria", "criterion_unknown"),
    }


@pytest.mark.parametrize("division", ["track", "group", "zone"])
def test_own_numbers_need_their_sections_and_known_codes(draft, division):
    rule = {
        "cut": {"kind": "top", "value": "3"},
        f"per_{division}": {"nowhere": {"kind": "top", "value": "1"}},
        "min_sheets": 3,
        "tie_breaks": [],
    }
    other = "group" if division == "track" else "track"
    for divided_by, code in (
        ([other], "season_own_cut_undivided"),
        ([division], f"season_{division}_unknown"),
    ):
        with pytest.raises(Invalid) as refused:
            services.edit_round(
                actor=SYSTEM,
                round_id=draft.id,
                version=None,
                values={"advance": rule | {"divided_by": divided_by}},
            )
        assert code in {error.code for error in refused.value.errors}


def test_an_opened_rounds_rubric_is_frozen_in_the_service_and_in_the_database(session, draft):
    draft.state = RoundState.OPEN
    session.flush()
    with pytest.raises(RoundFrozen):
        services.save_criterion(
            actor=SYSTEM, round_id=draft.id, version=None, code="team", values={"weight": "1"}
        )
    with pytest.raises(RoundFrozen):
        services.remove_variant(actor=SYSTEM, round_id=draft.id, version=None, code="seed")
    added = insert(RubricVariant).values(
        id=new_id(),
        round_id=draft.id,
        code="x",
        name=LocalizedText("一", "x"),
        group_codes=["seed"],
        position=9,
    )
    for statement in (
        update(RubricCriterion).where(RubricCriterion.round_id == draft.id).values(weight=Decimal(1)),
        delete(RubricCriterion).where(RubricCriterion.round_id == draft.id),
        delete(RubricVariant).where(RubricVariant.round_id == draft.id),
        added,
    ):
        with pytest.raises(IntegrityError, match="frozen"), session.begin_nested():
            session.execute(statement)


def test_a_sheet_is_totalled_and_asked_for_comments_by_the_rubric_of_its_entry(session, draft, actor_of):
    services.save_criterion(
        actor=SYSTEM,
        round_id=draft.id,
        version=None,
        code="team",
        values={"comment_below": "60"},
        variant="seed",
    )
    services.edit_round(actor=SYSTEM, round_id=draft.id, version=None, values={"comment_required": True})
    season_id = draft.season_id
    user = factories.a_user(Role.JUDGE)
    judge = factories.a_judge(draft, user)
    season = session.get(Season, season_id)
    groups = {"seed": Decimal("62"), "startup": Decimal("68")}
    draft.state = RoundState.OPEN
    draft.opens_at, draft.closes_at = around_now()
    session.flush()
    for group, total in groups.items():
        entry = factories.an_entry(factories.a_project(season, submitted=True, group_code=group))
        assignment = factories.an_assignment(draft, judge, entry)
        marks = dict.fromkeys(WEIGHTS, "80") | {"team": "20"}

        def save(assignment=assignment, marks=marks, **more):
            return save_sheet(
                actor=actor_of(user), assignment_id=assignment.id, version=0, marks=marks, submit=True, **more
            )

        with pytest.raises(Invalid) as refused:
            save(comment="  ")
        asked = [("comment", "comment_required")]
        asked = [("note:team", "comment_required"), *asked] if group == "seed" else asked
        assert [(error.field, error.code) for error in refused.value.errors] == asked
        sheet = save(comment="扎实", notes={"team": "尚无全职成员"})
        assert (sheet.total, sheet.notes) == (total, {"team": "尚无全职成员"})

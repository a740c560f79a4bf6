"""Panels: proposed, committed, mended, and the round opened on them."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from contest.embeddings.encoder import use_encoder
from contest.entries.domain import EntryState
from contest.kernel.access import SYSTEM
from contest.kernel.errors import Forbidden, NotFound
from contest.permissions import Role
from judging.conflicts import queries as conflicts
from judging.conflicts.models import DeclaredConflict
from judging.judges.domain import Invitation
from judging.judges.models import RoundJudge
from judging.panels import queries, services
from judging.panels.domain import (
    AlreadyAssigned,
    NotInRound,
    PairInConflict,
    PairRecused,
    ProposalGone,
    ProposalStale,
    SheetFinished,
)
from judging.panels.states import AssignmentState, ProposalScope, RunState
from judging.rounds.domain import GapCode, RoundNotReady, RoundState, RoundStateRefused
from judging.rounds.queries import get_round
from judging.scoring.models import ScoreSheet
from tests import factories
from tests.judging.encoders import CharacterEncoder

ANEW, REPAIR = ProposalScope.ANEW, ProposalScope.REPAIR


@pytest.fixture(autouse=True)
def small_encoder():
    with use_encoder(CharacterEncoder()):
        yield


def a_scene(judges=4, entries=6, per_entry=2, **more):
    season = factories.a_season()
    round_ = factories.a_round(
        season, **{"state": RoundState.DRAFT, "judges_per_entry": per_entry, "max_load": 6, **more}
    )
    return (
        round_,
        [factories.a_judge(round_) for _ in range(judges)],
        [factories.an_entry(factories.a_project(season, submitted=True)) for _ in range(entries)],
    )


def standing(round_) -> set:
    return set(queries.situation(round_).standing)


def declare(session, judge, entry):
    session.add(DeclaredConflict(judge_id=judge.id, subject_id=entry.subject_id, reason="亲属"))
    session.flush()


def hand_in(session, round_, judge, entry):
    """Submit the sheet of an assignment."""
    assignment = queries.find_assignment(round_.id, judge.id, entry.id)
    session.add(
        ScoreSheet(
            assignment_id=assignment.id, round_id=round_.id, marks={}, total=80, submitted_at=text("now()")
        )
    )
    session.flush()


def propose(round_, scope=ANEW):
    return services.propose_now(actor=SYSTEM, round_id=round_.id, scope=scope)


def commit(round_, scope=ANEW):
    run = propose(round_, scope)
    assert run.state is RunState.PROPOSED, run.outcome
    services.commit_proposal(actor=SYSTEM, run_id=run.id)
    return run


def test_a_proposal_shows_its_figures_and_changes_nothing(session):
    round_, judges, _entries = a_scene()
    run = propose(round_)
    outcome = run.outcome
    assert (outcome["pairs"], outcome["entries"], outcome["judges"]) == (12, 6, 4)
    assert outcome["loads"]["min"] <= 3 <= outcome["loads"]["max"] <= 6
    assert outcome["total"] <= outcome["bound"] <= outcome["total"] + 0.01  # the optimum is proved
    assert standing(round_) == set()
    shown = queries.preview(get_round(SYSTEM, round_.id), run.id)
    assert len(shown.difference.added) == 12
    assert sum(load.after for load in shown.loads) == 12
    assert {load.judge_id for load in shown.loads} == {judge.id for judge in judges}
    assert shown.weakest[0].affinity <= shown.best[0].affinity


def test_committing_makes_the_proposal_the_panels_once(session):
    round_, _judges, entries = a_scene()
    run = commit(round_)
    assert standing(round_) == queries.proposed_pairs(run.id)
    sizes = Counter(entry for _, entry in standing(round_))
    assert sizes == {entry.id: 2 for entry in entries}
    with pytest.raises(ProposalGone):
        services.commit_proposal(actor=SYSTEM, run_id=run.id)


def test_loads_stay_within_the_rounds_bounds_and_a_judges_own(session):
    round_, judges, _entries = a_scene(min_load=2, max_load=5)
    session.query(RoundJudge).filter_by(judge_id=judges[0].id).one().max_load = 1
    session.flush()
    commit(round_)
    loads = Counter(judge for judge, _ in standing(round_))
    assert loads[judges[0].id] == 1
    assert all(2 <= loads[judge.id] <= 5 for judge in judges[1:])


def test_only_judges_who_accepted_are_given_entries(session):
    round_, judges, _entries = a_scene()
    session.query(RoundJudge).filter_by(judge_id=judges[0].id).one().invitation = Invitation.DECLINED
    judges[1].active = False
    session.flush()
    commit(round_)
    assert {judge for judge, _ in standing(round_)} == {judges[2].id, judges[3].id}


def test_a_repair_keeps_every_assignment_and_fills_what_is_missing(session):
    round_, _judges, _entries = a_scene()
    commit(round_)
    before = standing(round_)
    gone = next(pair for pair in sorted(before))
    row = queries.find_assignment(round_.id, *gone)
    row.state = AssignmentState.RECUSED
    session.flush()
    commit(round_, REPAIR)
    after = standing(round_)
    assert before - {gone} <= after
    assert len(after) == 12
    assert gone not in after  # who recused does not get the entry back
    assert len(after - before) == 1


def test_beginning_anew_keeps_finished_sheets(session):
    round_, judges, entries = a_scene()
    commit(round_)
    judge_id, entry_id = sorted(standing(round_))[0]
    judge = next(judge for judge in judges if judge.id == judge_id)
    entry = next(entry for entry in entries if entry.id == entry_id)
    hand_in(session, round_, judge, entry)
    for other in judges:  # nobody's taste: the finished pair is the worst there is
        other.expertise = entry.title
    judge.expertise = type(entry.title)("完全无关的领域", "")
    session.flush()
    run = commit(round_, ANEW)
    assert (judge_id, entry_id) in standing(round_)
    assert run.outcome["kept"] == 1


def test_a_judge_who_left_keeps_finished_sheets_and_gets_nothing_new(session):
    round_, judges, entries = a_scene(min_load=2)
    commit(round_)
    judge = judges[0]
    mine = sorted(entry for judge_id, entry in standing(round_) if judge_id == judge.id)
    hand_in(session, round_, judge, next(entry for entry in entries if entry.id == mine[0]))
    session.query(RoundJudge).filter_by(judge_id=judge.id).one().invitation = Invitation.DECLINED
    session.flush()
    commit(round_, REPAIR)
    assert {pair for pair in standing(round_) if pair[0] == judge.id} == {(judge.id, mine[0])}


def test_a_finished_sheet_in_conflict_is_set_aside_and_its_place_filled(session):
    round_, judges, entries = a_scene()
    commit(round_)
    pair = sorted(standing(round_))[0]
    judge = next(judge for judge in judges if judge.id == pair[0])
    entry = next(entry for entry in entries if entry.id == pair[1])
    hand_in(session, round_, judge, entry)
    declare(session, judge, entry)
    run = propose(round_, REPAIR)
    shown = queries.preview(get_round(SYSTEM, round_.id), run.id)
    assert shown.difference.set_aside == {pair}
    services.commit_proposal(actor=SYSTEM, run_id=run.id)
    assert pair not in standing(round_)
    assert session.query(ScoreSheet).count() == 1  # kept, not used


def test_a_withdrawn_entry_gives_its_judges_back(session):
    round_, _judges, entries = a_scene()
    commit(round_)
    entries[0].state = EntryState.WITHDRAWN
    session.flush()
    commit(round_, REPAIR)
    assert entries[0].id not in {entry for _, entry in standing(round_)}
    assert len(standing(round_)) == 10


def test_a_removed_pair_can_be_assigned_again(session):
    round_, _judges, _entries = a_scene(judges=2)
    commit(round_)
    pair = sorted(standing(round_))[0]
    services.remove_judge(actor=SYSTEM, round_id=round_.id, judge_id=pair[0], entry_id=pair[1])
    assert pair not in standing(round_)
    commit(round_, REPAIR)
    assert pair in standing(round_)


def test_what_changes_after_the_preview_keeps_the_proposal_from_being_committed(session):
    round_, judges, entries = a_scene()
    run = propose(round_)
    judge_id, entry_id = sorted(queries.proposed_pairs(run.id))[0]
    declare(
        session,
        next(judge for judge in judges if judge.id == judge_id),
        next(entry for entry in entries if entry.id == entry_id),
    )
    with pytest.raises(ProposalStale) as refused:
        services.commit_proposal(actor=SYSTEM, run_id=run.id)
    assert refused.value.params == {"changes": 1}
    assert standing(round_) == set()


def test_a_newer_proposal_replaces_the_older(session):
    round_, _judges, _entries = a_scene()
    old = propose(round_)
    propose(round_)
    with pytest.raises(ProposalGone):
        services.commit_proposal(actor=SYSTEM, run_id=old.id)


def test_a_proposal_is_worked_out_by_a_job(session):
    round_, _judges, _entries = a_scene()
    run = services.propose(actor=SYSTEM, round_id=round_.id, scope=ANEW)
    (job,) = session.execute(text("SELECT task_name, args, lock FROM procrastinate_jobs")).all()
    assert (job.task_name, job.args, job.lock) == (
        "judging.propose_panels",
        {"run_id": str(run.id)},
        f"panels:{round_.id}",
    )
    assert queries.latest_run(round_.id).state is RunState.WAITING
    services.solve(run_id=run.id)
    services.solve(run_id=run.id)  # taken up twice, done once
    assert queries.latest_run(round_.id).state is RunState.PROPOSED


@pytest.mark.parametrize(
    ("scene", "code"),
    [
        ({"judges": 0}, "nothing_to_assign"),
        ({"judges": 1}, "assignment_too_few_eligible"),
        ({"max_load": 2}, "assignment_capacity_short"),
        ({"min_load": 5}, "assignment_floors_exceed_demand"),
    ],
)
def test_what_makes_panels_impossible_is_named(session, scene, code):
    round_, _judges, _entries = a_scene(**scene)
    run = propose(round_)
    assert run.state is RunState.FAILED
    assert run.outcome["cause"]["code"] == code
    with pytest.raises(ProposalGone):
        services.commit_proposal(actor=SYSTEM, run_id=run.id)


def test_an_entry_nobody_may_judge_is_named_by_its_number(session):
    round_, judges, entries = a_scene()
    for judge in judges[:3]:
        declare(session, judge, entries[2])
    run = propose(round_)
    assert run.outcome["cause"]["params"]["item"] == str(entries[2].id)
    assert queries.cause_names(run)[str(entries[2].id)].zh.startswith(entries[2].number)


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 10**6))
def test_no_proposal_holds_a_pair_in_conflict_whatever_the_relations(session, seed):
    draw = random.Random(seed)
    savepoint = session.begin_nested()
    round_, judges, entries = a_scene(judges=5, entries=5)
    _relate_at_random(session, draw, judges, entries)
    found = conflicts.conflicts_of_round(round_.id)
    run = propose(round_)
    if run.state is RunState.PROPOSED:
        assert not queries.proposed_pairs(run.id) & set(found)
        services.commit_proposal(actor=SYSTEM, run_id=run.id)
        assert not queries.situation(round_).in_conflict
    else:
        assert found  # without conflicts five judges are enough for five entries
    savepoint.rollback()


def _relate_at_random(session, draw, judges, entries):
    organisations = [factories.an_organisation() for _ in range(3)]
    bases = [factories.a_base() for _ in range(2)]
    teams = {
        entry.id: session.execute(
            text("SELECT team_id FROM projects WHERE id = :id"), {"id": entry.subject_id}
        ).scalar_one()
        for entry in entries
    }
    for judge in judges:
        if draw.random() < 0.5:
            _join(session, judge.user_id, draw.choice(organisations).id)
        if draw.random() < 0.3:
            _join(session, judge.user_id, draw.choice(bases).organisation_id)
        if draw.random() < 0.4:
            declare(session, judge, draw.choice(entries))
    for entry in entries:
        if draw.random() < 0.4:
            session.execute(
                text("UPDATE teams SET organisation_id = :org WHERE id = :team"),
                {"org": draw.choice(organisations).id, "team": teams[entry.id]},
            )
        if draw.random() < 0.3:
            entry.base_id = draw.choice(bases).id
    session.flush()


def _join(session, user_id, organisation_id):
    session.execute(
        text(
            "INSERT INTO memberships (id, organisation_id, user_id, role)"
            " VALUES (uuidv7(), :org, :user, 'member') ON CONFLICT DO NOTHING"
        ),
        {"org": organisation_id, "user": user_id},
    )


def test_a_judge_is_added_by_hand_only_where_the_rules_allow(session):
    round_, judges, entries = a_scene(judges=3)
    first, second, third = judges
    declare(session, second, entries[0])
    factories.an_assignment(round_, third, entries[0], state=AssignmentState.RECUSED)

    def give(judge, entry):
        services.assign_judge(actor=SYSTEM, round_id=round_.id, judge_id=judge.id, entry_id=entry.id)

    give(first, entries[0])
    for judge, refusal in ((first, AlreadyAssigned), (second, PairInConflict), (third, PairRecused)):
        with pytest.raises(refusal):
            give(judge, entries[0])
    with pytest.raises(NotInRound):
        give(factories.a_judge(), entries[0])
    elsewhere = factories.an_entry(factories.a_project(factories.a_season(), submitted=True))
    with pytest.raises(NotInRound):
        give(first, elsewhere)
    assert standing(round_) == {(first.id, entries[0].id)}


def test_a_judge_is_replaced_in_one_step_but_a_finished_sheet_stays(session):
    round_, judges, entries = a_scene(judges=3)
    first, second, _third = judges
    factories.an_assignment(round_, first, entries[0])
    services.replace_judge(
        actor=SYSTEM, round_id=round_.id, entry_id=entries[0].id, judge_id=first.id, by_judge_id=second.id
    )
    assert standing(round_) == {(second.id, entries[0].id)}
    hand_in(session, round_, second, entries[0])
    with pytest.raises(SheetFinished):
        services.remove_judge(actor=SYSTEM, round_id=round_.id, judge_id=second.id, entry_id=entries[0].id)


def test_a_round_opens_when_nothing_is_missing_and_says_what_is(session):
    round_, _judges, _entries = a_scene()
    with pytest.raises(RoundNotReady) as refused:
        services.open_round(actor=SYSTEM, round_id=round_.id)
    assert refused.value.params == {"missing": [GapCode.PANELS]}
    commit(round_)
    services.open_round(actor=SYSTEM, round_id=round_.id, version=round_.version)
    assert round_.state is RoundState.OPEN


def test_an_assignment_that_came_into_conflict_keeps_the_round_from_opening(session):
    round_, judges, entries = a_scene()
    commit(round_)
    judge_id, entry_id = sorted(standing(round_))[0]
    declare(
        session,
        next(judge for judge in judges if judge.id == judge_id),
        next(entry for entry in entries if entry.id == entry_id),
    )
    with pytest.raises(RoundNotReady) as refused:
        services.open_round(actor=SYSTEM, round_id=round_.id)
    assert set(refused.value.params["missing"]) == {GapCode.PANELS, GapCode.CONFLICTS}


def test_panels_of_a_closed_round_are_not_touched(session):
    round_, judges, entries = a_scene(state=RoundState.CLOSED)
    with pytest.raises(RoundStateRefused):
        services.propose(actor=SYSTEM, round_id=round_.id, scope=ANEW)
    with pytest.raises(RoundStateRefused):
        services.assign_judge(actor=SYSTEM, round_id=round_.id, judge_id=judges[0].id, entry_id=entries[0].id)


@pytest.mark.parametrize("role", [Role.CONFIRMER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_only_watches_assigns_nothing(session, actor_of, role):
    round_, _judges, _entries = a_scene()
    actor = actor_of(factories.a_user(role))
    with pytest.raises(Forbidden):
        services.propose(actor=actor, round_id=round_.id, scope=ANEW)
    assert queries.progress_of(actor, round_.id).assigned == 0


@pytest.mark.parametrize("role", [Role.JUDGE, Role.ENTREPRENEUR, Role.OFFICER])
def test_to_everybody_else_the_round_is_not_there(session, actor_of, role):
    round_, _judges, _entries = a_scene()
    actor = actor_of(factories.a_user(role, district="310115"))
    for call in (
        lambda: services.propose(actor=actor, round_id=round_.id, scope=ANEW),
        lambda: queries.progress_of(actor, round_.id),
        lambda: services.open_round(actor=actor, round_id=round_.id),
    ):
        with pytest.raises(NotFound):
            call()


def test_a_judges_own_count_leaves_out_what_the_judge_may_not_see(session, actor_of):
    round_, _judges, entries = a_scene()
    user = factories.a_user(Role.JUDGE)
    judge = factories.a_judge(round_, user)
    for entry in entries[:3]:
        factories.an_assignment(round_, judge, entry)
    round_.state = RoundState.OPEN
    hand_in(session, round_, judge, entries[0])
    (mine,) = queries.my_rounds(actor_of(user))
    assert (mine.assigned, mine.submitted, mine.left) == (3, 1, 2)
    declare(session, judge, entries[1])
    (mine,) = queries.my_rounds(actor_of(user))
    assert (mine.assigned, mine.submitted) == (2, 1)


def test_progress_is_counted_by_judge_and_by_track(session):
    round_, judges, entries = a_scene()
    entries[5].track_code = "green"
    for entry in entries:
        factories.an_assignment(round_, judges[0], entry)
    factories.an_assignment(round_, judges[1], entries[0], state=AssignmentState.RECUSED)
    hand_in(session, round_, judges[0], entries[0])
    found = queries.progress_of(SYSTEM, round_.id)
    lines = {line.judge_id: (line.assigned, line.submitted, line.recused) for line in found.judges}
    assert lines == {judges[0].id: (6, 1, 0), judges[1].id: (0, 0, 1)}
    assert {(line.track_code, line.entries, line.submitted) for line in found.tracks} == {
        ("life_health", 5, 1),
        ("green", 1, 0),
    }

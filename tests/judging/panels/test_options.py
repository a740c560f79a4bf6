"""What a proposal is asked for: fairness, rules on panels, pins and bars, a random part; repairs that move little."""

from __future__ import annotations

from collections import Counter

import pytest

from contest.accounts.models import User
from contest.embeddings.encoder import use_encoder
from contest.kernel.access import SYSTEM
from contest.kernel.errors import Invalid
from contest.organisations.domain import OrganisationKind
from contest.permissions import Role
from judging.judges.domain import Invitation
from judging.judges.models import RoundJudge
from judging.panels import queries, services
from judging.panels.domain import (
    NotInRound,
    PairInConflict,
    PairRecused,
    PanelOptions,
    SheetFinished,
    passages,
    words_of,
)
from judging.panels.domain.texts import FROM_PLAN, PASSAGE
from judging.panels.queries.judges import ties_of
from judging.panels.states import AssignmentState, ProposalScope, RunState, WishKind
from tests import factories
from tests.judging.encoders import CharacterEncoder
from tests.judging.panels.test_services import a_scene, commit, declare, hand_in, standing

ANEW, REPAIR = ProposalScope.ANEW, ProposalScope.REPAIR
PINNED, BARRED = WishKind.PINNED, WishKind.BARRED


@pytest.fixture(autouse=True)
def small_encoder():
    with use_encoder(CharacterEncoder()):
        yield


def propose(round_, scope=ANEW, **options):
    return services.propose_now(
        actor=SYSTEM, round_id=round_.id, scope=scope, options=PanelOptions(**options)
    )


def wish(round_, judge, entry, kind, reason="knows the field"):
    return services.wish(
        actor=SYSTEM, round_id=round_.id, judge_id=judge.id, entry_id=entry.id, kind=kind, reason=reason
    )


def panels(pairs) -> dict:
    found: dict = {}
    for judge, entry in pairs:
        found.setdefault(entry, set()).add(judge)
    return found


def a_house(session, judges, kind=OrganisationKind.UNIVERSITY):
    return factories.an_organisation(kind, *(session.get(User, judge.user_id) for judge in judges))


def test_a_fair_proposal_tells_the_bound_of_its_worst_served_entry(session):
    round_, _judges, _entries = a_scene()
    outcome = propose(round_, objective="fair").outcome
    assert outcome["worst"] == pytest.approx(outcome["bound_worst"], abs=1e-3)
    assert outcome["total"] <= outcome["bound"] + 1e-3


def test_at_most_so_many_of_one_organisation_and_at_least_so_many_from_outside(session):
    round_, judges, _entries = a_scene(judges=5)
    a_house(session, judges[:3])
    a_house(session, [judges[3]], OrganisationKind.BASE_OPERATOR)
    for judges_of_entry in panels(queries.proposed_pairs(propose(round_, per_organisation=1).id)).values():
        assert len(judges_of_entry & {judge.id for judge in judges[:3]}) <= 1
    outside = {one.judge_id for one in ties_of([judge.id for judge in judges]) if one.outside}
    assert outside == {judge.id for judge in judges} - {judges[3].id}
    for judges_of_entry in panels(queries.proposed_pairs(propose(round_, outside=2).id)).values():
        assert judges_of_entry <= outside


def test_who_holds_an_office_is_not_from_outside(session):
    judge = factories.a_judge(None, factories.a_user(Role.JUDGE, Role.OFFICER, district="310115"))
    assert [one.outside for one in ties_of([judge.id, factories.a_judge().id])] == [False, True]


def test_rules_nobody_can_keep_are_named(session):
    round_, judges, _entries = a_scene(judges=3)
    a_house(session, judges)
    run = propose(round_, per_organisation=1)
    assert (run.state, run.outcome["cause"]["code"]) == (RunState.FAILED, "assignment_too_few_under_rules")


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"outside": 3}, "outside"),
        ({"outside": -1}, "outside"),
        ({"per_organisation": 0}, "per_organisation"),
        ({"random_percent": 31}, "random_percent"),
        ({"objective": "best"}, "objective"),
    ],
)
def test_options_out_of_range_are_refused_beside_their_field(session, options, field):
    round_, _judges, _entries = a_scene()
    with pytest.raises(Invalid) as refused:
        propose(round_, **options)
    assert [error.field for error in refused.value.errors] == [field]


def test_a_random_part_keeps_its_seed_and_the_same_seed_gives_the_same_panels(session):
    round_, _judges, _entries = a_scene(judges=6)
    run = propose(round_, random_percent=20)
    seed = run.options.seed
    assert seed > 0
    first = queries.proposed_pairs(run.id)
    assert queries.proposed_pairs(propose(round_, random_percent=20, seed=seed).id) == first
    others = {
        queries.proposed_pairs(propose(round_, random_percent=20, seed=seed + n).id) for n in range(1, 5)
    }
    assert others - {first}


def test_pinned_pairs_are_in_every_proposal_and_barred_ones_in_none(session):
    round_, judges, entries = a_scene()
    for entry in entries[:3]:
        wish(round_, judges[0], entry, PINNED)
        wish(round_, judges[1], entry, BARRED)
    for scope in (ANEW, REPAIR):
        pairs = queries.proposed_pairs(propose(round_, scope).id)
        assert {(judges[0].id, entry.id) for entry in entries[:3]} <= pairs
        assert not {(judges[1].id, entry.id) for entry in entries[:3]} & pairs
    services.withdraw_wish(actor=SYSTEM, round_id=round_.id, judge_id=judges[0].id, entry_id=entries[0].id)
    assert [one.kind for one in queries.wishes_of_entry(round_.id, entries[0].id)] == [BARRED]


def test_a_wish_gives_way_to_a_conflict_that_comes_later(session):
    round_, judges, entries = a_scene()
    wish(round_, judges[0], entries[0], PINNED)
    declare(session, judges[0], entries[0])
    assert (judges[0].id, entries[0].id) not in queries.proposed_pairs(propose(round_).id)


def test_what_cannot_be_is_not_pinned_and_what_is_finished_is_not_barred(session):
    round_, judges, entries = a_scene()
    declare(session, judges[0], entries[0])
    with pytest.raises(PairInConflict):
        wish(round_, judges[0], entries[0], PINNED)
    row = factories.an_assignment(round_, judges[1], entries[0], state=AssignmentState.RECUSED)
    assert row.state is AssignmentState.RECUSED
    with pytest.raises(PairRecused):
        wish(round_, judges[1], entries[0], PINNED)
    with pytest.raises(NotInRound):
        wish(round_, factories.a_judge(), entries[0], PINNED)
    factories.an_assignment(round_, judges[2], entries[1])
    hand_in(session, round_, judges[2], entries[1])
    with pytest.raises(SheetFinished):
        wish(round_, judges[2], entries[1], BARRED)
    with pytest.raises(Invalid):
        wish(round_, judges[3], entries[1], BARRED, reason="  ")


def test_a_repair_moves_only_what_it_must_for_a_judge_who_comes_late(session):
    round_, _judges, _entries = a_scene(judges=4, min_load=2)
    commit(round_)
    before = standing(round_)
    late = factories.a_judge(round_)
    commit(round_, REPAIR)
    after = standing(round_)
    assert Counter(judge for judge, _ in after)[late.id] == 2
    assert len(after - before) == len(before - after) == 2


def test_a_repair_takes_over_what_a_judge_who_withdrew_leaves(session):
    round_, judges, _entries = a_scene(judges=5)
    commit(round_)
    before = standing(round_)
    session.query(RoundJudge).filter_by(judge_id=judges[0].id).one().invitation = Invitation.DECLINED
    session.flush()
    lost = {pair for pair in before if pair[0] == judges[0].id}
    commit(round_, REPAIR)
    assert before - standing(round_) == lost
    assert len(standing(round_)) == len(before)


def test_a_repair_that_cannot_keep_the_least_loads_says_so_and_keeps_what_is_finished(session):
    round_, judges, entries = a_scene(judges=2, entries=3, min_load=3)
    commit(round_)
    for judge in judges:
        for entry in entries:
            hand_in(session, round_, judge, entry)
    before = standing(round_)
    factories.a_judge(round_)
    run = propose(round_, REPAIR)
    assert run.outcome["eased"] is True
    assert queries.proposed_pairs(run.id) == before


def test_a_judge_more_given_by_hand_survives_a_repair(session):
    round_, judges, entries = a_scene(judges=4, entries=4)
    commit(round_)
    free = next(judge for judge in judges if (judge.id, entries[0].id) not in standing(round_))
    services.assign_judge(actor=SYSTEM, round_id=round_.id, judge_id=free.id, entry_id=entries[0].id)
    before = standing(round_)
    commit(round_, REPAIR)
    assert standing(round_) == before


def test_passages_spread_over_the_whole_plan_and_parts_keep_their_names():
    plan = "".join(chr(0x4E00 + number % 5000) for number in range(20 * PASSAGE))
    found = passages("form", plan)
    assert list(found) == ["", *[f"plan{number + 1}" for number in range(FROM_PLAN)]]
    assert (found[""], found["plan1"], found[f"plan{FROM_PLAN}"]) == ("form", plan[:PASSAGE], plan[-PASSAGE:])
    assert [len(part) for part in list(found.values())[1:]] == [PASSAGE] * FROM_PLAN
    assert list(passages("form", "short").values()) == ["form", "short", "", "", ""]
    assert list(passages("form", "").values()) == ["form", "", "", "", ""]


def test_words_are_latin_words_and_pairs_of_chinese_characters():
    assert words_of("核酸递送 LNP-mRNA, C++ 药") == ["核酸", "酸递", "递送", "lnp-mrna", "c++", "药"]
    assert words_of("…") == []


def test_a_bar_on_who_already_judges_neither_discards_the_sheet_nor_stops_the_decisions(session):
    round_, judges, entries = a_scene()
    factories.an_assignment(round_, judges[0], entries[0])
    pair = (judges[0].id, entries[0].id)
    wish(round_, judges[0], entries[0], BARRED)
    now = queries.situation(round_)
    assert (pair in now.counting(), now.in_conflict) == (False, frozenset())
    hand_in(session, round_, judges[0], entries[0])
    now = queries.situation(round_)
    assert (pair in now.counting(), now.in_conflict) == (True, frozenset())

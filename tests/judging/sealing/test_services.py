"""Two people seal what they both looked at; the file agrees with the database."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from flask import current_app
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from contest.entries.domain import EntryState
from contest.kernel.access import SYSTEM
from contest.kernel.audit import AuditEvent
from contest.kernel.db import db
from contest.kernel.errors import Forbidden, Invalid
from contest.permissions import Role
from contest.seasons.domain import StageCode
from contest.standings.domain import Outcome
from contest.standings.services import Result, report
from judging.conflicts.models import DeclaredConflict
from judging.ranking.queries import OUTCOMES, computed, fixed
from judging.ranking.services import DecisionsSealed, calibrate, decide, fill_vacancies, fingerprint, reopen
from judging.rounds.domain import Method, RoundState
from judging.rounds.queries import get_round
from judging.sealing import queries, services
from judging.sealing.domain import pseudonym, verify
from judging.sealing.domain.archive import unpack
from judging.sealing.domain.reading import read
from judging.sealing.domain.states import CheckCode, SealState
from judging.sealing.models import Seal
from judging.sealing.services import NotSealable, SealChanged, SecondPersonNeeded
from tests import factories
from tests.races import DONE, at_once


def decided(marks: tuple[tuple[int, ...], ...] = ((90,), (80,), (70,)), **more: Any) -> Any:
    """A decided round; each entry has sheets with these marks, judge by judge."""
    season = factories.a_season()
    round_ = factories.a_round(season, state=RoundState.CLOSED, **more)
    judges = [factories.a_judge(round_) for _ in range(max(map(len, marks)))]
    for given_ in marks:
        entry = factories.an_entry(factories.a_project(season, submitted=True))
        for judge, mark in zip(judges, given_, strict=False):
            factories.a_sheet(round_, entry, mark, judge)
    calibrate(round_id=round_.id)
    decide(actor=SYSTEM, round_id=round_.id, previewed=fingerprint(computed(get_round(SYSTEM, round_.id))))
    return round_


def preview(round_: Any) -> queries.Preview:
    return queries.preview(get_round(SYSTEM, round_.id))


def unmet(round_: Any) -> set[CheckCode]:
    return {check.code for check in preview(round_).checks if not check.met}


def proposed(round_: Any, by: Any = None, **waived: str) -> Seal:
    by = by or factories.an_actor(Role.ORGANISER)
    return services.propose(
        actor=by, round_id=round_.id, previewed=preview(round_).fingerprint({}), waived=waived
    )


def file_of(seal: Seal) -> bytes:
    with current_app.extensions["storage"].open(seal.storage_key) as stream:
        return bytes(stream.read())


def test_two_people_seal_and_the_file_is_valid(session: Any) -> None:
    round_ = decided()
    seal = factories.a_seal(round_)
    verdict = verify(file_of(seal))
    assert (seal.state, verdict.valid, verdict.items, verdict.digest) == (
        SealState.SEALED,
        True,
        3,
        seal.digest,
    )
    said = [
        (row.action, row.actor_id)
        for row in session.execute(
            select(AuditEvent).where(AuditEvent.subject_kind == "seals").order_by(AuditEvent.id)
        ).scalars()
    ]
    assert said == [
        ("seal.proposed", seal.proposed_by),
        ("seal.confirmed", seal.confirmed_by),
        ("seal.made", None),
    ]


def test_made_again_nothing_changes_and_built_again_it_is_the_same_byte_by_byte(session: Any) -> None:
    round_ = decided()
    seal = factories.a_seal(round_)
    first, at = file_of(seal), seal.sealed_at
    storage = current_app.extensions["storage"]
    assert services.make(seal_id=seal.id, storage=storage).sealed_at == at
    content = queries.content_of(get_round(SYSTEM, round_.id), key=seal.pseudonym_key, seal=seal)
    from judging.sealing.domain import seal as written
    from tests.judging.sealing.rounds import signer

    key = signer()
    again = [written(content, public=key.public, sign=key.sign, software="x").data for _ in range(2)]
    assert again[0] == again[1]
    assert {
        name: data for name, data in unpack(again[0]).items() if name.endswith("s.json")
    }.items() <= unpack(first).items()


def test_whoever_proposed_cannot_confirm_whatever_else_they_may_do(session: Any) -> None:
    round_, both = decided(), factories.a_user(Role.ORGANISER)
    office = factories.an_actor(Role.ORGANISER, both)
    seal = proposed(round_, office)
    confirmer = factories.an_actor(Role.CONFIRMER, both)
    with pytest.raises(SecondPersonNeeded):
        services.confirm(actor=confirmer, round_id=round_.id, previewed=seal.fingerprint)
    alone = text("UPDATE seals SET state = 'confirmed', confirmed_by = :who WHERE id = :id")
    with pytest.raises(IntegrityError, match="ck_seals_two_people"), session.begin_nested():
        session.execute(alone, {"who": both.id, "id": seal.id})


def test_only_the_organiser_proposes_and_only_the_confirmer_confirms(session: Any) -> None:
    round_ = decided()
    for role in (Role.CONFIRMER, Role.ADMINISTRATOR, Role.AUDITOR):
        with pytest.raises(Forbidden):
            proposed(round_, factories.an_actor(role))
    seal = proposed(round_)
    for role in (Role.ORGANISER, Role.ADMINISTRATOR, Role.AUDITOR):
        with pytest.raises(Forbidden):
            services.confirm(actor=factories.an_actor(role), round_id=round_.id, previewed=seal.fingerprint)


def test_a_changed_sheet_refuses_the_confirmation(session: Any) -> None:
    round_ = decided()
    seal = proposed(round_)
    session.execute(text('UPDATE score_sheets SET total = 1, marks = \'{"innovation": "1", "team": "1"}\''))
    with pytest.raises(SealChanged):
        services.confirm(
            actor=factories.an_actor(Role.CONFIRMER), round_id=round_.id, previewed=seal.fingerprint
        )
    assert unmet(round_) == {CheckCode.FOLLOWS}


def test_what_was_looked_at_must_be_what_is_proposed(session: Any) -> None:
    round_ = decided()
    with pytest.raises(SealChanged):
        services.propose(
            actor=factories.an_actor(Role.ORGANISER), round_id=round_.id, previewed="something else"
        )


def test_sealed_decisions_are_neither_taken_back_nor_moved(session: Any) -> None:
    round_ = decided()
    factories.a_seal(round_)
    organiser = factories.an_actor(Role.ORGANISER)
    with pytest.raises(DecisionsSealed):
        reopen(actor=organiser, round_id=round_.id)
    with pytest.raises(DecisionsSealed):
        fill_vacancies(actor=organiser, round_id=round_.id)
    with pytest.raises(NotSealable):
        proposed(round_)


def test_a_seal_is_withdrawn_with_a_reason_and_made_anew(session: Any) -> None:
    round_, confirmer = decided(), factories.an_actor(Role.CONFIRMER)
    first = factories.a_seal(round_)
    with pytest.raises(Invalid):
        services.withdraw(actor=confirmer, round_id=round_.id, reason=" ")
    services.withdraw(actor=confirmer, round_id=round_.id, reason="一份评分表漏录")
    assert first.state is SealState.WITHDRAWN
    reopen(actor=factories.an_actor(Role.ORGANISER), round_id=round_.id)
    decide(actor=SYSTEM, round_id=round_.id, previewed=fingerprint(computed(get_round(SYSTEM, round_.id))))
    again = factories.a_seal(round_)
    assert again.state is SealState.SEALED
    ours = read(unpack(file_of(first))).sheets[0].judge
    assert ours not in {sheet.judge for sheet in read(unpack(file_of(again))).sheets}  # a fresh key each time


def test_the_file_of_a_seal_cannot_be_exchanged_in_the_database(session: Any) -> None:
    seal = factories.a_seal(decided())
    with pytest.raises(IntegrityError, match="never changed"), session.begin_nested():
        session.execute(text("UPDATE seals SET digest = 'x' WHERE id = :id"), {"id": seal.id})


def test_a_new_proposal_replaces_the_one_that_waits(session: Any) -> None:
    round_ = decided()
    first, second = proposed(round_), proposed(round_)
    assert (first.state, second.state) == (SealState.WITHDRAWN, SealState.PROPOSED)


def test_an_entry_without_sheets_is_set_aside_only_with_a_reason(session: Any) -> None:
    round_ = decided(((90,), (80,), ()))
    assert unmet(round_) == {CheckCode.SCORED}
    with pytest.raises(NotSealable) as refused:
        proposed(round_)
    assert refused.value.params["missing"] == ["scored"]
    with pytest.raises(Invalid):
        proposed(round_, scored=" ")
    with pytest.raises(Invalid):
        proposed(round_, ties="不可搁置")
    assert proposed(round_, scored="材料不全，未评审").waived == {"scored": "材料不全，未评审"}


def test_an_outstanding_sheet_an_open_tie_a_conflict_and_a_withdrawal_stand_in_the_way(session: Any) -> None:
    open_tie = decided(((90,), (80,), (80,)), tie_breaks=["hold"])
    assert unmet(open_tie) == {CheckCode.TIES}
    outstanding = decided()
    entry = fixed(outstanding.id)[0].entry
    judge = factories.a_judge(outstanding)
    from contest.entries.models import Entry

    factories.an_assignment(outstanding, judge, session.get_one(Entry, entry.id))
    assert [(check.code, check.names) for check in preview(outstanding).checks if not check.met] == [
        (CheckCode.COMPLETE, (entry.number,))
    ]
    tied = decided()
    first = fixed(tied.id)[0].entry
    scorer = session.execute(
        text("SELECT judge_id FROM assignments WHERE entry_id = :id"), {"id": first.id}
    ).scalar_one()
    session.add(DeclaredConflict(judge_id=scorer, subject_id=first.subject_id, reason="同事"))
    session.flush()
    assert unmet(tied) == {CheckCode.CONFLICTS}
    left = decided()
    session.get_one(Entry, fixed(left.id)[0].entry.id).state = EntryState.WITHDRAWN
    session.flush()
    assert unmet(left) == {CheckCode.FOLLOWS, CheckCode.VACANCIES}


def test_numbers_stand_in_the_file_only_where_publication_allows_and_nobody_by_name(session: Any) -> None:
    season = factories.a_season()
    round_ = factories.a_round(season, state=RoundState.CLOSED)
    for consents in (True, False):
        entry = factories.an_entry(factories.a_project(season, submitted=True, consent_publication=consents))
        factories.a_sheet(round_, entry, 80)
    decide(actor=SYSTEM, round_id=round_.id, previewed=fingerprint(computed(get_round(SYSTEM, round_.id))))
    seal = factories.a_seal(round_)
    data = file_of(seal)
    assert sorted(bool(entry.number) for entry in read(unpack(data)).entries) == [False, True]
    ids = session.execute(
        text(
            "SELECT id::text FROM judges UNION SELECT id::text FROM entries UNION SELECT id::text FROM users"
        )
    ).scalars()
    assert [one for one in ids if one.encode() in data] == []
    judge_id = session.execute(text("SELECT judge_id FROM assignments LIMIT 1")).scalar_one()
    assert pseudonym(seal.pseudonym_key, "judge", judge_id) in {
        one.judge for one in read(unpack(data)).sheets
    }
    raw = session.execute(text("SELECT pseudonym_key FROM seals")).scalar_one()
    assert seal.pseudonym_key not in raw  # encrypted at rest


def test_the_score_of_the_round_before_travels_with_the_file(session: Any) -> None:
    season = factories.a_season()
    round_ = factories.a_round(
        season, StageCode.SEMIFINAL, state=RoundState.CLOSED, tie_breaks=["previous_round", "both_advance"]
    )
    for before in ("70.125", "71"):
        project = factories.a_project(season, submitted=True)
        earlier = factories.an_entry(project, StageCode.SECOND_ROUND)
        report(
            actor=SYSTEM,
            season_id=season.id,
            stage_code=StageCode.SECOND_ROUND,
            source=f"test:{before}",
            results=[Result(earlier.id, Outcome.ADVANCED, 1, Decimal(before))],
            public_from=None,
            final_from=None,
        )
        factories.a_sheet(round_, factories.an_entry(project, StageCode.SEMIFINAL), 80)
    decide(actor=SYSTEM, round_id=round_.id, previewed=fingerprint(computed(get_round(SYSTEM, round_.id))))
    content = read(unpack(file_of(factories.a_seal(round_))))
    assert sorted(entry.previous for entry in content.entries if entry.previous) == [
        Decimal("70.125"),
        Decimal(71),
    ]
    assert sorted(line.rank or 0 for line in content.lines) == [1, 2]


@given(
    marks=st.lists(st.lists(st.integers(78, 82), min_size=0, max_size=6).map(tuple), min_size=1, max_size=6),
    method=st.sampled_from(list(Method)),
    ties=st.sampled_from(
        [["both_advance"], ["hold"], ["criterion:innovation", "both_advance"], ["previous_round", "hold"], []]
    ),
    cut=st.sampled_from(
        [
            {"kind": "top", "value": "2"},
            {"kind": "share", "value": "0.5"},
            {"kind": "threshold", "value": "80"},
        ]
    ),
)
@settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_file_agrees_with_the_database_for_any_small_round(
    session: Any, marks: list[tuple[int, ...]], method: Method, ties: list[str], cut: dict[str, str]
) -> None:
    nested = session.begin_nested()
    advance = {"cut": cut, "per_track": {}, "reserves": 1}
    round_ = decided(tuple(marks) or ((),), method=method, tie_breaks=ties, advance=advance)
    content = queries.content_of(get_round(SYSTEM, round_.id), key="00" * 32)
    from judging.sealing.domain import differences
    from judging.sealing.domain.writing import members_of

    assert list(differences(read(members_of(content)))) == []
    named = {pseudonym("00" * 32, "entry", line.entry.id): line for line in fixed(round_.id)}
    for line in content.lines:
        kept = named[line.entry]
        assert (line.rank, line.score, OUTCOMES[line.outcome]) == (kept.rank, kept.score, kept.outcome)
    nested.rollback()


def test_checks_and_content_send_the_same_number_of_queries_for_more_entries(
    session: Any, count_queries: Callable[..., int]
) -> None:
    few, many = decided(((90,),)), decided(((90,), (80,), (70,), (60,)))
    preview(few)  # what is looked up once a request
    preview(many)
    one = count_queries(lambda: preview(few))
    assert count_queries(lambda: preview(many)) == one


@pytest.mark.committed
def test_of_two_who_confirm_at_once_one_does(app: Any, session: Any) -> None:
    round_ = decided()
    seal = proposed(round_)
    people = [factories.an_actor(Role.CONFIRMER) for _ in range(2)]
    round_id, previewed = round_.id, seal.fingerprint
    db.session.commit()
    confirm = partial(services.confirm, round_id=round_id, previewed=previewed)
    answers = at_once(app, [partial(confirm, actor=person) for person in people])
    assert sorted(answers) == [DONE, SealChanged.code]
    jobs = session.execute(
        text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'judging.seal'")
    ).scalar_one()
    assert jobs == 1

"""Votes of a panel: secret or named, by members only, each once."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from flask import Flask

from contest.kernel import clock
from contest.kernel.db import db
from contest.kernel.errors import Forbidden, Invalid, NotFound
from contest.permissions import Role
from judging.conflicts.domain import Relation
from judging.conflicts.models import ConflictWaiver
from judging.ranking.domain import Advice
from judging.room import queries, services
from judging.room.domain import BallotEnded, BallotState, VoteCast
from judging.room.models import BallotVote
from tests import factories
from tests.judging.conflicts.ties import employer, member
from tests.judging.room.field import Field, a_field
from tests.races import DONE, at_once


def test_a_secret_vote_keeps_sums_alone(session: Any, field: Field) -> None:
    ballot = field.ballot()
    field.vote(0, ballot, 1)
    field.vote(1, ballot, 1)
    field.vote(2, ballot)  # abstains
    assert {vote.judge_id for vote in session.query(BallotVote)} == {None}
    with pytest.raises(VoteCast):
        field.vote(0, ballot, 0)
    services.close_ballot(actor=field.actor(), round_id=field.round.id, ballot_id=ballot.id)
    assert session.query(BallotVote).count() == 0
    found = queries.results(queries.get_ballot(ballot.id))
    assert [(e.id, c.option.votes, c.option.eligible, c.chosen.value) for e, c, _by in found if c] == [
        (field.entries[1].id, 2, 3, "chosen"),
        (field.entries[0].id, 0, 3, "not_chosen"),
    ]
    with pytest.raises(BallotEnded):
        field.vote(2, ballot, 0)


def test_a_named_vote_says_who_voted_for_what_and_is_sealed(session: Any, field: Field) -> None:
    ballot = field.ballot(secret=False)
    field.vote(0, ballot, 1)
    field.vote(1, ballot, 0)
    services.close_ballot(actor=field.actor(), round_id=field.round.id, ballot_id=ballot.id)
    found = {entry.id: by for entry, _count, by in queries.results(queries.get_ballot(ballot.id))}
    assert found[field.entries[1].id] == (field.judges[0].id,)
    field.record(0, Advice.NOT_RECOMMENDED, place=2)
    field.record(1, place=1)
    field.decide()
    assert factories.a_seal(field.round).digest


def test_too_few_votes_count_for_nothing(session: Any, field: Field) -> None:
    ballot = field.ballot()
    field.vote(0, ballot, 1)
    ended = services.close_ballot(actor=field.actor(), round_id=field.round.id, ballot_id=ballot.id)
    assert ended.state is BallotState.VOID
    assert [count for _entry, count, _by in queries.results(queries.get_ballot(ballot.id))] == [None, None]


def test_the_office_may_end_a_vote_and_another_judge_may_not(field: Field) -> None:
    ballot = field.ballot()
    with pytest.raises(Forbidden):
        services.close_ballot(actor=field.actor(1), round_id=field.round.id, ballot_id=ballot.id)
    office = factories.an_actor(Role.ORGANISER)
    ended = services.close_ballot(actor=office, round_id=field.round.id, ballot_id=ballot.id)
    assert ended.state is BallotState.VOID


def test_a_tied_member_votes_on_the_others_and_does_not_see_the_result(field: Field, signed_in: Any) -> None:
    member(field.users[1], field.projects[0], field.entries[0])
    ballot = field.ballot()
    member_page = signed_in(field.users[1])
    page = member_page.get(f"/judging/ballots/{ballot.id}").text
    assert field.entries[0].number not in page
    assert field.entries[1].number in page
    with pytest.raises(NotFound):
        field.vote(1, ballot, 0)
    field.vote(1, ballot, 1)
    field.vote(0, ballot, 0)
    services.close_ballot(actor=field.actor(), round_id=field.round.id, ballot_id=ballot.id)
    counted = {e.id: c.option.eligible for e, c, _by in queries.results(queries.get_ballot(ballot.id)) if c}
    assert counted == {field.entries[0].id: 1, field.entries[1].id: 2}
    after = member_page.get(f"/judging/ballots/{ballot.id}").text
    assert "1 / 2" not in after
    assert field.entries[0].number not in after


def test_a_waiver_to_score_an_entry_gives_no_vote_on_it_and_takes_none_from_it(
    session: Any, field: Field, signed_in: Any
) -> None:
    employer(field.users[1], field.projects[0], field.entries[0])
    people = [factories.a_user(Role.ORGANISER).id for _ in range(2)]
    session.add(
        ConflictWaiver(
            round_id=field.round.id,
            judge_id=field.judges[1].id,
            entry_id=field.entries[0].id,
            kinds=[Relation.SAME_ORGANISATION],
            reason="评委稀缺",
            statement="已知悉",
            proposed_by=people[0],
            confirmed_by=people[1],
            confirmed_at=clock.now(),
        )
    )
    session.flush()
    ballot = field.ballot()
    page = signed_in(field.users[1]).get(f"/judging/ballots/{ballot.id}").text
    assert field.entries[0].number not in page
    with pytest.raises(NotFound):
        field.vote(1, ballot, 0)
    field.vote(1, ballot, 1)
    field.vote(0, ballot, 0)
    services.close_ballot(actor=field.actor(), round_id=field.round.id, ballot_id=ballot.id)
    counted = {e.id: c.option.eligible for e, c, _by in queries.results(queries.get_ballot(ballot.id)) if c}
    assert counted == {field.entries[0].id: 1, field.entries[1].id: 2}


def test_nobody_votes_who_is_no_member_or_for_more_than_the_places(field: Field) -> None:
    ballot = field.ballot(members=[judge.id for judge in field.judges[:2]])
    with pytest.raises(NotFound):
        field.vote(2, ballot, 1)
    with pytest.raises(Invalid):
        field.vote(0, ballot, 0, 1)


def test_a_member_votes_on_the_page_and_the_room_counts(field: Field, signed_in: Any) -> None:
    chief = signed_in(field.users[0])
    chief.post("/language", data={"locale": "en"})
    new = f"/rounds/{field.round.id}/room/ballots/new"
    assert chief.get(new).status_code == 200
    sent = {
        "question": "Which?",
        "places": "1",
        "quorum": "1",
        "entries": [str(entry.id) for entry in field.entries[:2]],
        "members": [str(judge.id) for judge in field.judges],
    }
    assert chief.post(new, data={**sent, "places": "9"}).status_code == 422
    opened = chief.post(new, data=sent)
    assert opened.status_code == 303
    ballot_id = opened.headers["Location"].rpartition("/")[2]
    voter = signed_in(field.users[1])
    voter.post("/language", data={"locale": "en"})
    assert "Your panel votes" in voter.get("/desk/ballots").text
    too_many = voter.post(
        f"/judging/ballots/{ballot_id}", data={"entry": [str(entry.id) for entry in field.entries[:2]]}
    )
    assert too_many.status_code == 422
    voter.post(f"/judging/ballots/{ballot_id}", data={"entry": str(field.entries[1].id)})
    assert "Your vote is cast." in voter.get(f"/judging/ballots/{ballot_id}").text
    assert "Your panel votes" not in voter.get("/desk/ballots").text
    chief.post(f"{opened.headers['Location']}/close")
    shown = chief.get(opened.headers["Location"]).text
    assert "1 of 1" in shown
    assert "Chosen" in shown
    assert field.users[1].name in shown


@pytest.mark.committed
def test_of_two_votes_of_one_member_at_once_one_counts(app: Flask, session: Any) -> None:
    field = a_field()
    db.session.commit()
    ballot = field.ballot()
    db.session.commit()
    actor, ballot_id = field.actor(1), ballot.id
    chosen = [entry.id for entry in field.entries[:2]]
    votes = [partial(services.cast_vote, actor=actor, ballot_id=ballot_id, entries=[key]) for key in chosen]
    assert sorted(at_once(app, votes)) == [DONE, VoteCast.code]
    assert db.session.query(BallotVote).filter_by(ballot_id=ballot_id).count() == 1

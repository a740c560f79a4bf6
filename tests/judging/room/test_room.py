"""The panel room: who sees what, what is recorded, and that whoever decides must heed it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask

from contest.kernel import audit, clock
from contest.kernel.access import SYSTEM, Actor
from contest.kernel.db import db
from contest.kernel.errors import Forbidden, Invalid, NotFound
from contest.permissions import Role
from contest.standings.domain import Outcome
from judging.conflicts.domain import Relation
from judging.conflicts.models import ConflictWaiver
from judging.judges.models import RoundJudge
from judging.ranking import services as ranking
from judging.ranking.domain import Advice
from judging.ranking.models import PanelDecision
from judging.ranking.queries import computed, fixed
from judging.room import queries, services
from judging.room.domain import BallotEnded, BallotState, NotInSession, RoomChanged, VoteCast
from judging.room.models import BallotVote
from judging.rounds.domain import RoundState
from judging.rounds.queries import get_round
from tests import factories
from tests.judging.conflicts.ties import employer, member
from tests.races import DONE, at_once

TOP_ONE = {"cut": {"kind": "top", "value": "1"}, "per_track": {}, "reserves": 0}


@dataclass
class Field:
    """A closed round with one place: two entries with equal scores, one below; three judges, the first the chief."""

    round: Any
    entries: list[Any]
    judges: list[Any]
    users: list[Any]
    projects: list[Any]
    season: Any

    def actor(self, at: int = 0) -> Actor:
        user = self.users[at]
        return Actor(user.id, roles=frozenset({Role.PUBLIC, Role.USER, Role.JUDGE}))

    def record(self, at: int, advice: Advice = Advice.RECOMMENDED, **more: Any) -> PanelDecision:
        values = {"version": 0, "place": None, "reason": "突出", "present": [self.judges[0].id], **more}
        return services.record_decision(
            actor=values.pop("actor", self.actor()),
            round_id=self.round.id,
            entry_id=self.entries[at].id,
            advice=advice,
            **values,
        )

    def ballot(self, **more: Any) -> Any:
        values = {
            "question": "哪一个？",
            "places": 1,
            "secret": True,
            "quorum": 2,
            "entries": [entry.id for entry in self.entries[:2]],
            "members": [judge.id for judge in self.judges],
            **more,
        }
        return services.open_ballot(actor=values.pop("actor", self.actor()), round_id=self.round.id, **values)

    def vote(self, at: int, ballot: Any, *entries: int) -> None:
        chosen = [self.entries[entry].id for entry in entries]
        services.cast_vote(actor=self.actor(at), ballot_id=ballot.id, entries=chosen)

    def decide(self, answer: str = "") -> int:
        lines = computed(get_round(SYSTEM, self.round.id))
        return ranking.decide(
            actor=SYSTEM, round_id=self.round.id, previewed=ranking.fingerprint(lines), answer=answer
        )


def a_field(ties: tuple[str, ...] = ("chief_judge", "hold")) -> Field:
    season = factories.a_season()
    round_ = factories.a_round(season, judges_per_entry=3, advance=TOP_ONE, tie_breaks=list(ties))
    users = [factories.a_user(Role.JUDGE, name=name, name_en="") for name in ("沈知微", "陆言", "顾念")]
    judges = [factories.a_judge(round_, user) for user in users]
    db.session.query(RoundJudge).filter_by(judge_id=judges[0].id).update({"chief": True})
    projects = [factories.a_project(season, submitted=True) for _ in range(3)]
    entries = [factories.an_entry(project) for project in projects]
    for entry, marks in zip(entries, ((80, 80, 80), (80, 80, 80), (60, 62, 64)), strict=True):
        for judge, mark in zip(judges, marks, strict=True):
            factories.a_sheet(round_, entry, mark, judge)
    round_.state = RoundState.CLOSED
    db.session.flush()
    return Field(round_, entries, judges, users, projects, season)


@pytest.fixture
def field(session: Any) -> Field:
    return a_field()


def test_the_recorded_order_decides_a_tie_and_stands_with_the_decision(session: Any, field: Field) -> None:
    field.record(0, Advice.NOT_RECOMMENDED, place=2)
    field.record(1, place=1)
    assert field.decide() == 3
    by_entry = {line.entry.id: line for line in fixed(field.round.id)}
    first, second = (by_entry[entry.id] for entry in field.entries[:2])
    assert (second.rank, second.outcome, second.advice) == (1, Outcome.ADVANCED, Advice.RECOMMENDED)
    assert (first.rank, first.outcome) == (2, Outcome.NOT_ADVANCED)
    assert factories.a_seal(field.round).digest


def test_a_decision_that_departs_from_the_panel_needs_an_answer_that_is_kept(field: Field) -> None:
    field.record(2)  # the last of three, recommended all the same
    with pytest.raises(Invalid) as refused:
        field.decide()
    assert [(one.field, one.code) for one in refused.value.errors] == [("answer", "required")]
    field.decide("名额已满")
    kept = db.session.query(PanelDecision).one()
    assert (kept.answer, kept.answered_at is not None) == ("名额已满", True)
    events = db.session.query(audit.AuditEvent).filter_by(action="round.decided").all()
    assert [event.facts["departing"] for event in events] == [1]
    assert "名额已满" not in str([event.facts for event in events])


def test_the_round_waits_for_a_panel_that_will_talk_again_or_votes(field: Field) -> None:
    made = field.record(0, Advice.AGAIN)
    with pytest.raises(ranking.PanelUndecided) as waits:
        field.decide("x")
    assert field.entries[0].number in waits.value.params["entries"]
    field.record(0, Advice.NOT_RECOMMENDED, version=made.version)
    ballot = field.ballot()
    with pytest.raises(ranking.PanelVoting):
        field.decide("x")
    services.close_ballot(actor=field.actor(), round_id=field.round.id, ballot_id=ballot.id)
    assert field.decide("名额已满") == 3


def test_what_was_previewed_without_the_panel_s_word_is_not_decided(field: Field) -> None:
    before = ranking.fingerprint(computed(get_round(SYSTEM, field.round.id)))
    field.record(0)
    with pytest.raises(ranking.RankingChanged):
        ranking.decide(actor=SYSTEM, round_id=field.round.id, previewed=before, answer="x")


def test_every_version_is_kept_and_a_stale_one_is_refused(field: Field) -> None:
    field.record(0)
    with pytest.raises(RoomChanged):
        field.record(0, reason="另一说")
    field.record(0, Advice.NOT_RECOMMENDED, version=1, reason="再议后")
    assert [row.version for row in db.session.query(PanelDecision).order_by("version")] == [1, 2]
    lines = {line.entry.id: line.panel for line in computed(get_round(SYSTEM, field.round.id))}
    found = lines[field.entries[0].id]
    assert found is not None
    assert (found.reason, found.version) == ("再议后", 2)


@pytest.mark.parametrize(
    ("change", "named"),
    [({"reason": " "}, "reason"), ({"place": 3}, "place"), ({"present": []}, "present")],
)
def test_what_is_recorded_must_make_sense(field: Field, change: dict[str, Any], named: str) -> None:
    with pytest.raises(Invalid) as refused:
        field.record(0, **change)
    assert [one.field for one in refused.value.errors] == [named]


def test_a_judge_in_conflict_cannot_have_taken_part(field: Field) -> None:
    member(field.users[1], field.projects[0], field.entries[0])
    with pytest.raises(Invalid) as refused:
        field.record(0, present=[field.judges[1].id])
    assert [one.code for one in refused.value.errors] == ["panel_present_tied"]


def test_only_chief_judges_lead_and_only_between_scoring_and_decision(session: Any, field: Field) -> None:
    for actor in (field.actor(1), factories.an_actor(Role.ORGANISER)):
        with pytest.raises(Forbidden):
            field.record(0, actor=actor)
    field.round.state = RoundState.OPEN
    field.round.opens_at, field.round.closes_at = (clock.now() - timedelta(hours=n) for n in (2, 1))
    session.flush()
    with pytest.raises(NotInSession):  # its window is over, but may still be extended
        field.record(0)
    field.round.state = RoundState.CLOSED
    session.flush()
    field.decide()
    with pytest.raises(NotInSession):
        field.record(0)


def test_a_tied_chief_judge_sees_nothing_of_the_section(field: Field, signed_in: Any) -> None:
    member(field.users[0], field.projects[0], field.entries[0])
    with pytest.raises(NotFound):
        field.record(0)
    with pytest.raises(NotFound):
        field.record(1)  # equal to the one the chief is tied to: its place would tell
    with pytest.raises(NotFound):
        field.ballot()
    chief = signed_in(field.users[0])
    page = chief.get(f"/rounds/{field.round.id}/room").text
    assert all(entry.number not in page for entry in field.entries)
    assert chief.get(f"/rounds/{field.round.id}/room/entries/{field.entries[1].id}").status_code == 404


def test_the_page_sets_every_judge_s_score_beside_the_entry(field: Field, signed_in: Any) -> None:
    chief = signed_in(field.users[0])
    chief.post("/language", data={"locale": "en"})
    page = chief.get(f"/rounds/{field.round.id}/room").text
    assert all(user.name in page for user in field.users)
    assert page.count("80.00") >= 6
    path = f"/rounds/{field.round.id}/room/entries/{field.entries[0].id}"
    assert chief.get(path).status_code == 200
    refused = chief.post(f"{path}/decision", data={"version": "0", "reason": "typed and kept"})
    assert refused.status_code == 422
    assert "typed and kept" in refused.text
    sent = {"version": "0", "advice": "not_recommended", "reason": "弱", "present": str(field.judges[1].id)}
    assert chief.post(f"{path}/decision", data=sent).status_code == 303
    assert "Does not recommend the entry" in chief.get(path).text
    assert signed_in(field.users[1]).get(f"/rounds/{field.round.id}/room").status_code in (403, 404)
    office = signed_in(factories.a_user(Role.ORGANISER))
    office.post("/language", data={"locale": "en"})
    preview = office.get(f"/rounds/{field.round.id}/decide").text
    assert "Does not recommend the entry" in preview


def test_the_finaliser_s_page_asks_for_the_reason_and_keeps_what_was_typed(
    field: Field, signed_in: Any
) -> None:
    field.record(2)
    office = signed_in(factories.a_user(Role.ORGANISER))
    office.post("/language", data={"locale": "en"})
    path = f"/rounds/{field.round.id}/decide"
    page = office.get(path).text
    assert "departs from the panel" in page
    lines = computed(get_round(SYSTEM, field.round.id))
    sent = {"previewed": ranking.fingerprint(lines), "answer": ""}
    assert office.post(path, data=sent).status_code == 422
    stale = office.post(path, data={"previewed": "another", "answer": "no place left"})
    assert (stale.status_code, "no place left</textarea>" in stale.text) == (409, True)
    assert office.post(path, data={**sent, "answer": "no place left"}).status_code == 303


def test_a_blind_round_names_no_entry_to_its_chief_judge(session: Any, field: Field, signed_in: Any) -> None:
    field.round.blind = True
    session.flush()
    title = field.projects[0].name.zh
    assert title not in signed_in(field.users[0]).get(f"/rounds/{field.round.id}/room").text
    assert title in signed_in(factories.a_user(Role.AUDITOR)).get(f"/rounds/{field.round.id}/room").text


def test_while_judges_score_the_room_shows_nothing(session: Any, field: Field, signed_in: Any) -> None:
    field.round.state = RoundState.OPEN
    session.flush()
    page = signed_in(field.users[0]).get(f"/rounds/{field.round.id}/room")
    assert page.status_code == 200
    assert field.entries[0].number not in page.text


def test_the_statements_do_not_grow_with_the_entries(
    field: Field, signed_in: Any, count_queries: Any
) -> None:
    auditor = signed_in(factories.a_user(Role.AUDITOR))
    path = f"/rounds/{field.round.id}/room"
    auditor.get(path)
    few = count_queries(lambda: auditor.get(path))
    for _ in range(3):
        entry = factories.an_entry(factories.a_project(field.season, submitted=True))
        factories.a_sheet(field.round, entry, 80, field.judges[0])
    field.record(0)
    assert count_queries(lambda: auditor.get(path)) == few


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


def test_who_was_second_keeps_what_was_typed_and_records_it_after_reading_the_first(
    field: Field, signed_in: Any
) -> None:
    chief = signed_in(field.users[0])
    path = f"/rounds/{field.round.id}/room/entries/{field.entries[0].id}"
    present = str(field.judges[0].id)
    sent = {"version": "0", "advice": "recommended", "reason": "第二说", "present": present}
    field.record(0, reason="第一说")
    refused = chief.post(f"{path}/decision", data=sent)
    assert refused.status_code == 422
    assert all(said in refused.text for said in ("第一说", "第二说"))
    field_of = re.search(r'<input[^>]*name="version"[^>]*>', refused.text)
    assert field_of is not None
    assert 'value="1"' in field_of[0]
    assert chief.post(f"{path}/decision", data={**sent, "version": "1"}).status_code == 303


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

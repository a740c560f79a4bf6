"""Objections are taken inside the period only, decided by somebody else, and end before the list is final."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from contest.audit.queries import EventFilter, events
from contest.entries.models import Entry
from contest.kernel import clock
from contest.kernel.access import SYSTEM
from contest.kernel.audit import AuditEvent
from contest.kernel.db import db
from contest.kernel.errors import Forbidden, Invalid, NotFound, StaleVersion
from contest.notices.models import Notice
from contest.permissions import Role
from contest.projects.models import Project
from contest.seasons.domain import StageCode
from contest.standings.domain import Outcome
from contest.standings.models import Standing
from contest.standings.queries import public_results
from contest.teams.models import TeamMember
from judging.conflicts.domain import TiedToEntry
from judging.objections import queries, services
from judging.objections.domain import (
    MOST_OF_ONE_PERSON,
    Consequence,
    ObjectionRefused,
    ObjectionsClosed,
    ObjectionState,
    OtherPersonNeeded,
    Statement,
    TooManyObjections,
    Verdict,
)
from judging.objections.models import Objection
from judging.objections.services import Evidence, NotFinal
from judging.publication import services as publication
from judging.publication.models import Publication
from judging.ranking.queries import computed, fixed
from judging.ranking.services import decide, fingerprint
from judging.rounds.domain import RoundState
from judging.rounds.queries import get_round
from tests import factories
from tests.judging.conflicts.ties import TIES
from tests.races import DONE, at_once

WORDS = Statement("沈清澜", "13912345678", "评分表第三项明显与评分标准不符，请予复核。")
UPHELD = Verdict(True, Consequence.CANCELLED, "查实材料不实，取消结果。")
DISMISSED = Verdict(False, Consequence.NONE, "经复核，评分符合标准。")


def published(marks: tuple[int, ...] = (90, 80, 70)) -> Any:
    season = factories.a_season()
    round_ = factories.a_round(season, StageCode.SECOND_ROUND, state=RoundState.CLOSED)
    for mark in marks:
        entry = factories.an_entry(factories.a_project(season, submitted=True), StageCode.SECOND_ROUND)
        factories.a_sheet(round_, entry, mark)
    decide(actor=SYSTEM, round_id=round_.id, previewed=fingerprint(computed(get_round(SYSTEM, round_.id))))
    factories.a_seal(round_)
    publication.publish(actor=SYSTEM, round_id=round_.id)
    return round_


def objector() -> Any:
    return factories.an_actor(Role.ENTREPRENEUR)


def raised(round_: Any, by: Any = None, number: str | None = None, **more: Any) -> Objection:
    values = {"statement": WORDS, "evidence": [Evidence("证据.pdf", factories.a_pdf())], **more}
    return services.raise_objection(
        actor=by or objector(),
        round_id=round_.id,
        entry_number=number or fixed(round_.id)[0].entry.number,
        storage=current_app.extensions["storage"],
        max_bytes=1_000_000,
        **values,
    )


def reported(round_: Any, verdict: Verdict = UPHELD) -> Objection:
    found = raised(round_)
    handler = factories.an_actor(Role.ORGANISER)
    services.take(actor=handler, objection_id=found.id)
    return services.report_finding(
        actor=handler, objection_id=found.id, verdict=verdict, version=found.version
    )


def end_period(round_: Any, ago: timedelta = timedelta(minutes=1)) -> None:
    ends = clock.now() - ago
    db.session.execute(
        update(Publication)
        .where(Publication.round_id == round_.id)
        .values(starts_at=ends - timedelta(days=7), ends_at=ends)
    )


def told(user_id: Any, code: str) -> int:
    return len(
        db.session.execute(select(Notice.id).where(Notice.user_id == user_id, Notice.code == code)).all()
    )


def test_who_is_tied_to_an_entry_never_learns_who_objects_to_it(session: Any, actor_of: Any) -> None:
    round_, by = published(), objector()
    found = raised(round_, by)
    entry = session.get_one(Entry, found.entry_id)
    person = factories.a_user(Role.ORGANISER, Role.AUDITOR)
    TIES["employer"](person, session.get_one(Project, entry.subject_id), entry)
    tied, office = actor_of(person), factories.an_actor(Role.ORGANISER)
    assert [one.id for one in queries.objections_of(office, round_.id)] == [found.id]
    assert queries.objections_of(tied, round_.id) == []
    with pytest.raises(NotFound):
        queries.get_objection(tied, found.id)
    log = EventFilter(action="objection.raised")
    assert [events(one, log).total for one in (office, tied)] == [1, 0]
    own = raised(round_, tied)
    assert queries.get_objection(tied, own.id).grounds == WORDS.grounds


def test_who_is_tied_to_an_entry_neither_issues_the_list_nor_reads_what_it_waits_for(
    session: Any, actor_of: Any, signed_in: Any
) -> None:
    round_ = published()
    entry = session.get_one(Entry, fixed(round_.id)[0].entry.id)
    person = factories.a_user(Role.CONFIRMER)
    TIES["employer"](person, session.get_one(Project, entry.subject_id), entry)
    end_period(round_, timedelta(days=-1))
    found = raised(round_)
    end_period(round_)
    tied = signed_in(person)
    place = f"/rounds/{round_.id}/objections"
    waiting = tied.get(place).text
    with pytest.raises(TiedToEntry):
        services.issue_final_list(actor=actor_of(person), round_id=round_.id)
    found.state = ObjectionState.WITHDRAWN
    session.flush()
    assert tied.get(place).text == waiting, "the page is the same whether somebody objects or not"
    assert f"{place.removesuffix('objections')}final" not in waiting
    colleague = signed_in(factories.a_user(Role.CONFIRMER))
    assert f"{place.removesuffix('objections')}final" in colleague.get(place).text
    with pytest.raises(TiedToEntry):
        services.issue_final_list(actor=actor_of(person), round_id=round_.id)


def test_an_objection_has_a_number_a_time_and_the_digests_of_what_came_with_it(session: Any) -> None:
    round_, by = published(), objector()
    first, second = raised(round_, by), raised(round_)
    assert (first.number, second.number) == (1, 2)
    receipt = queries.get_objection(by, first.id)
    assert (receipt.name, [len(file.sha256) for file in receipt.files], len(receipt.digest)) == (
        "沈清澜",
        [64],
        64,
    )
    assert abs(clock.now() - receipt.filed_at) < timedelta(minutes=1)
    assert told(by.user_id, "objection.raised") == 1
    raw = session.execute(text("SELECT contact FROM objections WHERE number = 1")).scalar_one()
    assert "139" not in raw


def test_it_is_read_by_whoever_raised_it_and_the_office_only(session: Any) -> None:
    round_, by = published(), objector()
    found = raised(round_, by)
    for role in (Role.ORGANISER, Role.CONFIRMER, Role.AUDITOR):
        assert queries.get_objection(factories.an_actor(role), found.id).id == found.id
    for stranger in (objector(), factories.an_actor(Role.JUDGE), factories.an_actor(Role.OFFICER)):
        with pytest.raises(NotFound):
            queries.get_objection(stranger, found.id)


def test_after_the_last_moment_and_before_publication_none_is_taken(session: Any) -> None:
    round_ = published()
    end_period(round_, timedelta(microseconds=1))
    with pytest.raises(ObjectionsClosed):
        raised(round_)
    draft = factories.a_round(factories.a_season(), state=RoundState.DECIDED)
    with pytest.raises((Forbidden, NotFound)):
        raised(draft, number="1")


def test_evidence_that_is_no_document_a_strange_number_and_a_sample_name_are_refused(session: Any) -> None:
    import io

    round_ = published()
    with pytest.raises(Invalid) as refused:
        raised(round_, evidence=[Evidence("a.exe", io.BytesIO(b"MZ" + b"0" * 99))])
    assert [one.field for one in refused.value.errors] == ["evidence"]
    with pytest.raises(Invalid) as refused:
        raised(round_, number="nobody", statement=Statement("匿名", "1", WORDS.grounds), evidence=[])
    assert {one.field for one in refused.value.errors} == {"entry", "name", "evidence"}


def test_one_works_the_case_and_another_decides_it(session: Any) -> None:
    round_ = published()
    found = raised(round_)
    both = factories.a_user(Role.ORGANISER, Role.CONFIRMER)
    handler = factories.an_actor(Role.ORGANISER, both)
    services.take(actor=handler, objection_id=found.id)
    with pytest.raises(ObjectionRefused):
        services.take(actor=factories.an_actor(Role.ORGANISER), objection_id=found.id)
    with pytest.raises(OtherPersonNeeded):
        services.report_finding(
            actor=factories.an_actor(Role.ORGANISER), objection_id=found.id, verdict=DISMISSED, version=2
        )
    services.report_finding(actor=handler, objection_id=found.id, verdict=DISMISSED, version=2)
    with pytest.raises(OtherPersonNeeded):
        services.decide(
            actor=factories.an_actor(Role.CONFIRMER, both),
            objection_id=found.id,
            verdict=DISMISSED,
            version=3,
        )
    with pytest.raises(StaleVersion):
        services.decide(
            actor=factories.an_actor(Role.CONFIRMER), objection_id=found.id, verdict=DISMISSED, version=2
        )
    alone = text("UPDATE objections SET state = 'dismissed', decided_at = now(), decided_by = handler_id")
    with pytest.raises(IntegrityError, match="ck_objections_two_people"), session.begin_nested():
        session.execute(alone)


def test_the_team_it_is_about_neither_works_nor_decides_it(session: Any) -> None:
    round_ = published()
    entry = fixed(round_.id)[0].entry
    team = session.execute(select(Project.team_id).where(Project.id == entry.subject_id)).scalar_one()
    member = factories.a_user(Role.ORGANISER)
    session.add(TeamMember(team_id=team, user_id=member.id, role="member"))
    found = raised(round_)
    with pytest.raises(OtherPersonNeeded):
        services.take(actor=factories.an_actor(Role.ORGANISER, member), objection_id=found.id)


def test_a_dismissed_objection_changes_nothing_and_is_answered(session: Any) -> None:
    round_ = published()
    before = [(line.entry.id, line.outcome) for line in fixed(round_.id)]
    found = reported(round_, DISMISSED)
    services.decide(
        actor=factories.an_actor(Role.CONFIRMER),
        objection_id=found.id,
        verdict=DISMISSED,
        version=found.version,
    )
    assert found.state is ObjectionState.DISMISSED
    assert [(line.entry.id, line.outcome) for line in fixed(round_.id)] == before
    assert told(found.objector_id, "objection.decided") == 1


@pytest.mark.parametrize("consequence", [Consequence.CANCELLED, Consequence.WITHDRAWN])
def test_an_upheld_objection_takes_the_entry_out_and_the_next_in_rank_moves_up_with_a_trace(
    session: Any, consequence: Consequence
) -> None:
    round_ = published()
    first, second, third = (line.entry for line in fixed(round_.id))
    found = reported(round_)
    decider = factories.an_actor(Role.CONFIRMER)
    services.decide(
        actor=decider,
        objection_id=found.id,
        verdict=Verdict(True, consequence, "查实"),
        version=found.version,
    )
    assert {line.entry.id: line.outcome for line in fixed(round_.id)} == {
        first.id: Outcome.WITHDRAWN,
        second.id: Outcome.ADVANCED,
        third.id: Outcome.PROMOTED,
    }
    public = public_results(get_round(SYSTEM, round_.id).season_id, StageCode.SECOND_ROUND)
    assert [one.subject_id for one in public] == [second.subject_id, third.subject_id]
    trace = session.execute(
        select(AuditEvent.action).where(AuditEvent.actor_id == decider.user_id).order_by(AuditEvent.id)
    ).scalars()
    assert list(trace).count("decision.changed") == 2
    states = session.execute(
        text("SELECT DISTINCT state FROM entries WHERE subject_id = :id"), {"id": first.subject_id}
    ).scalars()
    assert set(states) == {"withdrawn" if consequence is Consequence.WITHDRAWN else "refused"}


def test_the_list_is_final_only_after_the_period_when_every_objection_is_decided(session: Any) -> None:
    round_, confirmer = published(), factories.an_actor(Role.CONFIRMER)
    found = reported(round_)

    def missing() -> list[str]:
        with pytest.raises(NotFinal) as refused:
            services.issue_final_list(actor=confirmer, round_id=round_.id)
        return list(refused.value.params["missing"])

    assert missing() == ["publicity", "objections"]
    end_period(round_)
    assert missing() == ["objections"]
    services.decide(actor=confirmer, objection_id=found.id, verdict=UPHELD, version=found.version)
    standing = select(Standing.final_from).where(Standing.source == f"round:{round_.id}")
    assert set(session.execute(standing).scalars()) == {None}
    assert services.issue_final_list(actor=confirmer, round_id=round_.id) == 2
    assert None not in set(session.execute(standing).scalars())
    assert missing() == ["already"]


def test_one_may_take_ones_own_objection_back_while_it_is_open(session: Any) -> None:
    round_, by = published(), objector()
    found = raised(round_, by)
    with pytest.raises(Forbidden):
        services.take_back(actor=objector(), objection_id=found.id)
    services.take_back(actor=by, objection_id=found.id)
    assert queries.open_count(round_.id) == 0
    with pytest.raises(ObjectionRefused):
        services.take_back(actor=by, objection_id=found.id)


def test_the_list_sends_the_same_number_of_queries_for_more_objections(
    session: Any, count_queries: Callable[..., int]
) -> None:
    round_ = published()
    raised(round_)
    queries.objections_of(SYSTEM, round_.id)
    one = count_queries(lambda: queries.objections_of(SYSTEM, round_.id))
    for _ in range(2):
        raised(round_)
    assert count_queries(lambda: queries.objections_of(SYSTEM, round_.id)) == one


@pytest.mark.committed
def test_in_the_closing_second_what_is_answered_is_what_is_kept(app: Any, session: Any) -> None:
    round_ = published()
    people = [objector() for _ in range(8)]
    number, round_id = fixed(round_.id)[0].entry.number, round_.id
    db.session.execute(
        text("UPDATE publications SET ends_at = clock_timestamp() + interval '400 milliseconds'")
    )
    db.session.commit()
    storage = current_app.extensions["storage"]

    def press(by: Any, late: bool) -> None:
        if late:  # on the database's clock, so that both sides of the end are met
            db.session.execute(text("SELECT pg_sleep_until((SELECT ends_at FROM publications))"))
        services.raise_objection(
            actor=by,
            round_id=round_id,
            entry_number=number,
            statement=WORDS,
            evidence=[Evidence("a.pdf", factories.a_pdf())],
            storage=storage,
            max_bytes=1_000_000,
        )

    answers = at_once(app, [partial(press, by, late=at % 2 == 1) for at, by in enumerate(people)])
    kept = session.execute(
        text("SELECT o.filed_at < p.ends_at FROM objections o JOIN publications p USING (round_id)")
    ).scalars()
    found = list(kept)
    assert all(found)
    assert answers.count(DONE) == len(found)
    assert answers.count("objections_closed") >= len(people) // 2


def test_one_person_raises_a_few_objections_to_a_publication_and_no_more(session: Any) -> None:
    round_, by = published(), objector()
    made = [raised(round_, by) for _ in range(MOST_OF_ONE_PERSON)]
    services.take_back(actor=by, objection_id=made[0].id)
    with pytest.raises(TooManyObjections) as refused:
        raised(round_, by)
    assert refused.value.params == {"limit": MOST_OF_ONE_PERSON}
    assert raised(round_).number == MOST_OF_ONE_PERSON + 1, "somebody else is not held up"
    assert raised(published(), by).number == 1, "nor the same person at another publication"


def test_who_has_used_up_the_objections_reads_so_instead_of_a_form(session: Any, signed_in: Any) -> None:
    round_, person = published(), factories.a_user(locale="en")
    client, form = signed_in(person), f"/rounds/{round_.id}/objections/new"
    by = factories.an_actor(Role.ENTREPRENEUR, person)
    for _ in range(MOST_OF_ONE_PERSON - 1):
        raised(round_, by)
    assert 'name="grounds"' in client.get(form).text
    raised(round_, by)
    page = client.get(form).text
    assert 'name="grounds"' not in page
    assert "as many as one person may" in page
    sent = {
        "entry": fixed(round_.id)[0].entry.number,
        "name": "沈清澜",
        "contact": "1",
        "grounds": WORDS.grounds,
    }
    refused = client.post(
        f"/rounds/{round_.id}/objections", data={**sent, "evidence": (factories.a_pdf(), "a.pdf")}
    )
    assert refused.status_code == 409
    assert WORDS.grounds in refused.text, "what was typed is not lost"


@pytest.mark.committed
def test_two_pressed_at_once_do_not_pass_the_limit_together(app: Any, session: Any) -> None:
    round_, by = published(), objector()
    for _ in range(MOST_OF_ONE_PERSON - 1):
        raised(round_, by)
    round_id, number, storage = round_.id, fixed(round_.id)[0].entry.number, app.extensions["storage"]
    db.session.commit()

    def press() -> None:
        services.raise_objection(
            actor=by,
            round_id=round_id,
            entry_number=number,
            statement=WORDS,
            evidence=[Evidence("a.pdf", factories.a_pdf())],
            storage=storage,
            max_bytes=1_000_000,
        )

    assert sorted(at_once(app, [press, press])) == [DONE, "objections_used_up"]


@pytest.mark.committed
def test_published_twice_at_once_it_is_published_once(app: Any, session: Any) -> None:
    season = factories.a_season()
    round_ = factories.a_round(season, StageCode.SECOND_ROUND, state=RoundState.CLOSED)
    entry = factories.an_entry(factories.a_project(season, submitted=True), StageCode.SECOND_ROUND)
    factories.a_sheet(round_, entry, 90)
    decide(actor=SYSTEM, round_id=round_.id, previewed=fingerprint(computed(get_round(SYSTEM, round_.id))))
    factories.a_seal(round_)
    round_id = round_.id
    people = [factories.an_actor(Role.CONFIRMER) for _ in range(2)]
    db.session.commit()
    answers = at_once(app, [partial(publication.publish, actor=by, round_id=round_id) for by in people])
    assert sorted(answers) == [DONE, "round_not_publishable"]
    counts = session.execute(
        text(
            "SELECT (SELECT count(*) FROM publications), (SELECT count(*) FROM notices WHERE code LIKE 'results%')"
        )
    ).one()
    assert tuple(counts) == (1, 1)


@pytest.mark.committed
def test_of_two_who_issue_the_final_list_at_once_one_does(app: Any, session: Any) -> None:
    round_ = published()
    end_period(round_)
    round_id, people = round_.id, [factories.an_actor(Role.CONFIRMER) for _ in range(2)]
    db.session.commit()
    answers = at_once(app, [partial(services.issue_final_list, actor=by, round_id=round_id) for by in people])
    assert sorted(answers) == [DONE, "list_not_final"]

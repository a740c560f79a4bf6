"""Objections are taken inside the period only, each with its evidence, and a few of one person."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import text

from contest.kernel import clock
from contest.kernel.db import db
from contest.kernel.errors import Forbidden, Invalid, NotFound
from contest.permissions import Role
from judging.objections import queries, services
from judging.objections.domain import (
    MOST_OF_ONE_PERSON,
    ObjectionRefused,
    ObjectionsClosed,
    Statement,
    TooManyObjections,
)
from judging.objections.services import Evidence
from judging.ranking.queries import fixed
from judging.rounds.domain import RoundState
from tests import factories
from tests.judging.objections.cases import (
    WORDS,
    end_period,
    objector,
    published,
    raised,
    told,
)
from tests.races import DONE, at_once


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


def test_one_may_take_ones_own_objection_back_while_it_is_open(session: Any) -> None:
    round_, by = published(), objector()
    found = raised(round_, by)
    with pytest.raises(Forbidden):
        services.take_back(actor=objector(), objection_id=found.id)
    services.take_back(actor=by, objection_id=found.id)
    assert queries.open_count(round_.id) == 0
    with pytest.raises(ObjectionRefused):
        services.take_back(actor=by, objection_id=found.id)


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

"""The list is final once the period is over and every objection is decided, and is issued once."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, text

from contest.entries.models import Entry
from contest.kernel.access import SYSTEM
from contest.kernel.db import db
from contest.permissions import Role
from contest.projects.models import Project
from contest.seasons.domain import StageCode
from contest.standings.models import Standing
from judging.conflicts.domain import TiedToEntry
from judging.objections import services
from judging.objections.domain import (
    ObjectionState,
)
from judging.objections.services import NotFinal
from judging.publication import services as publication
from judging.ranking.queries import computed, fixed
from judging.ranking.services import decide, fingerprint
from judging.rounds.domain import RoundState
from judging.rounds.queries import get_round
from tests import factories
from tests.judging.conflicts.ties import TIES
from tests.judging.objections.cases import (
    UPHELD,
    end_period,
    published,
    raised,
    reported,
)
from tests.races import DONE, at_once


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
    assert "存在利益关系，最终名单须由无利益关系的同事发布" in waiting
    assert ("没有可显示的异议" in waiting, "暂无异议" in waiting) == (True, False), (
        "it claims no more than it knows"
    )
    colleague = signed_in(factories.a_user(Role.CONFIRMER))
    assert f"{place.removesuffix('objections')}final" in colleague.get(place).text
    with pytest.raises(TiedToEntry):
        services.issue_final_list(actor=actor_of(person), round_id=round_.id)


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

"""Words that people type never stand in the sealed log: they stand in rows that can be erased, and are read there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask

from contest.kernel.access import SYSTEM
from contest.kernel.audit import AuditEvent
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.permissions import Role
from judging.conflicts.domain import TiedToEntry
from judging.conflicts.models import DeclaredConflict, StruckConflict
from judging.conflicts.services import remove
from judging.panels.domain import PairBarred
from judging.panels.models import FitAnswer, PanelWish
from judging.panels.services import answer_fit, assign_judge
from judging.panels.states import WishKind
from judging.rounds.services import extend_round
from judging.scoring.models import Redaction
from judging.scoring.services import add_redaction
from tests import factories
from tests.judging.conflicts.ties import member
from tests.races import DONE, at_once


def facts_of(action: str) -> dict[str, Any]:
    facts: dict[str, Any] = db.session.query(AuditEvent).filter_by(action=action).one().facts
    return facts


def test_why_judges_got_more_time_stands_with_the_round(session: Any, signed_in: Any) -> None:
    round_ = factories.a_round(factories.a_season())
    later = datetime.now(UTC) + timedelta(days=5)
    extend_round(actor=SYSTEM, round_id=round_.id, version=None, closes_at=later, reason="评委陆女士生病")
    facts = facts_of("round.extended")
    assert "陆女士" not in str(facts)
    assert set(facts) == {"before", "after", "extension"}
    auditor = signed_in(factories.a_user(Role.AUDITOR))
    assert "评委陆女士生病" in auditor.get(f"/rounds/{round_.id}").text
    judge = factories.a_user(Role.JUDGE)
    factories.a_judge(round_, judge)
    assert "评委陆女士生病" not in signed_in(judge).get(f"/rounds/{round_.id}").text


def test_why_a_declaration_was_struck_is_read_beside_the_conflicts(session: Any, signed_in: Any) -> None:
    season = factories.a_season()
    round_ = factories.a_round(season)
    judge, project = factories.a_judge(round_), factories.a_project(season, submitted=True)
    entry = factories.an_entry(project)
    row = DeclaredConflict(id=new_id(), judge_id=judge.id, subject_id=project.id, reason="同门")
    session.add(row)
    session.flush()
    remove(actor=factories.an_actor(Role.ORGANISER), conflict_id=row.id, reason="编号录错")
    facts = facts_of("conflict.removed")
    assert "编号录错" not in str(facts)
    kept = session.query(StruckConflict).one()
    assert (str(kept.id), kept.reason) == (facts["struck"], "编号录错")
    path = f"/rounds/{round_.id}/conflicts"
    assert "编号录错" in signed_in(factories.a_user(Role.AUDITOR)).get(path).text
    tied = factories.a_user(Role.ORGANISER)
    member(tied, project, entry)
    assert "编号录错" not in signed_in(tied).get(path).text


def test_a_barred_judge_is_not_assigned_by_hand(session: Any) -> None:
    season = factories.a_season()
    round_ = factories.a_round(season)
    judge, entry = factories.a_judge(round_), factories.an_entry(factories.a_project(season, submitted=True))
    pair = {"round_id": round_.id, "judge_id": judge.id, "entry_id": entry.id}
    session.add(PanelWish(id=new_id(), kind=WishKind.BARRED, reason="曾有争议", **pair))
    session.flush()
    with pytest.raises(PairBarred):
        assign_judge(actor=SYSTEM, **pair)


def test_a_tied_officer_leaves_the_words_of_an_entry_alone(session: Any) -> None:
    season = factories.a_season()
    round_ = factories.a_round(season, blind=True)
    project = factories.a_project(season, submitted=True)
    entry = factories.an_entry(project)
    tied = factories.a_user(Role.ORGANISER)
    member(tied, project, entry)
    with pytest.raises(TiedToEntry):
        add_redaction(
            actor=factories.an_actor(Role.ORGANISER, tied), round_id=round_.id, entry_id=entry.id, text="甲"
        )
    add_redaction(actor=factories.an_actor(Role.ORGANISER), round_id=round_.id, entry_id=entry.id, text="甲")
    assert session.query(Redaction).count() == 1


@pytest.mark.committed
def test_of_two_first_answers_at_once_neither_fails(app: Flask, session: Any) -> None:
    season = factories.a_season()
    round_ = factories.a_round(season)
    user = factories.a_user(Role.JUDGE)
    entry = factories.an_entry(factories.a_project(season, submitted=True))
    assignment = factories.an_assignment(round_, factories.a_judge(round_, user), entry)
    actor, key = factories.an_actor(Role.JUDGE, user), assignment.id
    db.session.commit()
    answers = [partial(answer_fit, actor=actor, assignment_id=key, fit=fit) for fit in (2, 4)]
    assert at_once(app, answers) == [DONE, DONE]
    assert db.session.get_one(FitAnswer, key).fit in (2, 4)

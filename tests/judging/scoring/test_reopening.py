"""A submitted sheet is opened again only by a second person; what is sent twice is stored once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from contest.kernel.audit import AuditEvent
from contest.kernel.errors import Forbidden, Invalid, NotFound, StaleVersion
from contest.kernel.ties import veils
from contest.permissions import Role
from contest.projects.models import Project
from judging.rounds.domain import Feedback, FeedbackWhen, PeerScores, RoundClosed, RoundState
from judging.rounds.queries import get_round
from judging.scoring import queries, services
from judging.scoring.domain import AlreadySubmitted, NotSubmitted, ReopeningDecided, SecondPersonNeeded
from judging.scoring.models import Reopening, ScoreSheet, ScoreSheetVersion
from tests import factories
from tests.judging.conflicts.ties import TIES

MARKS = {"innovation": "80", "team": "70"}


@pytest.fixture
def desk(session: Any, actor_of: Any) -> dict[str, Any]:
    season = factories.a_season()
    judged = factories.a_round(season)
    user = factories.a_user(Role.JUDGE)
    judge = factories.a_judge(judged, user)
    entry = factories.an_entry(factories.a_project(season, submitted=True))
    assignment = factories.an_assignment(judged, judge, entry)
    office = actor_of(factories.a_user(Role.ORGANISER))
    return {"round": judged, "entry": entry, "key": assignment.id, "actor": actor_of(user), "office": office}


def submit(desk: dict[str, Any], version: int = 0, **more: Any) -> ScoreSheet:
    values = {"marks": MARKS, "comment": "", "submit": True} | more
    return services.save_sheet(actor=desk["actor"], assignment_id=desk["key"], version=version, **values)


def decide(desk: dict[str, Any], request: Any, **more: Any) -> Any:
    values = {"actor": desk["office"], "grant": True, "answer": "同意"} | more
    return services.decide_reopening(round_id=desk["round"].id, reopening_id=request.id, **values)


def versions(session: Any) -> int:
    return session.execute(select(func.count()).select_from(ScoreSheetVersion)).scalar_one()


def test_a_sheet_is_reopened_with_a_reason_by_a_second_person(session: Any, desk: dict[str, Any]) -> None:
    submit(desk, marks={}, submit=False)
    with pytest.raises(NotSubmitted):
        services.ask_reopening(actor=desk["actor"], assignment_id=desk["key"], reason="slip")
    submit(desk, version=1)
    with pytest.raises(Invalid):
        services.ask_reopening(actor=desk["actor"], assignment_id=desk["key"], reason=" ")
    request = services.ask_reopening(
        actor=desk["actor"], assignment_id=desk["key"], reason="slip of the thumb"
    )
    again = services.ask_reopening(actor=desk["actor"], assignment_id=desk["key"], reason="again")
    assert again.id == request.id
    with pytest.raises(AlreadySubmitted):
        submit(desk, version=2, marks={"innovation": "90", "team": "90"})
    with pytest.raises(Forbidden):
        decide(desk, request, actor=desk["actor"])
    with pytest.raises(Invalid):
        decide(desk, request, answer="")
    decide(desk, request)
    sheet = session.get(ScoreSheet, desk["key"])
    assert (sheet.submitted_at, sheet.total, sheet.version) == (None, None, 3)
    assert queries.valid_sheets(desk["round"].id) == []
    with pytest.raises(ReopeningDecided):
        decide(desk, request)
    assert submit(desk, version=3, marks={"innovation": "90", "team": "90"}).total == Decimal(90)
    assert versions(session) == 4, "every version is kept"


def test_refused_a_sheet_stays_as_submitted(session: Any, desk: dict[str, Any]) -> None:
    submit(desk)
    request = services.ask_reopening(actor=desk["actor"], assignment_id=desk["key"], reason="slip")
    decide(desk, request, grant=False)
    assert session.get(ScoreSheet, desk["key"]).submitted_at is not None
    assert not queries.pending_reopening(desk["key"])


def test_who_asked_never_grants_also_when_of_the_office(
    session: Any, desk: dict[str, Any], actor_of: Any
) -> None:
    both = factories.a_user(Role.JUDGE, Role.ORGANISER)
    judge = factories.a_judge(desk["round"], both)
    own = factories.an_assignment(desk["round"], judge, desk["entry"])
    actor = actor_of(both)
    services.save_sheet(actor=actor, assignment_id=own.id, version=0, marks=MARKS, comment="", submit=True)
    request = services.ask_reopening(actor=actor, assignment_id=own.id, reason="slip")
    with pytest.raises(SecondPersonNeeded):
        decide(desk, request, actor=actor)
    alone = update(Reopening).where(Reopening.id == request.id).values(state="granted", decided_by=both.id)
    with pytest.raises(IntegrityError, match="second_person"), session.begin_nested():
        session.execute(alone)


def test_who_is_tied_to_an_entry_learns_of_no_request_that_would_name_its_judge(
    session: Any, desk: dict[str, Any], actor_of: Any
) -> None:
    tied = factories.a_user(Role.ORGANISER)
    TIES["employer"](tied, session.get(Project, desk["entry"].subject_id), desk["entry"])
    submit(desk)
    request = services.ask_reopening(actor=desk["actor"], assignment_id=desk["key"], reason="slip")
    assert [one.id for one in queries.reopenings_of_round(desk["office"], desk["round"].id)] == [request.id]
    assert queries.reopenings_of_round(actor_of(tied), desk["round"].id) == []
    with pytest.raises(NotFound):
        decide(desk, request, actor=actor_of(tied))
    decide(desk, request)
    logged = session.query(AuditEvent).filter(AuditEvent.action.startswith("sheet.reopen")).all()
    assert {(one.subject_kind, one.subject_id) for one in logged} == {("assignments", desk["key"])}
    assert desk["key"] in veils.objects(actor_of(tied)), "and nor does the log tell"


def test_a_request_of_another_round_or_after_the_close_is_refused(session: Any, desk: dict[str, Any]) -> None:
    submit(desk)
    request = services.ask_reopening(actor=desk["actor"], assignment_id=desk["key"], reason="slip")
    other = factories.a_round(factories.a_season(year=2029))
    with pytest.raises(NotFound):
        services.decide_reopening(
            actor=desk["office"], round_id=other.id, reopening_id=request.id, grant=True, answer="ok"
        )
    desk["round"].state = RoundState.CLOSED
    session.flush()
    with pytest.raises(RoundClosed):
        decide(desk, request)


def test_what_is_sent_twice_is_stored_once_and_answered_alike_even_after_the_close(
    session: Any, desk: dict[str, Any]
) -> None:
    first = submit(desk, client_key="k1")
    assert submit(desk, client_key="k1").version == first.version
    desk["round"].state = RoundState.CLOSED
    session.flush()
    assert submit(desk, client_key="k1").submitted_at == first.submitted_at
    assert versions(session) == 1
    with pytest.raises(RoundClosed):
        submit(desk, client_key="k2")


def test_a_stale_submission_is_told_all_that_the_sheet_holds(desk: dict[str, Any]) -> None:
    submit(desk, submit=False, comment="其他设备", notes={"team": "补充"})
    with pytest.raises(StaleVersion) as refused:
        submit(desk, version=0, marks={"innovation": "1", "team": "1"})
    assert refused.value.params == {
        "version": 1,
        "values": {"mark:innovation": "80", "mark:team": "70", "note:team": "补充", "comment": "其他设备"},
    }


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        (PeerScores.NEVER, None, None),
        (PeerScores.AFTER_OWN, None, [Decimal(60)]),
        (PeerScores.ALWAYS, [Decimal(60)], [Decimal(60)]),
    ],
)
def test_the_others_scores_show_as_the_round_says(
    session: Any, desk: dict[str, Any], rule: PeerScores, before: Any, after: Any
) -> None:
    desk["round"].peer_scores = rule
    factories.a_sheet(desk["round"], desk["entry"], 60)
    session.flush()

    def seen() -> Any:
        judged = get_round(desk["actor"], desk["round"].id)
        found = queries.peers_of(judged, queries.get_assignment(desk["actor"], desk["key"]))
        return found if found is None else [one.total for one in found]

    assert seen() == before
    submit(desk)
    assert seen() == after


def test_feedback_needs_three_sheets_and_tells_only_what_was_promised(
    session: Any, desk: dict[str, Any], count_queries: Any
) -> None:
    judged, entry = desk["round"], desk["entry"]
    told = Feedback(when=FeedbackWhen.PUBLISHED, criteria=("team",), comments=True)
    judged.feedback = told.model_dump(mode="json")
    submit(desk, comment="值得支持", notes={"team": "互补"})
    factories.a_sheet(judged, entry, 60)
    assert queries.feedback_of(get_round(desk["office"], judged.id), [entry.id]) == {}
    factories.a_sheet(judged, entry, 80)
    view = get_round(desk["office"], judged.id)
    (found,) = queries.feedback_of(view, [entry.id]).values()
    assert [(one.code, one.mean) for one in found.criteria] == [("team", Decimal(70))]
    assert (found.comments, found.notes) == (("值得支持",), (("team", "互补"),))
    other = factories.an_entry(factories.a_project(factories.a_season(year=2033), submitted=True))
    one = count_queries(lambda: queries.feedback_of(view, [entry.id]))
    assert count_queries(lambda: queries.feedback_of(view, [entry.id, other.id])) == one

"""The formal check as use cases: answers, decisions, corrections, batches, late entries, transfers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from contest.entries import queries as entry_queries
from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.entries.services import advance
from contest.kernel.access import SYSTEM, Actor
from contest.kernel.audit import AuditEvent
from contest.kernel.columns import LocalizedText
from contest.kernel.errors import Forbidden, Invalid, NotFound
from contest.nominations.domain import NominationState
from contest.notices.models import Notice
from contest.permissions import Role
from contest.projects import services as project_services
from contest.projects.domain.editing import Basis, PartNotOpen
from contest.projects.models import Project, ProjectFile
from contest.projects.queries import find_submission
from contest.screening import queries, services
from contest.screening.domain import (
    CaseChanged,
    CaseState,
    CodeUnusable,
    DecisionKind,
    DecisionRefused,
    MarkState,
    NothingMoves,
    Order,
    PreviewChanged,
    Refusal,
    Stand,
)
from contest.screening.models import ScreeningBatch, ScreeningCase, ScreeningDecision
from contest.screening.queries import QueueFilter
from contest.screening.services import Answer
from contest.seasons.domain import SeasonState, StageCode, WindowClosed
from contest.seasons.models import Season, Stage
from contest.standings.domain import Outcome
from contest.standings.models import Standing
from tests import factories
from tests.factories.screening import a_late_code, check_items, close_submissions, handed_in

MET = Answer(MarkState.MET)


@pytest.fixture
def season(session: Any) -> Season:
    made = factories.a_season()
    check_items(made)
    return made


@pytest.fixture
def office(session: Any, actor_of: Any) -> Actor:
    actor: Actor = actor_of(factories.a_user(Role.ORGANISER))
    return actor


@pytest.fixture
def officer(session: Any, actor_of: Any) -> Actor:
    actor: Actor = actor_of(factories.a_user(Role.OFFICER, district="310110"))
    return actor


def an_entry(season: Season, zone: str = "yangpu") -> Entry:
    return handed_in(factories.a_ready_project(season, zone_code=zone))


def version_of(entry: Entry) -> int:
    return queries.get_case(SYSTEM, entry.id).version


def decide(office: Actor, entry: Entry, kind: DecisionKind, **more: Any) -> ScreeningDecision:
    if kind is DecisionKind.RETURN:
        more = {"until": datetime.now(UTC) + timedelta(days=2), "reason": "请补正", **more}
    order = Order(kind, **more)
    return services.decide(actor=office, entry_id=entry.id, version=version_of(entry), order=order)


def answer_all(actor: Actor, entry: Entry, state: MarkState = MarkState.MET) -> None:
    note = "缺页" if state is MarkState.UNMET else ""
    answers = {code: Answer(state, note) for code in ("complete", "place", "readable")}
    services.check(actor=actor, entry_id=entry.id, version=version_of(entry), answers=answers)


def leader_of(entry: Entry, session: Any) -> Actor:
    project = session.get_one(Project, entry.subject_id)
    return replace(SYSTEM, user_id=project.leader_id)


def test_an_entry_is_judged_only_after_it_passed(season: Season, office: Actor) -> None:
    entry = an_entry(season)
    assert entry.awaits_check
    assert entry_queries.entries_of(season.id, StageCode.SCREENING) == []
    answer_all(office, entry)
    decide(office, entry, DecisionKind.PASS)
    assert [one.id for one in entry_queries.entries_of(season.id, StageCode.SCREENING)] == [entry.id]


def test_a_season_without_questions_holds_nobody_back(session: Any) -> None:
    season = factories.a_season()
    entry = handed_in(factories.a_ready_project(season))
    assert [one.id for one in entry_queries.entries_of(season.id, StageCode.SCREENING)] == [entry.id]


def test_an_officer_answers_only_what_the_district_is_asked(season: Season, officer: Actor) -> None:
    entry = an_entry(season)
    services.check(actor=officer, entry_id=entry.id, version=1, answers={"complete": MET})
    with pytest.raises(Invalid, match="readable: not_a_choice"):
        services.check(actor=officer, entry_id=entry.id, version=2, answers={"readable": MET})


def test_an_officer_does_not_know_of_entries_of_other_zones(season: Season, officer: Actor) -> None:
    entry = an_entry(season, zone="city")
    with pytest.raises(NotFound):
        services.check(actor=officer, entry_id=entry.id, version=1, answers={})
    assert queries.list_cases(officer, QueueFilter(season.id)).total == 0


def test_an_officer_recommends_and_cannot_decide(season: Season, officer: Actor) -> None:
    entry = an_entry(season)
    services.check(
        actor=officer,
        entry_id=entry.id,
        version=1,
        answers={"complete": MET},
        recommendation=DecisionKind.PASS,
        note="材料齐全",
    )
    assert queries.get_case(officer, entry.id).stand is Stand.CHECKED
    with pytest.raises(Forbidden):
        services.decide(actor=officer, entry_id=entry.id, version=2, order=Order(DecisionKind.PASS))


def test_what_is_not_met_needs_a_note(season: Season, office: Actor) -> None:
    entry = an_entry(season)
    with pytest.raises(Invalid, match="complete: screening_note_required"):
        services.check(
            actor=office, entry_id=entry.id, version=1, answers={"complete": Answer(MarkState.UNMET, " ")}
        )


def test_a_pass_needs_every_required_answer(season: Season, office: Actor) -> None:
    entry = an_entry(season)
    with pytest.raises(DecisionRefused) as refused:
        decide(office, entry, DecisionKind.PASS)
    assert refused.value.params == {"why": Refusal.ITEMS_OPEN}
    answer_all(office, entry, MarkState.UNMET)
    with pytest.raises(DecisionRefused) as refused:
        decide(office, entry, DecisionKind.PASS)
    assert refused.value.params == {"why": Refusal.ITEMS_UNMET}


def test_a_decision_about_a_revision_that_was_replaced_is_refused(
    season: Season, office: Actor, session: Any
) -> None:
    entry = an_entry(season)
    answer_all(office, entry)
    seen = version_of(entry)
    change_plan(session, entry, "cd")
    project_services.submit(actor=leader_of(entry, session), project_id=entry.subject_id)
    with pytest.raises(CaseChanged):
        services.decide(actor=office, entry_id=entry.id, version=seen, order=Order(DecisionKind.PASS))


def change_plan(session: Any, entry: Entry, digest: str) -> None:
    session.execute(
        update(ProjectFile)
        .where(ProjectFile.project_id == entry.subject_id)
        .values(replaced_at=datetime.now(UTC))
    )
    factories.a_plan(session.get_one(Project, entry.subject_id), sha256=digest * 32)


def test_handing_in_again_opens_a_passed_case(season: Season, office: Actor, session: Any) -> None:
    entry = an_entry(season)
    answer_all(office, entry)
    decide(office, entry, DecisionKind.PASS)
    change_plan(session, entry, "cd")
    project_services.submit(actor=leader_of(entry, session), project_id=entry.subject_id)
    case = queries.get_case(office, entry.id)
    assert (case.state, case.stand) == (CaseState.OPEN, Stand.CORRECTED)
    assert entry_queries.entries_of(season.id, StageCode.SCREENING) == []


def test_a_returned_team_corrects_after_the_deadline_and_passes(
    season: Season, office: Actor, session: Any
) -> None:
    entry = an_entry(season)
    close_submissions(season)
    leader = leader_of(entry, session)
    with pytest.raises(WindowClosed):
        project_services.submit(actor=leader, project_id=entry.subject_id)
    answer_all(office, entry, MarkState.UNMET)
    decide(office, entry, DecisionKind.RETURN)
    change_plan(session, entry, "cd")
    again = project_services.submit(actor=leader, project_id=entry.subject_id)
    assert (again.revision, again.basis) == (2, Basis.CORRECTION)
    assert queries.get_case(office, entry.id).stand is Stand.CORRECTED
    # What was not met has to be answered anew, and the permit has served its turn.
    with pytest.raises(DecisionRefused):
        decide(office, entry, DecisionKind.PASS)
    with pytest.raises(WindowClosed):
        project_services.submit(actor=leader, project_id=entry.subject_id)
    answer_all(office, entry)
    decide(office, entry, DecisionKind.PASS)
    (judged,) = entry_queries.entries_of(season.id, StageCode.SCREENING)
    assert judged.submission_id == again.id


def test_a_return_ends_by_the_database_clock(season: Season, office: Actor, session: Any) -> None:
    entry = an_entry(season)
    close_submissions(season)
    decide(office, entry, DecisionKind.RETURN)
    past = datetime.now(UTC) - timedelta(seconds=1)
    case = session.get_one(ScreeningCase, entry.id)
    case.returned_until = past
    session.execute(
        update(ScreeningDecision)
        .where(ScreeningDecision.entry_id == entry.id)
        .values(until=past, decided_at=past - timedelta(days=1))
    )
    with pytest.raises(WindowClosed):
        project_services.submit(actor=leader_of(entry, session), project_id=entry.subject_id)
    assert queries.get_case(office, entry.id).stand is Stand.OVERDUE


def test_a_return_opens_only_what_it_names(season: Season, office: Actor, session: Any) -> None:
    entry = an_entry(season)
    leader = leader_of(entry, session)
    # Written before the deadline and never handed in: it must not slip in with the correction.
    save(leader, entry, "market.zh", "另一个市场", session)
    close_submissions(season)
    decide(office, entry, DecisionKind.RETURN, fields=("problem",))
    with pytest.raises(PartNotOpen):
        save(leader, entry, "solution.zh", "改写", session)
    save(leader, entry, "problem.zh", "改正后的问题", session)
    project_services.submit(actor=leader, project_id=entry.subject_id)
    submission = find_submission(entry.subject_id)
    assert submission is not None
    assert submission.content["fields"]["problem"]["zh"] == "改正后的问题"
    assert submission.content["fields"]["market"]["zh"] == "market 的内容"


def save(leader: Actor, entry: Entry, path: str, text: str, session: Any) -> None:
    version = session.get_one(Project, entry.subject_id).version
    project_services.save_fields(
        actor=leader, project_id=entry.subject_id, values={path: text}, version=version
    )


def test_an_order_needs_its_reason_and_a_moment_ahead(season: Season, office: Actor) -> None:
    entry = an_entry(season)
    with pytest.raises(Invalid, match="reason: required"):
        decide(office, entry, DecisionKind.REJECT)
    with pytest.raises(Invalid, match="until: screening_until_past"):
        decide(office, entry, DecisionKind.RETURN, until=datetime.now(UTC) - timedelta(minutes=1))


def test_a_rejection_takes_the_project_out_and_frees_the_slot(
    season: Season, office: Actor, session: Any
) -> None:
    entry = an_entry(season)
    base = factories.a_base()
    factories.a_slot_year(base)
    nomination = factories.a_nomination(
        base, session.get_one(Project, entry.subject_id), state=NominationState.CONFIRMED
    )
    decide(office, entry, DecisionKind.REJECT, reason="材料不实")
    assert session.get_one(Entry, entry.id).state is EntryState.REFUSED
    assert nomination.state is NominationState.REFUSED


def test_a_rejection_can_be_taken_back(season: Season, office: Actor, session: Any) -> None:
    entry = an_entry(season)
    decide(office, entry, DecisionKind.REJECT, reason="误判")
    answer_all(office, entry)
    decide(office, entry, DecisionKind.PASS)
    assert session.get_one(Entry, entry.id).state is EntryState.ACTIVE


def test_each_decision_tells_the_team_once_and_cancels_the_one_before(
    season: Season, office: Actor, session: Any
) -> None:
    entry = an_entry(season)
    decide(office, entry, DecisionKind.RETURN)
    decide(office, entry, DecisionKind.REJECT, reason="逾期未补正")
    leader = session.get_one(Project, entry.subject_id).leader_id
    rows = session.execute(
        select(Notice)
        .where(Notice.user_id == leader, Notice.code.startswith("screening."))
        .order_by(Notice.id)
    ).scalars()
    told = [(row.code, row.once_key) for row in rows]
    assert told == [
        ("screening.returned", f"screening:{entry.id}:1"),
        ("screening.rejected", f"screening:{entry.id}:2"),
    ]


def test_decisions_are_in_the_log(season: Season, office: Actor, session: Any) -> None:
    entry = an_entry(season)
    decide(office, entry, DecisionKind.RETURN)
    event = session.execute(select(AuditEvent).where(AuditEvent.action == "screening.decided")).scalar_one()
    assert (event.facts["entry"], event.facts["kind"]) == (str(entry.id), "return")


def test_a_season_where_a_pass_advances_reports_and_enters_the_next_stage(
    session: Any, office: Actor
) -> None:
    season = factories.a_season(pass_advances=True)
    check_items(season)
    passed, failed = an_entry(season), an_entry(season)
    answer_all(office, passed)
    decide(office, passed, DecisionKind.PASS)
    decide(office, failed, DecisionKind.REJECT, reason="不符合条件")
    outcomes = {row[0]: row[1] for row in session.execute(select(Standing.entry_id, Standing.outcome))}
    assert outcomes == {passed.id: Outcome.ADVANCED, failed.id: Outcome.NOT_ADVANCED}
    (advanced,) = entry_queries.entries_of(season.id, StageCode.PRELIMINARY)
    assert advanced.subject_id == passed.subject_id


def test_a_batch_does_what_its_preview_showed_and_only_once(
    season: Season, office: Actor, session: Any
) -> None:
    ready, open_ = an_entry(season), an_entry(season)
    answer_all(office, ready)
    order, ids = Order(DecisionKind.PASS), [ready.id, open_.id]
    shown = services.preview_batch(actor=office, season_id=season.id, entry_ids=ids, order=order)
    assert [case.entry_id for case in shown.decided] == [ready.id]
    assert shown.reasons == {Refusal.ITEMS_OPEN: 1}
    asked: dict[str, Any] = {
        "actor": office,
        "season_id": season.id,
        "entry_ids": ids,
        "order": order,
        "fingerprint": shown.fingerprint(season.id),
    }
    first, second = services.confirm_batch(**asked), services.confirm_batch(**asked)
    assert first.id == second.id
    assert first.decided == 1
    assert session.query(ScreeningDecision).count() == 1


def test_a_batch_whose_preview_is_stale_decides_nothing(season: Season, office: Actor, session: Any) -> None:
    entry = an_entry(season)
    order = Order(DecisionKind.REJECT, reason="不符合条件")
    shown = services.preview_batch(actor=office, season_id=season.id, entry_ids=[entry.id], order=order)
    answer_all(office, entry)
    nested = session.begin_nested()
    with pytest.raises(PreviewChanged):
        services.confirm_batch(
            actor=office,
            season_id=season.id,
            entry_ids=[entry.id],
            order=order,
            fingerprint=shown.fingerprint(season.id),
        )
    nested.rollback()
    assert session.query(ScreeningBatch).count() == 0
    assert session.query(ScreeningDecision).count() == 0


def test_a_batch_may_settle_the_office_questions(season: Season, office: Actor, officer: Actor) -> None:
    entry = an_entry(season)
    services.check(actor=officer, entry_id=entry.id, version=1, answers={"complete": MET, "place": MET})
    order = Order(DecisionKind.PASS, settle_office=True)
    shown = services.preview_batch(actor=office, season_id=season.id, entry_ids=[entry.id], order=order)
    services.confirm_batch(
        actor=office,
        season_id=season.id,
        entry_ids=[entry.id],
        order=order,
        fingerprint=shown.fingerprint(season.id),
    )
    assert queries.marks_of([entry.id])[entry.id]["readable"].state is MarkState.MET
    assert queries.get_case(office, entry.id).stand is Stand.PASSED


def test_a_late_code_opens_one_project_once(season: Season, session: Any, actor_of: Any) -> None:
    leader = factories.a_user(email="late@example.com")
    team = factories.a_team(leader)
    project = factories.a_ready_project(season, team=team)
    close_submissions(season)
    actor, code = actor_of(leader), a_late_code(season)
    services.redeem(actor=actor, code_id=code.id, project_id=project.id)
    made = project_services.submit(actor=actor, project_id=project.id)
    assert made.basis is Basis.LATE_ENTRY
    with pytest.raises(CodeUnusable):
        services.redeem(actor=actor, code_id=code.id, project_id=project.id)


def test_a_late_code_may_begin_a_project(season: Season, session: Any, actor_of: Any) -> None:
    leader = factories.a_user(email="late@example.com")
    team = factories.a_team(leader)
    close_submissions(season)
    project_id = services.redeem(
        actor=actor_of(leader),
        code_id=a_late_code(season).id,
        project_id=None,
        team_id=team.id,
        name=LocalizedText("迟到的项目", ""),
    )
    project_services.save_fields(
        actor=actor_of(leader), project_id=project_id, values={"track_code": "green"}, version=1
    )
    late = queries.late_entry_of(project_id)
    assert late is not None
    assert late.reason == "网络故障"


@pytest.mark.parametrize(
    "change",
    [
        {"until": datetime.now(UTC) - timedelta(minutes=1)},
        {"revoked_at": datetime.now(UTC)},
        {"email": "other@example.com"},
    ],
)
def test_a_code_that_is_over_revoked_or_of_somebody_else_is_refused(
    season: Season, actor_of: Any, change: dict[str, Any]
) -> None:
    leader = factories.a_user(email="late@example.com")
    project = factories.a_ready_project(season, leader)
    with pytest.raises(CodeUnusable):
        services.redeem(
            actor=actor_of(leader), code_id=a_late_code(season, **change).id, project_id=project.id
        )


def test_an_unproved_address_cannot_use_a_code(season: Season, actor_of: Any) -> None:
    leader = factories.a_user(email="late@example.com", verified=False)
    project = factories.a_ready_project(season, leader)
    with pytest.raises((CodeUnusable, Forbidden)):
        services.redeem(actor=actor_of(leader), code_id=a_late_code(season).id, project_id=project.id)


def test_issuing_a_code_tells_its_holder(season: Season, office: Actor, session: Any) -> None:
    leader = factories.a_user()
    team = factories.a_team(leader)
    until = datetime.now(UTC) + timedelta(days=1)
    services.issue(
        actor=office, season_id=season.id, team_id=team.id, email="", until=until, reason="系统故障"
    )
    codes = session.execute(select(Notice.code).where(Notice.user_id == leader.id)).scalars().all()
    assert codes == ["screening.late_code"]
    with pytest.raises(Invalid, match="late_code_for_one"):
        services.issue(
            actor=office, season_id=season.id, team_id=None, email="", until=until, reason="系统故障"
        )


def test_a_transfer_moves_project_and_entries_and_keeps_the_number(
    season: Season, office: Actor, session: Any
) -> None:
    entry = an_entry(season, zone="city")
    number = entry.number
    services.transfer(
        actor=office, project_id=entry.subject_id, to={"zone_code": "yangpu"}, reason="注册地在杨浦"
    )
    moved = session.get_one(Entry, entry.id)
    assert (moved.zone_code, moved.number, moved.state) == ("yangpu", number, EntryState.ACTIVE)
    (shown,) = queries.transfers_of(entry.subject_id)
    assert shown.changes == {"zone_code": ("city", "yangpu")}
    with pytest.raises(NothingMoves):
        services.transfer(
            actor=office, project_id=entry.subject_id, to={"zone_code": "yangpu"}, reason="again"
        )


def test_a_transfer_needs_a_place_the_season_has(season: Season, office: Actor) -> None:
    entry = an_entry(season)
    with pytest.raises(Invalid, match="zone_code: not_a_choice"):
        services.transfer(actor=office, project_id=entry.subject_id, to={"zone_code": "mars"}, reason="x")


def test_an_update_between_rounds_reaches_only_the_present_stage(
    season: Season, office: Actor, session: Any
) -> None:
    entry = an_entry(season)
    first = entry.submission_id
    answer_all(office, entry)
    decide(office, entry, DecisionKind.PASS)
    (later,) = advance(actor=SYSTEM, entry_ids=[entry.id], to_stage=StageCode.PRELIMINARY)
    close_submissions(season)
    now = datetime.now(UTC)
    stage = session.query(Stage).filter_by(season_id=season.id, code=StageCode.PRELIMINARY).one()
    stage.revision_opens_at, stage.revision_closes_at = now - timedelta(hours=1), now + timedelta(hours=1)
    stage.revision_fields = ["plan"]
    session.flush()
    leader = leader_of(entry, session)
    with pytest.raises(PartNotOpen):
        save(leader, entry, "market.zh", "改写", session)
    change_plan(session, entry, "ef")
    made = project_services.submit(actor=leader, project_id=entry.subject_id)
    assert made.basis is Basis.REVISION
    assert session.get_one(Entry, entry.id).submission_id == first
    assert session.get_one(Entry, later.id).submission_id == made.id
    # The formal check stays passed, and judges can be told what changed.
    assert queries.get_case(office, entry.id).stand is Stand.PASSED
    assert entry_queries.judged_before(entry_queries.get_entry(later.id)) == first


def test_nothing_is_open_when_the_season_is_over(season: Season, office: Actor, session: Any) -> None:
    entry = an_entry(season)
    close_submissions(season)
    decide(office, entry, DecisionKind.RETURN)
    season.state = SeasonState.CLOSED
    session.flush()
    with pytest.raises(WindowClosed):
        project_services.submit(actor=leader_of(entry, session), project_id=entry.subject_id)


def test_the_queue_counts_and_filters(season: Season, office: Actor) -> None:
    entries = [an_entry(season), an_entry(season), an_entry(season, zone="city")]
    decide(office, entries[0], DecisionKind.RETURN)
    counts = queries.counts(office, season.id)
    assert (counts.by_stand[Stand.RETURNED], counts.by_stand[Stand.WAITING]) == (1, 2)
    assert counts.by_zone["city"][Stand.WAITING] == 1
    kept = queries.list_cases(office, QueueFilter(season.id, stand="waiting", zone="yangpu"))
    assert [line.entry_id for line in kept] == [entries[1].id]


def test_neighbours_follow_the_filter(season: Season, office: Actor) -> None:
    entries = sorted([an_entry(season) for _ in range(3)], key=lambda entry: entry.number)
    decide(office, entries[1], DecisionKind.RETURN)
    around = queries.neighbours(office, QueueFilter(season.id, stand="waiting"), entries[1].id)
    assert (around.previous, around.following, around.total) == (entries[0].id, entries[2].id, 2)


def test_the_queue_needs_the_same_statements_for_one_and_for_three(
    season: Season, office: Actor, count_queries: Any
) -> None:
    entry = an_entry(season)
    one = count_queries(lambda: queries.list_cases(office, QueueFilter(season.id)))
    more: list[UUID] = [an_entry(season).id for _ in range(2)]
    assert count_queries(lambda: queries.list_cases(office, QueueFilter(season.id))) == one == 2
    order = Order(DecisionKind.PASS)

    def preview(ids: list[UUID]) -> int:
        counted: int = count_queries(
            lambda: services.preview_batch(actor=office, season_id=season.id, entry_ids=ids, order=order)
        )
        return counted

    assert preview([entry.id]) == preview([entry.id, *more])

"""One list of everything that happened to a project: what a team may know, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from contest.entries.models import Entry
from contest.kernel import clock
from contest.kernel.access import SYSTEM
from contest.kernel.audit import AuditEvent, record
from contest.kernel.errors import NotFound
from contest.nominations.domain import NominationState
from contest.permissions import Role
from contest.projects import services as projects
from contest.projects.models import Project, Waiver, Withdrawal
from contest.questions import services as questions
from contest.screening.domain import DecisionKind
from contest.screening.models import ProjectTransfer, ScreeningDecision
from contest.seasons.domain import StageCode
from contest.standings.domain import Outcome
from contest.standings.models import Standing
from contest.timelines.domain import LOGGED, Happening
from contest.timelines.queries import timeline_of
from contest.timelines.texts import TITLES
from tests import factories

SignedIn = Callable[..., Any]


def handed_in(actor_of: Any, leader: Any = None) -> Any:
    leader = leader or factories.a_user(name="林溪")
    project = factories.a_ready_project(factories.a_season(), leader)
    projects.submit(actor=actor_of(leader), project_id=project.id)
    return project


def kinds(project: Any) -> list[Happening]:
    return [line.what for line in timeline_of(project.id, size=100)]


def test_saves_of_a_day_are_one_line_and_acts_name_members_only(session: Any, actor_of: Any) -> None:
    leader, office = factories.a_user(name="林溪"), factories.a_user(Role.ORGANISER, name="办公室某人")
    project = factories.a_ready_project(factories.a_season(), leader)
    for text in ("一", "二", "三"):
        projects.save_fields(
            actor=actor_of(leader),
            project_id=project.id,
            values={"problem.zh": text},
            version=project.version,
        )
    projects.submit(actor=actor_of(leader), project_id=project.id)
    question = questions.ask(actor=actor_of(leader), project_id=project.id, subject="外资？", body="可以吗")
    questions.write(actor=actor_of(office), question_id=question.id, body="可以。")
    lines = {line.what: line for line in timeline_of(project.id)}
    assert lines[Happening.SAVED].facts["saves"] == 3
    assert lines[Happening.SAVED].by.zh == lines[Happening.ASKED].by.zh == "林溪"
    assert lines[Happening.ANSWERED].by.zh == "", "the office answers, not one of its people"
    assert lines[Happening.HANDED_IN].facts["revision"] == 1


def test_decisions_moves_and_waivers_stand_there_with_their_reasons(session: Any, actor_of: Any) -> None:
    project = handed_in(actor_of)
    entry = session.execute(select(Entry).where(Entry.subject_id == project.id)).scalar_one()
    now = clock.now()
    session.add_all(
        [
            ScreeningDecision(
                entry_id=entry.id,
                version=1,
                kind=DecisionKind.RETURN,
                reason="缺公章",
                until=now,
                decided_at=now,
            ),
            ProjectTransfer(project_id=project.id, changes={"zone_code": ["city", "yangpu"]}, reason="住所"),
            Waiver(project_id=project.id, rule_code="team_size", reason="仅提出"),
            Waiver(project_id=project.id, rule_code="company_age", reason="已确认", confirmed_at=now),
        ]
    )
    session.flush()
    lines = {line.what: line for line in timeline_of(project.id)}
    assert lines[Happening.CHECK_RETURNED].facts["reason"] == "缺公章"
    assert lines[Happening.MOVED].facts["changes"] == {"zone_code": ["city", "yangpu"]}
    assert lines[Happening.WAIVED].facts == {"reason": "已确认", "rule": "company_age"}


def test_nothing_of_a_round_is_told_before_its_results_are_public(session: Any, actor_of: Any) -> None:
    project = handed_in(actor_of)
    entry = session.execute(select(Entry).where(Entry.subject_id == project.id)).scalar_one()
    session.add_all(
        [
            Entry(
                **{name: getattr(entry, name) for name in (
                    "season_id", "kind", "subject_id", "number", "title", "track_code", "group_code", "zone_code",
                )},
                stage_code=StageCode.SECOND_ROUND,
                source="advanced",
            ),
            standing := Standing(
                season_id=entry.season_id,
                stage_code=entry.stage_code,
                entry_id=entry.id,
                kind=entry.kind,
                subject_id=project.id,
                track_code=entry.track_code,
                rank=3,
                score=81,
                outcome=Outcome.ADVANCED,
                source="round:1",
                public_from=clock.now() + timedelta(hours=1),
                final_from=clock.now() + timedelta(days=7),
            ),
        ]
    )  # fmt: skip
    session.flush()
    told = {Happening.RESULT, Happening.RESULT_FINAL, Happening.STAGE_REACHED}
    assert not told & set(kinds(project))
    standing.public_from = clock.now() - timedelta(hours=1)
    session.flush()
    assert told & set(kinds(project)) == {Happening.RESULT, Happening.STAGE_REACHED}
    (result,) = (line for line in timeline_of(project.id) if line.what is Happening.RESULT)
    assert set(result.facts) == {"stage", "outcome"}, "neither rank nor score"
    standing.final_from = clock.now()
    session.flush()
    assert told <= set(kinds(project))


def test_judges_suspicions_and_office_marks_never_show(session: Any, actor_of: Any) -> None:
    project = handed_in(actor_of)
    before = kinds(project)
    for action in ("screening.checked", "duplicate_pair.raised", "assignment.made", "sheet.submitted"):
        record(SYSTEM, action, session.get(Project, project.id))
    session.flush()
    assert kinds(project) == before
    known = {event.action for event in session.query(AuditEvent).filter_by(subject_id=project.id)}
    assert "duplicate_pair.raised" in known
    assert set(LOGGED.values()) <= set(Happening)


def test_every_kind_of_line_has_its_words() -> None:
    worded_elsewhere = {Happening.SAVED, Happening.NOMINATION_ANSWERED}
    assert set(TITLES) == set(Happening) - worded_elsewhere


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_the_page_tells_what_is_next_with_its_zone_and_what_happened(
    session: Any, actor_of: Any, signed_in: SignedIn, locale: str
) -> None:
    leader = factories.a_user(name="林溪", locale=locale)
    project = handed_in(actor_of, leader)
    browser = signed_in(leader)
    page = browser.get(f"/projects/{project.id}/timeline").text
    words = (
        ("第 1 版", "北京时间", "接下来")
        if locale == "zh"
        else ("revision 1", "Shanghai time", "What is next")
    )
    for word in words:
        assert word in page, word
    assert browser.get(f"/projects/{project.id}/timeline/latest").status_code == 200
    stranger = signed_in(factories.a_user())
    assert stranger.get(f"/projects/{project.id}/timeline").status_code == 404


def test_a_timeline_is_read_in_two_statements_however_long(
    session: Any, actor_of: Any, count_queries: Any
) -> None:
    project = handed_in(actor_of)
    key = project.id
    one = count_queries(lambda: timeline_of(key))
    for number in range(40):
        questions_row = AuditEvent(
            actor_role="user",
            action="project.reopened",
            subject_kind="projects",
            subject_id=project.id,
            facts={},
        )
        questions_row.at = clock.now() - timedelta(hours=number)
        session.add(questions_row)
    session.flush()
    assert count_queries(lambda: timeline_of(key)) == one == 2
    first, second = timeline_of(project.id), timeline_of(project.id, page=2)
    assert (len(first), first.pages, len(second)) == (25, 2, first.total - 25)
    assert first.items[-1].at >= second.items[0].at


def test_an_unknown_project_has_no_timeline(session: Any, actor_of: Any, signed_in: SignedIn) -> None:
    from contest.kernel.columns import new_id

    assert (
        signed_in(factories.a_user(Role.ORGANISER)).get(f"/projects/{new_id()}/timeline").status_code == 404
    )
    with pytest.raises(NotFound):
        projects.submit(actor=SYSTEM, project_id=new_id())


def test_a_withdrawal_is_told_once_with_its_reason_and_an_old_one_by_its_moment(
    session: Any, actor_of: Any
) -> None:
    leader = factories.a_user(name="林溪")
    project = handed_in(actor_of, leader)
    projects.withdraw(actor=actor_of(leader), project_id=project.id, reason="团队解散")
    (line,) = (line for line in timeline_of(project.id) if line.what is Happening.WITHDRAWN)
    assert (line.facts["reason"], line.by.zh) == ("团队解散", "林溪")
    session.query(Withdrawal).delete()
    session.flush()
    assert kinds(project).count(Happening.WITHDRAWN) == 1


def test_offers_of_direct_slots_are_told_with_what_became_of_them(session: Any, actor_of: Any) -> None:
    project = handed_in(actor_of)
    now, base = clock.now(), factories.a_base()
    factories.a_slot_year(base)
    nomination = factories.a_nomination(base, project)
    nomination.state = NominationState.CONFIRMED
    nomination.created_at, nomination.answered_at = now - timedelta(days=2), now - timedelta(days=1)
    nomination.decided_at = now
    session.flush()
    moves = [line.facts.get("move") for line in timeline_of(project.id) if "base" in line.facts]
    assert moves == ["confirm", "accept", None]

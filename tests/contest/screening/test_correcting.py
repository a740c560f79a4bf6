"""What handing in again, a return and an update between rounds open, and for how long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from contest.entries import queries as entry_queries
from contest.entries.models import Entry
from contest.entries.services import advance
from contest.kernel.access import SYSTEM, Actor
from contest.projects import services as project_services
from contest.projects.domain.editing import Basis, PartNotOpen
from contest.projects.models import Project
from contest.projects.queries import find_submission
from contest.screening import queries
from contest.screening.domain import (
    CaseState,
    DecisionKind,
    DecisionRefused,
    MarkState,
    Stand,
)
from contest.screening.models import ScreeningCase, ScreeningDecision
from contest.seasons.domain import SeasonState, StageCode, WindowClosed
from contest.seasons.models import Season, Stage
from tests.contest.screening.cases import (
    an_entry,
    answer_all,
    change_plan,
    decide,
    leader_of,
)
from tests.factories.screening import close_submissions


def save(leader: Actor, entry: Entry, path: str, text: str, session: Any) -> None:
    version = session.get_one(Project, entry.subject_id).version
    project_services.save_fields(
        actor=leader, project_id=entry.subject_id, values={path: text}, version=version
    )


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

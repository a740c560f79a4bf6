"""`flask demo seed`: a season to look at, made the same way every time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from contest.accounts.models import User
from contest.announcements.models import Announcement
from contest.bases.models import BaseSlot
from contest.channels.models import ProjectClaim, Referral
from contest.demo.world import SIZES
from contest.entries.models import Entry
from contest.entry_forms.defaults import DEFAULT
from contest.entry_forms.domain.values import parse
from contest.kernel.access import SYSTEM
from contest.kernel.clock import SHANGHAI
from contest.kernel.db import db, side_sessions
from contest.nominations.domain import HOLDING, NominationState
from contest.nominations.models import Nomination
from contest.notices.models import Notice
from contest.pool.domain import Way
from contest.pool.queries import open_projects
from contest.projects.domain import ProjectState
from contest.projects.domain.completeness import requirements, unmet
from contest.projects.domain.eligibility import facts_of
from contest.projects.domain.receipt import digest
from contest.projects.models import Project, Submission
from contest.questions.domain import QuestionState
from contest.questions.models import Question
from contest.seasons.domain import StageCode, evaluate
from contest.seasons.models import Season
from contest.seasons.queries import rulebook
from contest.standings.models import Standing
from judging.conflicts.models import ConflictWaiver
from judging.conflicts.queries import conflicts_of_round
from judging.live.queries import board, find_stage
from judging.panels.models import Assignment
from judging.panels.states import AssignmentState
from judging.rounds.domain import PeerScores, RoundMode, RoundState
from judging.rounds.models import Round
from judging.rounds.queries import get_round
from judging.scoring.domain import loaded
from judging.scoring.models import ScoreSheet, ScoreSheetVersion
from matching.demo.twins import SECOND_NAMES
from matching.profiles.models import Deal, MatchProfile
from tests.conftest import truncate

TINY = SIZES["tiny"]


def seeded(app: Flask, *options: str) -> Any:
    return app.test_cli_runner().invoke(args=["demo", "seed", "--size", "tiny", *options])


@pytest.fixture(scope="module")
def season(app: Flask) -> Iterator[Flask]:
    """A tiny demonstration, made once for this module by the command itself."""
    with app.app_context():
        side_sessions.configure(bind=db.engine, join_transaction_mode="conditional_savepoint")
        result = seeded(app)
        assert result.exit_code == 0, result.output
        yield app
        db.session.remove()
        truncate()


def count(table: Any, *conditions: Any) -> int:
    return db.session.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one()


def open_round() -> Round:
    running = (Round.state == RoundState.OPEN, Round.stage_code == StageCode.SECOND_ROUND)
    return db.session.execute(select(Round).where(*running)).scalar_one()


def season_of(year: int) -> Season:
    return db.session.execute(select(Season).where(Season.year == year)).scalar_one()


def years() -> tuple[int, int]:
    last, this = db.session.execute(select(Season.year).order_by(Season.year)).scalars()
    return last, this


def test_as_much_is_made_as_the_size_says(season: Flask) -> None:
    this = season_of(years()[1]).id
    in_state = {
        state: count(Project, Project.season_id == this, Project.state == state) for state in ProjectState
    }
    assert in_state == {
        ProjectState.SUBMITTED: 40,
        ProjectState.DRAFT: TINY.drafts,
        ProjectState.WITHDRAWN: TINY.withdrawn,
    }
    assert count(Entry, Entry.season_id == this, Entry.stage_code == StageCode.SECOND_ROUND) == TINY.judged
    assert count(Entry, Entry.season_id != this, Entry.stage_code == StageCode.FINAL) == TINY.winners
    matched = (MatchProfile.kind == "investor", MatchProfile.kind == "mentor")
    assert [count(MatchProfile, condition) for condition in matched] == [
        TINY.investors + SECOND_NAMES,
        TINY.mentors,
    ]
    assert count(Deal) > TINY.investors


def test_last_year_has_as_many_winners_as_the_size_says(season: Flask) -> None:
    last = season_of(years()[0])
    won = select(func.count(Standing.subject_id.distinct())).where(
        Standing.season_id == last.id, Standing.matchable, Standing.final_from < func.now()
    )
    assert db.session.execute(won).scalar_one() == TINY.winners
    assert 0 < len(open_projects(last.id, ways=(Way.WON,))) <= TINY.winners


def test_what_was_handed_in_is_complete_valid_and_proved_by_its_digest(season: Flask) -> None:
    rows = db.session.execute(
        select(Submission, Project).join(Project, Project.id == Submission.project_id)
    ).all()
    assert len(rows) == 40 + TINY.withdrawn + TINY.semifinal
    books = {key: rulebook(key) for key in db.session.execute(select(Season.id)).scalars()}
    for submission, project in rows:
        assert submission.digest == digest(submission.content)
        fields = submission.content["fields"]
        assert (
            unmet(requirements(DEFAULT, fields, {file["kind"] for file in submission.content["files"]})) == ()
        )
        assert fields["name"] == project.name.as_dict()
        members = len(submission.content["team"]["members"])
        facts = facts_of(fields, members=members, as_of=submission.submitted_at.astimezone(SHANGHAI).date())
        assert [
            check.code for check in evaluate(books[project.season_id].checks(), facts) if check.blocks
        ] == []
        for spec in DEFAULT.stored:
            if spec.bilingual:
                for language in ("zh", "en"):
                    given = fields[spec.code][language]
                    assert parse(spec, f"{spec.code}.{language}", given, ()) == given


def test_every_plan_can_be_opened(season: Flask) -> None:
    from pypdf import PdfReader

    keys = db.session.execute(text("SELECT DISTINCT storage_key FROM project_files")).scalars().all()
    assert 0 < len(keys) <= 6
    for key in keys:
        with season.extensions["storage"].open(key) as stream:
            assert "Business plan" in PdfReader(stream).pages[0].extract_text()


def test_nobody_judges_an_entry_they_are_in_conflict_with(season: Flask) -> None:
    for round_ in db.session.execute(select(Round)).scalars():
        pairs = db.session.execute(
            select(Assignment.judge_id, Assignment.entry_id).where(Assignment.round_id == round_.id)
        ).all()
        assert pairs
        assert {tuple(pair) for pair in pairs}.isdisjoint(conflicts_of_round(round_.id))
    assert conflicts_of_round(open_round().id)


def test_totals_follow_from_the_marks_and_every_sheet_keeps_its_versions(season: Flask) -> None:
    for round_ in db.session.execute(select(Round)).scalars():
        judged = get_round(SYSTEM, round_.id)
        assert judged.variants, "the seed group has a rubric of its own"
        rows = db.session.execute(
            select(ScoreSheet, Entry.track_code, Entry.group_code)
            .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
            .join(Entry, Entry.id == Assignment.entry_id)
            .where(ScoreSheet.round_id == round_.id)
        )
        for sheet, track, group in rows:
            rubric = judged.rubric_for(track, group)
            marks = loaded(sheet.marks)
            assert rubric.mark_errors(marks, complete=sheet.submitted_at is not None) == []
            assert sheet.total == (rubric.total(marks) if sheet.submitted_at else None)
    last = select(ScoreSheetVersion.assignment_id, func.max(ScoreSheetVersion.version).label("version"))
    rows = db.session.execute(last.group_by(ScoreSheetVersion.assignment_id))
    kept = {row.assignment_id: row.version for row in rows}
    assert kept == {s.assignment_id: s.version for s in db.session.execute(select(ScoreSheet)).scalars()}


def test_the_open_round_is_half_way(season: Flask) -> None:
    round_ = open_round()
    standing = (Assignment.round_id == round_.id, Assignment.state == AssignmentState.ASSIGNED)
    finished = count(ScoreSheet, ScoreSheet.round_id == round_.id, ScoreSheet.submitted_at.is_not(None))
    assert 0.35 < finished / count(Assignment, *standing) < 0.85
    assert count(ScoreSheet, ScoreSheet.round_id == round_.id, ScoreSheet.submitted_at.is_(None)) > 0
    assert count(Assignment, Assignment.state == AssignmentState.RECUSED) == 2


def test_a_blind_round_a_stage_a_waiver_and_feedback_are_there_to_try(season: Flask) -> None:
    blind, live = (
        db.session.execute(
            select(Round).where(Round.state == RoundState.OPEN, Round.stage_code == stage)
        ).scalar_one()
        for stage in (StageCode.SEMIFINAL, StageCode.FINAL)
    )
    assert (blind.blind, blind.peer_scores, live.mode) == (True, PeerScores.AFTER_OWN, RoundMode.LIVE)
    stage = find_stage(get_round(SYSTEM, live.id))
    assert stage is not None
    assert (len(stage.draws), stage.watched, len(stage.waiting)) == (1, True, len(stage.pitches) - 2)
    assert stage.up_next is not None
    assert len(board(get_round(SYSTEM, live.id), stage)) == 2
    signed = db.session.execute(select(ConflictWaiver)).scalars().all()
    assert sorted(row.confirmed_at is not None for row in signed) == [False, True]
    assert all(row.proposed_by != row.confirmed_by for row in signed)
    last = db.session.execute(select(Round).where(Round.state == RoundState.PUBLISHED)).scalars().all()
    assert {row.feedback["when"] for row in last} == {"published"}


def test_a_base_has_two_slots_and_nominations_are_in_every_usual_state(season: Flask) -> None:
    held = db.session.execute(
        select(func.count()).where(Nomination.state.in_(HOLDING)).group_by(Nomination.base_id)
    ).scalars()
    assert max(held) <= 2
    assert set(db.session.execute(select(BaseSlot.number)).scalars()) == {1, 2}
    states = set(db.session.execute(select(Nomination.state)).scalars())
    assert states == set(NominationState) - {NominationState.REFUSED_SLOT_KEPT}


def test_ranks_agree_with_who_went_on(season: Flask) -> None:
    for stage in (StageCode.SCREENING, StageCode.PRELIMINARY):
        by_track: dict[str, list[Standing]] = {}
        for row in db.session.execute(select(Standing).where(Standing.stage_code == stage)).scalars():
            by_track.setdefault(row.track_code, []).append(row)
        for rows in by_track.values():
            out = [row.score or Decimal(0) for row in rows if row.outcome == "not_advanced"]
            on = [row.score or Decimal(0) for row in rows if row.outcome == "advanced"]
            assert not out or not on or max(out) <= min(on)


DESKS = {
    "entrepreneur": "/projects",
    "judge": "/judging/desk",
    "base": "/nominations",
    "investor": "/candidates",
    "mentor": "/matching/profiles",
    "office": "/office/projects",
    "officer": "/rounds",
    "auditor": "/audit",
}


def accounts(app: Flask) -> list[dict[str, str]]:
    result = app.test_cli_runner().invoke(args=["demo", "accounts", "--json"])
    found: list[dict[str, str]] = json.loads(result.stdout)["accounts"]
    return found


def test_every_role_can_sign_in_and_work(season: Flask) -> None:
    found = accounts(season)
    assert list(dict.fromkeys(account["role"] for account in found)) == list(DESKS)
    assert all(set(account) == {"role", "email", "password", "token"} for account in found)
    for role, desk in DESKS.items():
        account = next(account for account in found if account["role"] == role)
        client: FlaskClient = season.test_client()
        data = {"email": account["email"], "password": account["password"]}
        assert client.post("/account/sign-in", data=data).status_code == 303
        for page in ("/desk", desk):
            assert client.get(page, follow_redirects=True).status_code == 200, f"{role}: {page}"


def test_the_first_accounts_have_something_to_do(season: Flask) -> None:
    first = {}
    for account in accounts(season):
        first.setdefault(account["role"], []).append({"Authorization": f"Bearer {account['token']}"})
    client = season.test_client()
    judge = client.get("/api/v1/judging/assignments", headers=first["judge"][0]).json["items"]
    assert any(item["state"] != "submitted" for item in judge)
    taken = []
    for headers in first["base"][:2]:
        base = client.get("/api/v1/bases", headers=headers).json["items"][0]
        taken.append(client.get(f"/api/v1/bases/{base['id']}/slots", headers=headers).json["taken"])
    assert taken == [0, 1]
    second = (
        select(Project.id)
        .join(User, User.id == Project.leader_id)
        .where(User.email.startswith("entrepreneur2@"))
    )
    nominated = select(Nomination.state).where(Nomination.project_id.in_(second))
    assert db.session.execute(nominated).scalars().all() == [NominationState.PROPOSED]
    leader = db.session.execute(
        select(User.id).order_by(User.email).where(User.email.startswith("entre")).limit(1)
    )
    own = select(Project.id).where(
        Project.leader_id == leader.scalar_one(), Project.state == ProjectState.SUBMITTED
    )
    assert db.session.execute(own).scalars().all()
    last = season_of(years()[0])
    assert set(db.session.execute(own.where(Project.season_id == last.id)).scalars()) <= set(
        open_projects(last.id, ways=(Way.WON,))
    )


def test_a_database_with_people_is_left_alone(season: Flask) -> None:
    before = count(User)
    refused, skipped = seeded(season), seeded(season, "--if-empty")
    assert (refused.exit_code, skipped.exit_code) == (1, 0)
    assert skipped.stdout.strip() == "already seeded"
    assert count(User) == before


def test_teams_asked_the_office_told_and_some_came_through_partners_and_bases(season: Flask) -> None:
    with season.app_context():
        states = set(db.session.execute(select(Question.state)).scalars())
        assert states == set(QuestionState)
        sent = db.session.execute(select(Announcement.sent_at.is_not(None), func.count()).group_by(text("1")))
        assert dict(sent.all()) == {True: 2, False: 1}
        claimed = db.session.execute(select(ProjectClaim.claimed_at.is_not(None)).distinct()).scalars()
        assert set(claimed) == {True, False}, "some took over, some wait"
        assert db.session.execute(select(func.count(Referral.id))).scalar_one() > 0
        told = db.session.execute(select(Notice.link).where(Notice.code == "announcement.sent").distinct())
        assert len(told.all()) == 2


def test_teams_in_the_second_round_were_told_what_it_was_open_for(season: Flask) -> None:
    with season.app_context():
        entered = count(
            Entry, Entry.stage_code == StageCode.SECOND_ROUND, Entry.season_id == season_of(years()[1]).id
        )
        told = select(Notice.params).where(Notice.code == "project.stage_open")
        params = list(db.session.execute(told).scalars())
    assert len(params) == entered > 0
    assert {len(one["parts"]) for one in params} == {2}

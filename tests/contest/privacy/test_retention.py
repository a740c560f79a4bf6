"""What goes by itself when it has been kept long enough."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from contest.accounts.models import BrowserSession
from contest.channels.models import ProjectClaim
from contest.documents.models import DocumentText
from contest.embeddings.models import TextVector
from contest.exports.queries import get_export
from contest.kernel import clock
from contest.kernel.audit import AuditEvent
from contest.kernel.columns import new_id
from contest.kernel.db import transaction
from contest.kernel.errors import NotFound
from contest.mail.models import Letter
from contest.notices.models import Notice
from contest.permissions import Role
from contest.privacy import services
from contest.privacy.asked import KIND
from contest.privacy.tasks import erase_files
from contest.projects.models import FieldSave, Project, Submission, Waiver, Withdrawal
from contest.questions.models import Question, QuestionMessage
from contest.screening.models import ProjectTransfer
from judging.conflicts.domain import About
from judging.conflicts.models import ConflictWaiver, RecusalRequest
from judging.objections.models import Objection, ObjectionFile
from judging.scoring.models import Redaction, Reopening, ScoreSheet, ScoreSheetVersion
from tests import factories
from tests.contest.privacy.copies import asked_for, make
from tests.erasures import erase, erasures


def ended(session: Any) -> dict[str, int]:
    """End what is kept too long, and do the jobs that are left to do once that stands."""
    done = services.end_retention()
    erase(session)
    return done


def archived_for(session: Any, season: Any, *, years: int) -> None:
    """Have the log say since when a season is archived."""
    session.add(
        AuditEvent(
            actor_role="",
            action="season.state_changed",
            subject_kind="seasons",
            subject_id=season.id,
            facts={"after": "archived"},
            at=clock.now() - timedelta(days=365 * years + 2),
        )
    )
    session.flush()


def an_objection(session: Any, season: Any, *keys: str) -> Objection:
    """An objection to an entry of the season, with a file of evidence for each storage key."""
    entry = factories.an_entry(factories.a_ready_project(season))
    made = Objection(
        id=new_id(),
        round_id=factories.a_round(season).id,
        number=1,
        entry_id=entry.id,
        objector_id=factories.a_user().id,
        name="李某",
        contact="13912345678",
        grounds="材料不实",
        digest="d" * 64,
        filed_at=clock.now(),
    )
    session.add(made)
    session.flush()
    kind = {"filename": "证据.pdf", "content_type": "application/pdf", "size": 9}
    files = [
        ObjectionFile(id=new_id(), objection_id=made.id, sha256=key, storage_key=key, **kind) for key in keys
    ]
    session.add_all(files)
    session.flush()
    return made


def test_an_expired_copy_and_old_letters_go_and_newer_ones_stay(
    app: Flask, session: Any, actor_of: Any
) -> None:
    storage, person = app.extensions["storage"], factories.a_user()
    made = asked_for(actor_of(person))
    make(made)
    key, made_id = made.storage_key, made.id
    assert key is not None
    session.query(Letter).delete()
    for days in (10, 400):
        letter = Letter(recipient="a@example.com", locale="zh", template="x", params={})
        letter.created_at = clock.now() - timedelta(days=days)
        session.add(letter)
    session.flush()
    assert ended(session)["letters"] == 1
    assert storage.exists(key)
    made.expires_at = clock.now() - timedelta(minutes=1)
    session.flush()
    assert ended(session)["exports"] == 1
    assert not storage.exists(key)
    with pytest.raises(NotFound):
        get_export(actor_of(person), KIND.name, made_id)


def test_years_after_archiving_texts_files_and_people_go_and_digests_stay(app: Flask, session: Any) -> None:
    storage, season, running = app.extensions["storage"], factories.a_season(), factories.a_season()
    old, shared = (storage.put(factories.a_pdf(word), max_bytes=1000).key for word in ("旧", "共用"))
    project = factories.a_ready_project(season)
    kept = factories.a_ready_project(running)
    factories.a_plan(project, storage_key=old, sha256=old)
    for owner in (project, kept):
        factories.a_plan(owner, storage_key=shared, sha256=shared)
    handed_in = Submission(
        project_id=project.id,
        revision=1,
        submitted_at=clock.now(),
        digest="d" * 64,
        content={"fields": {"a": 1}},
    )
    season.state, season.rules = "archived", {**season.rules, "retention_years": 5}
    session.add(handed_in)
    session.add(FieldSave(project_id=project.id, field="problem.zh", version=2, before="旧", value="新"))
    session.add(ProjectClaim(project_id=project.id, email="a@example.com", sent_at=clock.now()))
    question = Question(id=new_id(), project_id=project.id, subject="关于资质")
    session.add(question)
    session.flush()
    session.add(QuestionMessage(question_id=question.id, from_office=False, body="我的电话是"))
    for key in (old, shared):
        session.add(DocumentText(sha256=key, storage_key=key, content_type="application/pdf"))
    archived_for(session, season, years=4)
    assert ended(session)["projects"] == 0
    season.rules = {**season.rules, "retention_years": 3}
    session.flush()
    assert ended(session)["projects"] == 1
    session.expire_all()
    assert (storage.exists(old), storage.exists(shared)) == (False, True)
    assert [text.sha256 for text in session.query(DocumentText)] == [shared], "the text goes with the file"
    assert session.query(QuestionMessage).one().body == session.query(Question).one().subject == ""
    assert session.query(ProjectClaim).one().email == ""
    erased = session.query(FieldSave).one()
    assert (erased.field, erased.before, erased.value) == ("problem.zh", None, None)
    running.state = "archived"
    archived_for(session, running, years=4)
    assert ended(session)["projects"] == 1
    assert not storage.exists(shared), "erased with the last project that had it"
    assert (handed_in.content, handed_in.digest) == ({}, "d" * 64)
    assert session.get(Project, project.id).erased_at is not None
    assert ended(session)["projects"] == 0
    with pytest.raises(DBAPIError, match="never changed"), session.begin_nested():
        session.execute(text("UPDATE project_submissions SET revision = 2"))


def test_a_file_is_lost_neither_by_a_night_that_fails_nor_by_one_that_ends_between(
    app: Flask, session: Any
) -> None:
    storage, season = app.extensions["storage"], factories.a_season()
    key = storage.put(factories.a_pdf("要删除的"), max_bytes=1000).key
    project = factories.a_ready_project(season)
    factories.a_plan(project, storage_key=key, sha256=key)
    season.state = "archived"
    archived_for(session, season, years=4)
    session.commit()

    @transaction()
    def a_night_that_fails() -> None:
        assert services.end_retention()["projects"] == 1
        session.flush()
        raise RuntimeError("no room on the disk for the commit")

    with pytest.raises(RuntimeError, match="no room"):
        a_night_that_fails()
    assert (storage.exists(key), erasures(session)) == (True, [])
    assert session.get(Project, project.id, populate_existing=True).erased_at is None, (
        "the row lives, and its file"
    )
    with transaction():
        services.end_retention()
    assert storage.exists(key), "until the job has run"
    (left,) = erasures(session)
    with transaction():
        erase_files(**left)
    assert not storage.exists(key)
    with transaction():
        erase_files(**left)  # a worker that was killed has it done again


def test_a_file_that_was_handed_in_again_meanwhile_is_not_erased(app: Flask, session: Any) -> None:
    storage, season, running = app.extensions["storage"], factories.a_season(), factories.a_season()
    key = storage.put(factories.a_pdf("又交了一次"), max_bytes=1000).key
    factories.a_plan(factories.a_ready_project(season), storage_key=key, sha256=key)
    season.state = "archived"
    archived_for(session, season, years=4)
    services.end_retention()
    factories.a_plan(factories.a_ready_project(running), storage_key=key, sha256=key)
    session.flush()
    (left,) = erasures(session)
    erase_files(**left)
    assert storage.exists(key)


def test_what_people_typed_about_projects_goes_with_them_and_its_meaning_too(
    app: Flask, session: Any
) -> None:
    season, running = factories.a_season(), factories.a_season()
    gone, kept = (factories.a_ready_project(one) for one in (season, running))
    for project in (gone, kept):
        vector = {"kind": "entry", "model": "m", "content_hash": "h", "embedding": [0.5]}
        session.add_all(
            [
                TextVector(subject_id=project.id, **vector),
                Withdrawal(
                    project_id=project.id, reason="家里的事", after_deadline=True, withdrawn_at=clock.now()
                ),
                Waiver(project_id=project.id, rule_code="company_age", reason="当面说明"),
                ProjectTransfer(project_id=project.id, changes={}, reason="改到外地"),
            ]
        )
    season.state = "archived"
    archived_for(session, season, years=4)
    ended(session)
    session.expire_all()
    for table in (Withdrawal, Waiver, ProjectTransfer):
        said = {row.project_id: bool(row.reason) for row in session.query(table)}
        assert said == {gone.id: False, kept.id: True}, table.__tablename__
    assert [row.subject_id for row in session.query(TextVector)] == [kept.id]


def test_what_was_typed_while_judging_and_after_goes_and_marks_stay(app: Flask, session: Any) -> None:
    season = factories.a_season()
    judged = factories.a_round(season)
    project = factories.a_ready_project(season)
    entry = factories.an_entry(project)
    judge = factories.a_judge(judged, factories.a_user(Role.JUDGE))
    assignment = factories.an_assignment(judged, judge, entry)
    noted = {"assignment_id": assignment.id, "marks": {"team": "70"}, "notes": {"team": "王老师很强"}}
    one, two = factories.a_user(), factories.a_user()
    waiver = {"round_id": judged.id, "judge_id": judge.id, "entry_id": entry.id, "proposed_by": one.id}
    session.add_all(
        [
            ScoreSheet(round_id=judged.id, version=1, **noted),
            ScoreSheetVersion(id=new_id(), version=1, comment="", submitted=False, **noted),
            Objection(
                id=new_id(),
                round_id=judged.id,
                number=1,
                entry_id=entry.id,
                objector_id=one.id,
                name="李某",
                contact="13912345678",
                grounds="材料不实",
                digest="d" * 64,
                filed_at=clock.now(),
            ),
            Redaction(id=new_id(), entry_id=entry.id, text="王老师"),
            Reopening(id=new_id(), assignment_id=assignment.id, reason="手误", asked_by=one.id),
            ConflictWaiver(id=new_id(), kinds=["investment"], reason="缺人", statement="持股", **waiver),
            RecusalRequest(
                id=new_id(),
                project_id=project.id,
                about=About.PERSON,
                name="李某",
                reason="旧怨",
                asked_by=two.id,
            ),
        ]
    )
    season.state = "archived"
    archived_for(session, season, years=4)
    ended(session)
    session.expire_all()
    for table in (ScoreSheet, ScoreSheetVersion):
        row = session.query(table).one()
        assert (row.marks, row.notes) == ({"team": "70"}, {}), table.__tablename__
    assert session.query(Redaction).count() == 0
    assert session.query(Reopening).one().reason == ""
    objected = session.query(Objection).one()
    assert (objected.name, objected.contact, objected.grounds) == ("—", "", "—")
    signed, asked = session.query(ConflictWaiver).one(), session.query(RecusalRequest).one()
    assert (signed.reason, signed.statement, asked.name, asked.reason) == ("—", "—", "", "")


def test_evidence_of_objections_goes_with_the_season_unless_something_kept_has_the_same_file(
    app: Flask, session: Any
) -> None:
    storage, old, running = app.extensions["storage"], factories.a_season(), factories.a_season()
    alone, shared, planned = (
        storage.put(factories.a_pdf(word), max_bytes=1000).key for word in ("独有", "两案共用", "也是计划书")
    )
    an_objection(session, old, alone, shared, planned)
    there = an_objection(session, running, shared)
    factories.a_plan(factories.a_ready_project(running), storage_key=planned, sha256=planned)
    old.state = "archived"
    archived_for(session, old, years=4)
    ended(session)
    session.expire_all()
    assert [storage.exists(key) for key in (alone, shared, planned)] == [False, True, True]
    assert [file.objection_id for file in session.query(ObjectionFile)] == [there.id]
    running.state = "archived"
    archived_for(session, running, years=4)
    ended(session)
    assert [storage.exists(key) for key in (shared, planned)] == [False, False]


def test_old_notices_and_old_sessions_go_and_newer_ones_stay(app: Flask, session: Any) -> None:
    person = factories.a_user()
    for days in (10, 400):
        moment = clock.now() - timedelta(days=days)
        told = Notice(id=new_id(), user_id=person.id, code="x", params={"reason": "…"}, once_key=str(days))
        told.created_at = moment
        session.add_all([told, BrowserSession(user_id=person.id, begun_at=moment)])
    session.flush()
    done = ended(session)
    assert (done["notices"], done["sessions"]) == (1, 1)

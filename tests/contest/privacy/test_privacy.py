"""One's own data: shown, taken along, erased; and what must remain remains under no name."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from contest.accounts.domain import CodePurpose
from contest.accounts.models import BrowserSession, OneTimeCode, User, UserEmail, UserPhone
from contest.channels.models import ProjectClaim
from contest.consents.domain import Purpose
from contest.consents.models import Consent
from contest.consents.queries import consents_of, find_latest
from contest.consents.services import record_consent
from contest.documents.models import DocumentText
from contest.embeddings.models import TextVector
from contest.kernel import clock
from contest.kernel.audit import AuditEvent
from contest.kernel.columns import new_id
from contest.kernel.db import Base, transaction
from contest.kernel.errors import Invalid, NotFound
from contest.kernel.holdings import Erasure, register
from contest.mail.models import Letter
from contest.notices.models import Notice
from contest.permissions import Role
from contest.privacy import queries, services
from contest.privacy.domain import AccountInUse
from contest.privacy.tasks import erase_files
from contest.projects.models import Answer, FieldSave, Project, Submission, Waiver, Withdrawal
from contest.questions.models import Question, QuestionMessage
from contest.screening.models import ProjectTransfer
from contest.texting.domain import Carrier
from contest.texting.models import TextMessage
from judging.conflicts.domain import About
from judging.conflicts.models import ConflictWaiver, RecusalRequest
from judging.objections.models import Objection, ObjectionFile
from judging.scoring.models import Redaction, Reopening, ScoreSheet, ScoreSheetVersion
from tests import factories
from tests.erasures import erase, erasures

SignedIn = Callable[..., Any]


def test_every_table_with_rows_of_a_person_is_in_the_register(app: Flask) -> None:
    """A column called user_id says whose row it is: such a table is declared, or the law is not kept."""
    declared = {holding.table for holding in register.holdings}
    of_people = {
        table.name
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name == "user_id" and any(key.column.table.name == "users" for key in column.foreign_keys)
    }
    passing = {"data_exports"}  # gone within days
    assert of_people - declared - passing == set()
    by_address_or_hand = {
        "field_history", "import_runs", "late_codes", "letters", "organisation_invitations", "project_claims",
        "question_messages", "questions", "screening_decisions", "screening_marks", "team_invitations",
        "text_messages", "uploads",
    }  # fmt: skip
    assert by_address_or_hand - declared == set()


def test_the_register_speaks_of_columns_that_exist_and_says_why_it_keeps(app: Flask, session: Any) -> None:
    person = factories.a_user()
    for holding in register.holdings:
        table = Base.metadata.tables[holding.table]
        assert set(holding.columns) | set(holding.blank) <= set(table.columns.keys()), holding.table
        assert (holding.erasure is Erasure.KEEP) == (holding.because is not None), holding.table
    queries.held_about(person.id)
    assert queries.obstacles_of(person.id) == []


def test_a_copy_holds_the_data_and_the_files_and_a_notice_says_so(
    app: Flask, session: Any, actor_of: Any, signed_in: SignedIn
) -> None:
    person = factories.a_user(name="林溪")
    storage = app.extensions["storage"]
    project = factories.a_project(factories.a_season(), factories.a_team(person))
    stored = storage.put(factories.a_pdf("的计划"), max_bytes=1000)
    factories.a_plan(project, storage_key=stored.key, sha256=stored.sha256)
    made = services.request_export(actor=actor_of(person))
    assert services.request_export(actor=actor_of(person)).id == made.id
    services.make_export(export_id=made.id, storage=storage, labels={"users": "账户"})
    session.refresh(made)
    browser = signed_in(person)
    assert session.query(Notice).filter_by(user_id=person.id).one().code == "privacy.export_ready"
    answer = browser.post(f"/account/data/exports/{made.id}")
    with zipfile.ZipFile(BytesIO(answer.data)) as archive:
        assert archive.namelist() == ["data.json", "files/001-商业计划书.pdf"]
        data = json.loads(archive.read("data.json"))["data"]
    assert data["users"]["about"] == "账户"
    assert data["users"]["rows"][0]["name"] == "林溪"
    assert data["projects"]["rows"][0]["name"] == project.name.as_dict()
    other = signed_in(factories.a_user())
    assert other.post(f"/account/data/exports/{made.id}").status_code == 404


def test_an_expired_copy_and_old_letters_go_and_newer_ones_stay(
    app: Flask, session: Any, actor_of: Any
) -> None:
    storage, person = app.extensions["storage"], factories.a_user()
    made = services.request_export(actor=actor_of(person))
    services.make_export(export_id=made.id, storage=storage, labels={})
    key = made.storage_key
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
        queries.get_export(person.id, made.id)


def test_a_closed_account_names_nobody_and_leaves_what_others_need(
    session: Any, actor_of: Any, signed_in: SignedIn
) -> None:
    person, leader = factories.a_user(email="gone@example.com", name="林溪"), factories.a_user()
    team = factories.a_team(leader)
    factories.a_member(team, person)
    record_consent(user_id=person.id, purpose=Purpose.ACCOUNT, given=True)
    browser = signed_in(person)
    page = browser.post("/account/data/close", data={"password": "wrong wrong wrong", "sure": "y"})
    assert page.status_code == 422
    answer = browser.post("/account/data/close", data={"password": factories.PASSWORD, "sure": "y"})
    assert answer.status_code == 303
    session.expire_all()
    closed = session.get(User, person.id)
    assert (closed.name, closed.phone, closed.closed_at is not None) == ("已注销用户", "", True)
    assert "gone@example.com" not in (closed.email, closed.name)
    assert browser.get("/account/data").status_code == 303, "signed out"
    assert [consent.purpose for consent in consents_of(person.id)] == [Purpose.ACCOUNT]
    held = {held.holding.table for held in queries.held_about(person.id)}
    assert held <= {"users", "consents", "audit_events"}
    assert session.get(type(team), team.id) is not None


def a_letter(recipient: str) -> Letter:
    return Letter(recipient=recipient, locale="zh", template="x", params={})


def a_text(once_key: str, recipient: str = "+8613900000000") -> TextMessage:
    return TextMessage(
        carrier=Carrier.SMS,
        recipient=recipient,
        locale="zh",
        template="notice",
        params={},
        once_key=once_key,
    )


def test_noting_somebody_elses_address_shows_and_erases_nothing_of_theirs(
    session: Any, actor_of: Any
) -> None:
    victim = factories.a_user(email="victim@example.com")
    curious = factories.a_user()
    session.add_all(
        [
            UserEmail(user_id=curious.id, email=victim.email),
            a_letter(victim.email),
        ]
    )
    session.flush()
    assert "letters" not in {held.holding.table for held in queries.held_about(curious.id)}
    services.close_account(actor=actor_of(curious), password=factories.PASSWORD)
    assert session.query(Letter).filter_by(recipient=victim.email).count() == 1


def test_what_went_to_further_addresses_and_numbers_goes_with_the_account(
    session: Any, actor_of: Any
) -> None:
    person = factories.a_user()
    project = factories.a_project(factories.a_season())
    further = "further@example.com"
    told = Notice(id=new_id(), user_id=person.id, code="x", params={}, once_key="x")
    session.add_all(
        [
            UserEmail(user_id=person.id, email=further, verified_at=clock.now()),
            told,
            a_text(f"notice:{told.id}:sms"),
            UserPhone(user_id=person.id, number="+8613911112222", verified_at=clock.now()),
            UserPhone(user_id=person.id, number="+8613933334444"),  # only noted, not proved
            a_text("code:1", "+8613911112222"),
            a_text("code:2", "+8613933334444"),
            a_text(f"notice:{new_id()}:sms"),  # somebody else's
            a_letter(further),
            ProjectClaim(project_id=project.id, email=further, sent_at=clock.now()),
            OneTimeCode(
                purpose=CodePurpose.SIGN_IN,
                target="t",
                network="n",
                user_id=person.id,
                expires_at=clock.now(),
            ),
        ]
    )
    session.flush()
    ready = services.request_export(actor=actor_of(person))
    ready.storage_key = "0" * 64
    ready.created_at = clock.now() - timedelta(days=1)
    session.flush()
    waiting = services.request_export(actor=actor_of(person))
    assert waiting.id != ready.id
    services.close_account(actor=actor_of(person), password=factories.PASSWORD)
    session.expire_all()
    assert session.query(Letter).filter_by(recipient=further).count() == 0
    assert session.query(OneTimeCode).count() == 0
    assert {row.recipient for row in session.query(TextMessage)} == {"+8613900000000", "+8613933334444"}
    assert session.query(ProjectClaim).one().email == ""
    (copy,) = queries.exports_of(person.id)
    assert copy.expires_at is not None
    assert copy.expires_at <= clock.now()


def test_who_leads_an_imported_project_in_the_contest_passes_it_on_first(session: Any, actor_of: Any) -> None:
    leader = factories.a_user()
    factories.a_project(factories.a_season(), factories.a_team(leader), submitted=True, external_id="P-1")
    with pytest.raises(AccountInUse) as refused:
        services.close_account(actor=actor_of(leader), password=factories.PASSWORD)
    assert refused.value.params["obstacles"] == ["leads_project"]


def test_a_copy_unpacks_into_its_own_folder_and_holds_every_kind_of_answer(
    app: Flask, session: Any, actor_of: Any
) -> None:
    person, storage = factories.a_user(), app.extensions["storage"]
    project = factories.a_project(factories.a_season(), factories.a_team(person))
    session.add(Answer(project_id=project.id, field="revenue", data={"2025": 3}))
    stored = storage.put(factories.a_pdf("路径"), max_bytes=1000)
    factories.a_plan(project, storage_key=stored.key, sha256=stored.sha256).filename = "../../..\\etc/x.pdf"
    session.flush()
    made = services.request_export(actor=actor_of(person))
    services.make_export(export_id=made.id, storage=storage, labels={})
    assert services.request_export(actor=actor_of(person)).id == made.id, "one in some hours is enough"
    with zipfile.ZipFile(storage.open(made.storage_key or "")) as archive:
        assert archive.namelist() == ["data.json", "files/001-x.pdf"]
        assert json.loads(archive.read("data.json"))["data"]["project_answers"]["rows"][0]["data"] == {
            "2025": 3
        }


def test_who_leads_a_project_in_the_contest_or_holds_an_office_is_told_what_to_do_first(
    session: Any, actor_of: Any
) -> None:
    leader = factories.a_user()
    project = factories.a_project(factories.a_season(), factories.a_team(leader), submitted=True)
    project.leader_id = leader.id
    session.flush()
    officer = factories.a_user(Role.ORGANISER)
    for person, code in ((leader, "leads_project"), (officer, "holds_office")):
        with pytest.raises(AccountInUse) as refused:
            services.close_account(actor=actor_of(person), password=factories.PASSWORD)
        assert refused.value.params["obstacles"] == [code]
    with pytest.raises(Invalid):
        services.close_account(actor=actor_of(factories.a_user()), password="not it, not at all")


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


def test_every_ending_speaks_of_tables_and_columns_that_exist(app: Flask, session: Any) -> None:
    for ending in register.endings:
        columns = set(Base.metadata.tables[ending.table].columns.keys())
        needed = {"sha256", "storage_key"} if ending.files else set()
        assert {*ending.blank, *needed} <= columns, ending.table


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


def test_consents_are_words_that_are_only_added(session: Any) -> None:
    person, project = factories.a_user(), factories.a_project(factories.a_season())
    matching = {"user_id": person.id, "purpose": Purpose.MATCHING, "project_id": project.id}
    said = []
    for given in (True, True, False, True):
        said.append(record_consent(**matching, given=given))
        session.flush()
    assert said == [True, False, True, True]
    assert session.query(Consent).count() == 3
    last = find_latest(person.id, Purpose.MATCHING, project.id)
    assert last is not None
    assert last.given
    with pytest.raises(DBAPIError, match="never changed"), session.begin_nested():
        session.execute(text("UPDATE consents SET given = false"))


def test_the_privacy_notice_and_my_data_are_there_in_both_languages(client: Any, signed_in: SignedIn) -> None:
    assert "个人信息保护说明" in client.get("/privacy").text
    browser = signed_in(factories.a_user(locale="en"))
    assert "What is held about me" in browser.get("/account/data").text

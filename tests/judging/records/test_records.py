"""Records of a round: every sheet and all an auditor asks for, never what their reader is tied to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from contest.exports import services
from contest.exports.models import Export
from contest.exports.tasks import make
from contest.kernel import clock
from contest.kernel.audit import AuditEvent
from contest.kernel.columns import new_id
from contest.kernel.errors import Forbidden, NotFound
from contest.notices.models import Notice
from contest.permissions import Role
from contest.seasons.models import Season
from judging.panels.states import AssignmentState
from judging.ranking.services import calibrate
from judging.records.asked import KIND
from judging.records.domain import RecordBeyondRole, RecordKind, RecordOutdated
from judging.rounds.domain import RoundState
from judging.rounds.models import Round
from judging.scoring.domain import ReopeningState
from judging.scoring.models import Reopening, ScoreSheet
from tests import factories
from tests.erasures import erase

Book = dict[str, list[list[Any]]]
SignedIn = Callable[..., Any]


def a_field(entries: int = 3, *, track: str = "life_health", **more: Any) -> Round:
    """A round over so many entries with two sheets each, with a comment and a note on the first criterion."""
    season = factories.a_season()
    round_ = factories.a_round(season, **more)
    for place in range(entries):
        project = factories.a_project(
            season, submitted=True, track_code=track, zone_code=round_.zone_code or "city"
        )
        entry = factories.an_entry(project)
        for judge in range(2):
            sheet = factories.a_sheet(round_, entry, 80 + place - 3 * judge)
            sheet.comment, sheet.notes = "=SUM(1)", {"innovation": f"想法很新 {place}"}
    return round_


def book_of(app: Any, session: Any, round_: Round, person: Any, kind: RecordKind = RecordKind.SHEETS) -> Book:
    """Return the sheets of a record as the worker makes it for a person, in English."""
    wanted = {"kind": kind}
    row = Export(
        id=new_id(), kind=KIND.name, asked_by=person.id, about=round_.id, locale="en", wanted=wanted, kept={}
    )
    session.add(row)
    session.flush()
    make(str(row.id))
    session.refresh(row)
    content = app.extensions["storage"].open(row.storage_key).read()
    found = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: found.get_sheet_by_name(name).to_python() for name in found.sheet_names}


def asked(actor: Any, round_: Round, kind: RecordKind = RecordKind.SHEETS) -> Export:
    return services.ask(actor=actor, kind=KIND, about=round_.id, locale="en", wanted={"kind": kind})


def fetched(actor: Any, row: Export) -> Any:
    return services.fetch(actor=actor, kind=KIND, export_id=row.id)


def rows_of(book: Book, name: str = "Score sheets") -> list[dict[str, Any]]:
    titles, *rows = book[name]
    return [dict(zip(titles, row, strict=True)) for row in rows]


def test_every_sheet_is_there_with_each_criterion_total_and_comment(app: Any, session: Any) -> None:
    round_ = a_field(2)
    rows = rows_of(book_of(app, session, round_, factories.a_user(Role.ORGANISER)))
    assert [row["Weighted total"] for row in rows] == [80, 77, 81, 78]
    first = rows[0]
    assert (first["innovation (mark)"], first["team (mark)"]) == (80, 80)
    assert first["innovation (comment)"] == "想法很新 0"
    assert first["Comment"] == "=SUM(1)", "a text, never a formula"
    assert (first["State"], first["Track"], first["Version"]) == ("Submitted", "Life and health", 1)
    assert len(first["Handed in (Asia/Shanghai)"]) == len("2026-10-01 12:00:00")


def test_a_draft_is_named_and_its_marks_stay_its_judges_own(app: Any, session: Any) -> None:
    round_ = a_field(1)
    sheet = session.query(ScoreSheet).filter_by(round_id=round_.id).first()
    sheet.submitted_at = sheet.total = None
    session.flush()
    (row,) = [
        row
        for row in rows_of(book_of(app, session, round_, factories.a_user(Role.ORGANISER)))
        if row["State"] == "Draft"
    ]
    assert (row["innovation (mark)"], row["Comment"], row["Weighted total"]) == ("", "", "")


def test_an_organiser_who_also_enters_gets_everything_else_and_is_told(app: Any, session: Any) -> None:
    person = factories.a_user(Role.ORGANISER)
    round_ = a_field(2)
    calibrate(round_id=round_.id)
    season = round_.season_id
    green = factories.a_project(session.get_one(Season, season), submitted=True, track_code="green")
    factories.a_sheet(round_, factories.an_entry(green), 70)
    own = factories.a_project(session.get_one(Season, season), factories.a_team(person), submitted=True)
    reviewed = factories.a_sheet(round_, factories.an_entry(own), 66)
    book = book_of(app, session, round_, person)
    assert [row["Number"] for row in rows_of(book)] == [green.number], "the own track is a ranking"
    told = " ".join(str(cell) for row in book["About this file"] for cell in row)
    assert "3 entries are left out" in told
    reviewed.total, reviewed.version = Decimal(12), 9
    session.delete(session.query(ScoreSheet).filter_by(assignment_id=reviewed.assignment_id).one())
    session.flush()
    again = book_of(app, session, round_, person)
    assert again["Score sheets"] == book["Score sheets"]
    round_.state = RoundState.PUBLISHED
    session.flush()
    numbers = {row["Number"] for row in rows_of(book_of(app, session, round_, person))}
    assert own.number not in numbers, "not even once results are public"
    assert len(numbers) == 3


def test_an_officer_reads_pseudonyms_that_differ_from_file_to_file(app: Any, session: Any) -> None:
    round_ = a_field(2, zone_code="yangpu")
    officer = factories.a_user(Role.OFFICER, district="310110")
    first, second = (
        [row["Judge"] for row in rows_of(book_of(app, session, round_, officer))] for _time in range(2)
    )
    assert len(set(first)) == 4
    assert not set(first) & set(second)
    assert all(name.startswith("Judge ") for name in first)


def test_a_file_is_not_handed_out_once_its_reader_is_tied_to_what_is_in_it(
    app: Any, session: Any, actor_of: Any
) -> None:
    person = factories.a_user(Role.ORGANISER)
    round_ = a_field(1)
    row = asked(actor_of(person), round_)
    make(str(row.id))
    assert fetched(actor_of(person), row).storage_key
    entered = factories.a_project(
        session.get_one(Season, round_.season_id),
        factories.a_team(person),
        submitted=True,
    )
    factories.an_entry(entered)
    with pytest.raises(RecordOutdated):
        fetched(actor_of(person), row)


@pytest.mark.parametrize(
    ("before", "kind"), [(Role.ORGANISER, RecordKind.SHEETS), (Role.AUDITOR, RecordKind.AUDIT)]
)
def test_a_file_is_not_handed_out_once_its_reader_may_not_read_the_names_in_it(
    app: Any, session: Any, actor_of: Any, before: Role, kind: RecordKind
) -> None:
    round_ = a_field(1, zone_code="yangpu")
    person = factories.a_user(before, district="310110")
    row = asked(actor_of(person), round_, kind)
    make(str(row.id))
    assert (row.kept["named"], row.kept["audited"]) == (True, before is Role.AUDITOR)
    officer = actor_of(person, roles=frozenset({Role.OFFICER}))
    with pytest.raises(RecordBeyondRole):
        fetched(officer, row)
    nobody = actor_of(person, roles=frozenset({Role.ENTREPRENEUR}))
    elsewhere = actor_of(person, roles=frozenset({Role.OFFICER}), districts=frozenset({"310104"}))
    for other in (nobody, elsewhere):
        with pytest.raises((Forbidden, NotFound)):
            fetched(other, row)
    own = asked(officer, round_, kind)
    with pytest.raises(NotFound):
        fetched(officer, own)
    own.expires_at = row.expires_at
    own.storage_key, own.kept = row.storage_key, {"left_out": [], "named": False, "audited": False}
    session.flush()
    assert fetched(officer, own).id == own.id


def test_an_auditor_turned_organiser_does_not_fetch_the_log(app: Any, session: Any, actor_of: Any) -> None:
    round_, person = a_field(1), factories.a_user(Role.AUDITOR)
    row = asked(actor_of(person), round_, RecordKind.AUDIT)
    make(str(row.id))
    organiser = actor_of(person, roles=frozenset({Role.ORGANISER}))
    with pytest.raises(RecordBeyondRole):
        fetched(organiser, row)
    sheets = asked(actor_of(person), round_)
    make(str(sheets.id))
    assert fetched(organiser, sheets).storage_key


def test_the_workbook_for_auditors_holds_a_sheet_of_everything(app: Any, session: Any) -> None:
    round_ = a_field(2)
    sheets = session.query(ScoreSheet).filter_by(round_id=round_.id).all()
    session.add(
        Reopening(
            id=new_id(),
            assignment_id=sheets[0].assignment_id,
            reason="typed wrong",
            state=ReopeningState.ASKED,
            asked_by=factories.a_user(Role.JUDGE).id,
        )
    )
    entry = factories.an_entry(factories.a_project(session.get_one(Season, round_.season_id), submitted=True))
    left = factories.an_assignment(round_, factories.a_judge(round_), entry, state=AssignmentState.RECUSED)
    left.recused_at, left.recusal_reason = clock.now(), "taught the founder"
    session.flush()
    auditor, organiser = factories.a_user(Role.AUDITOR), factories.a_user(Role.ORGANISER)
    book = book_of(app, session, round_, auditor, RecordKind.AUDIT)
    assert list(book) == [
        "About this file", "Entries", "Score sheets", "Assignments", "Waivers of conflicts", "Recusals",
        "Requests of teams", "Reopened sheets", "Ranking, nothing decided", "Audit log",
    ]  # fmt: skip
    assert [row["Missing"] for row in rows_of(book, "Entries")] == [1, 1, 3]
    assert [row["Reason"] for row in rows_of(book, "Recusals")] == ["taught the founder"]
    assert [row["Reason"] for row in rows_of(book, "Reopened sheets")] == ["typed wrong"]
    assert [row["Rank"] for row in rows_of(book, "Ranking, nothing decided")][:2] == [1, 2]
    theirs = book_of(app, session, round_, organiser, RecordKind.AUDIT)
    assert "Audit log" not in theirs
    assert "your role does not read it" in str(theirs["About this file"])


def test_the_journey_of_a_record_is_asked_made_told_fetched_and_written_down(
    app: Any, session: Any, signed_in: SignedIn
) -> None:
    round_ = a_field(1)
    person = factories.a_user(Role.ORGANISER)
    office = signed_in(person)
    office.post("/language", data={"locale": "en"})
    assert "Every score sheet" in office.get(f"/rounds/{round_.id}/records").text
    place = office.post(f"/rounds/{round_.id}/records", data={"kind": "sheets"}).headers["Location"]
    assert "is being made" in office.get(place).text
    key = place.rpartition("/")[2]
    make(key)
    make(key)
    assert "is ready" in office.get(place).text
    answer = office.post(f"{place}/file")
    assert answer.status_code == 200
    assert answer.data[:2] == b"PK"
    told = session.query(Notice).filter_by(user_id=person.id).one()
    assert told.code == "judging.record_ready"
    actions = [event.action for event in session.query(AuditEvent).filter_by(subject_kind="exports")]
    assert sorted(actions) == ["round_record.fetched", "round_record.made", "round_record.requested"]
    other = signed_in(factories.a_user(Role.ORGANISER))
    assert (other.get(place).status_code, other.post(f"{place}/file").status_code) == (404, 404)
    assert office.post(f"/rounds/{round_.id}/records", data={"kind": "nonsense"}).status_code == 422


def test_a_record_goes_after_a_week(app: Any, session: Any, actor_of: Any) -> None:
    round_, person = a_field(1), factories.a_user(Role.ORGANISER)
    row = asked(actor_of(person), round_)
    make(str(row.id))
    stored = row.storage_key
    assert row.expires_at - clock.now() > timedelta(days=6)
    assert services.end() == 0
    erase(session)
    row.expires_at = clock.now() - timedelta(minutes=1)
    session.flush()
    assert services.end() == 1
    erase(session)
    assert not app.extensions["storage"].exists(stored)


@pytest.mark.parametrize("kind", list(RecordKind))
def test_a_record_takes_the_same_statements_for_one_entry_and_for_three(
    app: Any, session: Any, count_queries: Any, kind: RecordKind
) -> None:
    auditor = factories.a_user(Role.AUDITOR)
    one, three = a_field(1), a_field(3)
    book_of(app, session, one, auditor, kind)
    few = count_queries(lambda: book_of(app, session, one, auditor, kind))
    assert count_queries(lambda: book_of(app, session, three, auditor, kind)) == few

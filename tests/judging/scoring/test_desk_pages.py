"""The desk's pages: what a judge may read of an entry, and what the page's script may send."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from contest.accounts.models import User
from contest.entries.models import Entry
from contest.kernel import clock
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import Invalid
from contest.permissions import Role
from contest.projects.models import Project, Submission
from contest.seasons.domain import StageCode
from contest.teams.models import TeamMember
from judging.conflicts.domain import Relation
from judging.conflicts.models import ConflictWaiver, DeclaredConflict
from judging.judges.models import Judge
from judging.panels.states import AssignmentState
from judging.rounds.domain import RoundState
from judging.rounds.models import Round
from judging.scoring.domain import parse_marks
from judging.scoring.models import ScoreSheet
from tests import factories
from tests.judging.conflicts.ties import TIES

NAMES = {
    "company_name": {"zh": "澜序科技有限公司", "en": "Lanxu Ltd"},
    "team_intro": {"zh": "我们来自澜序", "en": ""},
}
PROBLEM = {"problem": {"zh": "电池太慢", "en": "Batteries charge slowly"}}


def desk(signed_in: Any, **round_: Any) -> dict[str, Any]:
    user = factories.a_user(Role.JUDGE)
    season = factories.a_season()
    judged = factories.a_round(season, **round_)
    project = factories.a_project(season, submitted=True)
    plan = factories.a_plan(project, filename="澜序计划书.pdf")
    entry = factories.an_entry(project, StageCode.SECOND_ROUND)
    file = {
        "id": str(plan.id),
        "kind": "plan",
        "filename": "澜序计划书.pdf",
        "content_type": plan.content_type,
    }
    file |= {"size": plan.size, "sha256": plan.sha256, "storage_key": plan.storage_key}
    content = {"fields": {**NAMES, **PROBLEM}, "files": [file]}
    submission = Submission(
        id=new_id(),
        project_id=project.id,
        revision=2,
        submitted_at=clock.now(),
        digest="0" * 64,
        content=content,
    )
    db.session.add(submission)
    db.session.flush()
    entry.submission_id = submission.id
    assignment = factories.an_assignment(judged, factories.a_judge(judged, user), entry)
    client = signed_in(user)
    path = f"/judging/assignments/{assignment.id}"
    return {"client": client, "path": path, "file": f"{path}/files/{plan.id}", "assignment": assignment}


def test_a_judge_reads_what_was_handed_in_with_its_files(session: Any, signed_in: Any) -> None:
    here = desk(signed_in)
    page = here["client"].get(here["path"]).text
    assert all(text in page for text in ("澜序科技有限公司", "我们来自澜序", "澜序计划书.pdf", "电池太慢"))


def test_a_blind_round_names_neither_company_nor_team_and_gives_no_files(
    session: Any, signed_in: Any
) -> None:
    here = desk(signed_in, blind=True)
    page = here["client"].get(here["path"]).text
    assert "电池太慢" in page
    assert "澜序" not in page
    assert "Lanxu" not in page
    assert here["client"].get(here["file"]).status_code == 404


def test_whoever_stepped_back_reads_no_more(session: Any, signed_in: Any) -> None:
    here = desk(signed_in)
    here["assignment"].state = AssignmentState.RECUSED
    session.commit()
    assert here["client"].get(here["path"]).status_code == 409
    assert here["client"].get(here["file"]).status_code == 404


@pytest.mark.parametrize("state", [RoundState.CLOSED, RoundState.DECIDED])
def test_a_judge_reads_on_until_the_results_are_published(
    session: Any, signed_in: Any, state: RoundState
) -> None:
    here = desk(signed_in, state=state)
    page = here["client"].get(here["path"]).text
    assert "电池太慢" in page
    assert here["file"] in page


def test_publishing_a_round_ends_its_judges_reading_and_leaves_them_their_sheet(
    session: Any, signed_in: Any
) -> None:
    here = desk(signed_in, state=RoundState.PUBLISHED)
    session.add(
        ScoreSheet(
            assignment_id=here["assignment"].id,
            round_id=here["assignment"].round_id,
            marks={"innovation": "86", "team": "80"},
            comment="扎实的临床验证",
            total=Decimal("83.6"),
            submitted_at=clock.now(),
        )
    )
    session.commit()
    page = here["client"].get(here["path"])
    assert page.status_code == 200
    assert "扎实的临床验证" in page.text
    assert "结果已公布" in page.text
    assert not any(text in page.text for text in ("澜序", "Lanxu", "电池太慢"))


def test_a_file_of_a_published_round_is_refused_with_the_reason(session: Any, signed_in: Any) -> None:
    here = desk(signed_in, state=RoundState.PUBLISHED)
    for address in (here["file"], f"{here['file']}?view=1"):
        answer = here["client"].get(address)
        assert answer.status_code == 403
        assert "结果已公布" in answer.text


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "5",
        "{}",
        '{"field": "comment", "version": "x"}',
        '{"field": 5, "value": "x", "version": 0}',
        '{"field": "comment", "value": {"a": 1}, "version": 0}',
        '{"field": "mark:innovation", "value": "sNaN", "version": 0}',
        '{"field": "mark:innovation", "value": "1e-999999999", "version": 0}',
        "not json",
        "",
    ],
)
def test_what_the_pages_script_never_sends_is_a_client_error(session: Any, signed_in: Any, body: str) -> None:
    here = desk(signed_in)
    answer = here["client"].patch(f"{here['path']}/draft", data=body, content_type="application/json")
    assert answer.status_code in {400, 422}


@pytest.mark.parametrize(
    "written", ["NaN", "sNaN", "Infinity", "-Infinity", "1e999999999", "1e-999999999", "9" * 400, "eleven"]
)
def test_a_mark_is_a_finite_number_of_reasonable_length(written: str) -> None:
    with pytest.raises(Invalid):
        parse_marks({"innovation": written})


def test_marks_are_read_as_typed() -> None:
    assert parse_marks({"a": " 86.5 ", "b": 7, "c": None, "d": ""}) == {"a": Decimal("86.5"), "b": Decimal(7)}


def full_desk(signed_in: Any, *, left: int, submitted: int) -> tuple[Any, Judge, Round, list[Entry]]:
    """A judge's browser with so many sheets to do, the last one begun, and so many submitted."""
    user = factories.a_user(Role.JUDGE)
    season = factories.a_season()
    judged = factories.a_round(season)
    judge = factories.a_judge(judged, user)
    entries = [
        factories.an_entry(factories.a_project(season, submitted=True), StageCode.SECOND_ROUND)
        for _ in range(left + submitted)
    ]
    for entry in entries[left:]:
        factories.a_sheet(judged, entry, 80, judge)
    assignments = [factories.an_assignment(judged, judge, entry) for entry in entries[:left]]
    if assignments:
        begun = ScoreSheet(assignment_id=assignments[-1].id, round_id=judged.id, marks={})
        db.session.add(begun)
        db.session.flush()
    return signed_in(user), judge, judged, entries


def listed(page: str) -> list[str]:
    return re.findall(r'data-label="[^"]*" class="figure"><div class="cell">([^<]+)<', page)


def test_the_desk_lists_what_is_left_what_was_begun_first_and_submitted_sheets_apart(
    session: Any, signed_in: Any
) -> None:
    client, _judge, _round, entries = full_desk(signed_in, left=3, submitted=2)
    numbers = [entry.number for entry in entries]
    page = client.get("/judging/desk").text
    assert listed(page) == [numbers[2], *sorted(numbers[:2])]
    assert listed(client.get("/judging/desk?show=submitted").text) == sorted(numbers[3:])
    assert "2 / 5" in page


def test_a_long_queue_comes_in_pages_and_costs_the_same(
    session: Any, signed_in: Any, count_queries: Any
) -> None:
    client, _judge, judged, entries = full_desk(signed_in, left=23, submitted=0)
    few, *_rest = full_desk(signed_in, left=1, submitted=0)
    first = [count_queries(lambda c=c: c.get("/judging/desk")) for c in (client, few)]
    assert first == [7, 7]  # what is worked out from relations is kept from now on
    pages = [listed(client.get(f"/judging/desk?round={judged.id}&page={page}").text) for page in (1, 2)]
    assert [len(page) for page in pages] == [20, 3]
    assert {number for page in pages for number in page} == {entry.number for entry in entries}
    many, one = (count_queries(lambda c=c: c.get("/judging/desk")) for c in (client, few))
    assert many == one == 3


@pytest.mark.parametrize("tie", TIES)
def test_a_tie_of_this_moment_hides_an_entry_that_was_listed_before_it(
    session: Any, signed_in: Any, tie: str
) -> None:
    client, judge, _round, entries = full_desk(signed_in, left=2, submitted=0)
    numbers = sorted(entry.number for entry in entries)
    assert sorted(listed(client.get("/judging/desk").text)) == numbers
    hidden = entries[0]
    project = session.get_one(Project, hidden.subject_id)
    TIES[tie](session.get_one(User, judge.user_id), project, hidden)
    session.commit()
    assert listed(client.get("/judging/desk").text) == [entries[1].number]


def test_what_the_two_waived_is_back_at_once_and_what_was_declared_gone(session: Any, signed_in: Any) -> None:
    client, judge, judged, entries = full_desk(signed_in, left=2, submitted=0)
    project = session.get_one(Project, entries[0].subject_id)
    TIES["employer"](session.get_one(User, judge.user_id), project, entries[0])
    session.commit()
    assert listed(client.get("/judging/desk").text) == [entries[1].number]
    waiver = ConflictWaiver(
        round_id=judged.id,
        judge_id=judge.id,
        entry_id=entries[0].id,
        kinds=[Relation.SAME_ORGANISATION],
        reason="评委稀缺",
        statement="已知悉",
        proposed_by=factories.a_user(Role.ORGANISER).id,
        confirmed_by=factories.a_user(Role.ORGANISER).id,
        confirmed_at=clock.now(),
    )
    session.add(waiver)
    session.commit()
    assert len(listed(client.get("/judging/desk").text)) == 2
    declared = DeclaredConflict(judge_id=judge.id, subject_id=entries[1].subject_id, reason="同学")
    session.add(declared)
    session.commit()
    assert listed(client.get("/judging/desk").text) == [entries[0].number]


def test_an_entry_in_conflict_is_neither_listed_nor_counted(session: Any, signed_in: Any) -> None:
    client, judge, _round, entries = full_desk(signed_in, left=2, submitted=2)
    members = select(TeamMember.user_id).join(Project, Project.team_id == TeamMember.team_id)
    for entry in (entries[0], entries[2]):
        known = session.execute(members.where(Project.id == entry.subject_id).limit(1)).scalar_one()
        address = session.get(User, known).email
        judge.other_contacts = [*judge.other_contacts, address.upper()]
        session.flush()
    session.commit()
    page = client.get("/judging/desk").text
    assert listed(page) == [entries[1].number]
    assert "1 / 2" in page
    assert not any(
        entries[place].number in page + client.get("/judging/desk?show=submitted").text for place in (0, 2)
    )

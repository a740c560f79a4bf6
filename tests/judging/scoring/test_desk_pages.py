"""The desk's pages: what a judge may read of an entry, and what the page's script may send."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from contest.kernel import clock
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import Invalid
from contest.permissions import Role
from contest.projects.models import Submission
from contest.seasons.domain import StageCode
from judging.panels.states import AssignmentState
from judging.scoring.domain import parse_marks
from tests import factories

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

"""Files of a project."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from contest.kernel.errors import Invalid, NotFound
from contest.kernel.storage import LocalStorage
from contest.projects import queries, services
from contest.projects.domain import (
    FileRefused,
)
from tests import factories
from tests.contest.projects.writing import PLAN_LIMIT, ActorOf, attach


def test_a_newer_plan_replaces_the_older_and_both_are_kept(
    session: Any, actor_of: ActorOf, tmp_path: Path
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_project(season, factories.a_team(leader))
    first = attach(actor, project, factories.a_pdf("one"), tmp_path)
    second = attach(actor, project, factories.an_office_file(), tmp_path, "really.pdf")
    assert [file.id for file in queries.files_of(project.id)] == [second.id]
    assert (second.filename, second.content_type.rpartition(".")[2]) == ("really.docx", "document")
    assert LocalStorage(tmp_path).open(first.storage_key).read() == factories.a_pdf("one").read()
    services.restore_file(actor=actor, project_id=project.id, file_id=first.id)
    assert [file.id for file in queries.files_of(project.id)] == [first.id]
    services.remove_file(actor=actor, project_id=project.id, file_id=first.id)
    assert queries.files_of(project.id) == []


def test_a_file_of_another_type_or_too_large_is_refused(
    session: Any, actor_of: ActorOf, tmp_path: Path
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_project(season, factories.a_team(leader))
    with pytest.raises(FileRefused):
        attach(actor, project, io.BytesIO(b"MZ program"), tmp_path)
    with pytest.raises(Invalid) as refused:
        attach(actor, project, factories.a_pdf("x" * PLAN_LIMIT), tmp_path)
    assert refused.value.errors[0].code == "file_too_large"
    assert queries.files_of(project.id) == []


def test_a_file_of_one_project_is_not_reached_through_another(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    own, foreign = factories.a_project(season, factories.a_team(leader)), factories.a_ready_project(season)
    file = queries.files_of(foreign.id)[0]
    with pytest.raises(NotFound):
        services.remove_file(actor=actor_of(leader), project_id=own.id, file_id=file.id)

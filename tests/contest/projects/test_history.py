"""What a field said before: written with every save, shown to who may read it, given back, erased in the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError

from contest.accounts.models import User
from contest.kernel.access import Actor
from contest.kernel.audit import AuditEvent
from contest.kernel.errors import Forbidden, Invalid, NotFound
from contest.permissions import Role
from contest.projects import queries, services
from contest.projects.domain import FieldConflict
from contest.projects.domain.wording import Kind, abridged, word_changes
from contest.projects.models import FieldPresence, FieldSave, Project
from contest.projects.queries import HistoryFilter
from contest.seasons.domain import WindowClosed
from contest.seasons.models import Window
from tests import factories

ActorOf = Callable[..., Actor]
SignedIn = Callable[[User], FlaskClient]


def save(actor: Actor, project: Project, version: int, **values: Any) -> int:
    dotted = {key.replace("__", "."): value for key, value in values.items()}
    return services.save_fields(actor=actor, project_id=project.id, values=dotted, version=version)


def history(session: Any, project: Project) -> list[tuple[str, Any, Any, int]]:
    rows = session.execute(
        select(FieldSave.field, FieldSave.before, FieldSave.value, FieldSave.version)
        .where(FieldSave.project_id == project.id)
        .order_by(FieldSave.version, FieldSave.field)
    )
    return [tuple(row) for row in rows]


def test_every_saved_change_is_a_row_with_what_stood_there_before(session: Any, actor_of: ActorOf) -> None:
    leader = factories.a_user()
    actor, project = actor_of(leader), factories.a_project(factories.a_season(), factories.a_team(leader))
    before = project.intro.zh
    at = save(actor, project, 1, problem__zh="一", problem__en="one")
    at = save(actor, project, at, problem__zh="一", intro__zh="新的介绍")
    at = save(actor, project, at, ip_rights=[{"kind": "invention", "name": "电解质"}], amount_sought="12.5")
    found = history(session, project)
    assert found[:3] == [
        ("problem.en", "", "one", 2),
        ("problem.zh", "", "一", 2),
        ("intro.zh", before, "新的介绍", 3),
    ]
    assert [row[0] for row in found[3:]] == ["amount_sought", "ip_rights"]
    assert found[4][2][0]["name"] == "电解质"
    people = session.execute(select(FieldSave.saved_by)).scalars().all()
    assert set(people) == {leader.id}


def test_rows_of_the_history_are_never_changed(session: Any, actor_of: ActorOf) -> None:
    leader = factories.a_user()
    project = factories.a_project(factories.a_season(), factories.a_team(leader))
    save(actor_of(leader), project, 1, problem__zh="一")
    session.flush()
    with pytest.raises(DatabaseError, match="never changed"), session.begin_nested():
        session.execute(text("UPDATE field_history SET value = '\"二\"'"))


def test_a_save_costs_one_statement_for_the_history_however_many_fields(
    session: Any, actor_of: ActorOf, count_queries: Any
) -> None:
    leader = factories.a_user()
    actor, project = actor_of(leader), factories.a_project(factories.a_season(), factories.a_team(leader))
    at = save(actor, project, 1, problem__zh="一", solution__zh="一", market__zh="一")

    def write(version: int, **values: Any) -> None:
        save(actor, project, version, **values)
        session.flush()

    one = count_queries(lambda: write(at, problem__zh="二", solution__zh="一", market__zh="一"))
    three = count_queries(lambda: write(at + 1, problem__zh="三", solution__zh="三", market__zh="三"))
    assert three - one <= 0


def test_an_earlier_version_comes_back_as_a_new_one(session: Any, actor_of: ActorOf) -> None:
    leader = factories.a_user()
    actor, project = actor_of(leader), factories.a_project(factories.a_season(), factories.a_team(leader))
    at = save(actor, project, 1, problem__zh="第一稿")
    at = save(actor, project, at, problem__zh="第二稿")
    latest, first = queries.field_history(project.id, HistoryFilter("problem")).items
    at = services.restore_field(actor=actor, project_id=project.id, save_id=first.id, version=at)
    assert history(session, project)[-1] == ("problem.zh", "第二稿", "第一稿", at)
    services.restore_field(actor=actor, project_id=project.id, save_id=first.id, version=at, before=True)
    assert history(session, project)[-1][2] == ""
    restored = session.execute(select(AuditEvent).where(AuditEvent.action == "project.field_restored"))
    assert len(restored.all()) == 2
    with pytest.raises(FieldConflict):
        services.restore_field(actor=actor, project_id=project.id, save_id=latest.id, version=at - 1)


def test_restoring_obeys_the_window_the_rights_and_the_form(session: Any, actor_of: ActorOf) -> None:
    season, leader, stranger = factories.a_season(), factories.a_user(), factories.a_user()
    actor, project = actor_of(leader), factories.a_project(season, factories.a_team(leader))
    other = factories.a_project(season, factories.a_team(leader))
    at = save(actor, project, 1, problem__zh="一", track_code="green")
    kept = {item.field: item.id for item in queries.field_history(project.id, HistoryFilter())}
    with pytest.raises(NotFound):
        services.restore_field(actor=actor, project_id=other.id, save_id=kept["problem.zh"], version=1)
    for person in (stranger, factories.a_user(Role.ORGANISER)):
        with pytest.raises(Forbidden):
            services.restore_field(
                actor=actor_of(person), project_id=project.id, save_id=kept["problem.zh"], version=at
            )
    project.field_versions = {}
    session.add(
        old := FieldSave(
            project_id=project.id, field="track_code", version=1, value="gone", saved_by=leader.id
        )
    )
    session.flush()
    with pytest.raises(Invalid):
        services.restore_field(actor=actor, project_id=project.id, save_id=old.id, version=at)
    closed = datetime.now(UTC) - timedelta(seconds=1)
    session.execute(update(Window).where(Window.season_id == season.id).values(closes_at=closed))
    with pytest.raises(WindowClosed):
        services.restore_field(
            actor=actor, project_id=project.id, save_id=kept["problem.zh"], version=at, before=True
        )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_shows_who_and_what_and_gives_it_back(
    session: Any, signed_in: SignedIn, actor_of: ActorOf, language: str
) -> None:
    leader, mate = factories.a_user(name="林溪", locale=language), factories.a_user(name="周岚")
    leader.name_en = mate.name_en = ""
    team = factories.a_team(leader)
    factories.a_member(team, mate)
    project = factories.a_project(factories.a_season(), team)
    at = save(actor_of(leader), project, 1, problem__zh="能量密度太低", needs=["FIN"])
    save(
        actor_of(mate),
        project,
        at,
        problem__zh="能量密度不够高",
        ip_rights=[{"kind": "invention", "name": "膜"}],
    )
    session.commit()
    client = signed_in(leader)
    page = client.get(f"/projects/{project.id}/history").text
    assert "林溪" in page
    assert "周岚" in page
    assert page.count('class="panel" id="save-') == 4
    only = client.get(f"/projects/{project.id}/history?field=problem&person={mate.id}").text
    assert only.count('class="panel" id="save-') == 1
    assert "能量密度</span><del>" in only
    first = queries.field_history(project.id, HistoryFilter("problem")).items[-1]
    form = {"version": project.version, "field": "problem"}
    answer = client.post(f"/projects/{project.id}/history/{first.id}/restore", data=form)
    assert answer.headers["Location"] == f"/projects/{project.id}/history?field=problem"
    late = client.post(f"/projects/{project.id}/history/{first.id}/restore", data={**form, "before": "1"})
    assert late.status_code == 409
    assert ("未能恢复" if language == "zh" else "Not restored") in late.text


def test_the_office_and_the_auditor_read_the_history_and_others_do_not(
    session: Any, signed_in: SignedIn, actor_of: ActorOf
) -> None:
    leader = factories.a_user()
    project = factories.a_project(factories.a_season(), factories.a_team(leader), submitted=True)
    save(actor_of(leader), project, 1, problem__zh="一")
    session.commit()
    where = f"/projects/{project.id}/history"
    for role in (Role.ORGANISER, Role.CONFIRMER, Role.AUDITOR):
        answer = signed_in(factories.a_user(role)).get(where)
        assert answer.status_code == 200
        assert "/restore" not in answer.text
    assert signed_in(factories.a_user(Role.OFFICER, district="310110")).get(where).status_code in {403, 404}
    assert signed_in(factories.a_user()).get(where).status_code == 404


def test_a_history_page_costs_the_same_for_one_change_and_for_twenty(
    session: Any, signed_in: SignedIn, actor_of: ActorOf, count_queries: Any
) -> None:
    leader = factories.a_user()
    project = factories.a_project(factories.a_season(), factories.a_team(leader))
    at = save(actor_of(leader), project, 1, problem__zh="一")
    session.commit()
    client, where = signed_in(leader), f"/projects/{project.id}/history"
    client.get(where)
    one = count_queries(lambda: client.get(where))
    for number in range(25):
        at = save(actor_of(leader), project, at, problem__zh=f"第{number}稿")
    session.commit()
    assert count_queries(lambda: client.get(where)) == one
    assert client.get(f"{where}?page=2").text.count('class="panel" id="save-') == 6


def patch(client: FlaskClient, project: Project, field: str, value: str, version: int) -> Any:
    sent = {"field": field, "value": value, "version": version}
    return client.patch(f"/projects/{project.id}/fields", json=sent, headers={"Accept": "application/json"})


def meet(client: FlaskClient, project: Project, field: str) -> Any:
    return client.post(
        f"/projects/{project.id}/presence", json={"field": field}, headers={"Accept": "application/json"}
    )


def test_members_see_each_other_at_a_field_until_they_leave_it(session: Any, signed_in: SignedIn) -> None:
    leader, mate = factories.a_user(name="林溪"), factories.a_user(name="周岚")
    team = factories.a_team(leader)
    factories.a_member(team, mate)
    project = factories.a_project(factories.a_season(), team)
    session.commit()
    one, other = signed_in(leader), signed_in(mate)
    assert meet(other, project, "problem.zh").json == {"people": []}
    seen = {"field": "problem.zh", "name": "周岚"}
    assert meet(one, project, "").json == {"people": [seen]}
    answer = patch(one, project, "market.zh", "大", 1).json
    assert answer["people"] == [seen]
    assert datetime.fromisoformat(answer["saved_at"]).tzinfo is not None
    assert meet(other, project, "").json == {"people": [{"field": "market.zh", "name": "林溪"}]}
    meet(other, project, "problem.zh")
    session.execute(update(FieldPresence).values(seen_at=datetime.now(UTC) - timedelta(seconds=46)))
    session.commit()
    assert meet(one, project, "").json == {"people": []}
    assert meet(signed_in(factories.a_user()), project, "problem.zh").status_code == 404
    assert meet(one, project, 5).status_code == 422  # type: ignore[arg-type]


def test_differences_read_word_by_word_and_sign_by_sign() -> None:
    runs = word_changes("Range of 300 km in winter", "Range of 420 km in winter")
    assert [(run.kind, run.text) for run in runs] == [
        (Kind.SAME, "Range of "),
        (Kind.REMOVED, "300"),
        (Kind.ADDED, "420"),
        (Kind.SAME, " km in winter"),
    ]
    long = abridged(word_changes("甲" * 500, "甲" * 500 + "乙"))
    assert long[0].text.endswith("甲")
    assert len(long[0].text) < 80


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=60, derandomize=True)
def test_what_is_not_removed_reads_as_the_later_text(before: str, after: str) -> None:
    runs = word_changes(before, after)
    assert "".join(run.text for run in runs if run.kind is not Kind.REMOVED) == after
    assert "".join(run.text for run in runs if run.kind is not Kind.ADDED) == before


def test_a_value_sent_after_its_field_was_left_moves_nobody_back(session: Any, signed_in: SignedIn) -> None:
    leader, mate = factories.a_user(name="林溪"), factories.a_user(name="周岚")
    team = factories.a_team(leader)
    factories.a_member(team, mate)
    project = factories.a_project(factories.a_season(), team)
    session.commit()
    one, other = signed_in(leader), signed_in(mate)
    meet(one, project, "solution.zh")
    patch(one, project, "problem.zh", "低", 1)
    fields = [person["field"] for person in meet(other, project, "").json["people"]]
    assert fields == ["problem.zh", "solution.zh"]
    assert patch(one, project, "market.zh", "小", 1).json["people"] == []


def test_an_autosave_and_a_look_around_cost_the_same_however_many_are_there(
    session: Any, signed_in: SignedIn, count_queries: Any
) -> None:
    leader = factories.a_user()
    team = factories.a_team(leader)
    project = factories.a_project(factories.a_season(), team)
    mates = [factories.a_user() for _ in range(3)]
    for mate in mates:
        factories.a_member(team, mate)
    session.commit()
    client = signed_in(leader)
    patch(client, project, "problem.zh", "一", 1)
    saving = count_queries(lambda: patch(client, project, "problem.zh", "二", 2))
    looking = count_queries(lambda: meet(client, project, "problem.zh"))
    for mate in mates:
        assert meet(signed_in(mate), project, "market.zh").status_code == 200
    assert count_queries(lambda: patch(client, project, "problem.zh", "三", 3)) == saving
    assert count_queries(lambda: meet(client, project, "problem.zh")) == looking

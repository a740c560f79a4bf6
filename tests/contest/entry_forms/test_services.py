"""Drafts, versions and what they mean for projects, against the database."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from contest.entry_forms import queries, services
from contest.entry_forms.defaults import DEFAULT
from contest.entry_forms.domain import (
    FieldKind,
    FormFrozen,
    NothingChanged,
    ShapeChanged,
    editing,
    write_form,
)
from contest.entry_forms.models import EntryForm
from contest.kernel.audit import AuditEvent
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import Forbidden, Invalid, StaleVersion
from contest.permissions import Role
from contest.projects import queries as project_queries
from contest.projects import services as project_services
from contest.projects.domain import Incomplete
from contest.seasons.domain import SeasonState
from contest.seasons.services import clone_season
from tests import factories
from tests.contest.entry_forms.test_domain import a_spec


@pytest.fixture
def season(session: Any) -> Any:
    return factories.a_season()


@pytest.fixture
def organiser(session: Any, actor_of: Any) -> Any:
    return actor_of(factories.a_user(Role.ORGANISER))


def changed(organiser: Any, season: Any, *edits: Any) -> int:
    """Begin a draft, apply the edits, publish; return the version."""
    services.begin_draft(actor=organiser, season_id=season.id)
    for edit in edits:
        revision = queries.get_draft(season.id).revision
        services.edit_draft(
            actor=organiser, season_id=season.id, revision=revision, edit=edit, what="a test's edit"
        )
    revision = queries.get_draft(season.id).revision
    return services.publish(actor=organiser, season_id=season.id, revision=revision).version


def adding(kind: FieldKind, code: str = "extra", section: str = "market", **more: Any) -> Any:
    return lambda form: editing.add_field(form, section, a_spec(kind, code, **more))


def removing(code: str) -> Any:
    return lambda form: editing.remove_field(form, code)


def test_the_default_is_pinned_with_the_first_project(season: Any, actor_of: Any) -> None:
    assert queries.current_form(season.id) is DEFAULT
    assert not queries.has_own_form(season.id)
    leader = factories.a_user()
    project_services.create_project(
        actor=actor_of(leader),
        season_id=season.id,
        team_id=factories.a_team(leader).id,
        name=factories.a_project(season).name,
    )
    assert queries.has_own_form(season.id)
    assert queries.current_form(season.id) == DEFAULT
    assert services.pin(season.id).version == 1


def test_a_draft_begins_with_what_is_published_and_there_is_one(season: Any, organiser: Any) -> None:
    first = services.begin_draft(actor=organiser, season_id=season.id)
    assert services.begin_draft(actor=organiser, season_id=season.id).id == first.id
    assert queries.get_draft(season.id).form.sections == DEFAULT.sections
    row = EntryForm(id=new_id(), season_id=season.id, version=9, state="draft", content=write_form(DEFAULT))
    with pytest.raises(IntegrityError, match="uq_entry_forms_draft"), db.session.begin_nested():
        db.session.add(row)


def test_publishing_makes_a_version_that_never_changes(season: Any, organiser: Any) -> None:
    assert changed(organiser, season, adding(FieldKind.LINE)) == 2
    assert "extra" in queries.current_form(season.id).by_code
    assert "extra" not in queries.form_of(season.id, 1).by_code
    for statement in (
        update(EntryForm).where(EntryForm.season_id == season.id).values(content={}),
        delete(EntryForm).where(EntryForm.season_id == season.id),
    ):
        with pytest.raises(DBAPIError, match="never changed"), db.session.begin_nested():
            db.session.execute(statement)
    actions = db.session.execute(
        select(AuditEvent.action).where(AuditEvent.action.like("form.%")).order_by(AuditEvent.at)
    ).scalars()
    assert list(actions) == ["form.draft_begun", "form.draft_edited", "form.published"]


def test_an_edit_of_what_somebody_else_changed_is_refused(season: Any, organiser: Any) -> None:
    services.begin_draft(actor=organiser, season_id=season.id)
    edit = adding(FieldKind.LINE)
    services.edit_draft(actor=organiser, season_id=season.id, revision=1, edit=edit, what="x")
    with pytest.raises(StaleVersion):
        services.edit_draft(
            actor=organiser, season_id=season.id, revision=1, edit=removing("awards"), what="x"
        )
    with pytest.raises(StaleVersion):
        services.publish(actor=organiser, season_id=season.id, revision=1)


def test_nothing_new_and_empty_sections_are_not_published(season: Any, organiser: Any) -> None:
    with pytest.raises(NothingChanged):
        changed(organiser, season)
    section = editing.make_section({"code": "more", "label": {"zh": "补充", "en": "More"}})
    with pytest.raises(Invalid) as caught:
        changed(organiser, season, lambda form: editing.add_section(form, section))
    assert caught.value.errors[0].code == "form_section_empty"


def test_a_field_that_was_published_keeps_its_kind_for_good(season: Any, organiser: Any) -> None:
    changed(organiser, season, adding(FieldKind.LINE))
    changed(organiser, season, removing("extra"))
    with pytest.raises(ShapeChanged):
        changed(organiser, season, adding(FieldKind.DATE))
    services.discard_draft(actor=organiser, season_id=season.id)
    with pytest.raises(ShapeChanged):
        changed(organiser, season, removing("traction"), adding(FieldKind.NUMBER, "traction"))


def test_only_the_organiser_edits_and_an_archived_season_is_only_read(
    season: Any, organiser: Any, actor_of: Any, session: Any
) -> None:
    for role in (Role.CONFIRMER, Role.OFFICER, Role.ENTREPRENEUR):
        with pytest.raises(Forbidden):
            services.begin_draft(actor=actor_of(factories.a_user(role)), season_id=season.id)
    season.state = SeasonState.ARCHIVED
    session.flush()
    with pytest.raises(FormFrozen):
        services.begin_draft(actor=organiser, season_id=season.id)


def test_a_cloned_season_asks_what_its_source_asked(season: Any, organiser: Any) -> None:
    untouched = clone_season(actor=organiser, season_id=season.id, slug="next-plain", year=season.year + 1)
    assert not queries.has_own_form(untouched.id)
    changed(organiser, season, adding(FieldKind.LINE))
    cloned = clone_season(actor=organiser, season_id=season.id, slug="next", year=season.year + 2)
    form = queries.current_form(cloned.id)
    assert (form.version, "extra" in form.by_code) == (1, True)


def test_an_old_entry_stays_as_it_was_asked_and_a_new_draft_is_asked_anew(
    season: Any, organiser: Any, actor_of: Any
) -> None:
    leader = factories.a_user()
    project = factories.a_ready_project(season, leader)
    actor = actor_of(leader)
    project_services.save_fields(
        actor=actor, project_id=project.id, values={"awards.zh": "二等奖"}, version=project.version
    )
    first = project_services.submit(actor=actor, project_id=project.id)
    assert first.content["form_version"] == 1
    changed(organiser, season, removing("awards"), adding(FieldKind.NUMBER, required_for="submit"))
    with pytest.raises(Incomplete) as caught:
        project_services.submit(actor=actor, project_id=project.id)
    assert [error.field for error in caught.value.errors] == ["extra"]
    project_services.save_fields(
        actor=actor, project_id=project.id, values={"extra": "12"}, version=project.version
    )
    second = project_services.submit(actor=actor, project_id=project.id)
    assert second.content["form_version"] == 2
    assert second.content["fields"]["extra"] == 12
    assert "awards" not in second.content["fields"]
    view = project_queries.get_project(actor, project.id)
    assert [(spec.code, value["zh"]) for spec, value in view.retired] == [("awards", "二等奖")]
    assert project.form_version == 2


def test_what_is_not_asked_is_kept_but_neither_needed_nor_handed_in(season: Any, actor_of: Any) -> None:
    leader = factories.a_user()
    project = factories.a_ready_project(season, leader)
    actor = actor_of(leader)
    values = {"founder_on_leave": True, "research_unit.zh": "某研究所"}
    project_services.save_fields(actor=actor, project_id=project.id, values=values, version=1)
    with pytest.raises(Incomplete) as caught:
        project_services.submit(actor=actor, project_id=project.id)
    assert [error.field for error in caught.value.errors] == ["unit_consent"]
    project_services.save_fields(
        actor=actor, project_id=project.id, values={"founder_on_leave": False}, version=project.version
    )
    done = project_services.submit(actor=actor, project_id=project.id)
    assert done.content["fields"]["research_unit"] == {"zh": "", "en": ""}
    view = project_queries.get_project(actor, project.id)
    assert view.values["research_unit"]["zh"] == "某研究所"


def test_a_table_saves_as_one_field_and_clashes_as_one(season: Any, actor_of: Any) -> None:
    leader = factories.a_user()
    project = factories.a_project(season, factories.a_team(leader))
    actor = actor_of(leader)
    rows = [{"holder": "江", "role": "leader", "share": "60"}]
    version = project_services.save_fields(
        actor=actor, project_id=project.id, values={"equity": rows}, version=1
    )
    assert project_queries.get_project(actor, project.id).values["equity"] == rows
    same = project_services.save_fields(
        actor=actor, project_id=project.id, values={"equity": rows}, version=1
    )
    assert same == version
    with pytest.raises(StaleVersion):
        project_services.save_fields(actor=actor, project_id=project.id, values={"equity": []}, version=1)


def test_publishing_says_whom_it_touches(season: Any, organiser: Any, actor_of: Any) -> None:
    leader = factories.a_user()
    project = factories.a_ready_project(season, leader)
    values = {"awards.zh": "奖", "keywords": "电池", "prior_prizes": "0"}
    project_services.save_fields(
        actor=actor_of(leader), project_id=project.id, values=values, version=project.version
    )
    factories.a_project(season)
    codes = ["awards", "keywords", "prior_prizes", "traction", "credit_code"]
    found = project_queries.effects_of_form(season.id, codes)
    assert (found.drafts, found.handed_in) == (2, 0)
    assert {code: count for code, count in (found.filled or {}).items() if count} == {
        "awards": 1,
        "keywords": 1,
        "prior_prizes": 1,
    }


def test_a_season_may_ask_much_less(season: Any, organiser: Any, actor_of: Any) -> None:
    kept = {"name", "track_code", "plan", "declaration_of_truth"}
    codes = [spec.code for spec in reversed(DEFAULT.specs) if spec.code not in kept]
    sections = ("solution", "market", "team", "money")
    changed(
        organiser,
        season,
        *(removing(code) for code in codes),
        *(lambda form, code=code: editing.remove_section(form, code) for code in sections),
    )
    leader = factories.a_user()
    actor = actor_of(leader)
    project = project_services.create_project(
        actor=actor,
        season_id=season.id,
        team_id=factories.a_team(leader).id,
        name=factories.a_project(season).name,
    )
    factories.a_plan(project)
    values = {"track_code": "green", "declaration_of_truth": True}
    project_services.save_fields(actor=actor, project_id=project.id, values=values, version=1)
    done = project_services.submit(actor=actor, project_id=project.id)
    assert set(done.content["fields"]) == kept - {"plan"}


def test_forms_of_many_seasons_cost_one_statement_once_they_are_known(
    session: Any, organiser: Any, count_queries: Any
) -> None:
    seasons = [factories.a_season(), factories.a_season()]
    for one in seasons:
        changed(organiser, one, adding(FieldKind.LINE))
    ids = [one.id for one in seasons]
    queries.current_forms(ids)
    assert count_queries(lambda: queries.current_forms(ids)) == 1
    count = db.session.execute(select(func.count()).select_from(EntryForm)).scalar_one()
    assert count == 4

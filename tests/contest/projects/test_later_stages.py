"""What a later stage asks for must be there when a team that reached it hands in its update."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contest.accounts.models import User
from contest.entries.models import Entry
from contest.entries.queries import EntryView
from contest.entries.services import advance
from contest.entry_forms import services as forms
from contest.entry_forms.domain import FieldKind, editing
from contest.entry_forms.queries import get_draft
from contest.kernel import clock
from contest.kernel.access import SYSTEM, Actor
from contest.permissions import Role
from contest.projects import queries, services
from contest.projects.domain import Incomplete
from contest.projects.domain.editing import Basis, PartNotOpen
from contest.projects.models import Project
from contest.seasons.domain import StageCode
from contest.seasons.models import Stage
from tests import factories
from tests.contest.entry_forms.test_domain import a_spec
from tests.factories.screening import close_submissions, handed_in

ASKED = ("clinical_trial", "board_consent")


@pytest.fixture
def advanced(session: Any, actor_of: Any) -> EntryView:
    """An entry in the preliminary round, whose form asks for a line there and for another in the semifinal."""
    season, office = factories.a_season(), actor_of(factories.a_user(Role.ORGANISER))
    entry = handed_in(factories.a_ready_project(season, factories.a_user(name="林溪")))
    forms.begin_draft(actor=office, season_id=season.id)
    for code, stage in zip(ASKED, (StageCode.PRELIMINARY, StageCode.SEMIFINAL), strict=True):
        spec = a_spec(FieldKind.LINE, code, required_for=stage)
        forms.edit_draft(
            actor=office,
            season_id=season.id,
            revision=get_draft(season.id).revision,
            edit=lambda form, spec=spec: editing.add_field(form, "market", spec),
            what="a field of a later stage",
        )
    forms.publish(actor=office, season_id=season.id, revision=get_draft(season.id).revision)
    (later,) = advance(actor=SYSTEM, entry_ids=[entry.id], to_stage=StageCode.PRELIMINARY)
    close_submissions(season)
    stage = session.query(Stage).filter_by(season_id=season.id, code=StageCode.PRELIMINARY).one()
    now = clock.now()
    stage.revision_opens_at, stage.revision_closes_at = now - timedelta(hours=1), now + timedelta(hours=1)
    stage.revision_fields = ["plan"]
    session.flush()
    return later


def leader_of(entry: EntryView, session: Any) -> Actor:
    return replace(SYSTEM, user_id=session.get_one(Project, entry.subject_id).leader_id)


def save(actor: Actor, entry: EntryView, code: str, session: Any) -> None:
    project = session.get_one(Project, entry.subject_id)
    services.save_fields(
        actor=actor, project_id=project.id, values={code: "三期临床"}, version=project.version
    )


def test_an_update_is_refused_until_what_the_stage_asks_for_is_there(
    advanced: EntryView, session: Any
) -> None:
    leader = leader_of(advanced, session)
    before = advanced.submission_id
    with pytest.raises(Incomplete) as refused:
        services.submit(actor=leader, project_id=advanced.subject_id)
    assert [error.field for error in refused.value.errors] == ["clinical_trial"], "the semifinal asks later"
    save(leader, advanced, "clinical_trial", session)
    made = services.submit(actor=leader, project_id=advanced.subject_id)
    assert made.basis is Basis.REVISION
    assert made.content["fields"]["clinical_trial"] == "三期临床"
    assert session.get_one(Entry, advanced.id).submission_id == made.id != before


def test_the_update_covers_what_the_stage_asks_for_and_nothing_beyond(
    advanced: EntryView, session: Any
) -> None:
    leader = leader_of(advanced, session)
    save(leader, advanced, "clinical_trial", session)
    for closed in ("board_consent", "market.zh"):
        with pytest.raises(PartNotOpen):
            save(leader, advanced, closed, session)


def test_before_the_stage_is_reached_nothing_of_it_is_needed(session: Any, actor_of: Any) -> None:
    season, office, leader = factories.a_season(), factories.a_user(Role.ORGANISER), factories.a_user()
    project = factories.a_ready_project(season, leader)
    forms.begin_draft(actor=actor_of(office), season_id=season.id)
    spec = a_spec(FieldKind.LINE, "later", required_for=StageCode.SEMIFINAL)
    forms.edit_draft(
        actor=actor_of(office),
        season_id=season.id,
        revision=get_draft(season.id).revision,
        edit=lambda form: editing.add_field(form, "market", spec),
        what="a field of a later stage",
    )
    forms.publish(actor=actor_of(office), season_id=season.id, revision=get_draft(season.id).revision)
    assert services.submit(actor=actor_of(leader), project_id=project.id).revision == 1


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_the_team_sees_what_is_missing_for_the_stage_and_by_when(
    advanced: EntryView, session: Any, signed_in: Any, locale: str
) -> None:
    project = session.get_one(Project, advanced.subject_id)
    leader = session.get_one(User, project.leader_id)
    leader.locale = locale
    browser = signed_in(leader)
    for path in ("", "/submit"):
        page = browser.get(f"/projects/{project.id}{path}").text
        assert "#field-clinical_trial" in page
        assert "#field-board_consent" not in page
        assert ("初赛" if locale == "zh" else "Preliminary") in page
        missing = {"zh": ("还缺 1 项", "尚缺内容"), "en": ("1 item is missing", "Still missing")}[locale]
        assert missing[bool(path)] in page
    form = browser.get(f"/projects/{project.id}/form/market").text
    assert "clinical_trial" in form
    assert queries.get_project(SYSTEM, project.id).form.by_code["clinical_trial"]


def test_the_form_lets_nobody_type_where_the_update_may_not_reach(
    advanced: EntryView, session: Any, signed_in: Any
) -> None:
    project = session.get_one(Project, advanced.subject_id)
    browser = signed_in(session.get_one(User, project.leader_id))
    form = queries.get_project(SYSTEM, project.id).form
    open_to_all = {"csrf_token", "version", "versions", "locale", "next"}
    for section in form.sections:
        page = browser.get(f"/projects/{project.id}/form/{section.code}").text
        controls = re.findall(r"<(?:input|select|textarea)\b[^>]*>", page)
        writable = {
            name.group(1).partition(":")[0].partition(".")[0]
            for control in controls
            if " disabled" not in control and (name := re.search(r'\bname="([^"]*)"', control))
        }
        expected = {"clinical_trial"} if section.code == "market" else set()
        assert writable - open_to_all - {"file", "kind"} == expected, section.code


def test_editing_an_update_begins_where_something_may_be_written(
    advanced: EntryView, session: Any, signed_in: Any
) -> None:
    project = session.get_one(Project, advanced.subject_id)
    browser = signed_in(session.get_one(User, project.leader_id))
    assert f'href="/projects/{project.id}/form/market"' in browser.get(f"/projects/{project.id}").text
    closed = browser.get(f"/projects/{project.id}/form/project").text
    assert "data-autosave" not in closed.partition("<main")[2].replace("data-no-autosave", "")
    assert f"/projects/{project.id}/form/market#field-clinical_trial" in closed, "it says where instead"

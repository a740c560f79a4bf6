"""Seasons, teams, projects, bases."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

from contest.accounts.models import User
from contest.bases.models import BaseSlot, BaseTitle, HaijuBase
from contest.entries.domain import EntryKind, EntrySource
from contest.entries.models import Entry
from contest.kernel import clock
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.nominations.models import Nomination
from contest.organisations.domain import MembershipRole, OrganisationKind
from contest.organisations.models import Membership, Organisation
from contest.projects.domain import ProjectState
from contest.projects.models import Project, Submission
from contest.seasons.domain import GrowthStage, Rules, SeasonState, StageCode, WindowKind
from contest.seasons.models import Channel, Group, Season, Stage, Track, Window, Zone
from contest.teams.domain import TeamRole
from contest.teams.models import Team, TeamMember
from tests.factories.people import a_user

_numbers = itertools.count(1)
TRACKS = {"life_health": ("生命健康", "Life and health"), "green": ("绿色环保", "Green technology")}
STAGES = {
    StageCode.SCREENING: ("海选", "Screening"),
    StageCode.PRELIMINARY: ("初赛", "Preliminary"),
    StageCode.SECOND_ROUND: ("复赛", "Second round"),
    StageCode.SEMIFINAL: ("半决赛", "Semifinal"),
    StageCode.FINAL: ("总决赛", "Final"),
}


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def a_season(*, state: SeasonState = SeasonState.OPEN, windows: bool = True, **rules: Any) -> Season:
    """An open season of this year with two tracks, one group, two zones, two channels, five stages, open windows."""
    number = next(_numbers)
    year = int(rules.pop("year", 2026))
    season: Season = _add(
        Season(
            id=new_id(),
            slug=f"season-{number}",
            name=LocalizedText(f"测试赛季{number}", f"Season {number}"),
            year=year,
            state=state,
            intro=LocalizedText(),
            rules=Rules(**{"slot_year": year, **rules}).model_dump(mode="json"),
        )
    )
    common = {"season_id": season.id}
    for position, (code, (zh, en)) in enumerate(TRACKS.items()):
        _add(
            Track(
                code=code,
                name=LocalizedText(zh, en),
                position=position,
                description=LocalizedText(),
                **common,
            )
        )
    _add(
        Group(
            code="startup",
            name=LocalizedText("初创组", "Start-up"),
            position=0,
            description=LocalizedText(),
            **common,
        )
    )
    for position, (code, name) in enumerate(
        (("city", LocalizedText("市级", "City")), ("yangpu", LocalizedText("杨浦", "Yangpu")))
    ):
        district = "310110" if code == "yangpu" else ""
        _add(
            Zone(
                code=code,
                name=name,
                position=position,
                district=district,
                own_heat=bool(district),
                venue=LocalizedText(),
                **common,
            )
        )
    for position, code in enumerate(("open", "university")):
        _add(Channel(code=code, name=LocalizedText(code, code), position=position, **common))
    for position, (stage, (zh, en)) in enumerate(STAGES.items()):
        _add(
            Stage(
                code=stage,
                name=LocalizedText(zh, en),
                position=position,
                advance={},
                rubric=[],
                matchable=stage is StageCode.FINAL,
                **common,
            )
        )
    if windows:
        now = datetime.now(UTC)
        for kind in WindowKind:
            _add(
                Window(
                    kind=kind, opens_at=now - timedelta(days=10), closes_at=now + timedelta(days=10), **common
                )
            )
    return season


def a_window(season: Season, kind: WindowKind = WindowKind.SUBMISSION, **more: Any) -> Window:
    """A window open now, city-wide unless `zone_code` says otherwise."""
    now = datetime.now(UTC)
    values = {"opens_at": now - timedelta(days=5), "closes_at": now + timedelta(days=5), **more}
    window: Window = _add(Window(season_id=season.id, kind=kind, **values))
    return window


def an_organisation(
    kind: OrganisationKind = OrganisationKind.COMPANY, *members: User, **more: Any
) -> Organisation:
    """An organisation with managers."""
    number = next(_numbers)
    values = {
        "id": new_id(),
        "kind": kind,
        "name": LocalizedText(f"测试机构{number}", f"Organisation {number}"),
        **more,
    }
    organisation: Organisation = _add(Organisation(**values))
    for user in members:
        _add(Membership(organisation_id=organisation.id, user_id=user.id, role=MembershipRole.MANAGER))
    return organisation


def a_team(leader: User | None = None, **more: Any) -> Team:
    """A team with its leader."""
    number = next(_numbers)
    values = {"id": new_id(), "name": LocalizedText(f"测试团队{number}", f"Team {number}"), **more}
    team: Team = _add(Team(**values))
    a_member(team, leader or a_user(), TeamRole.LEADER)
    return team


def a_member(team: Team, user: User, role: TeamRole = TeamRole.MEMBER) -> TeamMember:
    """A person in a team."""
    member: TeamMember = _add(TeamMember(team_id=team.id, user_id=user.id, role=role, duty=LocalizedText()))
    return member


def a_project(season: Season, team: Team | None = None, *, submitted: bool = False, **more: Any) -> Project:
    """A project with every core field filled; submitted ones have a number and a submission."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "id": new_id(),
        "season_id": season.id,
        "team_id": (team or a_team()).id,
        "state": ProjectState.DRAFT,
        "name": LocalizedText(f"测试项目{number}", f"Project {number}"),
        "intro": LocalizedText(f"第{number}号项目的一句话介绍", f"What project {number} is in one line"),
        "track_code": "life_health",
        "group_code": "startup",
        "zone_code": "city",
        "channel_code": "open",
        "growth_stage": GrowthStage.EARLY,
        "company_name": LocalizedText(),
        "district": "310110",
        "consent_bases": True,
        "consent_matching": True,
        "consent_publication": True,
        "declaration_of_truth": True,
    }
    if submitted:
        values |= {
            "state": ProjectState.SUBMITTED,
            "number": f"T{number:06d}",
            "submitted_at": datetime.now(UTC),
        }
    project: Project = _add(Project(**{**values, **more}))
    if submitted:
        _add(
            Submission(
                project_id=project.id, revision=1, submitted_at=datetime.now(UTC), digest="0" * 64, content={}
            )
        )
    return project


def an_entry(project: Project, stage: StageCode = StageCode.SECOND_ROUND, **more: Any) -> Entry:
    """A submitted project in a stage."""
    values: dict[str, Any] = {
        "id": new_id(),
        "season_id": project.season_id,
        "stage_code": stage,
        "kind": EntryKind.PROJECT,
        "subject_id": project.id,
        "number": project.number or "",
        "title": project.name,
        "track_code": project.track_code,
        "group_code": project.group_code,
        "zone_code": project.zone_code,
        "source": EntrySource.SUBMISSION,
    }
    entry: Entry = _add(Entry(**{**values, **more}))
    return entry


def a_base(
    *members: User, valid_from: date | None = None, valid_to: date | None = None, **more: Any
) -> HaijuBase:
    """A base with a title valid today and its operating organisation."""
    number = next(_numbers)
    organisation = an_organisation(OrganisationKind.BASE_OPERATOR, *members)
    values: dict[str, Any] = {
        "id": new_id(),
        "organisation_id": organisation.id,
        "name": LocalizedText(f"测试基地{number}", f"Base {number}"),
        "district": "310110",
        "address": LocalizedText(),
        "intro": LocalizedText(),
        "track_codes": ["life_health"],
        "area_m2": 6000,
    }
    base: HaijuBase = _add(HaijuBase(**{**values, **more}))
    today = clock.today()
    _add(
        BaseTitle(
            base_id=base.id,
            plaque_number=f"HJ-{number:05d}",
            valid_from=valid_from or today - timedelta(days=100),
            valid_to=valid_to or today + timedelta(days=900),
        )
    )
    return base


def a_slot_year(base: HaijuBase, year: int = 2026, count: int = 2) -> None:
    """The slot rows of a base in a slot year."""
    for number in range(1, count + 1):
        _add(BaseSlot(base_id=base.id, slot_year=year, number=number))


def a_nomination(
    base: HaijuBase, project: Project, *, slot: int = 1, year: int = 2026, **more: Any
) -> Nomination:
    """A proposed nomination; the slot rows must exist."""
    title = db.session.query(BaseTitle).filter_by(base_id=base.id).one()
    values: dict[str, Any] = {
        "id": new_id(),
        "season_id": project.season_id,
        "base_id": base.id,
        "project_id": project.id,
        "slot_year": year,
        "slot": slot,
        "title_id": title.id,
        "title_valid_from": title.valid_from,
        "title_valid_to": title.valid_to,
        "nominated_on": clock.today(),
    }
    nomination: Nomination = _add(Nomination(**{**values, **more}))
    return nomination

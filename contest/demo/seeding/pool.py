"""The project pool beside last year's winners: winners of other contests, residents of bases, and one invitation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from contest.accounts.models import User
from contest.consents.domain import Purpose, current
from contest.consents.models import Consent
from contest.demo.casting import ProjectText
from contest.demo.seeding import forms
from contest.demo.seeding.people import organisation_row, user_row
from contest.demo.seeding.projects import DUTIES
from contest.demo.world import ADDRESS, DemoWorld, MadeBase
from contest.kernel.columns import LocalizedText, new_id
from contest.organisations.domain import OrganisationKind
from contest.organisations.models import Organisation
from contest.pool.domain import INVITATION_LASTS, PlaceKind, PlaceState
from contest.pool.models import PoolPlace
from contest.projects.domain import ProjectState
from contest.projects.models import Answer, Project
from contest.seasons.domain import WindowKind
from contest.teams.domain import TeamRole
from contest.teams.models import Team, TeamMember

# Texts behind those of every season's projects, so that no name is used twice.
TEXTS = 14_500
# Contests of cities that do not exist, with what each gave.
WINS = (
    (
        LocalizedText("滨江市创业创新大赛", "Binjiang Start-up Contest"),
        LocalizedText("一等奖", "First prize"),
    ),
    (
        LocalizedText("云岭市海外人才创业大赛", "Yunling Overseas Talent Contest"),
        LocalizedText("金奖", "Gold"),
    ),
    (LocalizedText("远澜湾区创新挑战赛", "Yuanlan Bay Challenge"), LocalizedText("优胜奖", "Merit award")),
)
RESIDENTS = 5
INVITED = LocalizedText("澄明微流控（示例）有限公司", "Chengming Microfluidics (example)")
INVITED_PROJECT = LocalizedText("即时检测微流控芯片", "Microfluidic chip for tests at the bedside")


def pool(world: DemoWorld) -> None:
    """Bring three winners of other contests and five residents into last year's pool, and invite one more today."""
    usable = [base for base in world.bases if base.usable]
    rows: dict[Any, list[dict[str, Any]]] = {
        table: [] for table in (User, Organisation, Team, TeamMember, Project, Answer, Consent, PoolPlace)
    }
    for number, (contest, award) in enumerate(WINS):
        project_id, leader, at = _project(world, rows, number, f"otherwinner{number + 1}")
        year = world.past_season.year
        won = _place(world, PlaceKind.OTHER_CONTEST, project_id, at, contest=contest, award=award, year=year)
        rows[PoolPlace].append(won | {"opened_by": world.office["organiser"]})
        _agree(rows, project_id, leader, at)
    for number in range(RESIDENTS):
        project_id, leader, at = _project(world, rows, len(WINS) + number, f"resident{number + 1}")
        text = world.cast.project(TEXTS + len(WINS) + number)
        # The first base, which people sign in as, has two of them.
        base = usable[max(number - 1, 0) % len(usable)]
        rows[PoolPlace].append(_residence(world, base, project_id, leader, at, text))
        _agree(rows, project_id, leader, at)
    rows[PoolPlace].append(_invitation(world, usable[0]))
    for table, values in rows.items():
        world.write(table, values)
    world.seeded("pool", other_contests=len(WINS), residents=RESIDENTS)


def _project(
    world: DemoWorld, rows: dict[Any, list[dict[str, Any]]], number: int, login: str
) -> tuple[UUID, UUID, Any]:
    """Add a project that was never handed in, with its team; return it, its leader and when it came in."""
    book, text = world.past_season, world.cast.project(TEXTS + number)
    rng, leader = world.rng("pool", number), user_row(world, login)
    company = organisation_row(world, OrganisationKind.COMPANY, text.company)
    window = book.window(WindowKind.SUBMISSION)
    assert window is not None
    founded = forms.founded_before(rng, text.growth_stage, window.opens_at.date())
    known = forms.Company(company["id"], company["credit_code"], founded)
    values = forms.filled(rng, book, text, known, consenting=True)
    at = world.moment(-60 + number * 2)
    team_id, project_id = new_id(), new_id()
    rows[User].append(leader)
    rows[Organisation].append(company)
    rows[Team].append(
        {
            "id": team_id,
            "name": text.team,
            "organisation_id": company["id"],
            "created_at": leader["created_at"],
        }
    )
    rows[TeamMember].append(
        {
            "id": new_id(),
            "team_id": team_id,
            "user_id": leader["id"],
            "role": TeamRole.LEADER.value,
            "duty": DUTIES[0],
            "position": 0,
        }
    )
    rows[Project].append(
        {
            "id": project_id,
            "season_id": book.season_id,
            "team_id": team_id,
            "state": ProjectState.DRAFT.value,
            **forms.column_values(values),
            "version": 1,
            "field_versions": forms.field_versions(values),
            "created_by": leader["id"],
            "created_at": at,
        }
    )
    rows[Answer] += [
        {
            "project_id": project_id,
            "field": code,
            "value": written,
            "data": data,
            "version": 1,
            "updated_by": leader["id"],
            "updated_at": at,
        }
        for code, (written, data) in forms.answer_values(values).items()
    ]
    return project_id, leader["id"], at


def _agree(rows: dict[Any, list[dict[str, Any]]], project_id: UUID, leader_id: UUID, at: Any) -> None:
    wording = current(Purpose.MATCHING)
    rows[Consent].append(
        {
            "id": new_id(),
            "user_id": leader_id,
            "project_id": project_id,
            "purpose": Purpose.MATCHING.value,
            "given": True,
            "version": wording.version,
            "text_sha256": wording.digest,
            "recorded_at": at,
        }
    )


def _place(
    world: DemoWorld, kind: PlaceKind, project_id: UUID | None, at: Any, **more: Any
) -> dict[str, Any]:
    nothing = LocalizedText()
    return {
        "id": new_id(),
        "season_id": world.past_season.season_id,
        "kind": kind.value,
        "state": PlaceState.OPEN.value,
        "project_id": project_id,
        "base_id": None,
        "contest": nothing,
        "award": nothing,
        "year": None,
        "company": nothing,
        "title": nothing,
        "email": "",
        "invited_by": None,
        "invited_at": None,
        "expires_at": None,
        "opened_by": None,
        "opened_at": at,
        "created_at": at,
        **more,
    }


def _residence(
    world: DemoWorld, base: MadeBase, project_id: UUID, leader_id: UUID, at: Any, text: ProjectText
) -> dict[str, Any]:
    invited = at - timedelta(days=3)
    return _place(
        world,
        PlaceKind.RESIDENT,
        project_id,
        at,
        base_id=base.id,
        company=text.company,
        title=text.name,
        invited_by=base.user_id,
        invited_at=invited,
        expires_at=invited + INVITATION_LASTS,
        opened_by=leader_id,
        created_at=invited,
    )


def _invitation(world: DemoWorld, base: MadeBase) -> dict[str, Any]:
    invited = world.moment(-2)
    waiting = _place(
        world,
        PlaceKind.RESIDENT,
        None,
        None,
        base_id=base.id,
        company=INVITED,
        title=INVITED_PROJECT,
        email=f"invited@{ADDRESS}",
        invited_by=base.user_id,
        invited_at=invited,
        expires_at=invited + INVITATION_LASTS,
        created_at=invited,
    )
    return waiting | {"season_id": world.open_season.season_id, "state": PlaceState.INVITED.value}

"""Teams and their projects: this year's, and last year's semifinalists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from contest.accounts.models import User
from contest.demo.casting import ProjectText
from contest.demo.seeding import forms, histories, plans
from contest.demo.seeding.details import details
from contest.demo.seeding.duplicates import copies
from contest.demo.seeding.fates import Course, Fate, courses
from contest.demo.seeding.people import organisation_row, user_row
from contest.demo.world import DemoWorld, MadeProject
from contest.entries.domain import judged_text
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import Base
from contest.kernel.storage import StoredFile
from contest.organisations.domain import OrganisationKind
from contest.organisations.models import Organisation
from contest.projects.domain import ProjectState
from contest.projects.domain.receipt import digest, numbered, prefix
from contest.projects.models import Answer, FieldSave, Project, ProjectFile, ProjectNumber, Submission
from contest.seasons.domain import GrowthStage, Rulebook, WindowKind
from contest.teams.domain import TeamRole
from contest.teams.models import Team, TeamMember

# Last year's texts follow those of the largest season, so that no name is used twice.
PAST_TEXTS = 13_500
PAST_ABILITY = {0: 2.4, 1: 1.2, 2: -0.4}
LOGINS = 9  # so many teams have leaders whose address is easy to remember
SEED_WITH_COMPANY = 0.45
DUTIES = (
    LocalizedText("项目负责人", "Project lead"),
    LocalizedText("技术研发", "Research and development"),
    LocalizedText("产品与工程", "Product and engineering"),
    LocalizedText("市场与运营", "Market and operations"),
    LocalizedText("财务与融资", "Finance"),
)
STATES = {Fate.DRAFT: ProjectState.DRAFT, Fate.WITHDRAWN: ProjectState.WITHDRAWN}
Rows = defaultdict[type[Base], list[dict[str, Any]]]
ORDER: tuple[type[Base], ...] = (
    *(
        User,
        Organisation,
        Team,
        TeamMember,
        Project,
        Answer,
        FieldSave,
        ProjectFile,
        Submission,
        ProjectNumber,
    ),
)


class _Writing:
    """The rows of one season's projects, collected until their numbers are known."""

    def __init__(self, world: DemoWorld, book: Rulebook, stored: dict[str, StoredFile], kind: str) -> None:
        self.world, self.book, self.stored, self.kind = world, book, stored, kind
        self.rows: Rows = defaultdict(list)
        self.made: list[MadeProject] = []

    def add(
        self, index: int, course: Course, leader: dict[str, Any] | None = None, *, text_index: int
    ) -> None:
        """Add one project with its team; `leader` is a person there is already."""
        text = self.world.cast.project(text_index)
        rng = self.world.rng(self.kind, index)
        handed_in = course.fate is not Fate.DRAFT
        company = self._company(index, text)
        team, members = self._team(index, text, company, leader)
        consenting = index < LOGINS or course.fate is Fate.DIRECT
        values = forms.filled(rng, self.book, text, company, consenting=consenting)
        values |= self._details(text_index, text, company, members)
        if not handed_in:
            values = forms.half_filled(rng, values)
        window = self.book.window(WindowKind.SUBMISSION, values["zone_code"])
        assert window is not None
        at = forms.handed_in_at(rng, window.opens_at, window.closes_at)
        project_id, submission_id = new_id(), new_id()
        self._project(project_id, team, members, values, course, at)
        self._answers(project_id, values, members[0]["id"], at)
        if index < LOGINS and self.kind == "project":
            self.rows[FieldSave] += histories.saves(project_id, values, members, at)
        if handed_in:
            plan = self._plan(project_id, text.track, members[0]["id"], at)
            content = forms.frozen(self.book, project_id, team, members, values, [plans.file_facts(plan)])
            self._submission(submission_id, project_id, members[0]["id"], at, content)
        if course.fate not in STATES:
            self.made.append(
                MadeProject(
                    index=index,
                    text_index=text_index,
                    id=project_id,
                    team_id=team["id"],
                    organisation_id=team["organisation_id"],
                    leader_id=members[0]["id"],
                    leader_phone=members[0]["phone"],
                    number="",
                    name=text.name,
                    track=text.track,
                    group=values["group_code"],
                    zone=values["zone_code"],
                    submission_id=submission_id,
                    ability=course.ability,
                    about=judged_text(values),
                    fate=course.fate.value,
                    consent_bases=values["consent_bases"],
                )
            )

    def _details(
        self,
        text_index: int,
        text: ProjectText,
        company: forms.Company | None,
        members: Sequence[dict[str, Any]],
    ) -> dict[str, Any]:
        window = self.book.window(WindowKind.SUBMISSION)
        assert window is not None
        return details(
            self.world.rng("details", text_index),
            index=text_index,
            stage=text.growth_stage,
            financing=text.financing,
            words=text.keywords,
            people=[(member["name"] or member["name_en"], member["duty"].zh) for member in members],
            founded=company.founded if company else None,
            as_of=window.opens_at.date(),
        )

    def _company(self, index: int, text: ProjectText) -> forms.Company | None:
        rng = self.world.rng(f"{self.kind}:company", index)
        if text.growth_stage == GrowthStage.SEED and rng.random() >= SEED_WITH_COMPANY:
            return None
        window = self.book.window(WindowKind.SUBMISSION)
        assert window is not None
        row = organisation_row(self.world, OrganisationKind.COMPANY, text.company)
        self.rows[Organisation].append(row)
        founded = forms.founded_before(rng, text.growth_stage, window.opens_at.date())
        return forms.Company(row["id"], row["credit_code"], founded)

    def _team(
        self, index: int, text: ProjectText, company: forms.Company | None, leader: dict[str, Any] | None
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        rng = self.world.rng(f"{self.kind}:team", index)
        people = [leader or self._person(index)]
        people += [self._person(None) for _ in range(rng.randint(1, 4))]
        team = {
            "id": new_id(),
            "name": text.team,
            "organisation_id": company.organisation_id if company else None,
            "created_at": people[0]["created_at"],
        }
        self.rows[Team].append(team)
        members = [
            {
                **person,
                "role": (TeamRole.LEADER if place == 0 else TeamRole.MEMBER).value,
                "duty": DUTIES[place],
            }
            for place, person in enumerate(people)
        ]
        self.rows[TeamMember] += [
            {
                "id": new_id(),
                "team_id": team["id"],
                "user_id": member["id"],
                "role": member["role"],
                "duty": member["duty"],
                "position": place,
            }
            for place, member in enumerate(members)
        ]
        return team, members

    def _person(self, leads: int | None) -> dict[str, Any]:
        known = leads is not None and leads < LOGINS and self.kind == "project"
        row = user_row(self.world, f"entrepreneur{leads + 1}" if known and leads is not None else "")
        self.rows[User].append(row)
        return row

    def _project(
        self,
        project_id: UUID,
        team: dict[str, Any],
        members: list[dict[str, Any]],
        values: dict[str, Any],
        course: Course,
        at: datetime,
    ) -> None:
        state = STATES.get(course.fate, ProjectState.SUBMITTED)
        draft, gone = state is ProjectState.DRAFT, state is ProjectState.WITHDRAWN
        self.rows[Project].append(
            {
                "id": project_id,
                "season_id": self.book.season_id,
                "team_id": team["id"],
                "state": state.value,
                "number": None,
                **forms.column_values(values),
                "version": 1,
                "field_versions": forms.field_versions(values),
                "leader_id": None if draft else members[0]["id"],
                "submitted_at": None if draft else at,
                "withdrawn_at": at + timedelta(hours=30) if gone else None,
                "created_by": members[0]["id"],
                "created_at": at - timedelta(days=9),
            }
        )

    def _answers(self, project_id: UUID, values: dict[str, Any], user_id: UUID, at: datetime) -> None:
        self.rows[Answer] += [
            {
                "project_id": project_id,
                "field": code,
                "value": text,
                "data": data,
                "version": 1,
                "updated_by": user_id,
                "updated_at": at,
            }
            for code, (text, data) in forms.answer_values(values).items()
        ]

    def _plan(self, project_id: UUID, track: str, user_id: UUID, at: datetime) -> StoredFile:
        stored = self.stored[track]
        self.rows[ProjectFile].append(
            {
                "id": new_id(),
                "project_id": project_id,
                **plans.file_columns(stored),
                "uploaded_by": user_id,
                "created_at": at - timedelta(hours=1),
            }
        )
        return stored

    def _submission(
        self, submission_id: UUID, project_id: UUID, user_id: UUID, at: datetime, content: dict[str, Any]
    ) -> None:
        self.rows[Submission].append(
            {
                "id": submission_id,
                "project_id": project_id,
                "revision": 1,
                "submitted_at": at,
                "submitted_by": user_id,
                "digest": digest(content),
                "content": content,
            }
        )

    def finish(self) -> list[MadeProject]:
        """Number the projects in the order in which they came in, write everything, return those in the contest."""
        came_in = sorted(
            (row for row in self.rows[Project] if row["submitted_at"]), key=lambda row: row["submitted_at"]
        )
        for count, row in enumerate(came_in, start=1):
            row["number"] = numbered(self.book.year, count)
        self.rows[ProjectNumber].append({"prefix": prefix(self.book.year), "last": len(came_in)})
        for table in ORDER:
            self.world.write(table, self.rows[table])
        numbers = {row["id"]: row["number"] for row in came_in}
        return [replace(made, number=numbers[made.id]) for made in self.made]


def projects(world: DemoWorld) -> None:
    """Make this year's teams and projects, drafts and withdrawn ones too; then last year's semifinalists."""
    stored = plans.stored_plans(world)
    writing = _Writing(world, world.open_season, stored, "project")
    planned = courses(world)
    twice = copies(planned)
    for index in world.told(range(len(planned))):
        writing.add(index, planned[index], text_index=twice.get(index, index))
    world.projects = writing.finish()
    leaders = [row for row in writing.rows[User] if row["email"].startswith("entrepreneur")]
    _last_year(world, stored, leaders[:1])
    world.seeded("projects", this_year=len(planned), last_year=len(world.finalists))


def _last_year(world: DemoWorld, stored: dict[str, StoredFile], leaders: Sequence[dict[str, Any]]) -> None:
    """Make last year's semifinalists; the first few are led by people who are in this year's contest as well."""
    writing = _Writing(world, world.past_season, stored, "past")
    for index in world.told(range(world.size.semifinal)):
        ability = world.rng("past:ability", index).gauss(0, 1)
        course = Course(Fate.SECOND_ROUND, PAST_ABILITY.get(index, ability), Decimal(0), Decimal(0))
        leader = leaders[index] if index < len(leaders) else None
        writing.add(index, course, leader, text_index=PAST_TEXTS + index)
    world.finalists = writing.finish()

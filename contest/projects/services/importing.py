"""Write projects that come from a spreadsheet: thousands at once, in a handful of statements a thousand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Text, Uuid, column, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.types import TypeEngine

from contest.entry_forms.domain import Form
from contest.entry_forms.services import pin
from contest.imports.bulk import chunks, insert_rows, upsert_rows
from contest.imports.domain import Progress
from contest.imports.people import People
from contest.kernel import clock
from contest.kernel.access import Actor, require
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.permissions import Permission
from contest.projects.domain import ProjectState
from contest.projects.domain.completeness import handed_in_fields
from contest.projects.domain.receipt import SCHEMA, digest, numbered, prefix
from contest.projects.domain.wins import Win
from contest.projects.events import Imported, WonElsewhere, events
from contest.projects.models import Answer, FieldSave, Project, ProjectNumber, Submission
from contest.projects.queries import to_column
from contest.projects.queries.imported import KnownProject, files_in_use, team_names
from contest.seasons.domain import Rulebook, StageCode
from contest.teams.domain import TeamRole
from contest.teams.models import Team, TeamMember
from contest.teams.queries import members_of


@dataclass(frozen=True, slots=True)
class ProjectChange:
    """One project to write. `values` are all fields as they will be, `fresh` the addresses that differ.

    `leader`: the account that is to lead a team that has nobody yet. `stage`: where it stands, None for the first.
    `win`: in another contest, where the file says something new of one.
    """

    id: UUID
    external_id: str
    known: KnownProject | None
    values: Mapping[str, Any]
    fresh: tuple[str, ...]
    submitted: bool
    stage: StageCode | None
    leader: UUID | None = None
    win: Win | None = None

    @property
    def newly_submitted(self) -> bool:
        return self.submitted and (self.known is None or self.known.state is not ProjectState.SUBMITTED)

    @property
    def leader_id(self) -> UUID | None:
        return (self.known.leader_id if self.known else None) or self.leader


@dataclass(frozen=True, slots=True)
class _Written:
    """What one round of writing knows beside the changes."""

    actor: Actor
    book: Rulebook
    form: Form
    moment: datetime
    team_ids: Mapping[UUID, UUID]
    numbers: Mapping[UUID, str]


def write_projects(
    *,
    actor: Actor,
    book: Rulebook,
    changes: Sequence[ProjectChange],
    people: People,
    progress: Progress,
) -> None:
    """Write new and changed projects with their teams, leaders, answers, submissions and entries.

    `people` holds the accounts planned for leaders. The caller has checked every rule; a race that slips past is
    refused by the database's constraints.
    """
    require(actor, Permission.IMPORT)
    moment = clock.now()
    people.write()
    form = pin(book.season_id)
    done = 0
    for part in chunks(changes):
        numbers = _numbers(book, [change for change in part if change.submitted and not _number(change)])
        team_ids = {change.id: change.known.team_id if change.known else new_id() for change in part}
        written = _Written(actor, book, form, moment, team_ids, numbers)
        _write_teams(written, part)
        upsert_rows(Project, [_project_row(written, change) for change in part], ["id"])
        upsert_rows(Answer, _answer_rows(written, part), ["project_id", "field"])
        _remember(written, part)
        _hand_in(written, [change for change in part if change.submitted])
        db.session.expire_all()
        events.imported(
            actor=actor,
            season_id=book.season_id,
            projects=[Imported(change.id, change.stage) for change in part if change.submitted],
        )
        won = [WonElsewhere(change.id, change.win) for change in part if change.win]
        if won:
            events.won_elsewhere(actor=actor, season_id=book.season_id, projects=won)
        done += len(part)
        progress(done)


def _number(change: ProjectChange) -> str | None:
    return change.known.number if change.known else None


def _numbers(book: Rulebook, changes: Sequence[ProjectChange]) -> dict[UUID, str]:
    """Take as many numbers at once as there are projects without one."""
    if not changes:
        return {}
    row = insert(ProjectNumber).values(prefix=prefix(book.year), last=len(changes))
    last = db.session.execute(
        row.on_conflict_do_update(
            index_elements=[ProjectNumber.prefix], set_={"last": ProjectNumber.last + len(changes)}
        ).returning(ProjectNumber.last)
    ).scalar_one()
    first = last - len(changes) + 1
    return {change.id: numbered(book.year, first + place) for place, change in enumerate(changes)}


def _write_teams(written: _Written, changes: Sequence[ProjectChange]) -> None:
    insert_rows(
        Team,
        [
            {"id": written.team_ids[change.id], "name": _team_name(change.values)}
            for change in changes
            if change.known is None
        ],
    )
    insert_rows(
        TeamMember,
        [
            {
                "id": new_id(),
                "team_id": written.team_ids[change.id],
                "user_id": change.leader,
                "role": TeamRole.LEADER,
                "duty": LocalizedText(),
            }
            for change in changes
            if change.leader
        ],
    )


def _team_name(values: Mapping[str, Any]) -> LocalizedText:
    """Return what a new team is called: the company it founded, else its project."""
    return LocalizedText.of(values.get("company_name")) or LocalizedText.of(values["name"])


def _project_row(written: _Written, change: ProjectChange) -> dict[str, Any]:
    known = change.known
    version = known.version + 1 if known else 1
    submitted = change.submitted or (known is not None and known.state is ProjectState.SUBMITTED)
    stored: dict[str, Any] = {
        # A form may ask less; these columns are never empty.
        "intro": LocalizedText(),
        "company_name": LocalizedText(),
        "channel_code": change.values.get("channel_code"),
        "zone_code": change.values.get("zone_code"),
    }
    stored |= {
        spec.column: to_column(spec, change.values[spec.code])
        for spec in written.form.stored
        if spec.column is not None
    }
    return {
        "id": change.id,
        "season_id": written.book.season_id,
        "team_id": written.team_ids[change.id],
        "state": ProjectState.SUBMITTED if submitted else ProjectState.DRAFT,
        "number": _number(change) or written.numbers.get(change.id),
        "version": version,
        "form_version": written.form.version,
        "field_versions": {**(known.field_versions if known else {}), **dict.fromkeys(change.fresh, version)},
        "leader_id": change.leader_id if submitted else None,
        "submitted_at": written.moment if change.newly_submitted else known.submitted_at if known else None,
        "external_id": change.external_id,
        "channel_fixed": bool(stored.get("channel_code")),
        "created_by": known.created_by if known else written.actor.user_id,
        **stored,
    }


def _answer_rows(written: _Written, changes: Sequence[ProjectChange]) -> list[dict[str, Any]]:
    """Return the long answers that a file brought; one that was never given is no row."""
    rows = []
    for change in changes:
        written_codes = {path.partition(".")[0] for path in change.fresh}
        for spec in written.form.stored:
            if spec.column is None and spec.code in written_codes:
                rows.append(
                    {
                        "project_id": change.id,
                        "field": spec.code,
                        "value": LocalizedText.of(change.values[spec.code] if spec.bilingual else None),
                        "data": None if spec.bilingual else change.values[spec.code],
                        "version": change.known.version + 1 if change.known else 1,
                        "updated_by": written.actor.user_id,
                        "updated_at": written.moment,
                    }
                )
    return rows


def _remember(written: _Written, changes: Sequence[ProjectChange]) -> None:
    """Leave a line in the field history for every address a file filled in or changed, in one statement."""
    rows = [
        {
            "id": str(new_id()),
            "project_id": str(change.id),
            "field": path,
            "version": change.known.version + 1 if change.known else 1,
            "before": _at(written.form, change.known.values, path) if change.known else None,
            "value": _at(written.form, change.values, path),
        }
        for change in changes
        for path in change.fresh
    ]
    names = ("id", "project_id", "field", "version", "before", "value")
    kinds: tuple[TypeEngine[Any], ...] = (Uuid(), Uuid(), Text(), Integer(), JSONB(), JSONB())
    columns = [column(name, kind) for name, kind in zip(names, kinds, strict=True)]
    given = (
        func.jsonb_to_recordset(literal(rows, JSONB()))
        .table_valued(*columns, name="given")
        .render_derived(with_types=True)
    )
    by = literal(written.actor.user_id, Uuid()).label("saved_by")
    source = select(*given.c, by, literal(written.moment).label("saved_at"))
    db.session.execute(insert(FieldSave).from_select([*names, "saved_by", "saved_at"], source))


def _at(form: Form, values: Mapping[str, Any], path: str) -> Any:
    spec, language = form.locate(path)
    return values[spec.code][language] if language else values[spec.code]


def _hand_in(written: _Written, changes: Sequence[ProjectChange]) -> None:
    """Freeze what was handed in, each with its receipt, as a submission by a team does."""
    known = [change for change in changes if change.known is not None]
    files = files_in_use({change.id for change in known})
    team_ids = {written.team_ids[change.id] for change in changes}
    names, members = team_names(team_ids), members_of(list(team_ids))
    rows = []
    for change in changes:
        if change.known is not None and not (change.fresh or change.newly_submitted):
            continue
        team_id = written.team_ids[change.id]
        content = {
            "schema": SCHEMA,
            "season": written.book.slug,
            "project": str(change.id),
            "team": {
                "id": str(team_id),
                "name": names[team_id],
                "members": [
                    {
                        "id": str(member.user_id),
                        "name": member.name.as_dict(),
                        "role": str(member.role),
                        "duty": member.duty.as_dict(),
                    }
                    for member in members[team_id]
                ],
            },
            "form_version": written.form.version,
            "fields": handed_in_fields(written.form, change.values),
            "files": files.get(change.id, []),
        }
        rows.append(
            {
                "id": new_id(),
                "project_id": change.id,
                "revision": (change.known.revision if change.known else 0) + 1,
                "submitted_at": written.moment,
                "submitted_by": written.actor.user_id,
                "digest": digest(content),
                "content": content,
            }
        )
    insert_rows(Submission, rows)

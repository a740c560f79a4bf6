"""Entries at the formal check, and what is done with them in tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import update

from contest.entries.models import Entry
from contest.kernel.access import SYSTEM, Actor
from contest.projects.models import Project, ProjectFile
from contest.screening import queries, services
from contest.screening.domain import (
    DecisionKind,
    MarkState,
    Order,
)
from contest.screening.models import ScreeningDecision
from contest.screening.services import Answer
from contest.seasons.models import Season
from tests import factories
from tests.factories.screening import handed_in

MET = Answer(MarkState.MET)


def an_entry(season: Season, zone: str = "yangpu") -> Entry:
    return handed_in(factories.a_ready_project(season, zone_code=zone))


def version_of(entry: Entry) -> int:
    return queries.get_case(SYSTEM, entry.id).version


def decide(office: Actor, entry: Entry, kind: DecisionKind, **more: Any) -> ScreeningDecision:
    if kind is DecisionKind.RETURN:
        more = {"until": datetime.now(UTC) + timedelta(days=2), "reason": "请补正", **more}
    order = Order(kind, **more)
    return services.decide(actor=office, entry_id=entry.id, version=version_of(entry), order=order)


def answer_all(actor: Actor, entry: Entry, state: MarkState = MarkState.MET) -> None:
    note = "缺页" if state is MarkState.UNMET else ""
    answers = {code: Answer(state, note) for code in ("complete", "place", "readable")}
    services.check(actor=actor, entry_id=entry.id, version=version_of(entry), answers=answers)


def leader_of(entry: Entry, session: Any) -> Actor:
    project = session.get_one(Project, entry.subject_id)
    return replace(SYSTEM, user_id=project.leader_id)


def change_plan(session: Any, entry: Entry, digest: str) -> None:
    session.execute(
        update(ProjectFile)
        .where(ProjectFile.project_id == entry.subject_id)
        .values(replaced_at=datetime.now(UTC))
    )
    factories.a_plan(session.get_one(Project, entry.subject_id), sha256=digest * 32)

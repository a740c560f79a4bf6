"""Objections to last year's semifinal, worked and decided, and its final list."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from contest.accounts.models import User
from contest.demo.seeding.plans import file_columns, stored_plans
from contest.demo.world import DemoWorld
from contest.entries.models import Entry
from contest.kernel.columns import new_id
from contest.kernel.db import db
from judging.objections.domain import Consequence, ObjectionState
from judging.objections.models import Objection, ObjectionFile
from judging.ranking.models import Decision
from judging.rounds.models import Round

STEP = timedelta(hours=26)
# Grounds, finding, reply, and what was decided; the last one was taken back by whoever raised it.
CASES = (
    (
        "公示名单中该项目的核心专利仍在异议程序中，请核实其权属后再定名次，证据材料见附件。",
        "专利登记显示权利人为该公司，异议程序不影响评审时的权属认定。",
        "经核查，评审时专利权属清晰，评审结果符合评分标准，维持原结果。",
        ObjectionState.DISMISSED,
    ),
    (
        "该项目公示的赛道与其申报材料不一致，请更正公示信息，申报材料节选见附件。",
        "申报材料与公示信息一致处已逐项核对，公示页赛道名称显示有误。",
        "经核查，异议属实，公示页的赛道名称已更正；该更正不影响评分和名次。",
        ObjectionState.UPHELD,
    ),
    (
        "认为本项目的商业模式得分与评语不相称，申请复核评分表，说明材料见附件。",
        "",
        "",
        ObjectionState.WITHDRAWN,
    ),
)


def objections(world: DemoWorld, round_: Round, announced: datetime) -> None:
    """Have three objections raised within the period and dealt with."""
    advanced = db.session.execute(
        select(Entry.id)
        .join(Decision, Decision.entry_id == Entry.id)
        .where(Decision.round_id == round_.id)
        .order_by(Decision.rank.nulls_last(), Entry.number)
        .limit(len(CASES))
    ).scalars()
    raisers = [project.leader_id for project in world.finalists[-len(CASES) :]]
    names = dict(db.session.execute(select(User.id, User.name).where(User.id.in_(raisers))).all())
    plan = next(iter(stored_plans(world).values()))
    rows, files = [], []
    for place, (entry_id, case) in enumerate(zip(advanced, CASES, strict=False)):
        raiser = raisers[place]
        row = _row(world, case, announced + STEP * (place + 1))
        row |= {"round_id": round_.id, "number": place + 1, "entry_id": entry_id, "objector_id": raiser}
        row |= {"name": names[raiser], "contact": "021-5555 0100"}
        row["digest"] = hashlib.sha256(f"{case[0]}\n{plan.sha256}".encode()).hexdigest()
        rows.append(row)
        kept = {key: value for key, value in file_columns(plan).items() if key != "kind"}
        files.append({"id": new_id(), "objection_id": row["id"], **kept, "filename": "说明材料.pdf"})
    world.write(Objection, rows)
    world.write(ObjectionFile, files)


def _row(world: DemoWorld, case: tuple[str, str, str, ObjectionState], at: datetime) -> dict[str, Any]:
    grounds, finding, reply, state = case
    worked = state is not ObjectionState.WITHDRAWN
    return {
        "id": new_id(),
        "state": state.value,
        "grounds": grounds,
        "filed_at": at,
        "handler_id": world.office["organiser"] if worked else None,
        "taken_at": at + timedelta(hours=2) if worked else None,
        "finding": finding,
        "advises_upheld": state is ObjectionState.UPHELD if worked else None,
        "advised": Consequence.NONE.value,
        "reported_at": at + timedelta(hours=20) if worked else None,
        "decided_by": world.office["confirmer"] if worked else None,
        "decided_at": at + timedelta(hours=30) if worked else None,
        "consequence": Consequence.NONE.value,
        "reply": reply,
        "version": 4 if worked else 2,
    }

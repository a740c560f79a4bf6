"""The formal check of this year's entries: most passed long ago, a few stand at every other point of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select, update

from contest.demo.seeding.fates import NOMINATED, Fate
from contest.demo.world import DemoWorld, MadeProject
from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.projects.domain import ProjectState
from contest.projects.domain.editing import Basis
from contest.projects.domain.receipt import digest
from contest.projects.models import Project, Submission, Waiver
from contest.screening.domain import CaseState, DecisionKind, MarkState, Stand
from contest.screening.models import (
    LateCode,
    ProjectTransfer,
    ScreeningCase,
    ScreeningDecision,
    ScreeningMark,
)
from contest.seasons.domain import CheckDesk, StageCode

# Where the entries stand that are still at the check, in turn; corrections and late entries take their time.
OPEN = (
    Stand.RETURNED,
    Stand.WAITING,
    Stand.CHECKED,
    Stand.CORRECTED,
    Stand.OVERDUE,
    Stand.REJECTED,
    Stand.WITHDRAWN,
)
MISSING = "营业执照副本不清晰，请重新上传；负责人持股比例与股权结构表不一致，请核对。"
REFUSED = "经核查，所报企业成立时间超出组别界限，且未在补正期限内说明。"
KINDS = {
    Stand.RETURNED: DecisionKind.RETURN,
    Stand.OVERDUE: DecisionKind.RETURN,
    Stand.CORRECTED: DecisionKind.RETURN,
    Stand.REJECTED: DecisionKind.REJECT,
}
STATES = {
    Stand.RETURNED: CaseState.RETURNED,
    Stand.OVERDUE: CaseState.RETURNED,
    Stand.REJECTED: CaseState.REJECTED,
}
STILL_OPEN = {Stand.RETURNED, Stand.WAITING, Stand.CHECKED, Stand.CORRECTED, Stand.OVERDUE}
DUE = time(16, 30)


def at_the_check(made: Iterable[MadeProject]) -> dict[int, Stand]:
    """Return index -> stand of the entries that are still at the formal check; judged ones are none of them."""
    ended = sorted(
        (one for one in made if one.fate == Fate.SCREENING and one.index != NOMINATED),
        key=lambda one: one.index,
    )
    return {one.index: stand for one, stand in zip(ended[:-1], OPEN, strict=False)}


def screening(world: DemoWorld) -> None:
    """Write cases, answers and decisions of all entries of the first stage."""
    stands = at_the_check(world.projects)
    entries = _entries(world)
    checked = [(one, stands.get(one.index, Stand.PASSED)) for one in world.projects if one.id in entries]
    cases: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    decisions: list[dict[str, Any]] = []
    for one, stand in checked:
        at = _moment(world, one, stand)
        entry_id = entries[one.id]
        cases.append(_case(world, entry_id, stand, at))
        marks += _marks(world, entry_id, one, stand, at)
        decisions += _decisions(world, entry_id, one, stand, at)
    world.write(ScreeningCase, cases)
    world.write(ScreeningMark, marks)
    world.write(ScreeningDecision, decisions)
    for one, stand in checked:
        _follow(world, one, stand, entries[one.id])
    _beside(world, [one for one, stand in checked if stand is Stand.PASSED])
    world.seeded("screening", cases=len(cases), open=len(stands))


def _entries(world: DemoWorld) -> dict[Any, Any]:
    query = select(Entry.subject_id, Entry.id).where(
        Entry.season_id == world.open_season.season_id, Entry.stage_code == StageCode.SCREENING
    )
    return {row.subject_id: row.id for row in db.session.execute(query)}


def _moment(world: DemoWorld, one: MadeProject, stand: Stand) -> datetime:
    rng = world.rng("screening", one.index)
    ago = rng.randint(2, 4) if stand in STILL_OPEN else rng.randint(42, 55)
    return world.moment(-ago, time(rng.randint(9, 17), rng.randint(0, 59)))


def _case(world: DemoWorld, entry_id: Any, stand: Stand, at: datetime) -> dict[str, Any]:
    recommended = stand is Stand.CHECKED
    due = {Stand.RETURNED: 3, Stand.OVERDUE: -1}.get(stand)
    return {
        "entry_id": entry_id,
        "state": (STATES.get(stand) or (CaseState.PASSED if stand is Stand.PASSED else CaseState.OPEN)).value,
        "version": 1 if stand is Stand.WAITING else 3,
        "decisions": 1 if stand in KINDS or stand is Stand.PASSED else 0,
        "returned_until": None if due is None else world.moment(due, DUE),
        "recommendation": DecisionKind.PASS.value if recommended else None,
        "recommendation_note": "材料齐全，注册地与所报赛区一致。" if recommended else "",
        "recommended_by": world.office["organiser"] if recommended else None,
        "recommended_at": at if recommended else None,
        "changed_at": at,
    }


def _marks(
    world: DemoWorld, entry_id: Any, one: MadeProject, stand: Stand, at: datetime
) -> list[dict[str, Any]]:
    if stand in {Stand.WAITING, Stand.WITHDRAWN}:
        return []
    items = world.open_season.check_items
    if stand is Stand.CHECKED:
        items = tuple(item for item in items if item.desk is CheckDesk.DISTRICT)
    rows = []
    for item in items:
        bad = stand in KINDS and item.code == "complete"
        rows.append(
            {
                "entry_id": entry_id,
                "item_code": item.code,
                "state": (MarkState.UNMET if bad else MarkState.MET).value,
                "note": MISSING if bad else "",
                "desk": item.desk.value,
                "submission_id": one.submission_id,
                "marked_by": world.office["organiser"],
                "marked_at": at,
            }
        )
    return rows


def _decisions(
    world: DemoWorld, entry_id: Any, one: MadeProject, stand: Stand, at: datetime
) -> list[dict[str, Any]]:
    kind = KINDS.get(stand) or (DecisionKind.PASS if stand is Stand.PASSED else None)
    if kind is None:
        return []
    due = {Stand.RETURNED: 3, Stand.OVERDUE: -1, Stand.CORRECTED: 2}.get(stand)
    reason = {DecisionKind.RETURN: MISSING, DecisionKind.REJECT: REFUSED}.get(kind, "")
    return [
        {
            "id": new_id(),
            "entry_id": entry_id,
            "version": 1,
            "kind": kind.value,
            "reason": reason,
            "until": None if due is None else world.moment(due, DUE),
            "fields": [],
            "submission_id": one.submission_id,
            "batch_id": None,
            "decided_by": world.office["organiser"],
            "decided_at": at,
        }
    ]


def _follow(world: DemoWorld, one: MadeProject, stand: Stand, entry_id: Any) -> None:
    """Let the entry and its project stand where their case says."""
    if stand in STILL_OPEN:
        db.session.execute(update(Entry).where(Entry.id == entry_id).values(awaits_check=True))
    state = {Stand.REJECTED: EntryState.REFUSED, Stand.WITHDRAWN: EntryState.WITHDRAWN}.get(stand)
    if state is not None:
        db.session.execute(update(Entry).where(Entry.id == entry_id).values(state=state))
    if stand is Stand.WITHDRAWN:
        gone = {"state": ProjectState.WITHDRAWN, "withdrawn_at": _moment(world, one, stand)}
        db.session.execute(update(Project).where(Project.id == one.id).values(**gone))
    if stand is Stand.CORRECTED:
        _hand_in_again(world, one, entry_id)


def _hand_in_again(world: DemoWorld, one: MadeProject, entry_id: Any) -> None:
    first = db.session.get_one(Submission, one.submission_id)
    fields = dict(first.content["fields"])
    market = fields.get("market") or {"zh": "", "en": ""}
    fields["market"] = {**market, "zh": f"{market['zh']}（已按审查意见补充数据来源。）"}
    content = {**first.content, "fields": fields}
    at = world.moment(-1, time(11, 20))
    row = {
        "id": new_id(),
        "project_id": one.id,
        "revision": 2,
        "submitted_at": at,
        "submitted_by": one.leader_id,
        "digest": digest(content),
        "content": content,
        "basis": Basis.CORRECTION.value,
    }
    world.write(Submission, [row])
    db.session.execute(update(Entry).where(Entry.id == entry_id).values(submission_id=row["id"]))
    db.session.execute(update(Project).where(Project.id == one.id).values(submitted_at=at))


def _beside(world: DemoWorld, passed: list[MadeProject]) -> None:
    """Add one of everything that stands beside the check: waivers, a transfer, codes for late entries."""
    book, organiser = world.open_season, world.office["organiser"]
    first, second, third = passed[3:6]
    at = world.moment(-60, time(15))
    waiver = {"project_id": first.id, "rule_code": "company_age", "proposed_by": organiser, "created_at": at}
    confirmed = {"confirmed_by": world.office["confirmer"], "confirmed_at": at + timedelta(hours=20)}
    converted = "企业由事业单位转制而来，以转制日期计算成立年限。"
    world.write(Waiver, [{"id": new_id(), "reason": converted, **waiver, **confirmed}])
    moved = {"zone_code": [book.zones[0].code, second.zone]}
    transfer = {"id": new_id(), "project_id": second.id, "changes": moved, "moved_by": organiser}
    world.write(ProjectTransfer, [{**transfer, "reason": "按营业执照住所调整赛区。", "created_at": at}])
    used = {
        "team_id": third.team_id,
        "email": "",
        "used_by": third.leader_id,
        "used_at": at + timedelta(hours=3),
        "project_id": third.id,
        "until": at + timedelta(days=2),
    }
    open_ = {
        "team_id": None,
        "email": f"late@{third.number.lower()}.example",
        "used_by": None,
        "used_at": None,
        "project_id": None,
        "until": world.moment(5, DUE),
    }
    shared = {"season_id": book.season_id, "issued_by": organiser, "created_at": at, "revoked_at": None}
    reason = "申报截止时平台网络故障，经核实属实。"
    world.write(LateCode, [{"id": new_id(), "reason": reason, **shared, **one} for one in (used, open_)])

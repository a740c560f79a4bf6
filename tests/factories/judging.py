"""Rounds, judges, assignments, sheets."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from flask import current_app

from contest.accounts.models import User
from contest.entries.models import Entry
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.permissions import Role
from contest.seasons.domain import StageCode
from contest.seasons.models import Season
from judging.judges.domain import Invitation
from judging.judges.models import Judge, RoundJudge
from judging.panels.models import Assignment
from judging.rounds.domain import Method, RoundState
from judging.rounds.models import Round
from judging.rounds.queries import get_round
from judging.rubrics.models import RubricCriterion
from judging.scoring.models import ScoreSheet
from judging.sealing import queries as seals
from judging.sealing import services as sealing
from judging.sealing.domain.states import CheckCode
from judging.sealing.models import Seal
from tests.factories.people import a_user

_numbers = itertools.count(1)
CRITERIA = {"innovation": Decimal(60), "team": Decimal(40)}


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def around_now() -> tuple[datetime, datetime]:
    """Return yesterday and tomorrow: a window that is open."""
    now = datetime.now(UTC)
    return now - timedelta(days=1), now + timedelta(days=1)


def a_round(season: Season, stage: StageCode = StageCode.SECOND_ROUND, **more: Any) -> Round:
    """An open round with two criteria (innovation 60, team 40, each to 100), advancing the top two a track."""
    now = datetime.now(UTC)
    number = next(_numbers)
    values: dict[str, Any] = {
        "id": new_id(),
        "season_id": season.id,
        "stage_code": stage,
        "name": LocalizedText(f"测试轮次{number}", f"Round {number}"),
        "state": RoundState.OPEN,
        "opens_at": now - timedelta(days=1),
        "closes_at": now + timedelta(days=1),
        "judges_per_entry": 3,
        "max_load": 50,
        "method": Method.MEAN,
        "advance": {"cut": {"kind": "top", "value": "2"}, "per_track": {}, "reserves": 1},
        "tie_breaks": ["both_advance"],
    }
    values |= more
    round_: Round = _add(Round(**{**values, "state": RoundState.DRAFT}))
    for position, (code, weight) in enumerate(CRITERIA.items()):
        _add(
            RubricCriterion(
                round_id=round_.id,
                code=code,
                name=LocalizedText(code, code),
                guidance=LocalizedText(),
                weight=weight,
                max=Decimal(100),
                step=Decimal("0.5"),
                position=position,
            )
        )
    # Its rubric is frozen from here on.
    round_.state = values["state"]
    db.session.flush()
    return round_


def a_judge(round_: Round | None = None, user: User | None = None, **more: Any) -> Judge:
    """A judge of the pool, who accepted the round's invitation."""
    values: dict[str, Any] = {
        "id": new_id(),
        "user_id": (user or a_user(Role.JUDGE)).id,
        "title": LocalizedText("教授", "Professor"),
        "expertise": LocalizedText("生物医药", "Biomedicine"),
        "track_codes": ["life_health"],
    }
    judge: Judge = _add(Judge(**{**values, **more}))
    if round_ is not None:
        _add(RoundJudge(round_id=round_.id, judge_id=judge.id, invitation=Invitation.ACCEPTED))
    return judge


def an_assignment(round_: Round, judge: Judge, entry: Entry, **more: Any) -> Assignment:
    """One judge for one entry."""
    values: dict[str, Any] = {
        "id": new_id(),
        "round_id": round_.id,
        "judge_id": judge.id,
        "entry_id": entry.id,
    }
    assignment: Assignment = _add(Assignment(**{**values, **more}))
    return assignment


def a_sheet(round_: Round, entry: Entry, mark: int | str, judge: Judge | None = None) -> ScoreSheet:
    """A submitted sheet with the same mark on every criterion, by a judge of its own if none is given."""
    assignment = an_assignment(round_, judge or a_judge(round_), entry)
    sheet: ScoreSheet = _add(
        ScoreSheet(
            assignment_id=assignment.id,
            round_id=round_.id,
            marks={code: str(mark) for code in CRITERIA},
            total=Decimal(mark),
            submitted_at=datetime.now(UTC),
        )
    )
    return sheet


def an_actor(role: Role, user: User | None = None) -> Actor:
    """Somebody who acts in one role, without a request."""
    return Actor((user or a_user(role)).id, roles=frozenset({Role.PUBLIC, Role.USER, role}))


def a_seal(round_: Round, *, waived: dict[str, str] | None = None) -> Seal:
    """The seal of a decided round, proposed and confirmed by two people, its file made.

    What is unscored is set aside: most tests are not about it.
    """
    proposer, confirmer = an_actor(Role.ORGANISER), an_actor(Role.CONFIRMER)
    preview = seals.preview(get_round(proposer, round_.id))
    unmet = {check.code for check in preview.checks if check.waivable and not check.met}
    reasons = {code.value: "known" for code in CheckCode if code in unmet} if waived is None else waived
    sealing.propose(actor=proposer, round_id=round_.id, previewed=preview.fingerprint({}), waived=reasons)
    made = sealing.confirm(actor=confirmer, round_id=round_.id, previewed=preview.fingerprint(reasons))
    return sealing.make(seal_id=made.id, storage=current_app.extensions["storage"])

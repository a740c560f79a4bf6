"""What keeps a round from being sealed beside its decisions: requests nobody answered, scores of other sheets."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from flask import current_app

from contest.entries.models import Entry
from contest.kernel.access import SYSTEM
from contest.kernel.columns import new_id
from contest.permissions import Role
from judging.calibration.models import CalibrationRun
from judging.judges.models import Judge
from judging.panels.models import Assignment
from judging.ranking.queries import computed
from judging.ranking.services import calibrate, decide, fingerprint
from judging.rounds.domain import Method, RoundState
from judging.rounds.queries import get_round
from judging.scoring.models import Reopening
from judging.scoring.services import decide_reopening
from judging.sealing import queries, services
from judging.sealing.domain import verify
from judging.sealing.domain.states import CheckCode
from judging.sealing.services import NotSealable
from tests import factories

SEVERITY = (12, -12, 8, -8, 4, -4, 0, 0)


def a_decided_round(method: Method = Method.MEAN) -> Any:
    """Forty entries by eight judges of very different severity, three each; decided."""
    dice = np.random.default_rng(3)
    season = factories.a_season()
    round_ = factories.a_round(season, state=RoundState.CLOSED, method=method)
    judges = [factories.a_judge(round_) for _ in SEVERITY]
    for _entry in range(40):
        entry = factories.an_entry(factories.a_project(season, submitted=True))
        quality = 65 + dice.normal(0, 6)
        for judge in dice.choice(len(judges), 3, replace=False):
            mark = round(float(np.clip(quality - SEVERITY[judge] + dice.normal(0, 2), 0, 100)))
            factories.a_sheet(round_, entry, str(mark), judges[judge])
    calibrate(round_id=round_.id)
    decide(actor=SYSTEM, round_id=round_.id, previewed=fingerprint(computed(get_round(SYSTEM, round_.id))))
    return round_


def unmet(round_: Any) -> dict[CheckCode, tuple[str, ...]]:
    checks = queries.preview(get_round(SYSTEM, round_.id)).checks
    return {check.code: check.names for check in checks if not check.met}


def refused(round_: Any) -> list[str]:
    preview = queries.preview(get_round(SYSTEM, round_.id))
    with pytest.raises(NotSealable) as told:
        services.propose(
            actor=factories.an_actor(Role.ORGANISER),
            round_id=round_.id,
            previewed=preview.fingerprint({}),
            waived={},
        )
    return list(told.value.params["missing"])


def test_a_request_to_change_a_sheet_that_nobody_answered(session: Any) -> None:
    round_ = a_decided_round()
    row = session.query(Assignment).filter_by(round_id=round_.id).first()
    judge = session.get_one(Judge, row.judge_id)
    asked = Reopening(id=new_id(), assignment_id=row.id, reason="slip", asked_by=judge.user_id)
    session.add(asked)
    session.flush()
    assert unmet(round_) == {CheckCode.REOPENINGS: (session.get_one(Entry, row.entry_id).number,)}
    assert refused(round_) == ["reopenings"]
    office = factories.an_actor(Role.ORGANISER)
    decide_reopening(actor=office, round_id=round_.id, reopening_id=asked.id, grant=False, answer="已截止")
    assert unmet(round_) == {}


def test_a_calibration_of_other_sheets(session: Any) -> None:
    round_ = a_decided_round(Method.CALIBRATED)
    assert {line.basis.code for line in computed(get_round(SYSTEM, round_.id)) if line.basis} == {
        "calibrated"
    }
    assert unmet(round_) == {}
    session.query(CalibrationRun).update({"sheets_state": "1:1"})
    assert unmet(round_) == {CheckCode.CALIBRATION: ()}
    assert refused(round_) == ["calibration"]


def test_a_calibrated_round_is_sealed_with_what_it_takes_to_compute_it_anew(session: Any) -> None:
    made = factories.a_seal(a_decided_round(Method.CALIBRATED))
    assert made.digest, made.trouble
    with current_app.extensions["storage"].open(made.storage_key) as stream:
        data = stream.read()
    assert verify(data).valid
    assert b'"standard_deviations": {' in data

"""Roles teams lack, and people who offer themselves."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from contest.accounts.models import User
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.projects.models import Project
from matching.introductions.domain import LASTS as TO_ANSWER
from matching.introductions.domain import IntroductionState, Side
from matching.joinings.domain import Came
from matching.joinings.models import Joining
from matching.team_gaps.domain import LASTS, GapRole
from matching.team_gaps.models import TalentIntroduction, TalentOffer, TeamGap

_numbers = itertools.count(1)


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def a_gap(project: Project, role: GapRole = GapRole.CLINICAL, **more: Any) -> TeamGap:
    """A role a project's team lacks."""
    text = LocalizedText("负责多中心临床试验", "Runs multi-centre clinical trials")
    made: TeamGap = _add(
        TeamGap(**{"id": new_id(), "project_id": project.id, "role": role, "text": text, **more})
    )
    return made


def an_offer(
    user: User, *roles: GapRole, expired: bool = False, confirmed_days_ago: int = 1, **more: Any
) -> TalentOffer:
    """Somebody who offers themselves as a clinical lead, unless other roles are named."""
    number = next(_numbers)
    then = datetime.now(UTC) - timedelta(days=400 if expired else confirmed_days_ago)
    values: dict[str, Any] = {
        "id": new_id(),
        "user_id": user.id,
        "headline": LocalizedText(f"资深临床负责人{number:03d}", f"Clinical lead {number:03d}"),
        "text": LocalizedText("主持过多中心临床试验", "Has run multi-centre clinical trials"),
        "roles": [role.value for role in roles or (GapRole.CLINICAL,)],
        "consented_at": then,
        "confirmed_at": then,
        "expires_at": then + LASTS,
    }
    made: TalentOffer = _add(TalentOffer(**{**values, **more}))
    return made


def an_open_meeting(gap: TeamGap, offer: TalentOffer, *, days_ago: int = 10) -> TalentIntroduction:
    """A team and somebody who both agreed to meet."""
    then = datetime.now(UTC) - timedelta(days=days_ago)
    made: TalentIntroduction = _add(
        TalentIntroduction(
            id=new_id(),
            gap_id=gap.id,
            offer_id=offer.id,
            asked_by=Side.PROJECT,
            state=IntroductionState.OPEN,
            asked_at=then - timedelta(days=1),
            expires_at=then - timedelta(days=1) + TO_ANSWER,
            answered_at=then,
        )
    )
    return made


def a_joining(meeting: TalentIntroduction, side: Side, *, days_ago: int = 2, **more: Any) -> Joining:
    """A report of one side that the two met, which the other has not answered."""
    day = (datetime.now(UTC) - timedelta(days=days_ago)).date()
    values = {
        "id": new_id(),
        "introduction_id": meeting.id,
        "came": Came.MET,
        "happened_on": day,
        "side": side,
    }
    made: Joining = _add(Joining(**{**values, **more}))
    return made

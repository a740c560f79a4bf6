"""People who offer themselves to winners, the roles a handful of winners lack, pairs that met, one that stayed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from contest.accounts.models import User
from contest.demo.seeding.people import user_row
from contest.demo.world import DemoWorld
from contest.kernel import jobs
from contest.kernel.columns import LocalizedText, new_id
from contest.landings.domain import Milestone
from contest.landings.models import ProjectMilestone
from contest.organisations.domain import District
from contest.projects.models import Project
from matching.demo.meetings import winners
from matching.demo.talent_texts import TALENTS, WANTED, TalentText
from matching.introductions.domain import LASTS as TO_ANSWER
from matching.introductions.domain import DeclineReason, IntroductionState, Side
from matching.joinings.domain import Came
from matching.joinings.models import Joining
from matching.outcomes.domain import OutcomeState
from matching.team_gaps.domain import LASTS, Commitment, GapState
from matching.team_gaps.models import TalentIntroduction, TalentOffer, TalentTie, TeamGap
from matching.team_gaps.services import REFRESH

DISTRICTS = (District.PUDONG, District.XUHUI, District.MINHANG, District.YANGPU, District.JINGAN)
# What tells three people of one profession apart: before the line, and after the text.
LEVELS = (
    (
        LocalizedText("资深", "Senior: "),
        LocalizedText("曾任企业高管，三个月内可到岗。", " Former executive, free in three months."),
    ),
    (
        LocalizedText(),
        LocalizedText("目前在职，可先以顾问身份参与。", " In a job now, could begin as an adviser."),
    ),
    (
        LocalizedText("海归", "Back from abroad: "),
        LocalizedText("在海外同类企业工作六年，已回国。", " Six years in such firms abroad, now back."),
    ),
)
MOST_GAPS = 8
# What became of the first gaps: state and who asked.
MEETINGS = (
    (IntroductionState.OPEN, Side.PROJECT),
    (IntroductionState.ASKED, Side.PROJECT),
    (IntroductionState.ASKED, Side.PROFILE),
    (IntroductionState.DECLINED, Side.PROJECT),
    (IntroductionState.OPEN, Side.PROFILE),
)
# What came of those who met, in their order: reported by whom, and whether the other side has said so too.
CAME = (
    ((Came.MET, Side.PROFILE, False),),
    ((Came.MET, Side.PROJECT, True), (Came.JOINED, Side.PROJECT, True)),
)


@dataclass(frozen=True, slots=True)
class MadeGap:
    """A gap with its project's leader."""

    row: dict[str, Any]
    project: Project
    leader_id: UUID


def talents(world: DemoWorld) -> None:
    """Make three dozen people with offers, the gaps of some of last year's winners, and their introductions."""
    people = [(text, level) for level in range(len(LEVELS)) for text in TALENTS]
    users, offers = [], []
    for index, (text, level) in enumerate(people):
        user = user_row(world, f"talent{index + 1:03d}")
        users.append(user)
        offers.append(_offer(world, index, text, level, user["id"]))
    gaps = [
        _gap(world, place, project, leader) for place, (project, leader) in enumerate(winners()[:MOST_GAPS])
    ]
    meetings = _meetings(world, gaps, offers)
    outcomes = list(_came(world, gaps, offers, meetings))
    world.write(User, users)
    world.write(TalentOffer, offers)
    world.write(TeamGap, [gap.row for gap in gaps])
    world.write(TalentIntroduction, meetings)
    world.write(Joining, outcomes)
    world.write(ProjectMilestone, _milestones(gaps, meetings, outcomes))
    world.write(TalentTie, _ties(gaps, offers, meetings))
    jobs.defer(REFRESH, queueing_lock=REFRESH)
    world.seeded("talents", people=len(offers), gaps=len(gaps), introductions=len(meetings))


def _offer(world: DemoWorld, index: int, text: TalentText, level: int, user_id: UUID) -> dict[str, Any]:
    confirmed = world.moment(-3 - 4 * index % 120)
    prefix, ending = LEVELS[level]
    district = DISTRICTS[index % len(DISTRICTS)]
    return {
        "id": new_id(),
        "user_id": user_id,
        "headline": LocalizedText(prefix.zh + text.headline.zh, prefix.en + text.headline.en),
        "text": LocalizedText(text.text.zh + ending.zh, text.text.en + ending.en),
        "roles": [role.value for role in text.roles],
        "track_codes": list(text.tracks),
        "languages": ["zh", "en"] if index % 3 else ["zh"],
        "districts": [] if index % 4 == 0 else [district.value],
        "commitments": [Commitment.FULL_TIME.value if index % 5 else Commitment.ADVISORY.value],
        "wishes": "" if index % 3 else "期望股权激励，薪酬可面议",
        "consented_at": confirmed,
        "confirmed_at": confirmed,
        "expires_at": confirmed + LASTS,
    }


def _gap(world: DemoWorld, place: int, project: Project, leader_id: UUID) -> MadeGap:
    wanted = WANTED[place % len(WANTED)]
    row = {
        "id": new_id(),
        "project_id": project.id,
        "role": wanted.role,
        "text": wanted.text,
        "terms": "" if place % 2 else "期权 1%–3%，薪酬面议",
        "commitment": Commitment.FULL_TIME if place % 3 else None,
        "district": project.district or "",
        "languages": ["zh"],
        "state": GapState.OPEN,
        "filled_on": None,
        "filled_as": None,
        "created_at": world.moment(-30 + place),
    }
    return MadeGap(row, project, leader_id)


def _meetings(world: DemoWorld, gaps: list[MadeGap], offers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    made = []
    for place, (gap, (state, asked_by)) in enumerate(zip(gaps, MEETINGS, strict=False)):
        offer = next(item for item in offers if gap.row["role"].value in item["roles"])
        waits = state is IntroductionState.ASKED
        declined = state is IntroductionState.DECLINED
        asked_at = world.moment(-3 if waits else -20 + place)
        speaks = asked_by is Side.PROJECT or state is IntroductionState.OPEN
        made.append(
            {
                "id": new_id(),
                "gap_id": gap.row["id"],
                "offer_id": offer["id"],
                "asked_by": asked_by,
                "state": state,
                "message": "看到您的经历与我们的需求很契合，希望当面聊聊。"
                if asked_by is Side.PROJECT
                else "",
                "decline_reason": DeclineReason.STAGE if declined else None,
                "declined_by": asked_by.other if declined else None,
                "project_user_id": gap.leader_id if speaks else None,
                "asked_at": asked_at,
                "expires_at": asked_at + TO_ANSWER,
                "answered_at": None if waits else asked_at + timedelta(days=2),
            }
        )
    return made


def _came(
    world: DemoWorld, gaps: list[MadeGap], offers: list[dict[str, Any]], meetings: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Two pairs met; one of them stayed together, and its role is filled."""
    person = {offer["id"]: offer["user_id"] for offer in offers}
    of_gap = {gap.row["id"]: gap for gap in gaps}
    opened = [item for item in meetings if item["state"] is IntroductionState.OPEN]
    for meeting, steps in zip(opened, CAME, strict=False):
        gap = of_gap[meeting["gap_id"]]
        for number, (came, side, agreed) in enumerate(steps):
            sides = {Side.PROJECT: gap.leader_id, Side.PROFILE: person[meeting["offer_id"]]}
            day = (meeting["answered_at"] + timedelta(days=3 + 7 * number)).date()
            joined_as = Commitment.FULL_TIME if came is Came.JOINED else None
            if joined_as:
                gap.row.update(state=GapState.FILLED, filled_on=day, filled_as=joined_as)
            yield {
                "id": new_id(),
                "introduction_id": meeting["id"],
                "came": came,
                "joined_as": joined_as,
                "happened_on": day,
                "state": OutcomeState.CONFIRMED if agreed else OutcomeState.REPORTED,
                "side": side,
                "reported_by": sides[side],
                "answered_by": sides[side.other] if agreed else None,
                "answered_at": world.moment(-1) if agreed else None,
            }


def _milestones(
    gaps: list[MadeGap], meetings: list[dict[str, Any]], outcomes: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    project = {gap.row["id"]: gap.project.id for gap in gaps}
    gap_of = {item["id"]: item["gap_id"] for item in meetings}
    return [
        {
            "id": new_id(),
            "project_id": project[gap_of[row["introduction_id"]]],
            "milestone": Milestone.JOINED,
            "happened_on": row["happened_on"],
            "counterpart_kind": "team_gap",
            "counterpart_id": gap_of[row["introduction_id"]],
            "source": f"talent_outcome:{row['id']}",
        }
        for row in outcomes
        if row["came"] is Came.JOINED
    ]


def _ties(
    gaps: list[MadeGap], offers: list[dict[str, Any]], meetings: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    person = {offer["id"]: offer["user_id"] for offer in offers}
    project = {gap.row["id"]: gap.project.id for gap in gaps}
    return [
        {
            "user_id": person[item["offer_id"]],
            "project_id": project[item["gap_id"]],
            "since": item["answered_at"],
        }
        for item in meetings
        if item["state"] is IntroductionState.OPEN
    ]

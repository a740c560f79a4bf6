"""What teams and office said to each other, and the teams that came through partners and bases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from contest.accounts.models import User
from contest.announcements.domain import Audience
from contest.announcements.models import Announcement
from contest.channels.models import ProjectClaim, Referral
from contest.demo.seeding.notices import notice_row
from contest.demo.world import DemoWorld, MadeProject
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.notices.models import Notice
from contest.projects.models import Project
from contest.questions.domain import QuestionState
from contest.questions.models import Question, QuestionMessage
from contest.seasons.domain import ChannelKind

# (subject, what the team wrote, what the office answered; nothing: it waits)
TALKS = (
    (
        "复赛路演是否可以用英文？",
        "我们的技术负责人中文不流利，路演能否用英文，材料用中英双语？",
        "可以。路演语言中英文均可，材料请至少提供中文摘要；现场问答可由团队成员协助翻译。",
    ),
    (
        "评审期间公司更名是否影响参赛？",
        "公司名称变更正在办理，预计下月完成，统一社会信用代码不变。",
        "不影响。信用代码不变即视为同一主体，更名完成后请上传新的营业执照。",
    ),
    ("可否更换路演人？", "原定路演人届时在国外，想改由另一位联合创始人路演。", ""),
    (
        "Can a member join from abroad?",
        "One of our founders is in Singapore. May she join the pitch online?",
        "Yes. One member may join by video; whoever pitches has to be in the room.",
    ),
    ("知识产权证明需要原件吗？", "专利证书原件在代理机构，能否先上传受理通知书？", ""),
)
# (title, body, to whom, on the public page, days from today; None: not sent yet)
NEWS = (
    (
        LocalizedText("复赛评审已经开始", "The second round is being judged"),
        LocalizedText(
            "复赛网络评审已开始，结果将在公示前通知各团队。评审期间请保持联系方式畅通。",
            "Judging has begun. Teams hear of their results before these are published; please stay reachable.",
        ),
        Audience.STAGE,
        True,
        -6,
    ),
    (
        LocalizedText("申报截止提醒", "The deadline is near"),
        LocalizedText(
            "申报将于本周截止，请尽早提交，截止后系统不再受理。",
            "Entries close this week. Please hand in early; nothing is taken after the deadline.",
        ),
        Audience.TEAMS,
        False,
        -56,
    ),
    (
        LocalizedText("半决赛路演须知", "About the pitches of the semifinal"),
        LocalizedText(
            "半决赛以现场路演方式进行，场地与次序确定后另行通知。",
            "The semifinal is pitched on stage; place and order will follow.",
        ),
        Audience.STAGE,
        False,
        None,
    ),
)
ANSWERED_AFTER = timedelta(hours=20)
CLAIMED, REFERRED = 8, 5
# The projects of the accounts people try first keep where they came from.
FIRST = 6


def conversations(world: DemoWorld) -> None:
    """Write questions with answers, announcements, claims of a partner's list and bases' recommendations."""
    _questions(world)
    _announcements(world)
    _claims(world, _came_by(world, ChannelKind.PARTNER_CONTEST, CLAIMED))
    _referrals(world, _came_by(world, ChannelKind.BASE_RECOMMENDATION, REFERRED))
    world.seeded("conversations", questions=len(TALKS), announcements=len(NEWS))


def _questions(world: DemoWorld) -> None:
    questions: list[dict[str, Any]] = []
    messages: list[dict[str, Any]] = []
    for place, ((subject, asked, answered), made) in enumerate(zip(TALKS, world.projects, strict=False)):
        key, at = new_id(), world.moment(-5 + place * 0.7, time(9, 40))
        ended = at + ANSWERED_AFTER if answered else at
        state = QuestionState.ANSWERED if answered else QuestionState.OPEN
        questions.append(
            {
                "id": key,
                "project_id": made.id,
                "subject": subject,
                "state": (QuestionState.CLOSED if answered and place == 1 else state).value,
                "asked_by": made.leader_id,
                "created_at": at,
                "changed_at": ended,
            }
        )
        messages.append(_message(key, made.leader_id, asked, at, from_office=False))
        if answered:
            messages.append(_message(key, world.office["organiser"], answered, ended, from_office=True))
    world.write(Question, questions)
    world.write(QuestionMessage, messages)


def _message(key: UUID, author: UUID, body: str, at: datetime, *, from_office: bool) -> dict[str, Any]:
    return {
        "id": new_id(),
        "question_id": key,
        "author_id": author,
        "from_office": from_office,
        "body": body,
        "created_at": at,
    }


def _announcements(world: DemoWorld) -> None:
    book, organiser = world.open_season, world.office["organiser"]
    leaders = list(dict.fromkeys(made.leader_id for made in world.projects))
    rows: list[dict[str, Any]] = []
    told: list[dict[str, Any]] = []
    for title, body, audience, public, day in NEWS:
        key, at = new_id(), None if day is None else world.moment(day, time(15, 30))
        rows.append(
            {
                "id": key,
                "season_id": book.season_id,
                "title": title,
                "body": body,
                "audience": audience.value,
                "stage_code": "second_round" if audience is Audience.STAGE else "",
                "is_public": public,
                "created_by": organiser,
                "created_at": (at or world.now) - timedelta(hours=2),
                "sent_at": at,
                "sent_by": organiser if at else None,
                "recipients": len(leaders) if at else 0,
            }
        )
        params = {"title": title.as_dict(), "body": body.as_dict()}
        told += [
            notice_row(
                who,
                "announcement.sent",
                f"announcement:{key}",
                params,
                f"/announcements/{key}",
                at,
                seen=False,
            )
            for who in leaders
            if at is not None
        ]
    world.write(Announcement, rows)
    world.write(Notice, told)


def _claims(world: DemoWorld, made: Sequence[MadeProject]) -> None:
    """Let projects have come from a partner's list: some teams took theirs over, the others were written to."""
    addresses = _addresses([one.leader_id for one in made])
    rows = []
    for place, one in enumerate(made):
        sent = world.moment(-100 + place, time(11))
        taken = place % 2 == 0
        rows.append(
            {
                "id": new_id(),
                "project_id": one.id,
                "email": addresses[one.leader_id],
                # Whoever has not answered was written to again this week.
                "sent_at": sent if taken else world.moment(-2, time(11)),
                "sent_by": world.office["organiser"],
                "claimed_at": sent + timedelta(hours=26) if taken else None,
                "claimed_by": one.leader_id if taken else None,
            }
        )
    world.write(ProjectClaim, rows)
    for place, one in enumerate(made, 1):
        named = update(Project).where(Project.id == one.id).values(external_id=f"PARTNER-{place:03d}")
        db.session.execute(named.execution_options(synchronize_session=False))


def _addresses(user_ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = db.session.execute(select(User.id, User.email).where(User.id.in_(user_ids)))
    return {row.id: row.email for row in rows}


def _referrals(world: DemoWorld, made: Sequence[MadeProject]) -> None:
    bases = [base for base in world.bases if base.usable]
    rows = [
        {
            "id": new_id(),
            "project_id": one.id,
            "base_id": bases[place % len(bases)].id,
            "season_id": world.open_season.season_id,
            "accepted_by": one.leader_id,
            "created_at": world.moment(-90 + place, time(14)),
        }
        for place, one in enumerate(made)
    ]
    world.write(Referral, rows)


def _came_by(world: DemoWorld, kind: ChannelKind, most: int) -> list[MadeProject]:
    """Return some projects that were handed in by a kind of channel, and fix it: it stays with them for life."""
    codes = [channel.code for channel in world.open_season.channels if channel.kind is kind]
    query = select(Project.id).where(
        Project.season_id == world.open_season.season_id, Project.channel_code.in_(codes)
    )
    found = set(db.session.execute(query).scalars())
    made = [one for one in world.projects[FIRST:] if one.id in found][:most]
    fixed = update(Project).where(Project.id.in_([one.id for one in made])).values(channel_fixed=True)
    db.session.execute(fixed.execution_options(synchronize_session=False))
    return made

"""What people of the demonstration were told so far, and the mobile numbers some of them confirmed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from contest.accounts.models import RoleAssignment, User, UserPhone
from contest.bases.models import HaijuBase
from contest.demo.seeding.stages import SECOND
from contest.demo.world import DemoWorld
from contest.entries.windows import update_key
from contest.entry_forms.queries import current_form
from contest.kernel.clock import SHANGHAI
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.notices import term
from contest.nominations.domain import NominationState
from contest.nominations.models import Nomination
from contest.notices.models import Notice
from contest.permissions import Role
from contest.projects.models import Project, Submission
from contest.seasons.domain import StageCode
from contest.texting.domain import normalise_number

SEEN_AFTER = timedelta(hours=3)
TICK = timedelta(minutes=25)
# People made without a login of their own have numbered addresses.
WITHOUT_LOGIN = "member%"
WITH_WECHAT = "entrepreneur"
WAITING = NominationState.PROPOSED


def notices(world: DemoWorld) -> None:
    """Tell leaders what became of their projects, and everybody which role they hold."""
    rows = [*_receipts(world), *_nominations(world), *_updates(world), *_roles(world)]
    world.write(Notice, rows)
    phones = _phones(world)
    world.write(UserPhone, phones)
    _link_wechat()
    world.seeded("notices", notices=len(rows), phones=len(phones))


def notice_row(
    user_id: UUID, code: str, once_key: str, params: dict[str, Any], link: str, at: datetime, *, seen: bool
) -> dict[str, Any]:
    """Return the row of a notice that was delivered when it was made."""
    return {
        "id": new_id(),
        "user_id": user_id,
        "code": code,
        "once_key": once_key,
        "params": params,
        "link": link,
        "created_at": at,
        "delivered_at": at,
        "read_at": at + SEEN_AFTER if seen else None,
    }


def _receipts(world: DemoWorld) -> list[dict[str, Any]]:
    found = db.session.execute(
        select(Submission, Submission.submitted_by, Project.name, Project.number)
        .join(Project, Project.id == Submission.project_id)
        .where(Project.season_id == world.open_season.season_id)
        .order_by(Project.number, Submission.revision)
    )
    return [
        notice_row(
            by,
            "project.received",
            f"project_receipt:{submission.id}",
            {
                "project": name.as_dict(),
                "number": number,
                "revision": submission.revision,
                "submitted_at": submission.submitted_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
                "digest": submission.digest,
            },
            f"/projects/{submission.project_id}/receipt",
            submission.submitted_at,
            seen=True,
        )
        for submission, by, name, number in found
        if by is not None
    ]


def _updates(world: DemoWorld) -> list[dict[str, Any]]:
    """Return the reminders that the stage being judged now was open for updates before."""
    book = world.open_season
    stage = next(one for one in book.stages if one.code is StageCode.SECOND_ROUND)
    if stage.revision_opens_at is None or stage.revision_closes_at is None:
        return []
    form = current_form(book.season_id)
    params = {
        "stage": stage.name.as_dict(),
        "closes_at": stage.revision_closes_at.isoformat(),
        "missing": [],
        "parts": [form.label_of(code).as_dict() for code in stage.revision_fields],
    }
    return [
        notice_row(
            made.leader_id,
            "project.stage_open",
            update_key(made.id, stage.code, stage.revision_closes_at),
            {"project": made.name.as_dict(), **params},
            f"/projects/{made.id}",
            stage.revision_opens_at + TICK,
            seen=True,
        )
        for made in world.projects
        if made.fate in SECOND
    ]


def _nominations(world: DemoWorld) -> list[dict[str, Any]]:
    leaders = {made.id: made for made in world.projects}
    found = db.session.execute(
        select(Nomination, HaijuBase.name)
        .join(HaijuBase, HaijuBase.id == Nomination.base_id)
        .order_by(Nomination.created_at, Nomination.project_id)
    )
    rows = []
    for nomination, base in found:
        made = leaders[nomination.project_id]
        what = "received" if nomination.state is WAITING else nomination.state.value
        if what not in {"received", "confirmed", "withdrawn", "refused"}:
            continue
        rows.append(
            notice_row(
                made.leader_id,
                f"nomination.{what}",
                f"nomination:{nomination.id}:{nomination.version}",
                {
                    "what": f"nomination_{what}",
                    "base": base.as_dict(),
                    "project": made.name.as_dict(),
                    "reason": nomination.reason,
                },
                f"/nominations/{nomination.id}",
                nomination.decided_at or nomination.created_at,
                seen=False,
            )
        )
    return rows


def _roles(world: DemoWorld) -> list[dict[str, Any]]:
    held = db.session.execute(
        select(RoleAssignment)
        .join(User, User.id == RoleAssignment.user_id)
        .order_by(User.email, RoleAssignment.role)
    ).scalars()
    return [
        notice_row(
            row.user_id,
            "account.role_granted",
            f"role:{row.id}",
            {"held": term(Role(row.role)), "role": row.role, "district": row.district},
            "/desk",
            world.moment(-60),
            seen=row.role is Role.AUDITOR,
        )
        for row in held
    ]


def _link_wechat() -> None:
    """Link the entrepreneurs' accounts to WeChat, so that the demonstration shows its messages too."""
    login = func.split_part(User.email, "@", 1)
    db.session.execute(
        update(User)
        .where(User.email.startswith(WITH_WECHAT))
        .values(wechat_openid=func.concat("oDemo-", login))
        .execution_options(synchronize_session=False)
    )


def _phones(world: DemoWorld) -> list[dict[str, Any]]:
    """Confirm the mobile numbers of those whom people sign in as, so that codes and texts reach them."""
    people = db.session.execute(
        select(User.id, User.phone)
        .where(User.email.not_like(WITHOUT_LOGIN), User.phone != "")
        .order_by(User.email)
    )
    return [
        {
            "id": new_id(),
            "user_id": row.id,
            "number": normalise_number(row.phone),
            "verified_at": world.moment(-300),
        }
        for row in people
    ]

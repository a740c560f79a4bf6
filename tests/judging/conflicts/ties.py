"""Every way in which a person can be tied to an entry, as the contest comes to know of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from contest.accounts.models import UserEmail
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.organisations.domain import MembershipRole
from contest.organisations.models import Membership
from contest.teams.models import Team, TeamMember
from tests import factories

Maker = Callable[[Any, Any, Any], None]


def _join(user_id: Any, organisation: Any) -> None:
    db.session.add(Membership(organisation_id=organisation.id, user_id=user_id, role=MembershipRole.MEMBER))
    db.session.flush()


def _leader(project: Any) -> Any:
    return db.session.query(TeamMember).filter_by(team_id=project.team_id).first().user_id


def member(person: Any, project: Any, entry: Any) -> None:
    factories.a_member(db.session.get_one(Team, project.team_id), person)


def employer(person: Any, project: Any, entry: Any) -> None:
    organisation = factories.an_organisation()
    _join(person.id, organisation)
    _join(_leader(project), organisation)


def company(person: Any, project: Any, entry: Any) -> None:
    project.credit_code = "91310110MA1G8ABC1X"
    _join(person.id, factories.an_organisation(credit_code=project.credit_code))


def base(person: Any, project: Any, entry: Any) -> None:
    entry.base_id = factories.a_base(person).id
    db.session.flush()


def contact(person: Any, project: Any, entry: Any) -> None:
    """The person wrote down an address that the team has proved."""
    address = f"shared-{person.id.hex}@example.com"
    proved = {"email": address, "verified_at": datetime.now(UTC)}
    db.session.add(UserEmail(id=new_id(), user_id=_leader(project), **proved))
    db.session.add(UserEmail(id=new_id(), user_id=person.id, email=address))
    db.session.flush()


TIES: Mapping[str, Maker] = {one.__name__: one for one in (member, employer, company, base, contact)}

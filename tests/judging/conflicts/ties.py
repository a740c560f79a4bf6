"""Every way in which a person can be tied to an entry, as the contest comes to know of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from contest.accounts.models import UserEmail
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.organisations.domain import MembershipRole, OrganisationKind
from contest.organisations.models import FormerMembership, Membership
from contest.projects.models import Answer
from contest.teams.models import FormerMember, Team, TeamMember
from judging.conflicts.domain import About, RequestState
from judging.conflicts.models import RecusalRequest
from matching.profiles.domain import ProfileKind
from matching.profiles.models import Company, Deal
from tests import factories
from tests.factories.matching import a_profile, an_open_introduction

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


def former_employer(person: Any, project: Any, entry: Any) -> None:
    organisation = factories.an_organisation()
    _left(person.id, organisation, days=300)
    _join(_leader(project), organisation)


def earlier_team(person: Any, project: Any, entry: Any) -> None:
    db.session.add(FormerMember(id=new_id(), team_id=project.team_id, user_id=person.id))
    db.session.flush()


def shareholder(person: Any, project: Any, entry: Any) -> None:
    fund = factories.an_organisation(OrganisationKind.INVESTOR)
    _join(person.id, fund)
    rows = [{"holder": fund.name.zh, "role": "investor", "share": "12.5"}]
    db.session.add(Answer(project_id=project.id, field="equity", data=rows))
    db.session.flush()


def mentor(person: Any, project: Any, entry: Any) -> None:
    profile = a_profile(ProfileKind.MENTOR, user_id=person.id)
    an_open_introduction(project, profile, days=0)


def investor(person: Any, project: Any, entry: Any) -> None:
    fund = factories.an_organisation(OrganisationKind.INVESTOR)
    _join(person.id, fund)
    project.company_name = LocalizedText("示例芯片有限公司", "Example Chips Ltd")
    company = Company(id=new_id(), key=f"name:{project.id}", name="示例芯片有限公司")
    db.session.add(company)
    db.session.flush()
    profile = a_profile(ProfileKind.INVESTOR, organisation_id=fund.id)
    db.session.add(Deal(id=new_id(), profile_id=profile.id, company_id=company.id, year=2024))
    db.session.flush()


def named_by_the_team(person: Any, project: Any, entry: Any) -> None:
    organisation = factories.an_organisation()
    _join(person.id, organisation)
    row = RecusalRequest(
        id=new_id(),
        project_id=project.id,
        about=About.ORGANISATION,
        name="某机构",
        reason="竞争关系",
        state=RequestState.ACCEPTED,
        organisation_id=organisation.id,
        decided_by=factories.a_user().id,
        decided_at=datetime.now(UTC),
    )
    db.session.add(row)
    db.session.flush()


def _left(user_id: Any, organisation: Any, *, days: int) -> None:
    until = datetime.now(UTC).date() - timedelta(days=days)
    db.session.add(
        FormerMembership(id=new_id(), organisation_id=organisation.id, user_id=user_id, until=until)
    )
    db.session.flush()


TIES: Mapping[str, Maker] = {
    one.__name__: one
    for one in (
        member,
        employer,
        company,
        base,
        contact,
        former_employer,
        earlier_team,
        shareholder,
        mentor,
        investor,
        named_by_the_team,
    )
}

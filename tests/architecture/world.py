"""For every kind of object in an address: one the asker is entitled to and one of somebody else."""

from __future__ import annotations

from dataclasses import dataclass

from contest.accounts.models import User
from contest.entry_forms.services import begin_draft
from contest.kernel.access import SYSTEM
from contest.kernel.db import db
from contest.organisations.domain import MembershipRole, OrganisationKind
from contest.organisations.models import Membership
from contest.permissions import Role
from contest.projects.models import Submission
from contest.seasons.domain import StageCode
from contest.seasons.models import Season
from tests import factories
from tests.architecture.worlds import contest, judging, matching
from tests.architecture.worlds.rows import add, export
from tests.factories.matching import a_winner
from tests.factories.screening import a_late_code

HERE, ELSEWHERE = "310110", "310115"
ORGANISATIONS = {Role.BASE: OrganisationKind.BASE_OPERATOR, Role.INVESTOR: OrganisationKind.INVESTOR}
# What an address names that belongs to nobody.
WORDS = {
    "kind": "track",
    "kind_name": "projects",
    "code": "life_health",
    "criterion": "innovation",
    "variant": "seed",
    "to": "closed",
    "day": "2026-10-01",
    "step": "project",
    "slot": "plan",
    "revision": "1",
    "stage_code": "second_round",
    "section": "market",
    "version": "1",
    "token": "nonsense",
}


@dataclass(frozen=True, slots=True)
class Objects:
    """Parameter name -> value; `endpoint:parameter` where one name means different things."""

    values: dict[str, str]

    def of(self, endpoint: str, parameter: str) -> str:
        """Return what stands for a parameter in an address; a KeyError means that the world lacks such a thing."""
        own = self.values.get(f"{endpoint}:{parameter}") or self.values.get(
            f"{endpoint.partition('.')[0]}:{parameter}"
        )
        return own or self.values.get(parameter) or WORDS[parameter]

    def names(self, parameter: str) -> bool:
        """Say whether the parameter names somebody's object."""
        return parameter not in WORDS and any(key.rpartition(":")[2] == parameter for key in self.values)


def a_person(role: Role | None) -> User | None:
    """A person who holds nothing but `role`; None for the public."""
    if role in (None, Role.PUBLIC):
        return None
    given = (role,) if role in set(Role) - {Role.USER, Role.ENTREPRENEUR, Role.BASE, Role.INVESTOR} else ()
    district = HERE if role is Role.OFFICER else ""
    return factories.a_user(*given, district=district, verified=role is Role.ENTREPRENEUR)


def objects_of(role: Role, person: User | None, *, own: bool, season: Season, draft: Season) -> Objects:
    """Build one side of the world: everything belongs to `person`, or to nobody the asker knows."""
    owner = person or factories.a_user(verified=False)
    district = HERE if own else ELSEWHERE
    organisation = factories.an_organisation(
        ORGANISATIONS.get(role, OrganisationKind.COMPANY), owner, district=district
    )
    mate = factories.a_user(verified=False)
    add(Membership(organisation_id=organisation.id, user_id=mate.id, role=MembershipRole.MEMBER))
    base = factories.a_base(district=district, organisation_id=organisation.id)
    factories.a_slot_year(base)
    team = factories.a_team(owner)
    factories.a_member(team, mate)
    zone = "yangpu" if own else "city"
    project = a_winner(season, team, zone_code=zone, consent_bases=own, consent_publication=own)
    submission = db.session.query(Submission).filter_by(project_id=project.id).one()
    plan = contest.a_stored_plan(project)
    begin_draft(actor=SYSTEM, season_id=(season if own else draft).id)
    values: dict[str, object] = {
        "season_id": (season if own else draft).id,
        "slug": (season if own else draft).slug,
        "entry_form_office:code": "awards",
        "entry_form_office:kind": "line",
        "key": (season if own else draft).id,
        "organisation_id": organisation.id,
        "base_id": base.id,
        "team_id": team.id,
        "user_id": mate.id,
        "project_id": project.id,
        "file_id": plan.id,
        "upload_id": contest.an_upload(project, owner).id,
        "nomination_id": factories.a_nomination(base, project).id,
        "place_id": factories.a_place(project, base).id,
        "accounts:invitation_id": contest.organisation_invitation(organisation).id,
        "teams:invitation_id": contest.team_invitation(team.id, owner).id,
        "accounts.revoke_token:token_id": contest.token(owner).id,
        "accounts.end_session:session_id": factories.a_session(owner).id,
        "accounts.withdraw_role:assignment_id": contest.role(mate).id,
        "letter_id": contest.letter().id,
        "pair_id": contest.suspected_pair(project, season).id,
        "screening:entry_id": factories.an_entry(project, StageCode.SCREENING).id,
        "waiver_id": contest.waiver(project).id,
        "save_id": contest.field_save(project, owner).id,
        "code_id": a_late_code(season if own else draft).id,
        "contact_id": contest.contact(owner).id,
        "notice_id": contest.notice(owner).id,
        "project_office:export_id": export(owner, "answers", season.id),
        "privacy:export_id": export(owner, "own_data", owner.id),
        "request_id": judging.recusal_request(project).id,
        "question_id": contest.question(project, owner).id,
        "announcement_id": contest.announcement(season if own else draft).id,
        "imports:run_id": contest.import_run(owner).id,
        "certificate_id": judging.certificate(project).id,
        "certificates.confirm:code": "2345-6789-ABCD",
        **judging.objects(role, owner, submission, season, zone if own else "", own=own),
        **matching.objects(role, owner, organisation, base.id, project, active=own),
        **matching.team_gaps(owner, project, season, shown=own),
    }
    return Objects({name: str(value) for name, value in values.items()})

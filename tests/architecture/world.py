"""For every kind of object in an address: one the asker is entitled to and one of somebody else."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app

from contest.accounts.models import ApiToken, RoleAssignment, User, UserEmail
from contest.announcements.domain import Audience
from contest.announcements.models import Announcement
from contest.documents.models import Upload
from contest.duplicates.domain.evidence import ordered
from contest.duplicates.models import SuspectedPair
from contest.entries.models import Entry
from contest.entry_forms.services import begin_draft
from contest.exports.models import Export
from contest.imports.models import ImportRun
from contest.kernel.access import SYSTEM
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.kernel.signing import signer
from contest.landings.domain import Milestone
from contest.mail.models import Letter
from contest.notices.models import Notice
from contest.organisations.domain import MembershipRole, OrganisationKind
from contest.organisations.models import Membership, Organisation, OrganisationInvitation
from contest.permissions import Role
from contest.privacy.models import DataExport
from contest.projects.models import FieldSave, Project, Submission, Waiver
from contest.questions.models import Question, QuestionMessage
from contest.seasons.domain import StageCode
from contest.seasons.models import Season
from contest.standings.domain import Outcome as Decided
from contest.teams.models import Team, TeamInvitation
from judging.calibration.domain import Recommended
from judging.calibration.models import CalibratedJudge, CalibrationRun
from judging.certificates.domain import CertificateKind, new_code
from judging.certificates.models import Certificate
from judging.certificates.queries import facts_of
from judging.conflicts.domain import About
from judging.conflicts.models import ConflictWaiver, DeclaredConflict, RecusalRequest
from judging.judges.domain import Invitation
from judging.judges.models import Judge, RoundJudge
from judging.live.models import LiveSession
from judging.objections.models import Objection, ObjectionFile
from judging.panels.models import PanelRun, PanelWish
from judging.panels.states import ProposalScope, WishKind
from judging.ranking.models import Decision
from judging.room.models import Ballot, BallotMember, BallotOption
from judging.rounds.domain import RoundMode, RoundState
from judging.rounds.models import Round
from judging.scoring.models import Redaction, Reopening
from matching.assignment.domain import PlanState
from matching.assignment.domain import WishKind as PairWish
from matching.assignment.models import AssignmentPlan, AssignmentWish
from matching.introductions.domain import Side
from matching.introductions.models import Introduction
from matching.outcomes.models import Outcome
from matching.profiles.domain import ProfileKind
from matching.profiles.models import MatchProfile
from matching.team_gaps.models import TalentIntroduction
from tests import factories
from tests.factories.matching import a_model, a_profile, a_winner
from tests.factories.screening import a_late_code
from tests.factories.team_gaps import a_gap, an_offer

HERE, ELSEWHERE = "310110", "310115"
WORKING = {Role.JUDGE, Role.OFFICER, Role.ORGANISER, Role.CONFIRMER, Role.ADMINISTRATOR}
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
_numbers = itertools.count(1)


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


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


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
    _add(Membership(organisation_id=organisation.id, user_id=mate.id, role=MembershipRole.MEMBER))
    base = factories.a_base(district=district, organisation_id=organisation.id)
    factories.a_slot_year(base)
    team = factories.a_team(owner)
    factories.a_member(team, mate)
    zone = "yangpu" if own else "city"
    project = a_winner(season, team, zone_code=zone, consent_bases=own, consent_publication=own)
    submission = db.session.query(Submission).filter_by(project_id=project.id).one()
    plan = _a_stored_plan(project)
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
        "upload_id": _an_upload(project, owner).id,
        "nomination_id": factories.a_nomination(base, project).id,
        "place_id": factories.a_place(project, base).id,
        "accounts:invitation_id": _organisation_invitation(organisation).id,
        "teams:invitation_id": _team_invitation(team.id, owner).id,
        "accounts.revoke_token:token_id": _token(owner).id,
        "accounts.end_session:session_id": factories.a_session(owner).id,
        "accounts.withdraw_role:assignment_id": _role(mate).id,
        "letter_id": _letter().id,
        "pair_id": _suspected_pair(project, season).id,
        "screening:entry_id": factories.an_entry(project, StageCode.SCREENING).id,
        "waiver_id": _waiver(project).id,
        "save_id": _field_save(project, owner).id,
        "code_id": a_late_code(season if own else draft).id,
        "contact_id": _contact(owner).id,
        "notice_id": _notice(owner).id,
        "project_office:export_id": _export(owner, "answers", season.id),
        "privacy:export_id": _add(DataExport(id=new_id(), user_id=owner.id)).id,
        "request_id": _recusal_request(project).id,
        "question_id": _question(project, owner).id,
        "announcement_id": _announcement(season if own else draft).id,
        "imports:run_id": _import_run(owner).id,
        "certificate_id": _certificate(project).id,
        "certificates.confirm:code": "2345-6789-ABCD",
        **_judging(role, owner, submission, season, zone if own else "", own=own),
        **_matching(role, owner, organisation, base.id, project, active=own),
        **_team_gaps(owner, project, season, shown=own),
    }
    return Objects({name: str(value) for name, value in values.items()})


def _export(owner: User, name: str, about: UUID, **wanted: str) -> UUID:
    row = Export(id=new_id(), kind=name, asked_by=owner.id, about=about, wanted=wanted, kept={}, locale="zh")
    found: UUID = _add(row).id
    return found


def _a_stored_plan(project: Project) -> Any:
    stored = current_app.extensions["storage"].put(factories.a_pdf(), max_bytes=10_000)
    return factories.a_plan(project, sha256=stored.sha256, storage_key=stored.key, size=stored.size)


def _field_save(project: Project, owner: User) -> Any:
    return _add(
        FieldSave(project_id=project.id, field="problem.zh", version=1, value="旧", saved_by=owner.id)
    )


def _an_upload(project: Project, owner: User) -> Any:
    upload = Upload(
        id=new_id(), project_id=project.id, kind="deck", filename="deck.pdf", size=10, begun_by=owner.id
    )
    return _add(upload)


def _organisation_invitation(organisation: Organisation) -> Any:
    return _add(
        OrganisationInvitation(
            id=new_id(),
            organisation_id=organisation.id,
            email=f"invited{next(_numbers)}@example.com",
            role=MembershipRole.MEMBER,
        )
    )


def _team_invitation(team_id: UUID, owner: User) -> Any:
    return _add(
        TeamInvitation(
            id=new_id(),
            team_id=team_id,
            email="",
            invited_by=owner.id,
            expires_at=datetime.now(UTC) + timedelta(days=3),
        )
    )


def _token(owner: User) -> Any:
    return _add(ApiToken(id=new_id(), user_id=owner.id, name="own", digest=f"digest{next(_numbers)}"))


def _role(user: User) -> Any:
    return _add(RoleAssignment(id=new_id(), user_id=user.id, role=Role.MENTOR, district=""))


def _contact(owner: User) -> Any:
    return _add(UserEmail(id=new_id(), user_id=owner.id, email=f"further{next(_numbers)}@example.com"))


def _notice(owner: User) -> Any:
    key = f"world:{next(_numbers)}"
    return _add(
        Notice(id=new_id(), user_id=owner.id, code="account.password_changed", params={}, once_key=key)
    )


def _question(project: Project, owner: User) -> Any:
    question: Question = _add(Question(id=new_id(), project_id=project.id, subject="问", asked_by=owner.id))
    said = {"author_id": owner.id, "from_office": False, "body": "问题"}
    _add(QuestionMessage(id=new_id(), question_id=question.id, **said))
    return question


def _announcement(season: Season) -> Any:
    words = {"title": LocalizedText("通知", "Notice"), "body": LocalizedText("正文", "Text")}
    return _add(Announcement(id=new_id(), season_id=season.id, audience=Audience.TEAMS, **words))


def _waiver(project: Project) -> Any:
    return _add(Waiver(id=new_id(), project_id=project.id, rule_code="team_size", reason="known"))


def _waiver_of_a_conflict(round_id: UUID, judge_id: UUID, entry_id: UUID) -> Any:
    words = {"reason": "needed", "statement": "nothing else ties them"}
    pair = {"round_id": round_id, "judge_id": judge_id, "entry_id": entry_id}
    first = factories.a_user(verified=False)
    kinds = ["self_declared"]
    return _add(ConflictWaiver(id=new_id(), proposed_by=first.id, kinds=kinds, **pair, **words))


def _recusal_request(project: Project) -> Any:
    named = {"about": About.PERSON, "name": "某人", "reason": "competition"}
    return _add(RecusalRequest(id=new_id(), project_id=project.id, **named))


def _suspected_pair(project: Project, season: Season) -> Any:
    other = factories.a_project(season, submitted=True, zone_code=project.zone_code)
    first, second = ordered(project.id, other.id)
    return _add(
        SuspectedPair(
            id=new_id(), first_id=first, second_id=second, score=0.8, kinds=["text"], evidence=[], version=1
        )
    )


def _letter() -> Any:
    return _add(
        Letter(id=new_id(), recipient="a@example.com", locale="zh", template="welcome", params={}, html="")
    )


def _import_run(owner: User) -> Any:
    content = io.BytesIO(b"external_id,name_zh\n1,Example\n")
    stored = current_app.extensions["storage"].put(content, max_bytes=10_000)
    return _add(
        ImportRun(
            id=new_id(),
            kind="projects",
            filename="projects.csv",
            storage_key=stored.key,
            sha256=stored.sha256,
            size=stored.size,
            headers=["external_id", "name_zh"],
            headers_digest="0" * 64,
            created_by=owner.id,
        )
    )


def _judging(
    role: Role, owner: User, submission: Submission, season: Season, zone: str, *, own: bool
) -> dict[str, object]:
    """A round (open for who works on it, published for the others, a draft when foreign) with one assignment."""
    state = RoundState.DRAFT if not own else RoundState.OPEN if role in WORKING else RoundState.PUBLISHED
    round_: Round = factories.a_round(season, zone_code=zone, state=state)
    judge = factories.a_judge(round_, owner)
    judged = factories.a_project(season, submitted=True, zone_code=zone or "city")
    entry = factories.an_entry(judged, StageCode.SECOND_ROUND)
    entry.submission_id = db.session.query(Submission).filter_by(project_id=judged.id).one().id
    colleague = factories.a_judge(round_)
    del submission
    conflict = DeclaredConflict(id=new_id(), judge_id=colleague.id, subject_id=judged.id, reason="known")
    run = PanelRun(id=new_id(), round_id=round_.id, scope=ProposalScope.ANEW)
    public = factories.a_round(season, zone_code=zone, state=RoundState.PUBLISHED) if own else round_
    assignment = factories.an_assignment(round_, judge, entry)
    asked_by = db.session.get_one(Judge, judge.id).user_id
    reopening = Reopening(id=new_id(), assignment_id=assignment.id, reason="slip", asked_by=asked_by)
    kept = {"kind": WishKind.PINNED, "reason": "knows the field"}
    _staged(round_, public)
    _add(PanelWish(id=new_id(), round_id=round_.id, judge_id=judge.id, entry_id=entry.id, **kept))
    return {
        "round_id": round_.id,
        "ranking.show:round_id": public.id,
        "ranking.export:round_id": public.id,
        "sealing.download:round_id": public.id,
        "live.report:round_id": public.id,
        "live.watch:round_id": public.id,
        "live.board:round_id": public.id,
        "objections.begin:round_id": public.id,
        "objections.create:round_id": public.id,
        **_objection(public, entry, owner),
        "api_rankings.ranking:round_id": public.id,
        "calibration.mine:round_id": _calibrated(public, owner),
        "judge_id": judge.id,
        "entry_id": entry.id,
        "assignment_id": assignment.id,
        "reopening_id": _add(reopening).id,
        "redaction_id": _add(Redaction(id=new_id(), entry_id=entry.id, text="Secret Ltd")).id,
        "conflict_id": _add(conflict).id,
        "conflicts.decide:request_id": _recusal_request(judged).id,  # of a team the asker is not in
        "waiver_id": _waiver_of_a_conflict(round_.id, colleague.id, entry.id).id,
        "run_id": _add(run).id,
        **_room(season, zone, owner, own=own),
        "training:round_id": round_.id,
        "certificates:export_id": _export(owner, "certificates", round_.id),
        "records:export_id": _export(owner, "records", round_.id, kind="sheets"),
    }


def _room(season: Season, zone: str, owner: User, *, own: bool) -> dict[str, object]:
    """A round whose scoring has ended, the owner its chief judge, with an entry and an open vote."""
    round_ = factories.a_round(season, zone_code=zone, state=RoundState.CLOSED if own else RoundState.DRAFT)
    chief = db.session.query(Judge).filter_by(user_id=owner.id).one()
    _add(RoundJudge(round_id=round_.id, judge_id=chief.id, invitation=Invitation.ACCEPTED, chief=True))
    entry = factories.an_entry(
        factories.a_project(season, submitted=True, zone_code=zone or "city"), StageCode.SECOND_ROUND
    )
    factories.a_sheet(round_, entry, 70)
    made = {"section": "life_health", "question": "which", "places": 1, "secret": True, "quorum": 1}
    ballot = _add(Ballot(id=new_id(), round_id=round_.id, number=1, **made))
    _add(BallotOption(ballot_id=ballot.id, entry_id=entry.id))
    _add(BallotMember(ballot_id=ballot.id, judge_id=chief.id))
    return {"room:round_id": round_.id, "room:entry_id": entry.id, "ballot_id": ballot.id}


def _staged(round_: Round, public: Round) -> None:
    """Give both rounds a stage; the published one is open to the public, if it is another."""
    for one in {round_.id: round_, public.id: public}.values():
        one.mode = RoundMode.LIVE
        numbers = {"pitch_minutes": 8, "question_minutes": 5, "scoring_minutes": 2}
        _add(
            LiveSession(
                id=new_id(),
                round_id=one.id,
                secret="ab" * 32,
                watched=one.state is RoundState.PUBLISHED,
                **numbers,
            )
        )


def _certificate(project: Project) -> Any:
    """An award of the project, as the final list of some round gave it."""
    season = db.session.get_one(Season, project.season_id)
    row = Certificate(
        id=new_id(),
        kind=CertificateKind.AWARD,
        code=new_code(),
        round_id=factories.a_round(season, state=RoundState.PUBLISHED).id,
        entry_id=db.session.query(Entry)
        .filter_by(subject_id=project.id, stage_code=StageCode.FINAL)
        .one()
        .id,
        number=project.number,
        title=project.name,
        award=LocalizedText("优胜奖", "Award"),
        season=season.name,
        round_name=LocalizedText("决赛", "Final"),
        seal="0" * 64,
        issued_at=datetime.now(UTC),
        public_key=signer.public.pem,
    )
    row.signature = signer.sign(facts_of(row).message()).hex()
    decided = {"track_code": project.track_code, "valid_sheets": 0, "because": {"code": "", "params": {}}}
    _add(
        Decision(
            id=new_id(), round_id=row.round_id, entry_id=row.entry_id, outcome=Decided.ADVANCED, **decided
        )
    )
    return _add(row)


def _objection(round_: Round, entry: Any, owner: User) -> dict[str, object]:
    """An objection of the asker, with a file of evidence."""
    objection = _add(
        Objection(
            id=new_id(),
            round_id=round_.id,
            number=next(_numbers),
            entry_id=entry.id,
            objector_id=owner.id,
            name="沈清澜",
            contact="021",
            grounds="材料不实",
            digest="0" * 64,
            filed_at=datetime.now(UTC),
        )
    )
    stored = current_app.extensions["storage"].put(factories.a_pdf(), max_bytes=10_000)
    file = ObjectionFile(
        id=new_id(),
        objection_id=objection.id,
        filename="a.pdf",
        content_type="application/pdf",
        size=stored.size,
        sha256=stored.sha256,
        storage_key=stored.key,
    )
    return {"objection_id": objection.id, "objections:file_id": _add(file).id}


def _calibrated(round_: Round, owner: User) -> UUID:
    """Describe the owner's own scoring in a round; return the round."""
    found = db.session.query(Judge).filter_by(user_id=owner.id).one()
    if not db.session.query(RoundJudge).filter_by(round_id=round_.id, judge_id=found.id).count():
        _add(RoundJudge(round_id=round_.id, judge_id=found.id, invitation=Invitation.ACCEPTED))
    because = {"code": "calibration_no_severity", "params": {}}
    run = CalibrationRun(
        id=new_id(),
        round_id=round_.id,
        sheets_state="",
        sheets=1,
        connected=True,
        severity_lr=0.0,
        recommended=Recommended.MEAN,
        because=because,
        groups=[],
    )
    _add(run)
    _add(CalibratedJudge(run_id=run.id, judge_id=found.id, sheets=1, severity=0.0, stderr=1.0, pairs=0))
    return round_.id


def _matching(
    role: Role, owner: User, organisation: Organisation, base_id: UUID, project: Project, *, active: bool
) -> dict[str, object]:
    """A profile of the asker's kind and introductions between it and the asker's project, either side asking."""
    kind = {Role.BASE: ProfileKind.PARK, Role.MENTOR: ProfileKind.MENTOR}.get(role, ProfileKind.INVESTOR)
    ties: dict[str, Any] = {"organisation_id": organisation.id}
    if kind is ProfileKind.MENTOR:
        ties = {"user_id": owner.id}
    elif kind is ProfileKind.PARK:
        ties["base_id"] = base_id
    profile = a_profile(kind, active=active, **ties)
    theirs, ours = (Side.PROFILE, Side.PROJECT) if role is Role.ENTREPRENEUR else (Side.PROJECT, Side.PROFILE)
    asked = _introduction(project, profile, theirs, owner)
    other = a_winner(db.session.get_one(Season, project.season_id), db.session.get_one(Team, project.team_id))
    asking = _introduction(other, profile, ours, owner)
    return {
        "profile_id": profile.id,
        # Nobody vets their own firm, and no park is vetted.
        "alliance.decide:profile_id": a_profile(ProfileKind.INVESTOR if active else ProfileKind.PARK).id,
        # Mentors are appointed, nobody else is.
        "profiles.appointment:profile_id": a_profile(ProfileKind.MENTOR if active else ProfileKind.PARK).id,
        # Every winner that agreed may be opened by whoever keeps a profile.
        "visits.project:project_id": project.id if active else _closed(project).id,
        "model_id": a_model().id,
        "introduction_id": asked,
        "assignment:kind": kind.value,
        "preferences:kind": kind.value,
        "plan_id": _assignment_plan(project, profile).id,
        "wish_id": _assignment_wish(project, profile).id,
        "introductions.withdraw:introduction_id": asking,
        "api_introductions.withdraw:introduction_id": asking,
        "profiles.create:kind": kind.value,
        # `theirs` asked, so the asker's own side is the other one.
        "outcome_id": _outcome(asked, theirs),
        "outcomes.withdraw:outcome_id": _outcome(asking, theirs.other),
    }


def _closed(project: Project) -> Project:
    season, team = db.session.get_one(Season, project.season_id), db.session.get_one(Team, project.team_id)
    return a_winner(season, team, consent_matching=False)


def _assignment_plan(project: Project, profile: MatchProfile) -> Any:
    terms = {"each": 1, "usual_room": 5, "method": "optimal"}
    made = AssignmentPlan(
        id=new_id(), season_id=project.season_id, kind=profile.kind, state=PlanState.SUPERSEDED, terms=terms
    )
    return _add(made)


def _assignment_wish(project: Project, profile: MatchProfile) -> Any:
    made = AssignmentWish(
        id=new_id(),
        season_id=project.season_id,
        project_id=project.id,
        profile_id=profile.id,
        kind=PairWish.BARRED,
        reason="不合适",
    )
    return _add(made)


def _outcome(introduction_id: UUID, side: Side) -> UUID:
    """An outcome that `side` reported and the other has not answered."""
    made = Outcome(
        id=new_id(),
        introduction_id=introduction_id,
        milestone=Milestone.MET,
        happened_on=date(2026, 11, 1),
        side=side,
    )
    found: Outcome = _add(made)
    return found.id


def _introduction(project: Project, profile: MatchProfile, asked_by: Side, asker: User) -> UUID:
    now = datetime.now(UTC)
    made = Introduction(
        id=new_id(),
        season_id=project.season_id,
        project_id=project.id,
        profile_id=profile.id,
        kind=profile.kind,
        asked_by=asked_by,
        project_user_id=asker.id if asked_by is Side.PROJECT else None,
        profile_user_id=asker.id if asked_by is Side.PROFILE else None,
        asked_at=now,
        expires_at=now + timedelta(days=14),
    )
    return UUID(str(_add(made).id))


def _team_gaps(owner: User, project: Project, season: Season, *, shown: bool) -> dict[str, object]:
    """A gap of the owner's team and the owner's own offer, each introduced to strangers of whom one side asked."""
    gap, offer = a_gap(project), an_offer(owner)
    stranger = an_offer(factories.a_user(verified=False), expired=not shown)
    other = a_gap(a_winner(season))
    return {
        "gap_id": gap.id,
        "offer_id": stranger.id,
        "talent:introduction_id": _meeting(other.id, offer.id, Side.PROJECT, owner),
        "talent.withdraw:introduction_id": _meeting(
            a_gap(a_winner(season)).id, offer.id, Side.PROFILE, owner
        ),
    }


def _meeting(gap_id: UUID, offer_id: UUID, asked_by: Side, asker: User) -> UUID:
    now = datetime.now(UTC)
    made = TalentIntroduction(
        id=new_id(),
        gap_id=gap_id,
        offer_id=offer_id,
        asked_by=asked_by,
        project_user_id=asker.id if asked_by is Side.PROJECT else None,
        asked_at=now,
        expires_at=now + timedelta(days=14),
    )
    return UUID(str(_add(made).id))

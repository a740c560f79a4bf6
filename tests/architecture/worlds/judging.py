"""Rows of judging for the world of addresses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import current_app

from contest.accounts.models import User
from contest.entries.models import Entry
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.kernel.signing import signer
from contest.permissions import Role
from contest.projects.models import Project, Submission
from contest.seasons.domain import StageCode
from contest.seasons.models import Season
from contest.standings.domain import Outcome as Decided
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
from tests import factories
from tests.architecture.worlds.rows import add, export, numbers

WORKING = {Role.JUDGE, Role.OFFICER, Role.ORGANISER, Role.CONFIRMER, Role.ADMINISTRATOR}


def _waiver_of_a_conflict(round_id: UUID, judge_id: UUID, entry_id: UUID) -> Any:
    words = {"reason": "needed", "statement": "nothing else ties them"}
    pair = {"round_id": round_id, "judge_id": judge_id, "entry_id": entry_id}
    first = factories.a_user(verified=False)
    kinds = ["self_declared"]
    return add(ConflictWaiver(id=new_id(), proposed_by=first.id, kinds=kinds, **pair, **words))


def recusal_request(project: Project) -> Any:
    named = {"about": About.PERSON, "name": "某人", "reason": "competition"}
    return add(RecusalRequest(id=new_id(), project_id=project.id, **named))


def objects(
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
    add(PanelWish(id=new_id(), round_id=round_.id, judge_id=judge.id, entry_id=entry.id, **kept))
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
        "reopening_id": add(reopening).id,
        "redaction_id": add(Redaction(id=new_id(), entry_id=entry.id, text="Secret Ltd")).id,
        "conflict_id": add(conflict).id,
        "conflicts.decide:request_id": recusal_request(judged).id,  # of a team the asker is not in
        "waiver_id": _waiver_of_a_conflict(round_.id, colleague.id, entry.id).id,
        "run_id": add(run).id,
        **_room(season, zone, owner, own=own),
        "training:round_id": round_.id,
        "certificates:export_id": export(owner, "certificates", round_.id),
        "records:export_id": export(owner, "records", round_.id, kind="sheets"),
    }


def _room(season: Season, zone: str, owner: User, *, own: bool) -> dict[str, object]:
    """A round whose scoring has ended, the owner its chief judge, with an entry and an open vote."""
    round_ = factories.a_round(season, zone_code=zone, state=RoundState.CLOSED if own else RoundState.DRAFT)
    chief = db.session.query(Judge).filter_by(user_id=owner.id).one()
    add(RoundJudge(round_id=round_.id, judge_id=chief.id, invitation=Invitation.ACCEPTED, chief=True))
    entry = factories.an_entry(
        factories.a_project(season, submitted=True, zone_code=zone or "city"), StageCode.SECOND_ROUND
    )
    factories.a_sheet(round_, entry, 70)
    made = {"section": "life_health", "question": "which", "places": 1, "secret": True, "quorum": 1}
    ballot = add(Ballot(id=new_id(), round_id=round_.id, number=1, **made))
    add(BallotOption(ballot_id=ballot.id, entry_id=entry.id))
    add(BallotMember(ballot_id=ballot.id, judge_id=chief.id))
    return {"room:round_id": round_.id, "room:entry_id": entry.id, "ballot_id": ballot.id}


def _staged(round_: Round, public: Round) -> None:
    """Give both rounds a stage; the published one is open to the public, if it is another."""
    for one in {round_.id: round_, public.id: public}.values():
        one.mode = RoundMode.LIVE
        numbers = {"pitch_minutes": 8, "question_minutes": 5, "scoring_minutes": 2}
        add(
            LiveSession(
                id=new_id(),
                round_id=one.id,
                secret="ab" * 32,
                watched=one.state is RoundState.PUBLISHED,
                **numbers,
            )
        )


def certificate(project: Project) -> Any:
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
    add(
        Decision(
            id=new_id(), round_id=row.round_id, entry_id=row.entry_id, outcome=Decided.ADVANCED, **decided
        )
    )
    return add(row)


def _objection(round_: Round, entry: Any, owner: User) -> dict[str, object]:
    """An objection of the asker, with a file of evidence."""
    objection = add(
        Objection(
            id=new_id(),
            round_id=round_.id,
            number=next(numbers),
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
    return {"objection_id": objection.id, "objections:file_id": add(file).id}


def _calibrated(round_: Round, owner: User) -> UUID:
    """Describe the owner's own scoring in a round; return the round."""
    found = db.session.query(Judge).filter_by(user_id=owner.id).one()
    if not db.session.query(RoundJudge).filter_by(round_id=round_.id, judge_id=found.id).count():
        add(RoundJudge(round_id=round_.id, judge_id=found.id, invitation=Invitation.ACCEPTED))
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
    add(run)
    add(CalibratedJudge(run_id=run.id, judge_id=found.id, sheets=1, severity=0.0, stderr=1.0, pairs=0))
    return round_.id

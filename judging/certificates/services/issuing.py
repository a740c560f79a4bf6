"""Issue the certificates of a final list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from contest.entries.queries import conflict_facts
from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.kernel.errors import DomainError, Invalid
from contest.kernel.signing import signer
from contest.notices.services import Draft, notify_all
from contest.seasons.queries import rulebook
from judging.certificates.domain import CertificateKind, Facts, Tier, award_for, new_code, tier_errors
from judging.certificates.models import Certificate
from judging.conflicts.queries import ensure_impartial
from judging.permissions import Permission
from judging.publication.queries import WINNING, locked
from judging.ranking.queries import Line, fixed
from judging.rounds.queries import RoundView, get_round
from judging.sealing.queries import get_seal


class NotCertifiable(DomainError):
    """Certificates are issued of a final list only."""

    code = "certificates_not_final"


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all papers of one issue have in common."""

    round_: RoundView
    season: LocalizedText
    seal: str
    moment: datetime
    rank_printed: bool
    issued_by: UUID | None


def issue(
    *,
    actor: Actor,
    round_id: UUID,
    tiers: Sequence[Tier],
    rank_printed: bool = False,
    at: datetime | None = None,
    tell: bool = True,
) -> int:
    """Issue an award for every entry of the final list and the score sheet of every entry; return how many are new.

    What was issued stays as it is: done again, only whoever moved up since gets one. Whoever is tied to an entry does
    not draw the lines between the awards. Raises Invalid, NotCertifiable, TiedToEntry.
    """
    round_ = get_round(actor, round_id)
    authorise(actor, Permission.ISSUE_CERTIFICATES, round_)
    ensure_impartial(actor, round_)
    if errors := tier_errors(tiers):
        raise Invalid(*errors)
    publication = locked(round_id)
    if publication.finalised_at is None:
        raise NotCertifiable()
    shared = _Shared(
        round_=round_,
        season=rulebook(round_.season_id).name,
        seal=get_seal(round_id).digest,
        moment=at or clock.now(),
        rank_printed=rank_printed,
        issued_by=actor.user_id,
    )
    rows = [
        _row(shared, line, kind, award) for line in fixed(round_id) for kind, award in _papers(line, tiers)
    ]
    fresh = (
        db.session.execute(
            insert(Certificate)
            .values(rows)
            .on_conflict_do_nothing(index_elements=["round_id", "entry_id", "kind"])
            .returning(Certificate.entry_id, Certificate.kind)
        ).all()
        if rows
        else []
    )
    awarded = [row.entry_id for row in fresh if row.kind is CertificateKind.AWARD]
    audit.record(
        actor, "certificates.issued", publication, round=round_id, awards=len(awarded), papers=len(fresh)
    )
    if tell:
        notify_all(_notices(round_, awarded))
    return len(fresh)


def _papers(line: Line, tiers: Sequence[Tier]) -> list[tuple[CertificateKind, LocalizedText]]:
    sheets = [(CertificateKind.SHEETS, LocalizedText())]
    if line.outcome not in WINNING:
        return sheets
    return [(CertificateKind.AWARD, award_for(line.rank, tiers)), *sheets]


def _row(shared: _Shared, line: Line, kind: CertificateKind, award: LocalizedText) -> dict[str, Any]:
    facts = Facts(
        kind=kind,
        code=new_code(),
        number=line.entry.number,
        title=line.entry.title,
        award=award,
        season=shared.season,
        round=shared.round_.name,
        rank=line.rank if shared.rank_printed or kind is CertificateKind.SHEETS else None,
        issued_at=shared.moment,
        seal=shared.seal,
    )
    return {
        "id": new_id(),
        "kind": kind,
        "code": facts.code,
        "round_id": shared.round_.id,
        "entry_id": line.entry.id,
        "number": facts.number,
        "title": facts.title,
        "award": facts.award,
        "season": facts.season,
        "round_name": facts.round,
        "rank": facts.rank,
        "seal": facts.seal,
        "issued_at": facts.issued_at,
        "issued_by": shared.issued_by,
        "signature": signer.sign(facts.message()).hex(),
        "public_key": signer.public.pem,
    }


def _notices(round_: RoundView, entry_ids: Sequence[UUID]) -> list[Draft]:
    lines = {line.entry.id: line.entry for line in fixed(round_.id)}
    people = {one.entry_id: one.member_user_ids for one in conflict_facts(list(entry_ids))}
    return [
        Draft(
            recipients=sorted(people.get(entry_id, ())),
            code="certificate.issued",
            once_key=f"certificate:{round_.id}:{entry_id}",
            params={"project": lines[entry_id].title.as_dict(), "round": round_.name.as_dict()},
            link=f"/projects/{lines[entry_id].subject_id}",
        )
        for entry_id in entry_ids
    ]

"""Seals as pages and other features read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.orm import aliased

from contest.accounts.models import User
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.paging import AnySelect
from contest.kernel.signing import PublicKey
from contest.seasons.models import Season
from judging.rounds.domain import RoundState
from judging.rounds.models import Round
from judging.sealing.domain.states import SealState
from judging.sealing.models import Seal


@dataclass(frozen=True, slots=True)
class SealView:
    """A round's seal as it stands. Names are those of the two approvers, empty while there is none."""

    id: UUID
    round_id: UUID
    state: SealState
    fingerprint: str
    waived: dict[str, str]
    proposed_by: UUID | None
    proposer: LocalizedText
    proposed_at: datetime
    confirmer: LocalizedText
    confirmed_at: datetime | None
    sealed_at: datetime | None
    digest: str
    key: str
    storage_key: str
    size: int
    trouble: tuple[dict[str, Any], ...]

    @property
    def approved(self) -> bool:
        """Say whether two people stand behind it."""
        return self.state in {SealState.CONFIRMED, SealState.SEALED}


@dataclass(frozen=True, slots=True)
class PublishedSeal:
    """A sealed file the public may fetch."""

    round_id: UUID
    round_name: LocalizedText
    season_name: LocalizedText
    digest: str
    key: str
    size: int
    sealed_at: datetime


_proposer, _confirmer = aliased(User), aliased(User)


def _query() -> AnySelect:
    # Of the seals of a round the one that is alive, else the newest.
    alive = case((Seal.state.in_((SealState.FAILED, SealState.WITHDRAWN)), 1), else_=0)
    query: AnySelect = (
        select(Seal, _proposer.name, _proposer.name_en, _confirmer.name, _confirmer.name_en)
        .outerjoin(_proposer, _proposer.id == Seal.proposed_by)
        .outerjoin(_confirmer, _confirmer.id == Seal.confirmed_by)
        .order_by(alive, Seal.proposed_at.desc(), Seal.id.desc())
        .limit(1)
    )
    return query


def _view(row: Any) -> SealView:
    seal: Seal = row[0]
    return SealView(
        id=seal.id,
        round_id=seal.round_id,
        state=seal.state,
        fingerprint=seal.fingerprint,
        waived=dict(seal.waived),
        proposed_by=seal.proposed_by,
        proposer=LocalizedText(row[1] or "", row[2] or ""),
        proposed_at=seal.proposed_at,
        confirmer=LocalizedText(row[3] or "", row[4] or ""),
        confirmed_at=seal.confirmed_at,
        sealed_at=seal.sealed_at,
        digest=seal.digest or "",
        key=_fingerprint(seal),
        storage_key=seal.storage_key or "",
        size=seal.size or 0,
        trouble=tuple(seal.trouble),
    )


def _fingerprint(seal: Seal) -> str:
    return PublicKey.load(seal.public_key.encode()).fingerprint if seal.public_key else ""


def find_seal(round_id: UUID) -> SealView | None:
    """Return the seal of a round that is alive, or the last one that was. The caller decides who may ask."""
    row = db.session.execute(_query().where(Seal.round_id == round_id)).one_or_none()
    return None if row is None else _view(row)


def get_seal(round_id: UUID) -> SealView:
    """Return the file that was sealed for a round; raise NotFound while there is none."""
    row = db.session.execute(
        _query().where(Seal.round_id == round_id, Seal.state == SealState.SEALED)
    ).one_or_none()
    if row is None:
        raise NotFound(kind="seal")
    return _view(row)


def waived_checks(round_id: UUID) -> frozenset[str]:
    """Return the checks two people set aside for a round with a seal."""
    found = find_seal(round_id)
    return frozenset(found.waived) if found and found.approved else frozenset()


def published_seals(limit: int = 100) -> list[PublishedSeal]:
    """Return the sealed files of published rounds, the newest first."""
    rows = db.session.execute(
        select(Seal, Round.name, Season.name.label("season"))
        .join(Round, Round.id == Seal.round_id)
        .join(Season, Season.id == Round.season_id)
        .where(Seal.state == SealState.SEALED, Round.state == RoundState.PUBLISHED)
        .order_by(Seal.sealed_at.desc(), Seal.id)
        .limit(limit)
    )
    return [
        PublishedSeal(
            round_id=seal.round_id,
            round_name=name,
            season_name=season,
            digest=seal.digest or "",
            key=_fingerprint(seal),
            size=seal.size or 0,
            sealed_at=seal.sealed_at or seal.proposed_at,
        )
        for seal, name, season in rows
    ]


def public_keys() -> list[PublicKey]:
    """Return every key a published file was sealed with, the newest first."""
    rows = db.session.execute(
        select(Seal.public_key)
        .join(Round, Round.id == Seal.round_id)
        .where(Seal.state == SealState.SEALED, Round.state == RoundState.PUBLISHED)
        .order_by(Seal.sealed_at.desc())
    ).scalars()
    return [PublicKey.load(pem.encode()) for pem in dict.fromkeys(rows) if pem]

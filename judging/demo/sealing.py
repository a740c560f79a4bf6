"""The seal of a demonstration's finished round: proposed by one, confirmed by another, its file made at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from contest.demo.world import DemoWorld
from contest.kernel.access import SYSTEM
from contest.kernel.columns import new_id
from contest.kernel.db import db
from judging.rounds.models import Round
from judging.rounds.queries import get_round
from judging.sealing.domain import new_key
from judging.sealing.domain.states import SealState
from judging.sealing.models import Seal
from judging.sealing.queries import preview
from judging.sealing.services import make

PROPOSED, CONFIRMED = timedelta(hours=4), timedelta(hours=2)  # before the announcement


def seal(world: DemoWorld, round_: Round, announced: datetime) -> None:
    """Seal a decided round as two people of the office would have on the day it was announced."""
    made = Seal(
        id=new_id(),
        round_id=round_.id,
        state=SealState.CONFIRMED,
        fingerprint=preview(get_round(SYSTEM, round_.id)).fingerprint({}),
        waived={},
        pseudonym_key=new_key(),
        proposed_by=world.office["organiser"],
        proposed_at=announced - PROPOSED,
        confirmed_by=world.office["confirmer"],
        confirmed_at=announced - CONFIRMED,
    )
    db.session.add(made)
    db.session.flush()
    made = make(seal_id=made.id, storage=world.storage)
    if made.state is not SealState.SEALED:
        raise RuntimeError(f"the demonstration's round cannot be sealed: {made.trouble}")
    made.sealed_at = made.confirmed_at

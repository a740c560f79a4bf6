"""Who offers themselves: the person sees all of the own offer, teams see what was consented to, never a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from contest.accounts.models import User
from contest.consents.domain import Purpose
from contest.consents.queries import said_yes
from contest.kernel import clock
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import get_locked
from matching.team_gaps.domain import KEPT_AFTER, REMIND_BEFORE, OfferFacts, OfferState, offer_state
from matching.team_gaps.models import TalentOffer

# The wording by which people agree to be shown to teams in the pool, not to winners alone.
NAMES_POOL = 2


@dataclass(frozen=True, slots=True)
class OfferCard:
    """An offer as a team sees it: nothing that says who it is."""

    id: UUID
    headline: LocalizedText
    text: LocalizedText
    roles: tuple[str, ...]
    track_codes: tuple[str, ...]
    languages: tuple[str, ...]
    districts: tuple[str, ...]
    commitments: tuple[str, ...]
    wishes: str
    confirmed_at: datetime

    @property
    def facts(self) -> OfferFacts:
        return OfferFacts(
            roles=frozenset(self.roles),
            tracks=frozenset(self.track_codes),
            commitments=frozenset(self.commitments),
            districts=frozenset(self.districts),
            languages=frozenset(self.languages),
        )


@dataclass(frozen=True, slots=True)
class OfferView:
    """One's own offer, or any as the office may take it down. `state` is that of this moment."""

    card: OfferCard
    state: OfferState
    expires_at: datetime
    taken_down_reason: str
    version: int

    @property
    def id(self) -> UUID:
        return self.card.id


def shown() -> ColumnElement[bool]:
    """Return the condition that an offer is shown: confirmed lately, not paused or taken down, of a living account."""
    alive = select(User.id).where(User.id == TalentOffer.user_id, User.disabled_at.is_(None)).exists()
    held = and_(TalentOffer.taken_down_at.is_(None), TalentOffer.paused_at.is_(None))
    return and_(held, TalentOffer.expires_at > func.clock_timestamp(), alive)


def shown_to(gap: Any) -> ColumnElement[bool]:
    """Return the condition that an offer is shown to the team of a gap, in which its author is not.

    Who agreed before there was a pool agreed to be shown to winners alone.
    """
    conditions = [shown(), TalentOffer.user_id.not_in(gap.member_ids)]
    if not gap.won:
        conditions.append(said_yes(Purpose.TALENT, since=NAMES_POOL, user_id=TalentOffer.user_id))
    return and_(*conditions)


def card(offer: TalentOffer) -> OfferCard:
    """Return what a team sees of an offer."""
    return OfferCard(
        id=offer.id,
        headline=offer.headline,
        text=offer.text,
        roles=tuple(offer.roles),
        track_codes=tuple(offer.track_codes),
        languages=tuple(offer.languages),
        districts=tuple(offer.districts),
        commitments=tuple(offer.commitments),
        wishes=offer.wishes,
        confirmed_at=offer.confirmed_at,
    )


def offer_view(offer: TalentOffer, now: datetime) -> OfferView:
    """Return an offer with whether it is shown."""
    return OfferView(
        card=card(offer),
        state=offer_state(offer.expires_at, offer.taken_down_at, offer.paused_at, now),
        expires_at=offer.expires_at,
        taken_down_reason=offer.taken_down_reason,
        version=offer.version,
    )


def find_own_offer(actor: Actor) -> OfferView | None:
    """Return the actor's own offer."""
    if actor.user_id is None:
        return None
    found = db.session.execute(select(TalentOffer).where(TalentOffer.user_id == actor.user_id)).scalar()
    return offer_view(found, clock.now()) if found else None


def get_shown_offer(offer_id: UUID, gap: Any) -> OfferCard:
    """Return an offer the team of a gap may see; raise NotFound. Nobody in the team is offered to it."""
    query = select(TalentOffer).where(TalentOffer.id == offer_id, shown_to(gap))
    found = db.session.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound(kind="talent_offer")
    return card(found)


def locked_offer(offer_id: UUID | None = None, *, user_id: UUID | None = None) -> TalentOffer:
    """Return an offer by key or by its owner with its row locked; raise NotFound."""
    of = TalentOffer.id == offer_id if offer_id else TalentOffer.user_id == user_id
    return get_locked(select(TalentOffer).where(of), kind="talent_offer")


def lapsing() -> list[tuple[UUID, UUID, datetime, bool]]:
    """Return offer, owner, end and whether it is paused of those that lapse within two weeks."""
    now = func.clock_timestamp()
    paused = TalentOffer.paused_at.is_not(None).label("paused")
    query = select(TalentOffer.id, TalentOffer.user_id, TalentOffer.expires_at, paused).where(
        TalentOffer.expires_at > now,
        TalentOffer.expires_at <= now + REMIND_BEFORE,
        TalentOffer.taken_down_at.is_(None),
    )
    return [(row.id, row.user_id, row.expires_at, row.paused) for row in db.session.execute(query)]


def lapsed_since() -> list[UUID]:
    """Return the offers that lapsed a month ago and that nobody confirmed again."""
    query = select(TalentOffer.id).where(TalentOffer.expires_at + KEPT_AFTER <= func.clock_timestamp())
    return list(db.session.execute(query.order_by(TalentOffer.expires_at)).scalars())

"""Somebody offers themselves, confirms it, and takes it back; nobody else does."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from contest.consents.domain import Purpose
from contest.consents.services import record_consent
from contest.kernel import audit, clock
from contest.kernel.access import SYSTEM, Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid, NotFound, StaleVersion
from contest.notices.services import notify, supersede
from matching.introductions.domain import Side
from matching.permissions import Permission
from matching.profiles.queries import track_codes_in_use
from matching.team_gaps import queries
from matching.team_gaps.domain import KEPT_AFTER, LASTS, OFFER, OfferData, TakenDown, check_offer
from matching.team_gaps.models import TalentOffer
from matching.team_gaps.services.letters import tell_gone
from matching.team_gaps.services.meeting import end_all
from matching.team_gaps.services.vectors import ask_for_refresh, forget


def offer_oneself(*, actor: Actor, data: OfferData, consent: bool, version: int = 0) -> TalentOffer:
    """Write one's own offer, the first time or again; writing confirms it. `version`: 0 for the first time.

    Raises Invalid (also without consent to be shown), StaleVersion. What the office took down stays so.
    """
    authorise(actor, Permission.OFFER_ONESELF, None)
    if not consent:
        raise Invalid(FieldError("consent", "talent_consent"))
    check_offer(data, tracks=track_codes_in_use())
    found = _locked(actor)
    if (found.version if found else 0) != version:
        raise StaleVersion(version=found.version if found else 0)
    now = clock.now()
    offer = found or TalentOffer(id=new_id(), user_id=actor.user_id, consented_at=now, version=0)
    try:
        with db.session.begin_nested():
            _write(offer, data, now)
            db.session.add(offer)
            db.session.flush()
    except IntegrityError:
        raise StaleVersion(version=1) from None  # offered in another window a moment ago
    record_consent(user_id=offer.user_id, purpose=Purpose.TALENT, given=True)
    audit.record(actor, "talent_offer.changed" if found else "talent_offer.made", offer)
    ask_for_refresh()
    return offer


def _write(offer: TalentOffer, data: OfferData, now: datetime) -> None:
    offer.headline, offer.text, offer.wishes = data.headline, data.text, data.wishes.strip()
    for name in ("roles", "track_codes", "languages", "districts", "commitments"):
        setattr(offer, name, list(dict.fromkeys(getattr(data, name))))
    offer.confirmed_at, offer.expires_at = now, now + LASTS
    offer.version += 1


def confirm_offer(*, actor: Actor) -> TalentOffer:
    """Say that the offer still holds: it is shown for another half a year. Raises NotFound, TakenDown."""
    offer = _own(actor)
    offer.confirmed_at = clock.now()
    offer.expires_at = offer.confirmed_at + LASTS
    audit.record(actor, "talent_offer.confirmed", offer)
    ask_for_refresh()
    return offer


def pause_offer(*, actor: Actor) -> TalentOffer:
    """Be shown to nobody for a while; what waits for an answer ends. Pausing twice is no error.

    Whoever is in touch already stays so. Raises NotFound, TakenDown.
    """
    offer = _own(actor)
    if offer.paused_at is not None:
        return offer
    offer.paused_at, offer.version = clock.now(), offer.version + 1
    waiting = queries.waiting_ids(offer_id=offer.id)
    end_all(actor, waiting, tell_them={Side.PROJECT: "paused"})
    forget(OFFER, [offer.id])
    audit.record(actor, "talent_offer.paused", offer)
    return offer


def resume_offer(*, actor: Actor) -> TalentOffer:
    """Be shown again, which also says that everything still holds. Raises NotFound, TakenDown."""
    offer = _own(actor)
    if offer.paused_at is None:
        return offer
    now = clock.now()
    offer.paused_at, offer.version = None, offer.version + 1
    offer.confirmed_at, offer.expires_at = now, now + LASTS
    audit.record(actor, "talent_offer.resumed", offer)
    ask_for_refresh()
    return offer


def _own(actor: Actor) -> TalentOffer:
    """Lock one's own offer; raise NotFound, TakenDown."""
    authorise(actor, Permission.OFFER_ONESELF, None)
    offer = queries.locked_offer(user_id=actor.user_id)
    if offer.taken_down_at is not None:
        raise TakenDown()
    return offer


def withdraw_offer(*, actor: Actor) -> None:
    """Take back the consent to be shown: the offer, its meaning and its introductions are gone at once.

    Teams that were in touch are told that the person is no longer there, and nothing else.
    """
    authorise(actor, Permission.OFFER_ONESELF, None)
    offer = queries.locked_offer(user_id=actor.user_id)
    record_consent(user_id=offer.user_id, purpose=Purpose.TALENT, given=False)
    remove(actor, offer, "talent_offer.withdrawn")


def remove(actor: Actor, offer: TalentOffer, action: str) -> None:
    """Delete an offer with everything that hangs on it, and tell the teams that were asked or in touch."""
    queries.hold_all(offer.id)
    tell_gone(offer)
    supersede(prefix=f"talent_offer:{offer.id}:")
    forget(OFFER, [offer.id])
    audit.record(actor, action, offer)
    db.session.flush()
    db.session.delete(offer)
    db.session.flush()


def forget_lapsed() -> int:
    """Delete the offers that lapsed a month ago; return how many."""
    gone = 0
    for offer_id in queries.lapsed_since():
        remove(SYSTEM, queries.locked_offer(offer_id), "talent_offer.forgotten")
        gone += 1
    return gone


def remind_lapsing() -> int:
    """Tell whose offer lapses within two weeks, once for each end; return how many."""
    told = 0
    for offer_id, user_id, expires_at, paused in queries.lapsing():
        told += notify(
            recipients=[user_id],
            code="talent.pause_ending" if paused else "talent.lapsing",
            once_key=f"talent_offer:{offer_id}:lapsing:{expires_at.date().isoformat()}",
            params={"until_at": (expires_at + KEPT_AFTER if paused else expires_at).isoformat()},
            link="/talent",
        )
    return told


def _locked(actor: Actor) -> TalentOffer | None:
    try:
        return queries.locked_offer(user_id=actor.user_id)
    except NotFound:
        return None

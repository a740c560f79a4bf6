"""A round with its rubric, as each reader may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, exists, false, or_, select

from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import get_locked
from contest.permissions import OFFICE, Role
from contest.seasons.domain import AdvanceRule, StageCode
from contest.seasons.models import Zone
from judging.rounds.domain import Feedback, Method, PeerScores, Resubmit, RoundMode, RoundState
from judging.rounds.models import Round
from judging.rounds.queries.outside import JUDGES, ROUND_JUDGES
from judging.rubrics.domain import Rubric
from judging.rubrics.queries import CriterionView, Rubrics, VariantView, rubric_of, rubrics_of


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round with its rubric.

    `zone_district` is the district of the zone that runs it as its own heat, else empty. `asker_judges`: the
    asker was invited to judge in it and has not declined. `asker_leads`: and is a chief judge of it.
    """

    id: UUID
    season_id: UUID
    stage_code: StageCode
    name: LocalizedText
    zone_code: str
    zone_district: str
    track_codes: tuple[str, ...]
    state: RoundState
    opens_at: datetime
    closes_at: datetime
    judges_per_entry: int
    min_load: int
    max_load: int
    method: Method
    min_for_trim: int
    min_valid: int
    mode: RoundMode
    resubmit: Resubmit
    blind: bool
    peer_scores: PeerScores
    comment_required: bool
    training_required: bool
    feedback: Feedback
    advance: dict[str, Any]
    tie_breaks: tuple[str, ...]
    version: int
    asker_judges: bool
    asker_leads: bool
    rubrics: Rubrics

    @property
    def criteria(self) -> tuple[CriterionView, ...]:
        """Return the criteria of the rubric that entries without a rubric of their own share."""
        return self.rubrics.criteria

    @property
    def variants(self) -> tuple[VariantView, ...]:
        return self.rubrics.variants

    @property
    def rubric(self) -> Rubric:
        """Return the rule object that totals sheets; raises Invalid while the criteria cannot make one."""
        return rubric_of(self.criteria)

    def criteria_for(self, track_code: str, group_code: str) -> tuple[CriterionView, ...]:
        """Return the criteria an entry of this track and group is judged by."""
        return self.rubrics.criteria_for(track_code, group_code)

    def rubric_for(self, track_code: str, group_code: str) -> Rubric:
        """Return what totals the sheets of an entry of this track and group."""
        return rubric_of(self.criteria_for(track_code, group_code))

    @property
    def rule(self) -> AdvanceRule | None:
        """Return who goes on and how sheets become ranks, as a season states it; None while nothing is set."""
        if not self.advance:
            return None
        return AdvanceRule.model_validate(
            {
                **self.advance,
                "method": self.method.value,
                "min_for_trim": self.min_for_trim,
                "min_sheets": self.min_valid,
                "tie_breaks": self.tie_breaks,
            }
        )

    @property
    def is_public(self) -> bool:
        return self.state is RoundState.PUBLISHED

    @property
    def is_draft(self) -> bool:
        return self.state is RoundState.DRAFT


def _takes_part(actor: Actor, *, chief: bool = False) -> Any:
    if actor.user_id is None:
        return false()
    led = (ROUND_JUDGES.c.chief, ROUND_JUDGES.c.invitation == "accepted") if chief else ()
    return exists(
        select(ROUND_JUDGES.c.round_id)
        .join(JUDGES, JUDGES.c.id == ROUND_JUDGES.c.judge_id)
        .where(
            ROUND_JUDGES.c.round_id == Round.id,
            JUDGES.c.user_id == actor.user_id,
            ROUND_JUDGES.c.invitation != "declined",
            *led,
        )
    )


def with_district(query: Select[Any]) -> Select[Any]:
    """Add the zone to a query over rounds; `zone_district` is empty unless the zone runs its own heat."""
    return query.outerjoin(Zone, and_(Zone.season_id == Round.season_id, Zone.code == Round.zone_code))


ZONE_DISTRICT = case((Zone.own_heat, Zone.district), else_="")


def may_see(actor: Actor) -> Any:
    """Return the condition on rounds (joined with their zone) the actor may see.

    All for the office and auditors, a zone's own heat for its officers, those one judges, published ones.
    """
    if actor.is_system or actor.has(*OFFICE, Role.AUDITOR):
        return Round.id.is_not(None)
    officer = actor.has(Role.OFFICER) and actor.districts
    in_district = and_(Zone.own_heat, Zone.district.in_(actor.districts)) if officer else false()
    return or_(Round.state == RoundState.PUBLISHED, _takes_part(actor), in_district)


def visible_to(actor: Actor) -> Select[Any]:
    """Select (round, zone's district, does the asker judge in it) of the rounds the actor may see."""
    query = select(
        Round,
        ZONE_DISTRICT.label("zone_district"),
        _takes_part(actor).label("asker_judges"),
        _takes_part(actor, chief=True).label("asker_leads"),
    )
    return with_district(query).where(may_see(actor))


def list_rounds(actor: Actor, season_id: UUID | None = None) -> list[RoundView]:
    """Return the rounds the actor may see, the newest window first; three statements."""
    query = visible_to(actor)
    if season_id is not None:
        query = query.where(Round.season_id == season_id)
    rows = db.session.execute(query.order_by(Round.opens_at.desc(), Round.created_at.desc())).all()
    rubrics = rubrics_of([row[0].id for row in rows])
    return [_view(row, rubrics[row[0].id]) for row in rows]


def get_round(actor: Actor, round_id: UUID) -> RoundView:
    """Return one round the actor may see; raise NotFound."""
    found = find_round(actor, round_id)
    if found is None:
        raise NotFound(kind="round")
    return found


def find_round(actor: Actor, round_id: UUID) -> RoundView | None:
    """Return one round if the actor may see it; three statements."""
    row = db.session.execute(visible_to(actor).where(Round.id == round_id)).one_or_none()
    return None if row is None else _view(row, rubrics_of([round_id])[round_id])


def locked(round_id: UUID) -> Round:
    """Return the round with its row locked for the transaction; raise NotFound."""
    return get_locked(select(Round).where(Round.id == round_id), kind="round")


def locked_shared(round_id: UUID) -> Round:
    """Return the round locked against changes, together with any number of others who lock it so.

    For writes that hold only while the round is open: closing waits for them, they never wait for each other.
    """
    return get_locked(select(Round).where(Round.id == round_id), kind="round", shared=True)


def _view(row: Any, rubrics: Rubrics) -> RoundView:
    one: Round = row[0]
    return RoundView(
        id=one.id,
        season_id=one.season_id,
        stage_code=one.stage_code,
        name=one.name,
        zone_code=one.zone_code,
        zone_district=row.zone_district,
        track_codes=tuple(one.track_codes),
        state=one.state,
        opens_at=one.opens_at,
        closes_at=one.closes_at,
        judges_per_entry=one.judges_per_entry,
        min_load=one.min_load,
        max_load=one.max_load,
        method=one.method,
        min_for_trim=one.min_for_trim,
        min_valid=one.min_valid,
        resubmit=one.resubmit,
        mode=one.mode,
        blind=one.blind,
        peer_scores=one.peer_scores,
        comment_required=one.comment_required,
        training_required=one.training_required,
        feedback=Feedback.model_validate(one.feedback),
        advance=one.advance,
        tie_breaks=tuple(one.tie_breaks),
        version=one.version,
        asker_judges=row.asker_judges,
        asker_leads=row.asker_leads,
        rubrics=rubrics,
    )

"""A round is drafted from a stage of its season: rubric and advance rule are copied, then they are its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import delete, select

from contest.kernel import audit
from contest.kernel.access import Actor, authorise
from contest.kernel.clock import SHANGHAI
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.kernel.errors import Invalid
from contest.seasons.domain import (
    Criterion,
    Division,
    Rulebook,
    ScoreMethod,
    StageCode,
    StagePart,
    ZonePart,
    as_invalid,
    as_json,
)
from contest.seasons.queries import rulebook
from judging.permissions import Permission
from judging.rounds.domain import Known, Method, RoundInUse, RoundPlan, RoundState, plan_errors
from judging.rounds.models import Round
from judging.rounds.queries.outside import ROUND_JUDGES
from judging.rounds.services.editing import locked_draft
from judging.rounds.services.rubric import criterion_row
from judging.rubrics import models
from judging.rubrics.queries import criterion_codes

FIRST_HOUR, LAST_HOUR = time(9), time(18)
USUAL_LENGTH = timedelta(days=14)
SETTINGS = ("mode", "resubmit", "blind", "peer_scores", "comment_required", "training_required", "feedback")
CUTS = ("cut", "per_track", "per_group", "per_zone", "divided_by", "reserves", "spread_limit")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a round is to be held, for the question who may hold it."""

    zone_district: str


def create_round(
    *,
    actor: Actor,
    season_id: UUID,
    stage_code: StageCode,
    zone_code: str = "",
    values: Mapping[str, Any] | None = None,
    today: date | None = None,
) -> Round:
    """Draft a round over a stage: city-wide, or of a zone that runs its own heat.

    `values` (fields of RoundPlan) win over what the stage says; `today` sets the window of a stage without
    days. Raises NotFound for a stage or zone the season lacks, Invalid field by field.
    """
    book = rulebook(season_id)
    stage = book.stage(stage_code)
    zone = book.zone(zone_code) if zone_code else None
    authorise(actor, Permission.EDIT_ROUND, _Place(zone.district if zone and zone.own_heat else ""))
    defaults = default_values(stage, zone, today or datetime.now(SHANGHAI).date())
    criteria = {one.code for rubric in _rubrics(stage) for one in rubric}
    plan = _validated({**defaults, **(values or {})}, book, criteria=criteria)
    round_ = Round(
        id=new_id(),
        season_id=season_id,
        stage_code=stage.code,
        zone_code=zone_code,
        state=RoundState.DRAFT,
        version=1,
        **_columns(plan),
    )
    db.session.add(round_)
    db.session.flush()
    _copy_rubrics(round_.id, stage)
    audit.record(actor, "round.created", round_, season=season_id, stage=stage.code, zone=zone_code)
    return round_


def default_values(stage: StagePart, zone: ZonePart | None, today: date) -> dict[str, Any]:
    """Return the plan a stage suggests; `advance` is missing where the season has not set one."""
    first = stage.starts_on or today + timedelta(days=7)
    last = stage.ends_on or first + USUAL_LENGTH
    trimmed = stage.advance is not None and stage.advance.method is ScoreMethod.TRIMMED_MEAN
    values: dict[str, Any] = {
        "name": _name(stage, zone),
        "opens_at": datetime.combine(first, FIRST_HOUR, SHANGHAI),
        "closes_at": datetime.combine(last, LAST_HOUR, SHANGHAI),
        # A trimmed mean needs one sheet more at each end than a plain one of three.
        "judges_per_entry": stage.advance.min_for_trim if stage.advance and trimmed else 3,
        "max_load": 40,
    }
    if stage.advance is not None:
        values["advance"] = stage.advance
        values["judges_per_entry"] = max(values["judges_per_entry"], stage.advance.min_sheets)
    return values


def edit_round(*, actor: Actor, round_id: UUID, version: int | None, values: Mapping[str, Any]) -> Round:
    """Change a draft; fields of RoundPlan that are left out keep their value."""
    round_ = locked_draft(actor, round_id, version)
    book = rulebook(round_.season_id)
    kept = _plan_of(round_)
    plan = _validated({**kept, **values}, book, criteria=criterion_codes(round_id))
    for name, value in _columns(plan).items():
        setattr(round_, name, value)
    db.session.flush()
    audit.record(actor, "round.edited", round_, fields=sorted(values))
    return round_


def discard_round(*, actor: Actor, round_id: UUID, version: int | None) -> None:
    """Throw a draft away; raise RoundInUse once judges were asked into it."""
    round_ = locked_draft(actor, round_id, version)
    asked = select(ROUND_JUDGES.c.judge_id).where(ROUND_JUDGES.c.round_id == round_id).limit(1)
    if db.session.execute(asked).first():
        raise RoundInUse()
    audit.record(actor, "round.discarded", round_, stage=round_.stage_code, zone=round_.zone_code)
    db.session.flush()
    db.session.execute(delete(Round).where(Round.id == round_id))


def _validated(values: Mapping[str, Any], book: Rulebook, *, criteria: Collection[str]) -> RoundPlan:
    try:
        plan = RoundPlan.model_validate(values)
    except ValidationError as error:
        raise as_invalid(error) from None
    divisions = {
        Division.TRACK: {track.code for track in book.tracks},
        Division.GROUP: {group.code for group in book.groups},
        Division.ZONE: {zone.code for zone in book.zones},
    }
    if errors := plan_errors(plan, Known(divisions, criteria)):
        raise Invalid(*errors)
    return plan


def _columns(plan: RoundPlan) -> dict[str, Any]:
    rule = plan.advance
    return {
        "name": plan.name,
        "track_codes": list(plan.track_codes),
        "opens_at": plan.opens_at,
        "closes_at": plan.closes_at,
        "judges_per_entry": plan.judges_per_entry,
        "min_load": plan.min_load,
        "max_load": plan.max_load,
        "mode": plan.mode,
        "resubmit": plan.resubmit,
        "blind": plan.blind,
        "peer_scores": plan.peer_scores,
        "comment_required": plan.comment_required,
        "training_required": plan.training_required,
        "feedback": as_json(plan.feedback),
        "method": Method(rule.method.value),
        "min_for_trim": rule.min_for_trim,
        "min_valid": rule.min_sheets,
        "tie_breaks": list(rule.tie_breaks),
        "advance": {key: as_json(rule)[key] for key in CUTS},
    }


def _plan_of(round_: Round) -> dict[str, Any]:
    """Return the row as the values of a RoundPlan."""
    names = ("name", "track_codes", "opens_at", "closes_at", "judges_per_entry", "min_load", "max_load")
    return {
        **{name: getattr(round_, name) for name in (*names, *SETTINGS)},
        "advance": {
            **round_.advance,
            "method": round_.method.value,
            "min_for_trim": round_.min_for_trim,
            "min_sheets": round_.min_valid,
            "tie_breaks": round_.tie_breaks,
        },
    }


def _rubrics(stage: StagePart) -> list[tuple[Criterion, ...]]:
    """Return the stage's rubric and those of its variants, in their order."""
    return [stage.rubric, *(variant.criteria for variant in stage.variants)]


def _copy_rubrics(round_id: UUID, stage: StagePart) -> None:
    """Copy the stage's rubric and those of certain tracks and groups; from here on they are the round's own."""
    variants = [
        models.RubricVariant(
            id=new_id(),
            round_id=round_id,
            code=one.code,
            name=one.name,
            track_codes=list(one.tracks),
            group_codes=list(one.groups),
            position=position,
        )
        for position, one in enumerate(stage.variants)
    ]
    db.session.add_all(variants)
    db.session.flush()
    db.session.add_all(
        criterion_row(round_id, variant_id, criterion, position)
        for variant_id, criteria in zip([None, *(row.id for row in variants)], _rubrics(stage), strict=True)
        for position, criterion in enumerate(criteria)
    )
    db.session.flush()


def _name(stage: StagePart, zone: ZonePart | None) -> LocalizedText:
    if zone is None:
        return stage.name
    return LocalizedText(f"{stage.name.zh}·{zone.name.zh}", f"{stage.name.en} · {zone.name.en}")

"""Whether the order of pitching went with the scores, for the whole final and for each judge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from contest.accounts.models import User
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from judging.judges.models import Judge
from judging.live.domain import OrderEffect, order_effect
from judging.live.queries.board import spot_round
from judging.live.queries.stage import PitchView, StageView
from judging.ranking.queries import computed
from judging.rounds.queries import RoundView
from judging.scoring.queries import valid_sheets


@dataclass(frozen=True, slots=True)
class JudgeOrder:
    """One judge's own scores in the order the judge heard the pitches."""

    judge_id: UUID
    name: LocalizedText
    effect: OrderEffect


@dataclass(frozen=True, slots=True)
class OrderReport:
    """`pitches`: in the order of pitching, with the score each got."""

    whole: OrderEffect
    judges: tuple[JudgeOrder, ...]
    pitches: tuple[tuple[PitchView, Decimal | None], ...]


def order_report(round_: RoundView, stage: StageView) -> OrderReport:
    """Return the report over everybody who has pitched, in the order they really did."""
    heard = sorted((one for one in stage.pitches if one.started_at), key=_began)
    scores = {line.entry.id: line.score for line in computed(spot_round(round_)) if line.score is not None}
    by_judge: defaultdict[UUID, dict[UUID, Decimal]] = defaultdict(dict)
    for sheet in valid_sheets(round_.id):
        by_judge[sheet.judge_id][sheet.entry_id] = sheet.total
    names = _names(by_judge)
    judges = [JudgeOrder(key, names[key], _effect(heard, totals)) for key, totals in by_judge.items()]
    return OrderReport(
        whole=_effect(heard, scores),
        judges=tuple(sorted(judges, key=lambda one: (one.effect.p is None, one.effect.p, one.name.zh))),
        pitches=tuple((one, scores.get(one.entry.id)) for one in heard),
    )


def _began(pitch: PitchView) -> tuple[float, str]:
    assert pitch.started_at is not None
    return pitch.started_at.timestamp(), pitch.entry.number


def _effect(heard: Iterable[PitchView], scores: Mapping[UUID, Decimal]) -> OrderEffect:
    sections: defaultdict[str, list[Decimal]] = defaultdict(list)
    for one in heard:
        if one.entry.id in scores:
            sections[one.section].append(scores[one.entry.id])
    return order_effect(sections.values())


def _names(judge_ids: Iterable[UUID]) -> dict[UUID, LocalizedText]:
    query = (
        select(Judge.id, User.name, User.name_en)
        .join(User, User.id == Judge.user_id)
        .where(Judge.id.in_(list(judge_ids)))
    )
    return {row[0]: LocalizedText(row[1], row[2]) for row in db.session.execute(query)}

"""Last year's semifinal and final, judged, decided by the product's own rules and published."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import update

from contest.demo.world import DemoWorld
from contest.entries.models import Entry
from contest.kernel.access import SYSTEM
from contest.kernel.clock import SHANGHAI
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.seasons.domain import AdvanceRule, Cut, CutKind, StageCode, StagePart
from contest.standings.models import Standing
from judging.certificates.domain import Tier
from judging.certificates.services import issue
from judging.demo.objections import objections
from judging.demo.panels import assign
from judging.demo.pool import MadeJudge, made_judges
from judging.demo.room import panel_room
from judging.demo.rounds import draft, entered, loads
from judging.demo.sealing import seal
from judging.demo.sheets import score
from judging.publication.models import Publication
from judging.publication.services import publish
from judging.ranking.models import Decision
from judging.ranking.queries import computed
from judging.ranking.services import calibrate, decide, fingerprint
from judging.rounds.domain import Feedback, FeedbackWhen, RoundState
from judging.rounds.models import Round
from judging.rounds.queries import get_round

PUBLICITY = timedelta(days=7)
FIRST_HOUR, LAST_HOUR, ANNOUNCED = time(9), time(18), time(16)
PER_ENTRY = 5
AWARDS = {
    StageCode.SEMIFINAL: (Tier(LocalizedText("优胜项目", "Winner of the semifinal")),),
    StageCode.FINAL: (
        Tier(LocalizedText("金奖", "Gold Award"), 1),
        Tier(LocalizedText("银奖", "Silver Award"), 3),
        Tier(LocalizedText("优秀奖", "Award of Excellence")),
    ),
}
WIDE = Decimal(10)  # points of spread that call for a further judge
FINAL_PRIZES = 8  # per track, as the season's template has it


def last_year(world: DemoWorld) -> None:
    """Judge and publish both rounds; who advanced from the semifinal are the winners."""
    judges = made_judges()
    winners = _round(
        world, StageCode.SEMIFINAL, judges, _places(world, world.size.winners), world.size.semifinal
    )
    tracks = len(world.past_season.tracks)
    prizes = min(FINAL_PRIZES * tracks, world.size.winners // 2)
    _round(world, StageCode.FINAL, judges, _places(world, prizes), world.size.winners)
    world.seeded("last_year", winners=winners)


def _places(world: DemoWorld, places: int) -> dict[str, Cut]:
    """Return a cut per track that adds up to `places`."""
    tracks = world.past_season.tracks
    each, rest = divmod(places, len(tracks))
    return {
        track.code: Cut(kind=CutKind.TOP, value=Decimal(each + (place < rest)))
        for place, track in enumerate(tracks)
    }


def _round(
    world: DemoWorld, stage: StageCode, judges: list[MadeJudge], cuts: dict[str, Cut], entries: int
) -> int:
    part = world.past_season.stage(stage)
    round_ = draft(world, world.past_season, stage, judges, _plan(world, part, cuts, entries))
    found, projects, by_entry = entered(round_, world.finalists)
    assignments = assign(world, round_, judges, found, projects)
    judged = get_round(SYSTEM, round_.id)
    score(world, judged, judges, assignments, by_entry, done=lambda _judge: 1.0, until=judged.closes_at)
    round_.state = RoundState.CLOSED
    db.session.flush()
    calibrate(round_id=round_.id)
    if stage is StageCode.FINAL:
        panel_room(world, round_, judges, _announced(part))
    decide(actor=SYSTEM, round_id=round_.id, previewed=fingerprint(computed(get_round(SYSTEM, round_.id))))
    seal(world, round_, _announced(part))
    publish(actor=SYSTEM, round_id=round_.id, tell=False)
    if stage is StageCode.SEMIFINAL:
        objections(world, round_, _announced(part))
    _date_back(world, round_, part)
    final = _announced(part) + PUBLICITY
    issue(actor=SYSTEM, round_id=round_.id, tiers=AWARDS[stage], at=final + timedelta(hours=18), tell=False)
    return int(sum(cut.value for cut in cuts.values()))


def _plan(world: DemoWorld, part: StagePart, cuts: dict[str, Cut], entries: int) -> dict[str, Any]:
    rule = part.advance
    assert isinstance(rule, AdvanceRule)
    assert part.starts_on is not None
    assert part.ends_on is not None
    return {
        "opens_at": datetime.combine(part.starts_on, FIRST_HOUR, SHANGHAI),
        "closes_at": datetime.combine(part.ends_on, LAST_HOUR, SHANGHAI),
        "judges_per_entry": PER_ENTRY,
        "feedback": Feedback(when=FeedbackWhen.PUBLISHED, total=True, comments=True),
        **loads(world, PER_ENTRY * entries),
        "advance": rule.model_copy(update={"per_track": cuts, "spread_limit": WIDE}),
    }


def _announced(part: StagePart) -> datetime:
    assert part.ends_on is not None
    return datetime.combine(part.ends_on + timedelta(days=2), ANNOUNCED, SHANGHAI)


def _date_back(world: DemoWorld, round_: Round, part: StagePart) -> None:
    """Move what deciding and publishing wrote today to the days it would have been written on."""
    announced = _announced(part)
    final = announced + PUBLICITY
    db.session.execute(
        update(Publication)
        .where(Publication.round_id == round_.id)
        .values(
            starts_at=announced,
            ends_at=final,
            published_by=world.office["confirmer"],
            finalised_at=final,
            finalised_by=world.office["confirmer"],
            created_at=announced,
        )
    )
    db.session.execute(
        update(Standing)
        .where(Standing.source == f"round:{round_.id}")
        .values(public_from=announced, objections_until=final, final_from=final, created_at=announced)
    )
    db.session.execute(
        update(Decision)
        .where(Decision.round_id == round_.id)
        .values(created_at=announced - timedelta(hours=5))
    )
    db.session.execute(
        update(Entry)
        .where(Entry.season_id == round_.season_id, Entry.stage_code == StageCode.FINAL)
        .values(created_at=announced)
    )

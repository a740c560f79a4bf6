"""Two small rounds to try things in: one read blind with the panel's marks shown after one's own, one live on stage.

Both are trials of stages that lie ahead, over a few entries of the second round; the three judges whom people sign in
as are the whole panel, so that a sheet, a score on the board and a place can be followed from end to end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from contest.demo.world import DemoWorld, MadeProject
from contest.entries.domain import EntryKind, EntrySource, EntryState
from contest.entries.models import Entry
from contest.kernel.access import SYSTEM
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.seasons.domain import AdvanceRule, StageCode
from judging.demo.panels import assign
from judging.demo.pool import MadeJudge
from judging.demo.rounds import draft, entered
from judging.demo.sheets import score
from judging.live.domain import Minutes, RevealRule
from judging.live.models import LivePitch
from judging.live.queries import find_stage
from judging.live.services import check_in_judge, check_in_team, draw, prepare, set_board
from judging.rounds.domain import Feedback, FeedbackWhen, PeerScores, Resubmit, RoundMode, RoundState
from judging.rounds.models import Round
from judging.rounds.queries import get_round

ENTRIES, PANEL = 6, 3
FIRST_FREE = 4  # the teams of the first few accounts stay where they are
BLIND = LocalizedText("半决赛试评（匿名评审）", "Trial of the semifinal (blind)")
LIVE = LocalizedText("决赛现场彩排", "Rehearsal of the final on stage")
WORD = "海纳百川"
PITCHED, ARRIVED = 2, 5  # teams that have pitched, teams in the room
MINUTES = Minutes(8, 5, 3)


def small_rounds(world: DemoWorld, judges: Sequence[MadeJudge], after: datetime) -> None:
    """Open both rounds; they close after the round that is being judged, so that one stays the first on a desk."""
    track, first, second = _chosen(world)
    panel = list(judges[:PANEL])
    blind = {
        "resubmit": Resubmit.NEVER,
        "name": BLIND,
        "blind": True,
        "peer_scores": PeerScores.AFTER_OWN,
        "feedback": Feedback(when=FeedbackWhen.PUBLISHED, total=True, comments=True),
    }
    _blind(world, panel, first, blind, track, after + timedelta(days=2))
    live = {"name": LIVE, "mode": RoundMode.LIVE}
    _live(world, panel, second, live, track, after + timedelta(days=3))
    world.seeded("small_rounds", entries=len(first) + len(second), track=track)


def _chosen(world: DemoWorld) -> tuple[str, list[MadeProject], list[MadeProject]]:
    """Return the track with most entries in the second round, and some of its best for either round."""
    judged = [one for one in world.projects[FIRST_FREE:] if one.fate in ("second_round", "direct")]
    track = max(sorted({one.track for one in judged}), key=Counter(one.track for one in judged).__getitem__)
    members = [one for one in judged if one.track == track]
    best = sorted(members, key=lambda one: (-one.ability, one.index))[: 2 * ENTRIES]
    return track, best[::2], best[1::2]


def _round(
    world: DemoWorld,
    stage: StageCode,
    panel: list[MadeJudge],
    chosen: Sequence[MadeProject],
    values: dict[str, Any],
) -> tuple[Round, list[dict[str, Any]], dict[Any, MadeProject]]:
    book = world.open_season
    rows = [
        {
            "id": new_id(),
            "season_id": book.season_id,
            "stage_code": stage.value,
            "kind": EntryKind.PROJECT.value,
            "subject_id": one.id,
            "number": one.number,
            "title": one.name,
            "track_code": one.track,
            "group_code": one.group,
            "zone_code": one.zone,
            "source": EntrySource.ADVANCED.value,
            "state": EntryState.ACTIVE.value,
            "base_id": None,
            "submission_id": one.submission_id,
            "created_at": world.moment(-3),
        }
        for one in chosen
    ]
    world.write(Entry, rows)
    rule = book.stage(stage).advance
    assert isinstance(rule, AdvanceRule)
    shared = {
        "advance": rule.model_copy(update={"min_sheets": min(rule.min_sheets, PANEL)}),
        "opens_at": world.moment(-3),
        "judges_per_entry": PANEL,
        "min_load": 0,
        "max_load": len(chosen),
    }
    round_ = draft(world, book, stage, panel, shared | values)
    entries, projects, by_entry = entered(round_, world.projects)
    assignments = assign(world, round_, panel, entries, projects)
    round_.state = RoundState.OPEN
    db.session.flush()
    return round_, assignments, by_entry


def _blind(
    world: DemoWorld,
    panel: list[MadeJudge],
    chosen: Sequence[MadeProject],
    values: dict[str, Any],
    track: str,
    closes_at: datetime,
) -> None:
    values = values | {"closes_at": closes_at, "track_codes": (track,)}
    round_, assignments, by_entry = _round(world, StageCode.SEMIFINAL, panel, chosen, values)
    # The first judge has half to do; what the others gave is seen as soon as an own sheet is in.
    score(
        world,
        get_round(SYSTEM, round_.id),
        panel,
        assignments,
        by_entry,
        done=lambda judge: 0.5 if judge.index == 0 else 1.0,
        until=world.now,
    )


def _live(
    world: DemoWorld,
    panel: list[MadeJudge],
    chosen: Sequence[MadeProject],
    values: dict[str, Any],
    track: str,
    closes_at: datetime,
) -> None:
    values = values | {"closes_at": closes_at, "track_codes": (track,)}
    round_, assignments, by_entry = _round(world, StageCode.FINAL, panel, chosen, values)
    session = prepare(actor=SYSTEM, round_id=round_.id, minutes=MINUTES)
    session.secret = (
        f"{world.rng('draw').getrandbits(256):064x}"  # the same demonstration draws the same order
    )
    db.session.flush()
    draw(actor=SYSTEM, round_id=round_.id, version=session.version, word=WORD)
    stage = find_stage(get_round(SYSTEM, round_.id))
    assert stage is not None
    order = [pitch.entry.id for pitch in stage.pitches]
    for entry_id in order[:ARRIVED]:
        check_in_team(actor=SYSTEM, round_id=round_.id, entry_id=entry_id, there=True)
    for judge in panel:
        check_in_judge(actor=SYSTEM, round_id=round_.id, judge_id=judge.id, there=True)
    heard = set(order[:PITCHED])
    score(
        world,
        get_round(SYSTEM, round_.id),
        panel,
        [row for row in assignments if row["entry_id"] in heard],
        by_entry,
        done=lambda _judge: 1.0,
        until=world.now,
    )
    for place, entry_id in enumerate(order[:PITCHED]):
        began = world.now - timedelta(minutes=16 * (PITCHED - place))
        over = began + timedelta(minutes=16)
        db.session.execute(
            update(LivePitch)
            .where(LivePitch.session_id == session.id, LivePitch.entry_id == entry_id)
            .values(started_at=began, ended_at=over, revealed_at=over)
        )
    db.session.expire(session)
    set_board(
        actor=SYSTEM,
        round_id=round_.id,
        version=session.version,
        reveal=RevealRule.BY_ENTRY,
        watched=True,
    )

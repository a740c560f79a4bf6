"""A further judge where judges disagree widely (peers call it re-review: domain.md §3.3, 分差过大复评)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from contest.kernel.access import Actor, authorise
from judging.judges.queries import RoundJudgeRow, accepted_judges
from judging.panels.domain import Situation
from judging.panels.queries import situation
from judging.panels.services import assign_judge
from judging.permissions import Permission
from judging.ranking.queries import Line, ranking_for
from judging.rounds.queries import RoundView, get_round, locked

AT_ONCE = 25  # entries, the widest first: each assignment looks at the whole round again


def due(lines: list[Line], round_: RoundView, now: Situation) -> list[Line]:
    """Return the entries that are due a further judge and have none yet, the widest disagreement first."""
    judges = Counter(entry for _judge, entry in now.standing - now.forbidden)
    found = [line for line in lines if line.wide and judges[line.entry.id] <= round_.judges_per_entry]
    return sorted(found, key=lambda line: (-(line.spread or 0), line.entry.number))


def call_further_judges(*, actor: Actor, round_id: UUID) -> tuple[int, int]:
    """Give each entry that is due one a judge who may take it; return how many were given one and how many were due.

    Of those without a tie and with room left, the one whose tracks fit and who has least to do. The rules, the round's
    state and the record are those of an assignment by hand.
    """
    # Two who ask at once would otherwise each find the same entries without a further judge.
    locked(round_id)
    round_ = get_round(actor, round_id)
    authorise(actor, Permission.ASSIGN_PANELS, round_)
    now = situation(round_)
    waiting = due(ranking_for(actor, round_), round_, now)
    rows = {row.judge.id: row for row in accepted_judges(round_id)}
    loads = Counter(judge for judge, _entry in now.standing)
    given = 0
    for line in waiting[:AT_ONCE]:
        judge_id = _chosen(line, round_, now, rows, loads)
        if judge_id is not None:
            assign_judge(actor=actor, round_id=round_id, judge_id=judge_id, entry_id=line.entry.id)
            loads[judge_id] += 1
            given += 1
    return given, len(waiting)


def _chosen(
    line: Line,
    round_: RoundView,
    now: Situation,
    rows: Mapping[UUID, RoundJudgeRow],
    loads: Mapping[UUID, int],
) -> UUID | None:
    taken = now.standing | now.forbidden

    def room(judge_id: UUID) -> bool:
        own = rows[judge_id].max_load
        return loads.get(judge_id, 0) < (round_.max_load if own is None else own)

    free = [
        judge for judge in now.judges if judge in rows and (judge, line.entry.id) not in taken and room(judge)
    ]
    track = line.entry.track_code
    return min(
        free,
        key=lambda judge: (track not in rows[judge].judge.track_codes, loads.get(judge, 0), judge),
        default=None,
    )

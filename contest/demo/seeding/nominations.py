"""Nominations in every state; the confirmed ones are the direct entries of the second round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from contest.demo.seeding.fates import NOMINATED, Fate
from contest.demo.world import DemoWorld, MadeBase, MadeProject
from contest.kernel.columns import new_id
from contest.nominations.domain import HOLDING, DirectSlots, NominationState
from contest.nominations.models import Nomination

State = NominationState
# States in turn after the confirmed ones, the ones that free their slot early; the first waits for its team.
OTHERS = (State.PROPOSED, State.DECLINED, State.WITHDRAWN, State.REFUSED, State.ACCEPTED, State.PROPOSED)
ANSWERED = {State.ACCEPTED, State.CONFIRMED, State.DECLINED, State.REFUSED}
DECIDED = {State.CONFIRMED, State.REFUSED, State.WITHDRAWN}
REASON = "入驻意向与基地产业方向不符，请补充说明后再行推荐。"


def nominations(world: DemoWorld) -> None:
    """Make the nominations; the first base keeps both slots free, the second has used one."""
    direct = [made for made in world.projects if made.fate == Fate.DIRECT]
    ended = [
        made
        for made in world.projects
        if made.fate in {Fate.SCREENING, Fate.PRELIMINARY} and made.consent_bases
    ]
    ended.sort(key=lambda made: (made.index != NOMINATED, made.index))
    taken: defaultdict[int, set[int]] = defaultdict(set)
    bases = _turns(world, taken)
    rows = [_row(world, made, next(bases), State.CONFIRMED, taken) for made in direct]
    for place, made in enumerate(ended[: world.size.nominations - len(direct)]):
        rows.append(_row(world, made, next(bases), OTHERS[place % len(OTHERS)], taken))
    world.write(Nomination, rows)
    world.seeded("nominations", nominations=len(rows))


def _turns(world: DemoWorld, taken: defaultdict[int, set[int]]) -> Iterator[MadeBase]:
    """Yield bases with a free slot, the second one once, then the others in turn."""
    usable = [base for base in world.bases if base.usable]
    allowed = world.open_season.rules.slots_per_base
    yield usable[1]
    while True:
        free = [base for base in usable[2:] if len(taken[base.index]) < allowed]
        if not free:
            return
        yield from free


def _row(
    world: DemoWorld,
    project: MadeProject,
    base: MadeBase,
    state: NominationState,
    taken: defaultdict[int, set[int]],
) -> dict[str, Any]:
    rules = world.open_season.rules
    slot = DirectSlots(rules.slots_per_base, frozenset(taken[base.index])).next_free()
    if state in HOLDING:
        taken[base.index].add(slot)
    days = world.rng("nomination", project.index).randint(10, 40)
    at = max(world.moment(-days), world.moment((base.valid_from - world.today).days))
    decided = state in DECIDED
    return {
        "id": new_id(),
        "season_id": world.open_season.season_id,
        "base_id": base.id,
        "project_id": project.id,
        "slot_year": rules.slot_year,
        "slot": slot,
        "state": state.value,
        "title_id": base.title_id,
        "title_valid_from": base.valid_from,
        "title_valid_to": base.valid_to,
        "nominated_on": at.date(),
        "nominated_by": base.user_id,
        "answered_at": at + timedelta(days=2) if state in ANSWERED else None,
        "decided_at": at + timedelta(days=4) if decided else None,
        "decided_by": _decider(world, base, state) if decided else None,
        "reason": REASON if state is State.REFUSED else "",
        "version": 1 + (state in ANSWERED) + decided,
        "created_at": at,
    }


def _decider(world: DemoWorld, base: MadeBase, state: NominationState) -> Any:
    return base.user_id if state is State.WITHDRAWN else world.office["confirmer"]

"""How far each project gets: decided before anything is written, so that every table tells the same story."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from contest.demo.world import DemoWorld, clamp

AVERAGE, ABILITY_SPREAD, NOISE = 72.0, 8.0, 4.0
# The accounts people try first: one in the second round, one out of it whom a base has nominated, one more judged.
PLANNED = {0: 1.6, 1: -1.6, 2: 0.9}
NOMINATED, PASSES, FAILS = 1, Decimal(73), Decimal(50)


class Fate(StrEnum):
    """Where a project of this year stands. Direct ones came by a base's slot and skipped 海选 and 初赛."""

    DRAFT = "draft"
    WITHDRAWN = "withdrawn"
    SCREENING = "screening"  # ended there
    PRELIMINARY = "preliminary"  # ended there
    SECOND_ROUND = "second_round"
    DIRECT = "direct"


@dataclass(frozen=True, slots=True)
class Course:
    """A project's fate, how good it is (in standard deviations), and what the first two stages gave it."""

    fate: Fate
    ability: float
    screening: Decimal
    preliminary: Decimal


def courses(world: DemoWorld) -> list[Course]:
    """Return the course of each of this year's projects by index: handed in first, then withdrawn, then drafts."""
    size = world.size
    marked = [_marked(world, index) for index in range(size.handed_in)]
    chosen = sorted(range(3, size.handed_in))
    world.rng("direct").shuffle(chosen)
    direct = set(chosen[: confirmed_nominations(world)])
    others = [index for index in range(size.handed_in) if index not in direct]
    out_early = set(sorted(others, key=lambda index: marked[index].screening)[: size.ended // 2])
    still = sorted((i for i in others if i not in out_early), key=lambda index: marked[index].preliminary)
    out_late = set(still[: size.ended - len(out_early)])
    fates = {**dict.fromkeys(direct, Fate.DIRECT), **dict.fromkeys(out_early, Fate.SCREENING)}
    fates |= dict.fromkeys(out_late, Fate.PRELIMINARY)
    judged = [
        Course(fates.get(index, Fate.SECOND_ROUND), one.ability, one.screening, one.preliminary)
        for index, one in enumerate(marked)
    ]
    nothing = Decimal(0)
    return [
        *judged,
        *[Course(Fate.WITHDRAWN, 0.0, nothing, nothing)] * size.withdrawn,
        *[Course(Fate.DRAFT, 0.0, nothing, nothing)] * size.drafts,
    ]


def confirmed_nominations(world: DemoWorld) -> int:
    """Return how many projects are in the second round by a base's slot."""
    return world.size.nominations * 2 // 5


def _marked(world: DemoWorld, index: int) -> Course:
    rng = world.rng("ability", index)
    drawn = rng.gauss(0, 1)
    ability = PLANNED.get(index, drawn)
    screening, preliminary = (_score(ability, rng.gauss(0, NOISE)) for _ in range(2))
    if index == NOMINATED:
        screening, preliminary = max(screening, PASSES), min(preliminary, FAILS)
    return Course(Fate.SECOND_ROUND, ability, screening, preliminary)


def _score(ability: float, noise: float) -> Decimal:
    return Decimal(round(clamp(AVERAGE + ABILITY_SPREAD * ability + noise, 20, 99.5) * 100)) / 100

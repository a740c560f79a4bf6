"""A few entries that came in twice, found by the real comparison; the office has decided about some."""

from __future__ import annotations

from collections.abc import Sequence

from contest.demo.seeding.fates import Course, Fate
from contest.demo.world import DemoWorld
from contest.duplicates import queries, services
from contest.duplicates.domain.evidence import EvidenceKind, PairState
from contest.duplicates.queries import PairFilter, PairView
from contest.kernel.access import SYSTEM, Actor
from contest.permissions import Role

COPIES = 3
FIRST_COPIED = 10  # the projects of the accounts people try first are left alone
ENDED = {Fate.SCREENING, Fate.PRELIMINARY}
SAME = "两份申报的项目名称和内容一致，系同一项目从两个渠道重复报名，保留先提交的一份。"
DIFFERENT = "负责人去年以另一项目参赛，今年的项目为新立项，内容不同。"


def copies(planned: Sequence[Course]) -> dict[int, int]:
    """Return index of an entry -> index of the one whose text it has: its team entered twice, by another channel."""
    ended = [i for i, course in enumerate(planned) if course.fate in ENDED and i >= FIRST_COPIED]
    return dict(zip(ended[:COPIES], ended[COPIES : 2 * COPIES], strict=False))


def duplicates(world: DemoWorld) -> None:
    """Compare the copies with each other and this year's first team with its entry of last year, then decide."""
    texts = [made.text_index for made in world.projects]
    twice = [made.id for made in world.projects if texts.count(made.text_index) > 1]
    again = [made.id for made in (*world.projects[:1], *world.finalists[:1])]
    done = services.check(actor=SYSTEM, project_ids=[*twice, *again], encoder=None)
    pairs = list(queries.list_pairs(SYSTEM, PairFilter()))
    office = Actor(world.office["organiser"], roles=frozenset({Role.ORGANISER.value}))
    for pair in _some(pairs, EvidenceKind.TEXT):
        keep = min(pair.sides, key=lambda side: side.number).id
        _decide(office, pair, PairState.DUPLICATE, SAME, keep)
    for pair in _some(pairs, EvidenceKind.LEADER):
        _decide(office, pair, PairState.NOT_DUPLICATE, DIFFERENT, None)
    world.seeded("duplicates", pairs=done.changes.raised)


def _some(pairs: Sequence[PairView], kind: EvidenceKind) -> list[PairView]:
    return [pair for pair in pairs if any(item.kind is kind for item in pair.evidence)][:1]


def _decide(office: Actor, pair: PairView, verdict: PairState, reason: str, kept: object) -> None:
    kept_id = next((side.id for side in pair.sides if side.id == kept), None)
    services.decide(
        actor=office, pair_id=pair.id, verdict=verdict, reason=reason, version=pair.version, kept_id=kept_id
    )

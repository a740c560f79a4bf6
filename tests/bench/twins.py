"""Investors that may be one firm: how long it takes to find them among thousands, and what is found.

The firms are made up; every tenth stands there a second time as another source would write its name. `found` is the
share of these pairs that is shown, `wrong` counts pairs shown that are not one firm.
"""

from __future__ import annotations

import itertools
import random
import time
from typing import Any
from uuid import UUID

from contest.kernel.columns import new_id
from matching.twins.domain import Firm, likely

FIRMS, DOUBLED = 5_000, 500
SYLLABLES = "沐泽岚屿曜澄砺朔霁珩翊昕衡钧霖钰晟骐蔚淼瀚栩麓芃"
ZH = ("{}创投", "{}资本", "上海{}创业投资管理有限公司", "{}投資（北京）", "北京{}股权投资基金管理有限公司")
EN = ("{} Ventures", "{} Capital", "{} Capital Partners Ltd.", "{} Venture Fund, LP")


def run() -> dict[str, Any]:
    """Return the figures of one search."""
    firms, doubled = _made(random.Random(7))
    started = time.perf_counter()
    found = {frozenset((pair.first, pair.second)) for pair in likely(firms)}
    seconds = time.perf_counter() - started
    return {
        "firms": len(firms),
        "seconds": round(seconds, 3),
        "doubled": len(doubled),
        "found": round(len(found & doubled) / len(doubled), 4),
        "wrong": len(found - doubled),
    }


def _made(rng: random.Random) -> tuple[list[Firm], set[frozenset[UUID]]]:
    names = ["".join(one) for one in itertools.permutations(SYLLABLES, 3)]
    rng.shuffle(names)
    firms, doubled = [], set()
    for number, name in enumerate(names[: FIRMS - DOUBLED]):
        latin = f"lark{number}"
        forms = rng.sample(ZH, 2) if number % 2 else rng.sample(EN, 2)
        stem = name if number % 2 else latin
        first = Firm(new_id(), (forms[0].format(stem),), f"https://{latin}.com" if number % 5 == 0 else "")
        firms.append(first)
        if number < DOUBLED:
            second = Firm(new_id(), (forms[1].format(stem),))
            firms.append(second)
            doubled.add(frozenset((first.id, second.id)))
    rng.shuffle(firms)
    return firms, doubled

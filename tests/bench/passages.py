"""One paragraph in a long plan: whom it finds by the plan's lead, by the middle of everything, and as the product does.

The texts are the demonstration's. What is found is compared with what the paragraph finds alone, among the problems
and solutions of other projects (recall of the ten nearest). `on the subject`: the lead is that paragraph, and what
follows is about business in general. In the two others it stands somewhere in the plan: `the trade alone`, the lead
gives keywords; `a vague lead`, not even these.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contest.embeddings.encoder import TextEncoder, load_encoder
from contest.kernel.columns import new_id
from contest.kernel.localized import LocalizedText
from contest.kernel.settings import EmbeddingSettings
from matching.retrieval.domain import PlanFile, WinnerText, is_lead, plan_passages
from matching.retrieval.queries.meaning import Table
from tests.database import settings_for

POOL, QUERIES, LONG, K = 400, int(os.environ.get("PASSAGES_PLANS", "16")), 5, 10
TALK = ("business_model", "traction", "team_intro", "use_of_funds", "awards")


def run() -> dict[str, object]:
    """Return recall@10 by way of comparing, for three kinds of plan, and how many passages a plan has."""
    from contest.demo.composer import Composer

    encoder = load_encoder(EmbeddingSettings(), settings_for("").models_dir)
    made = [Composer(7).project(index) for index in range(POOL)]
    told = [one.answers["problem"].zh + one.answers["solution"].zh for one in made]
    vectors = encoder.encode_documents(told)
    ids = sorted(new_id() for _ in made)
    table = Table({key: {"": vector} for key, vector in zip(ids, vectors, strict=True)})
    rng, counts = random.Random(1), []
    found: dict[str, dict[str, list[float]]] = {}
    for place in rng.sample(range(POOL), QUERIES):
        truth = _best(vectors @ vectors[place], place)
        talk = [made[other].answers[code].zh for other in rng.sample(range(POOL), LONG) for code in TALK]
        at = rng.randrange(len(talk))
        deep = [*talk[:at], told[place], *talk[at:]]
        plans = {
            "on the subject": (told[place], talk),
            "the trade alone": ("、".join(made[place].keywords), deep),
            "a vague lead": ("我们是一支年轻的创业团队，正在寻找合作伙伴与投资人。", deep),
        }
        for name, (intro, file) in plans.items():
            parts = _embedded(intro, file, encoder)
            counts.append(len(parts))
            for way, alike in _ways(parts, vectors, table).items():
                share = len(truth & _best(alike, place)) / K
                found.setdefault(name, {}).setdefault(way, []).append(share)
    means = {
        name: {way: round(float(np.mean(shares)), 3) for way, shares in ways.items()}
        for name, ways in found.items()
    }
    return {"plans": QUERIES, "passages": round(float(np.mean(counts)), 1), "recall@10": means}


def _embedded(intro: str, file: Sequence[str], encoder: TextEncoder) -> dict[str, NDArray[np.float32]]:
    text = WinnerText(LocalizedText("甲"), LocalizedText(intro), (), {})
    parts = plan_passages(text, [PlanFile("zh", "\n".join(file))])
    return dict(zip(parts, encoder.encode_documents(list(parts.values())), strict=True))


def _ways(
    parts: dict[str, NDArray[np.float32]], vectors: NDArray[np.float32], table: Table
) -> dict[str, NDArray[np.float32]]:
    every = np.array(list(parts.values())) @ vectors.T
    lead = np.array([vector for part, vector in parts.items() if is_lead(part)]) @ vectors.T
    return {
        "lead": lead.max(axis=0),
        "middle": every.mean(axis=0),
        "nearest": every.max(axis=0),
        "product": table.compared(parts),
    }


def _best(alike: Any, oneself: int) -> set[int]:
    order = [int(row) for row in np.argsort(-alike, kind="stable") if row != oneself]
    return set(order[:K])


if __name__ == "__main__":
    print(json.dumps(run(), ensure_ascii=False, indent=1))

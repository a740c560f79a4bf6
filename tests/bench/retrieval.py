"""100,000 profiles made by perturbing real embeddings: the index against exact comparison, and a typed search.

The texts are the demonstration's own theses, offers and expertise, embedded by the real model; every further profile
takes the text of one of them and its vector with noise (`NOISE`, so that its cosine to the origin is about .95).
`RETRIEVAL_PROFILES` makes fewer. Typed searches go through `flask serve` and its embedder, by one reader at a time.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, insert, select, text

from contest.embeddings import indexes, search, services
from contest.embeddings.domain import WordText
from contest.embeddings.encoder import TextEncoder, current_encoder
from contest.embeddings.segmenter import Segmenter
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db, transaction
from contest.permissions import Role
from matching.profiles.domain import PROFILE, ProfileKind
from matching.profiles.models import MatchProfile
from matching.retrieval.queries import profile_texts
from tests import factories
from tests.bench.pages import paused
from tests.bench.serving import Served, served, session_cookie

PROFILES = int(os.environ.get("RETRIEVAL_PROFILES", "100000"))
NOISE, CHUNK, TYPED, K = 0.33, 2_000, 200, 10
DISTRICTS = [f"3101{number:02d}" for number in range(1, 17)]
STAGES = ("seed", "early", "growth", "mature")
# What people type, and what the filters let through of all profiles.
QUESTIONS = (
    "投资早期生物医药，最好做过细胞治疗",
    "有 GMP 洁净车间和中试线的园区",
    "低功耗芯片 存算一体",
    "early-stage robotics investor",
    "人工智能 大模型 应用",
    "医疗器械注册 临床试验 导师",
    "新能源 电池 回收",
    "space for a pilot line in Pudong",
    "半导体设备 材料",
    "angel investor for climate technology",
    "出海 海外市场 导师",
    "自动驾驶 激光雷达",
    "量子计算",
    "工业软件 EDA",
    "合成生物",
    "carbon capture and green materials",
    "智能制造 机器视觉",
    "脑机接口",
    "基因编辑 CRISPR",
    "低空经济 无人机",
)
FILTERS: dict[str, dict[str, Any]] = {
    "all": {},
    "a third": {"kind": ProfileKind.PARK},
    "a quarter": {"stage": "seed"},
    "one in 16": {"district": DISTRICTS[3]},
    "one in 200": {"stage": "seed", "district": DISTRICTS[3], "kind": ProfileKind.MENTOR},
}


def run() -> dict[str, object]:
    """Return recall of ten against exact comparison by filter, times of both, and of a typed search."""
    # The worker would embed anew what was made by perturbing, and the reader would wait for it.
    with served() as site, site.app.app_context(), paused(site, "worker", "jobs"):
        encoder = current_encoder()
        _seed(site)
        started = time.perf_counter()
        with transaction():
            indexed = indexes.keep_index(PROFILE, encoder.model_name, encoder.dimensions)
        built = time.perf_counter() - started
        with transaction():
            db.session.execute(text("ANALYZE"))
        found = {name: _compare(encoder, wanted) for name, wanted in FILTERS.items()}
        return {
            "profiles": PROFILES,
            "index": indexed,
            "index_seconds": round(built, 1),
            "filters": found,
            "typed_ms": _typed(site),
        }


def _seed(site: Served) -> None:
    """Enter the demonstration's profiles, embed them, and multiply them with noise."""
    site.flask("demo", "seed", "--size", "season")
    encoder, segmenter = current_encoder(), _Remembering(site.app.extensions["settings"].models_dir)
    texts = profile_texts()
    origins = sorted({subject for subject, _ in texts})
    rows = {row.id: row for row in db.session.execute(select(MatchProfile)).scalars()}
    spoken = [texts.get((one, "zh")) or texts[one, "en"] for one in origins]
    vectors = encoder.encode_documents(spoken)
    rng, noise = random.Random(1), np.random.default_rng(1)
    with transaction():
        db.session.execute(text("DELETE FROM text_vectors WHERE kind = :kind"), {"kind": PROFILE})
    for start in range(0, PROFILES, CHUNK):
        picked = [rng.randrange(len(origins)) for _ in range(min(CHUNK, PROFILES - start))]
        with transaction():
            ids = _profiles([rows[origins[place]] for place in picked], rng)
            _vectors(ids, _perturbed(vectors[picked], noise), encoder)
            said = [(rows[origins[place]].name, rows[origins[place]].text) for place in picked]
            words = {
                one: WordText(name.zh or name.en, text=f"{told.zh}\n{told.en}")
                for one, (name, told) in zip(ids, said, strict=True)
            }
            services.index_words(PROFILE, words, segmenter)
    with transaction():  # as a refresh does when every text has its vector
        services.switch([PROFILE], encoder.model_name)


class _Remembering(Segmenter):
    """Cuts each text once: here hundreds of profiles share one."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._known: dict[str, list[str]] = {}

    def words(self, text: str) -> list[str]:
        if text not in self._known:
            self._known[text] = super().words(text)
        return self._known[text]


def _perturbed(vectors: NDArray[np.float32], noise: np.random.Generator) -> NDArray[np.float32]:
    moved = vectors + NOISE * noise.normal(size=vectors.shape) / np.sqrt(vectors.shape[1])
    return (moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float32)


def _profiles(origins: Sequence[MatchProfile], rng: random.Random) -> list[Any]:
    kinds = (ProfileKind.PARK, ProfileKind.INVESTOR, ProfileKind.MENTOR)
    made = [
        {
            "id": new_id(),
            "kind": kinds[place % 3],
            "name": LocalizedText(f"{origin.name.zh}{rng.randrange(10**6)}", origin.name.en),
            "text": origin.text,
            "track_codes": origin.track_codes,
            "growth_stages": [rng.choice(STAGES)],
            "districts": [rng.choice(DISTRICTS)],
            "active": True,
        }
        for place, origin in enumerate(origins)
    ]
    db.session.execute(insert(MatchProfile), made)
    return [row["id"] for row in made]


def _vectors(ids: Sequence[Any], vectors: NDArray[np.float32], encoder: TextEncoder) -> None:
    rows = ((one, "zh") for one in ids)
    services._write(  # the product's own way of storing them, without embedding again
        PROFILE,
        encoder.model_name,
        ((key, key[0].hex, vector) for key, vector in zip(rows, vectors, strict=True)),
    )


def _subjects(wanted: dict[str, Any]) -> Select[Any]:
    query = select(MatchProfile.id).where(MatchProfile.active)
    if kind := wanted.get("kind"):
        query = query.where(MatchProfile.kind == kind)
    if stage := wanted.get("stage"):
        query = query.where(MatchProfile.growth_stages.contains([stage]))
    if district := wanted.get("district"):
        query = query.where(MatchProfile.districts.contains([district]))
    return query


def _compare(encoder: TextEncoder, wanted: dict[str, Any]) -> dict[str, Any]:
    subjects, recalls, ours, theirs = _subjects(wanted), [], [], []
    for question in QUESTIONS:
        vector = encoder.encode_query(question).tolist()
        started = time.perf_counter()
        found = search.near((PROFILE,), encoder.model_name, vector, subjects=subjects)[:K]
        ours.append(time.perf_counter() - started)
        started = time.perf_counter()
        exact = search.exactly(PROFILE, encoder.model_name, vector, subjects=subjects, limit=K)
        theirs.append(time.perf_counter() - started)
        recalls.append(len(set(found) & {one for _, one in exact}) / max(1, len(exact)))
        db.session.rollback()
    return {
        "recall@10": round(sum(recalls) / len(recalls), 3),
        "ms": _ms(ours),
        "exact_ms": _ms(theirs),
    }


def _typed(site: Served) -> dict[str, Any]:
    """Search in the office's register as a reader does: page, embedder and database in one."""
    with transaction():
        person = factories.a_user(Role.ORGANISER)
        cookie = session_cookie(site, person, "bench")
    parts = urlsplit(site.url)
    _wait_for_meaning(parts, cookie)
    rng, took, plain = random.Random(2), [], 0
    for number in range(TYPED):
        filters = {"kind": "mentor", **({"district": rng.choice(DISTRICTS)} if number % 3 == 0 else {})}
        asked = {"q": f"{QUESTIONS[number % len(QUESTIONS)]} {rng.choice(QUESTIONS)[:6]}", **filters}
        if number % 2:
            asked["kind"] = "investor"
        started = time.perf_counter()
        page = _get(parts, f"/matching/profiles?{urlencode(asked)}", cookie)
        took.append(time.perf_counter() - started)
        plain += 'role="status"' in page and "away at the moment" in page
    return {**_ms(took), "searches": TYPED, "by_words_alone": plain}


def _wait_for_meaning(parts: Any, cookie: str) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        page = _get(parts, "/matching/profiles?kind=mentor&q=chips", cookie)
        if "away at the moment" not in page:
            return
        time.sleep(1)
    raise TimeoutError("the embedder does not answer")


def _get(parts: Any, path: str, cookie: str) -> str:
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    try:
        connection.request("GET", path, headers={"Cookie": cookie, "Accept-Language": "en"})
        answer = connection.getresponse()
        body = answer.read().decode()
        assert answer.status == http.client.OK, (answer.status, body[:200])
        return body
    finally:
        connection.close()


def _ms(took: Sequence[float]) -> dict[str, float]:
    ordered = sorted(took)
    return {
        "p50": round(1000 * ordered[len(ordered) // 2], 1),
        "p95": round(1000 * ordered[int(len(ordered) * 0.95)], 1),
    }


if __name__ == "__main__":
    print(json.dumps(run(), ensure_ascii=False, indent=1))

"""Embedding throughput against plain sentence-transformers in float32, in one run on the same texts and threads.

The texts are entries as the demonstration writes them (`EMBEDDING_TEXTS` of them, half in Chinese and half in
English). The two take turns, so that whatever else the machine does meets both. `overlap@10` is the share of the ten
nearest by the plain vectors that are also among the ten nearest by ours; `plans_12000_minutes` is what 12,000 such
plans in both languages take at the measured speed.
"""

from __future__ import annotations

import os
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contest.embeddings.bundled import ensure_bundled
from contest.embeddings.domain import clean
from contest.embeddings.encoder import load_encoder
from contest.kernel.settings import EmbeddingSettings
from tests.bench.duplicates import generated
from tests.database import settings_for

TEXTS, TURNS, K = int(os.environ.get("EMBEDDING_TEXTS", "512")), 4, 10
PLANS = 12_000


def run() -> dict[str, object]:
    """Return texts a second of both, their ratio, the overlap of the ten nearest, and the time for 12,000 plans."""
    from sentence_transformers import SentenceTransformer

    models = settings_for("").models_dir
    encoder = load_encoder(EmbeddingSettings(), models)
    plain = SentenceTransformer(str(ensure_bundled(models)), device="cpu", model_kwargs={"dtype": "float32"})
    made = generated(range(TEXTS // 2))
    texts = [clean(text) for one in made for text in (one.text, one.en)]
    encoder.encode_documents(texts[:16])
    plain.encode_document(texts[:16], normalize_embeddings=True)
    ours, theirs, spent = [], [], {"ours": 0.0, "plain": 0.0}
    for part in np.array_split(np.arange(len(texts)), TURNS):
        batch = [texts[place] for place in part]
        started = time.perf_counter()
        ours.append(encoder.encode_documents(batch))
        between = time.perf_counter()
        theirs.append(plain.encode_document(batch, normalize_embeddings=True, show_progress_bar=False))
        spent["ours"] += between - started
        spent["plain"] += time.perf_counter() - between
    mine, reference = np.concatenate(ours), np.concatenate(theirs)
    speed = len(texts) / spent["ours"]
    return {
        "texts": len(texts),
        "characters": round(sum(map(len, texts)) / len(texts)),
        "arithmetic": str(encoder.arithmetic),
        "texts_per_second": round(speed, 1),
        "plain_per_second": round(len(texts) / spent["plain"], 1),
        "ratio": round(spent["plain"] / spent["ours"], 2),
        "overlap@10": round(_overlap(mine, reference), 3),
        "cosine": round(float((mine * reference).sum(axis=1).mean()), 5),
        "plans_12000_minutes": round(2 * PLANS / speed / 60, 1),
    }


def _overlap(one: NDArray[Any], other: NDArray[Any]) -> float:
    """Return the mean share of common neighbours among the ten nearest, oneself left out."""
    shares = []
    for mine, theirs in zip(_nearest(one), _nearest(other), strict=True):
        shares.append(len(set(mine) & set(theirs)) / K)
    return float(np.mean(shares))


def _nearest(vectors: NDArray[Any]) -> NDArray[Any]:
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -1)
    found: NDArray[Any] = np.argsort(-likeness, axis=1)[:, :K]
    return found

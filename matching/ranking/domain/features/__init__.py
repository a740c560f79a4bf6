"""What is computed of a company and every candidate: [rows, candidates, features], standardised per company.

Each module answers one question with pure functions of a snapshot; `FEATURES` is their order in a model.
"""

from __future__ import annotations

import numpy as np

from matching.ranking.domain.features.activity import activity
from matching.ranking.domain.features.age import age
from matching.ranking.domain.features.answers import answers
from matching.ranking.domain.features.focus import focus
from matching.ranking.domain.features.network import network
from matching.ranking.domain.features.texts import texts
from matching.ranking.domain.past import Floats, Ints
from matching.ranking.domain.snapshot import Snapshot

FEATURES = (
    "size", "size_year", "size_months", "pace_quarter", "pace_half", "pace_year", "recency", "opener",
    "industry_count", "industry_fresh", "industry_share", "industry_lift",
    "sub_industry_count", "sub_industry_fresh", "sub_industry_share", "sub_industry_lift",
    "topic_count", "topic_fresh", "topic_share", "topic_lift",
    "region_count", "region_fresh", "region_share", "region_lift",
    "meaning_vote", "meaning_fresh", "meaning_share",
    "meaning_sharp_vote", "meaning_sharp_fresh", "meaning_sharp_share", "meaning_nearest", "meaning_centre",
    "words_vote", "words_fresh", "words_nearest", "words_centre",
    "partners", "partners_share", "partners_lift", "partners_of_partners", "friends",
    "follow_opener", "follow_size", "follow_year", "follow_recency", "age", "answers_taste", "answers_ready",
)  # fmt: skip
MOST = 6.0  # standard deviations: one huge value should not decide a list


def features(snapshot: Snapshot, rows: Ints) -> Floats:
    """Return the standardised features of companies against every candidate, in the order of FEATURES."""
    groups = (activity, focus, texts, network, age, answers)
    found = {name: values for group in groups for name, values in group(snapshot, rows).items()}
    shape = (len(rows), len(snapshot.candidates), len(FEATURES))
    stacked = np.empty(shape, dtype=np.float32)
    for place, name in enumerate(FEATURES):
        stacked[:, :, place] = found[name]
    return standardised(stacked, ~snapshot.taken(rows))


def standardised(values: Floats, counted: np.ndarray) -> Floats:
    """Return each feature with mean 0 and deviation 1 among a company's counted candidates; constants become 0."""
    weight = counted[..., None].astype(np.float32)
    number = np.maximum(weight.sum(1, keepdims=True), 1)
    mean = (values * weight).sum(1, keepdims=True) / number
    spread = np.sqrt((((values - mean) ** 2) * weight).sum(1, keepdims=True) / number)
    varies = spread > 1e-5
    scaled = np.where(varies, (values - mean) / np.where(varies, spread, 1), 0)
    return np.clip(scaled, -MOST, MOST).astype(np.float32)

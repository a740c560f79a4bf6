"""Words for evaluations."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from matching.evaluation.domain.exposure import Dimension
from matching.ranking.domain.states import ModelState, Opponent

ERRORS: dict[str, Any] = {
    "unreadable_folder": _l("%(file)s cannot be read: %(reason)s."),
    "nothing_to_measure": _l("No company has a new investor among the candidates on or after the cutoff."),
    "no_model": _l("No learned model is in use; the rules rank already."),
    "model_busy": _l("A model is being learned or taken out at this moment. Look again in a minute."),
    "model_replaced": _l(
        "Somebody was faster: another model is in use than the one you saw. Look at it first."
    ),
}

LABELS: dict[Any, dict[Any, Any]] = {
    Dimension: {
        Dimension.DISTRICT: _l("By district"),
        Dimension.OVERSEAS: _l("By zone"),
        Dimension.STAGE: _l("By growth stage"),
        Dimension.TEAM_SIZE: _l("By size of the team"),
    },
    ModelState: {
        ModelState.ACTIVE: _l("in use"),
        ModelState.RETIRED: _l("replaced"),
        ModelState.REJECTED: _l("did not win"),
        ModelState.WITHDRAWN: _l("taken out"),
    },
    Opponent: {
        Opponent.CURRENT: _l("the model in use"),
        Opponent.POPULARITY: _l("popularity"),
    },
}

BASELINES: dict[str, Any] = {
    "random": _l("by chance"),
    "popularity": _l("popularity"),
    "category_count": _l("companies of the same industry"),
    "tfidf_centroid": _l("likeness of words"),
    "e5_centroid": _l("likeness of meaning"),
    "e5_kernel_vote": _l("votes of similar companies"),
}

FIGURES: dict[str, Any] = {
    "recall@10": _l("Real investors among the first 10"),
    "recall@20": _l("Real investors among the first 20"),
    "ndcg@10": _l("Quality of the first 10 (nDCG)"),
    "mrr": _l("Reciprocal rank of the first real investor"),
}

"""Pure rules of recommending: facts, criteria, features, the score, the reason."""

from matching.recommendations.domain.criteria import WEIGHTS, compare
from matching.recommendations.domain.facts import (
    Closeness,
    Criterion,
    CriterionCode,
    CriterionState,
    NotMatchable,
    ProfileFacts,
    RunState,
    TitleFact,
    WinnerFacts,
)
from matching.recommendations.domain.features import Place, near_deals, nearest_deal, places, recency
from matching.recommendations.domain.passages import Library, Quotes, quoted
from matching.recommendations.domain.reasons import NEAR, NearDeal, reason
from matching.recommendations.domain.scoring import (
    Features,
    Scored,
    best_possible,
    fit,
    meaning,
    order,
    score,
)
from matching.recommendations.domain.spaces import WantedSpace, check_space

__all__ = [
    "NEAR",
    "WEIGHTS",
    "Closeness",
    "Criterion",
    "CriterionCode",
    "CriterionState",
    "Features",
    "Library",
    "NearDeal",
    "NotMatchable",
    "Place",
    "ProfileFacts",
    "Quotes",
    "RunState",
    "Scored",
    "TitleFact",
    "WantedSpace",
    "WinnerFacts",
    "best_possible",
    "check_space",
    "compare",
    "fit",
    "meaning",
    "near_deals",
    "nearest_deal",
    "order",
    "places",
    "quoted",
    "reason",
    "recency",
    "score",
]

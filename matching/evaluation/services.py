"""Learning a new ranking of investors from the database's own deals: it ranks only after it has won a backtest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import func, select

from contest.kernel import audit, clock, jobs
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import DomainError
from matching.permissions import Permission
from matching.ranking import queries
from matching.ranking.domain.states import LEAST_PORTFOLIO, ModelState, Opponent
from matching.ranking.models import MatchModel
from matching.ranking.services import Deals, past_deals
from matching.recommendations.services import RUN

if TYPE_CHECKING:
    from matching.evaluation.domain.backtest import Outcome
    from matching.ranking.domain.ranker import Model

LEARN = "matching.learn"
HELD_OUT = 0.8  # of the first investments lie before the day after which a model is measured
LEAST_ASKED = 20
LEADING = "ndcg@10"
_LOCK = func.hashtextextended(LEARN, 0)  # held by whoever changes which model ranks
Notice = Callable[[str], None]


class NoModel(DomainError):
    """There is no model in use that could be taken out."""

    code = "no_model"


class ModelBusy(DomainError):
    """A model is being learned or taken out at this moment."""

    code = "model_busy"


class ModelReplaced(DomainError):
    """Another model is in use than the one the asker saw: somebody was faster."""

    code = "model_replaced"


class Verdict(StrEnum):
    """How an attempt to learn ended."""

    ADOPTED = "adopted"
    LOST = "lost"
    UNCHANGED = "unchanged"
    TOO_LITTLE = "too_little"


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of it; no model when there was too little to learn from."""

    verdict: Verdict
    model: MatchModel | None = None


def request_learning(*, actor: Actor) -> None:
    """Ask a worker to learn anew from all past deals."""
    authorise(actor, Permission.RUN_MATCHING, None)
    jobs.defer(LEARN, queueing_lock=LEARN)


def learn(*, actor: Actor, notice: Notice = lambda _text: None) -> Learned:
    """Learn from the deals there are, and let the new model rank if it beats the one in use on the latest deals.

    Both are measured on what came after a day that splits the deals; the new one is trained before that day, and
    after winning once more on everything. Without a model in use it has to beat popularity.
    """
    authorise(actor, Permission.RUN_MATCHING, None)
    _one_at_a_time()
    deals = past_deals()
    known = queries.find_trained_on(deals.digest)
    if known is not None:
        return Learned(Verdict.UNCHANGED, known)
    holdout = _holdout(deals)
    outcome = _measured(deals, holdout, None, notice) if holdout else None
    if holdout is None or outcome is None or outcome.questions < LEAST_ASKED or not outcome.model.learned:
        return Learned(Verdict.TOO_LITTLE)
    current = queries.find_active()
    rival = _measured(deals, holdout, current, notice) if current else None
    found = _model(actor, deals, holdout, outcome)
    found.metrics = {**found.metrics, "gain": _gain(outcome, rival)}
    won = found.metrics["gain"]["mean"] > 0
    if won:
        _adopt(found, deals, current)
    db.session.add(found)
    db.session.flush()
    audit.record(
        actor, "match_model.adopted" if won else "match_model.lost", found, gain=found.metrics["gain"]["mean"]
    )
    return Learned(Verdict.ADOPTED if won else Verdict.LOST, found)


def roll_back(*, actor: Actor, model_id: UUID | None = None) -> MatchModel | None:
    """Take the model in use out and return the one before it to use; None when the rules take over.

    `model_id`: the model the asker saw in use. Two who press at once take out one model, not two: whoever comes while
    a model is learned or taken out is told to look again (ModelBusy), whoever comes after it too (ModelReplaced).
    """
    authorise(actor, Permission.RUN_MATCHING, None)
    if not db.session.execute(select(func.pg_try_advisory_xact_lock(_LOCK))).scalar_one():
        raise ModelBusy
    current = queries.find_active()
    if current is None:
        raise NoModel
    if model_id is not None and current.id != model_id:
        raise ModelReplaced
    current.state, current.decided_at = ModelState.WITHDRAWN, clock.now()
    db.session.flush()
    earlier = queries.find_earlier()
    if earlier is not None:
        earlier.state, earlier.decided_at = ModelState.ACTIVE, clock.now()
    db.session.flush()
    audit.record(actor, "match_model.withdrawn", current, earlier=earlier.id if earlier else None)
    jobs.defer(RUN, queueing_lock=RUN)
    return earlier


def _adopt(found: MatchModel, deals: Deals, current: MatchModel | None) -> None:
    """Train on everything, and take the place of the one in use; the lists are made anew."""
    from matching.ranking.domain import ranker  # noqa: PLC0415 - engine, not for web workers
    from matching.ranking.domain.past import build  # noqa: PLC0415 - engine, not for web workers

    past = build(deals.companies, deals.deals, deals.vectors, deals.said)
    found.weights = ranker.train(past, found.trained_to.toordinal() + 1, LEAST_PORTFOLIO).as_dict()
    found.state = ModelState.ACTIVE
    if current is not None:
        current.state, current.decided_at = ModelState.RETIRED, clock.now()
        db.session.flush()
    jobs.defer(RUN, queueing_lock=RUN)


def _model(actor: Actor, deals: Deals, holdout: date, outcome: Outcome) -> MatchModel:
    return MatchModel(
        id=new_id(),
        state=ModelState.REJECTED,
        opponent=Opponent.CURRENT if queries.find_active() else Opponent.POPULARITY,
        weights=outcome.model.as_dict(),
        metrics=outcome.as_dict(),
        data_hash=deals.digest,
        companies=len({deal.company for deal in deals.deals}),
        investors=len({deal.investor for deal in deals.deals}),
        deals=len(deals.deals),
        holdout=holdout,
        trained_to=clock.today(),
        decided_at=clock.now(),
        created_by=actor.user_id,
    )


def _holdout(deals: Deals) -> date | None:
    """Return the day that splits the first investments of pairs, None where all lie on one."""
    firsts: dict[tuple[Any, Any], int] = {}
    for deal in deals.deals:
        pair = (deal.company, deal.investor)
        firsts[pair] = min(deal.day, firsts.get(pair, deal.day))
    days = sorted(firsts.values())
    if not days or days[0] == days[-1]:
        return None
    return date.fromordinal(max(days[int(HELD_OUT * len(days))], days[0] + 1))


def _measured(deals: Deals, holdout: date, current: MatchModel | None, notice: Notice) -> Outcome | None:
    """Return the backtest of a freshly trained model, or of the one in use; None if nobody asks."""
    from matching.evaluation.domain import backtest as backtests  # noqa: PLC0415 - engine, not for web workers
    from matching.ranking.domain.ranker import model_from  # noqa: PLC0415 - engine, not for web workers

    model: Model | None = model_from(current.weights) if current else None
    material = backtests.Material(deals.companies, deals.deals, deals.vectors, deals.said)
    protocol = backtests.Protocol(holdout.toordinal(), LEAST_PORTFOLIO)
    try:
        return backtests.backtest(material, protocol, notice=notice, model=model)
    except backtests.NothingToMeasure:
        return None


def _gain(outcome: Outcome, rival: Outcome | None) -> dict[str, Any]:
    """Return the paired difference of the leading figure to the opponent."""
    from matching.evaluation.domain.bootstrap import interval  # noqa: PLC0415 - engine, not for web workers

    other = rival.own if rival else outcome.baselines[Opponent.POPULARITY.value]
    found = interval(outcome.own[LEADING] - other[LEADING])
    return {"mean": round(found.mean, 4), "interval": found.as_list()}


def _one_at_a_time() -> None:
    db.session.execute(select(func.pg_advisory_xact_lock(_LOCK)))

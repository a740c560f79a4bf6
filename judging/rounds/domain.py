"""States of a round, what the office plans for one, and when judges may score."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contest.kernel.errors import DomainError, FieldError
from contest.seasons.domain import AdvanceRule, Data, Division
from contest.seasons.domain.rules import CRITERION, Code
from contest.seasons.domain.text import Name
from contest.seasons.domain.times import Moment

Count = Annotated[int, Field(ge=1, le=100)]
LEAST_FOR_FEEDBACK = 3
Load = Annotated[int, Field(ge=0, le=100_000)]


class RoundState(StrEnum):
    """draft → open (rubric frozen, judges score) → closed → decided (ranking fixed) → published."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    DECIDED = "decided"
    PUBLISHED = "published"


class Resubmit(StrEnum):
    """Whether a submitted sheet may be changed while the round is open. Every version is kept either way."""

    NEVER = "never"
    UNTIL_CLOSE = "until_close"


class RoundMode(StrEnum):
    """Whether judges read and score each for themselves, or all at a roadshow in one room."""

    ONLINE = "online"
    LIVE = "live"


class PeerScores(StrEnum):
    """When a judge sees what the others of the panel gave; never those on entries in conflict."""

    NEVER = "never"
    AFTER_OWN = "after_own"
    ALWAYS = "always"


class FeedbackWhen(StrEnum):
    """When teams read what the judges thought of their entry."""

    NEVER = "never"
    PUBLISHED = "published"
    FINAL = "final"


class Method(StrEnum):
    """How the sheets of an entry make its score."""

    MEAN = "mean"
    TRIMMED_MEAN = "trimmed_mean"
    CALIBRATED = "calibrated"


class GapCode(StrEnum):
    """What keeps a draft from being opened."""

    RUBRIC = "rubric"
    ADVANCE = "advance"
    ENTRIES = "entries"
    JUDGES = "judges"
    PANELS = "panels"
    CONFLICTS = "conflicts"


class RoundClosed(DomainError):
    """Scores are no longer taken: the office closed the round, or its window has passed by the database's clock."""

    code = "round_closed"


class RoundNotOpen(RoundClosed):
    """Scores are not taken yet: the round is a draft or its window lies ahead."""

    code = "round_not_open"


class RoundFrozen(DomainError):
    """Rubric and rules are fixed from the moment a round opens."""

    code = "round_frozen"


class RoundStateRefused(DomainError):
    """The round cannot go from its state to that one."""

    code = "round_state_refused"


class RoundNotReady(DomainError):
    """The round cannot open yet; `missing` lists the codes (GapCode)."""

    code = "round_not_ready"


class RoundInUse(DomainError):
    """A draft in which judges were already asked cannot be thrown away."""

    code = "round_in_use"


class Feedback(Data):
    """What teams are told after the round, and when: the score, the means of some criteria, the comments.

    Nothing is told from fewer sheets than LEAST_FOR_FEEDBACK: a mean of one is a judge's mark.
    """

    when: FeedbackWhen = FeedbackWhen.NEVER
    total: bool = False
    criteria: tuple[Code, ...] = ()
    comments: bool = False


class RoundPlan(Data):
    """What the office fixes for a round: window, panels, how sheets become scores and who goes on."""

    name: Name
    track_codes: tuple[str, ...] = ()
    opens_at: Moment
    closes_at: Moment
    judges_per_entry: Count
    min_load: Load = 0
    max_load: Annotated[int, Field(ge=1, le=100_000)]
    mode: RoundMode = RoundMode.ONLINE
    resubmit: Resubmit = Resubmit.NEVER
    blind: bool = False
    peer_scores: PeerScores = PeerScores.NEVER
    comment_required: bool = False
    training_required: bool = False
    feedback: Feedback = Feedback()
    advance: AdvanceRule


@dataclass(frozen=True, slots=True)
class Known:
    """The codes a plan may name: of the season's tracks, groups and zones, and of the rubrics' criteria."""

    divisions: Mapping[Division, Collection[str]]
    criteria: Collection[str]


def plan_errors(plan: RoundPlan, known: Known) -> list[FieldError]:
    """Return what is wrong with a plan beside its single values: order of bounds, unknown tracks and criteria."""
    errors = []
    if plan.closes_at <= plan.opens_at:
        errors.append(FieldError("closes_at", "season_window_order"))
    if plan.min_load > plan.max_load:
        errors.append(FieldError("max_load", "season_range_order"))
    if plan.advance.min_sheets > plan.judges_per_entry:
        errors.append(
            FieldError("advance.min_sheets", "sheets_above_judges", {"judges": plan.judges_per_entry})
        )
    if plan.peer_scores is PeerScores.AFTER_OWN and plan.resubmit is Resubmit.UNTIL_CLOSE:
        errors.append(FieldError("peer_scores", "peers_need_final_sheets"))
    return errors + _unknown(plan, known)


def _unknown(plan: RoundPlan, known: Known) -> list[FieldError]:
    errors = []
    if not set(plan.track_codes) <= set(known.divisions[Division.TRACK]):
        errors.append(FieldError("track_codes", "season_track_unknown"))
    errors += [
        FieldError(f"advance.per_{division}.{code}", f"season_{division}_unknown")
        for division in Division
        for code in plan.advance.own_cuts(division)
        if code not in known.divisions[division]
    ]
    ties = [tie.removeprefix(CRITERION) for tie in plan.advance.tie_breaks if tie.startswith(CRITERION)]
    if not set(ties) <= set(known.criteria):
        errors.append(FieldError("criterion", "season_tie_criterion"))
    if not set(plan.feedback.criteria) <= set(known.criteria):
        errors.append(FieldError("feedback.criteria", "criterion_unknown"))
    return errors


def refuse_scoring(state: RoundState, opens_at: datetime, closes_at: datetime, now: datetime) -> None:
    """Raise RoundNotOpen or RoundClosed unless scores are taken at `now`.

    All aware; the moment of `opens_at` is inside, that of `closes_at` is outside.
    """
    moments = {"opens_at": opens_at.isoformat(), "closes_at": closes_at.isoformat()}
    if state is RoundState.DRAFT or (state is RoundState.OPEN and now < opens_at):
        raise RoundNotOpen(**moments)
    if state is not RoundState.OPEN or now >= closes_at:
        raise RoundClosed(**moments)

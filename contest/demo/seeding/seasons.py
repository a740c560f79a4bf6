"""Two seasons: last year's, over and published, and this year's in the middle of its second round."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from contest.demo.world import DemoWorld
from contest.entry_forms.services import pin
from contest.kernel.access import SYSTEM
from contest.seasons.defaults import default_season
from contest.seasons.domain import (
    Rulebook,
    SeasonDraft,
    SeasonState,
    StageCode,
    StagePart,
    WindowKind,
    WindowPart,
)
from contest.seasons.queries import rulebook
from contest.seasons.services import change_state, create_season

OPENED_AGO = timedelta(days=6)  # since when the second round is being judged
NOMINATIONS_OPEN = timedelta(days=12)


def seasons(world: DemoWorld) -> None:
    """Make both seasons from the template; this year's days are moved so that today lies in its second round."""
    year = world.today.year
    last = _moved(default_season(year - 1), world.today - OPENED_AGO - timedelta(days=364))
    world.last_year = _opened(last, closed=True)
    this = _with_updates(_moved(default_season(year), world.today - OPENED_AGO), world)
    world.this_year = _opened(replace(this, windows=_nominations_open(this, world)), closed=False)
    world.seeded("seasons", years=[year - 1, year])


def _moved(draft: SeasonDraft, second_round: date) -> SeasonDraft:
    """Return the season with all its days moved so that the second round starts on that day."""
    starts = next(stage.starts_on for stage in draft.stages if stage.code is StageCode.SECOND_ROUND)
    assert starts is not None
    by = second_round - starts
    return replace(
        draft,
        stages=tuple(_later_stage(stage, by) for stage in draft.stages),
        windows=tuple(_later_window(window, by) for window in draft.windows),
    )


def _later_stage(stage: StagePart, by: timedelta) -> StagePart:
    days = {name: day + by for name in ("starts_on", "ends_on") if (day := getattr(stage, name))}
    return stage.model_copy(update=days)


def _with_updates(draft: SeasonDraft, world: DemoWorld) -> SeasonDraft:
    """Let teams update plan and deck before the second round (over by now) and before the semifinal."""
    days = {StageCode.SECOND_ROUND: (-16, -7), StageCode.SEMIFINAL: (14, 18)}
    stages = tuple(
        stage.model_copy(
            update={
                "revision_opens_at": world.moment(days[stage.code][0]),
                "revision_closes_at": world.moment(days[stage.code][1]),
            }
        )
        if stage.code in days
        else stage
        for stage in draft.stages
    )
    return replace(draft, stages=stages)


def _later_window(window: WindowPart, by: timedelta) -> WindowPart:
    return window.model_copy(update={"opens_at": window.opens_at + by, "closes_at": window.closes_at + by})


def _nominations_open(draft: SeasonDraft, world: DemoWorld) -> tuple[WindowPart, ...]:
    closes: datetime = world.moment(NOMINATIONS_OPEN.days)
    return tuple(
        window.model_copy(update={"closes_at": closes}) if window.kind is WindowKind.NOMINATION else window
        for window in draft.windows
    )


def _opened(draft: SeasonDraft, *, closed: bool) -> Rulebook:
    season = create_season(actor=SYSTEM, draft=draft, is_demo=True)
    for state in (SeasonState.OPEN, SeasonState.CLOSED)[: 2 if closed else 1]:
        change_state(actor=SYSTEM, season_id=season.id, version=season.version, to=state)
    pin(season.id)
    return rulebook(season.id)

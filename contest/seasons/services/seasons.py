"""Seasons come from the template or from last year, are opened by notice, closed and archived."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import select

from contest.kernel import audit
from contest.kernel.access import Actor, authorise, require
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid
from contest.permissions import Permission
from contest.seasons import queries
from contest.seasons.domain import (
    PartKind,
    Rules,
    SeasonBasics,
    SeasonDraft,
    SeasonIncomplete,
    SeasonState,
    SeasonStateRefused,
    as_invalid,
    as_json,
)
from contest.seasons.domain.completeness import missing
from contest.seasons.domain.shifting import next_year_of
from contest.seasons.events import events
from contest.seasons.models import Season
from contest.seasons.services.editing import changed, editable, locked
from contest.seasons.services.parts import write

# Where a season may go from each state. A closed one may be opened again (a deadline extended by notice).
STEPS: Mapping[SeasonState, tuple[SeasonState, ...]] = {
    SeasonState.DRAFT: (SeasonState.OPEN, SeasonState.ARCHIVED),
    SeasonState.OPEN: (SeasonState.CLOSED,),
    SeasonState.CLOSED: (SeasonState.OPEN, SeasonState.ARCHIVED),
    SeasonState.ARCHIVED: (),
}


def create_season(
    *, actor: Actor, draft: SeasonDraft, cloned_from: UUID | None = None, is_demo: bool = False
) -> Season:
    """Write a whole season as a draft; raise Invalid when its address is taken."""
    require(actor, Permission.EDIT_SEASON)
    basics = draft.basics
    _refuse_taken(basics.slug)
    season = Season(
        id=new_id(),
        slug=basics.slug,
        name=basics.name,
        year=basics.year,
        state=SeasonState.DRAFT,
        intro=basics.intro,
        rules=as_json(draft.rules),
        version=1,
        cloned_from=cloned_from,
        is_demo=is_demo,
    )
    db.session.add(season)
    db.session.flush()
    for kind in PartKind:
        for position, part in enumerate(draft.of(kind)):
            write(
                season,
                kind,
                part if kind is PartKind.WINDOW else part.model_copy(update={"position": position}),
            )
    rows = {kind.value: len(draft.of(kind)) for kind in PartKind}
    audit.record(
        actor, "season.created", season, year=season.year, slug=season.slug, rows=rows, source=cloned_from
    )
    return season


def clone_season(*, actor: Actor, season_id: UUID, slug: str, year: int) -> Season:
    """Make next year's draft of a season: dates moved by whole years, everything else copied."""
    require(actor, Permission.EDIT_SEASON)
    try:
        draft = next_year_of(queries.rulebook(season_id), slug=slug, year=year)
    except ValidationError as error:
        raise as_invalid(error) from error
    season = create_season(actor=actor, draft=draft, cloned_from=season_id)
    events.cloned(actor=actor, source_id=season_id, season_id=season.id)
    return season


def validated_basics(values: Mapping[str, Any]) -> SeasonBasics:
    """Return what a season is called as validated data; raise Invalid."""
    try:
        return SeasonBasics.model_validate(dict(values))
    except ValidationError as error:
        raise as_invalid(error) from error


def edit_basics(*, actor: Actor, season_id: UUID, version: int, values: Mapping[str, Any]) -> Season:
    """Change name, year, introduction; the address (slug) only while the season is a draft."""
    season = editable(actor, season_id, version)
    before = SeasonBasics(slug=season.slug, name=season.name, year=season.year, intro=season.intro)
    kept = {} if season.state is SeasonState.DRAFT else {"slug": season.slug}
    after = validated_basics({**before.model_dump(mode="json"), **values, **kept})
    if after.slug != season.slug:
        _refuse_taken(after.slug)
    season.slug, season.name, season.year, season.intro = after.slug, after.name, after.year, after.intro
    db.session.flush()
    audit.record(actor, "season.edited", season, changed=changed(before, after))
    return season


def edit_rules(*, actor: Actor, season_id: UUID, version: int, values: Mapping[str, Any]) -> Season:
    """Change scalar rules; those left out of `values` stay."""
    season = editable(actor, season_id, version)
    before = Rules.model_validate(season.rules)
    try:
        after = Rules.model_validate({**season.rules, **values})
    except ValidationError as error:
        raise as_invalid(error) from error
    season.rules = as_json(after)
    db.session.flush()
    audit.record(actor, "season.rules_changed", season, changed=changed(before, after))
    return season


def change_state(*, actor: Actor, season_id: UUID, version: int, to: SeasonState) -> Season:
    """Open, close, reopen or archive a season, as the issuers of the notice decide.

    Raises SeasonStateRefused for a step that does not exist and SeasonIncomplete with what is missing.
    """
    season = locked(season_id, version)
    authorise(actor, Permission.OPEN_SEASON, season)
    before = season.state
    if to not in STEPS[before]:
        raise SeasonStateRefused(state=before, to=to)
    if to is SeasonState.OPEN and (gaps := missing(queries.rulebook(season.id))):
        raise SeasonIncomplete(missing=[str(gap) for gap in gaps])
    season.state = to
    season.version += 1
    db.session.flush()
    audit.record(actor, "season.state_changed", season, before=before, after=to)
    return season


def _refuse_taken(slug: str) -> None:
    if db.session.execute(select(Season.id).where(Season.slug == slug)).first() is not None:
        raise Invalid(FieldError("slug", "season_slug_taken"))

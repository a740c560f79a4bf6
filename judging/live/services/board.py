"""What the board shows is decided here: rule, reveal, freeze, the public page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from contest.entries.queries import find_entries
from contest.kernel import audit, clock
from contest.kernel.access import Actor
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from judging.live import queries
from judging.live.domain import BoardFrozen, NothingToReveal, RevealRule, SheetsMissing, Standing, next_place
from judging.live.models import LiveSession
from judging.live.services.stage import Stage, step


def set_board(
    *, actor: Actor, round_id: UUID, version: int, reveal: RevealRule, watched: bool
) -> LiveSession:
    """Choose how scores get on the board and whether the public page is open.

    Another rule begins with an empty board: what it would show was not decided under it.
    """
    stage = step(actor, round_id, version)
    session = stage.session
    if reveal is not session.reveal:
        _ensure_thawed(session)
        for row in stage.pitches.values():
            row.revealed_at = None
    session.reveal, session.watched = reveal, watched
    db.session.flush()
    audit.record(actor, "live.board_set", stage.round, reveal=reveal.value, watched=watched)
    return session


def reveal(*, actor: Actor, round_id: UUID, version: int, entry_id: UUID) -> None:
    """Put one entry's score on the board, its panel complete. Raises SheetsMissing or BoardFrozen."""
    stage = step(actor, round_id, version)
    _ensure_thawed(stage.session)
    found = next((one for one in _standings(stage) if one.entry_id == entry_id), None)
    if found is None:
        raise NotFound(kind="entry")
    _ensure_complete([found])
    stage.session.section = found.section
    _reveal(actor, stage, [entry_id])


def reveal_next(*, actor: Actor, round_id: UUID, version: int, section: str) -> None:
    """Reveal the worst place of a section that is still hidden, all who share it together.

    Places are final only when every sheet of the section is in: until then SheetsMissing.
    """
    stage = step(actor, round_id, version)
    _ensure_thawed(stage.session)
    standings = [one for one in _standings(stage) if one.section == section]
    _ensure_complete(standings)
    following = next_place(standings, section)
    if not following:
        raise NothingToReveal()
    stage.session.section = section
    _reveal(actor, stage, following)


def clear(*, actor: Actor, round_id: UUID, version: int) -> None:
    """Take everything off the board, before a ceremony."""
    stage = step(actor, round_id, version)
    _ensure_thawed(stage.session)
    for row in stage.pitches.values():
        row.revealed_at = None
    db.session.flush()
    audit.record(actor, "live.board_cleared", stage.round)


def show_section(*, actor: Actor, round_id: UUID, section: str) -> None:
    """Have the projector show another section's board."""
    stage = step(actor, round_id, None)
    if section not in queries.get_stage(stage.judged).sections:
        raise NotFound(kind="section")
    stage.session.section = section
    db.session.flush()
    audit.record(actor, "live.section_shown", stage.round, section=section)


def freeze(*, actor: Actor, round_id: UUID, version: int) -> None:
    """Keep the board as it is now, whatever is handed in or changed from here on."""
    stage = step(actor, round_id, version)
    _ensure_thawed(stage.session)
    shown = queries.current_board(stage.judged, queries.get_stage(stage.judged))
    stage.session.frozen, stage.session.frozen_at = queries.frozen(shown), clock.now()
    db.session.flush()
    audit.record(actor, "live.board_frozen", stage.round, entries=len(shown))


def thaw(*, actor: Actor, round_id: UUID, version: int) -> None:
    """Let the board follow the sheets again."""
    stage = step(actor, round_id, version)
    stage.session.frozen = stage.session.frozen_at = None
    db.session.flush()
    audit.record(actor, "live.board_thawed", stage.round)


def _standings(stage: Stage) -> list[Standing]:
    return queries.standings(stage.judged, queries.get_stage(stage.judged))


def _ensure_thawed(session: LiveSession) -> None:
    if session.frozen is not None:
        raise BoardFrozen()


def _ensure_complete(standings: Iterable[Standing]) -> None:
    missing = [one.entry_id for one in standings if not one.complete or one.score is None]
    if missing:
        numbers = sorted(entry.number for entry in find_entries(missing).values())
        raise SheetsMissing(numbers=", ".join(numbers))


def _reveal(actor: Actor, stage: Stage, entry_ids: Sequence[UUID]) -> None:
    now = clock.now()
    for entry_id in entry_ids:
        stage.pitches[entry_id].revealed_at = now
    db.session.flush()
    numbers = [find.number for find in find_entries(list(entry_ids)).values()]
    audit.record(actor, "live.revealed", stage.round, entries=sorted(numbers))

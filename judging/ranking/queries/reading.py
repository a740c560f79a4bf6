"""A whole ranking for whoever may read it: from lines that are kept where they are what the sheets say."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from sqlalchemy import select

from contest.entries.models import Entry
from contest.kernel.access import Actor, policy
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.projects.queries import consenting_to_publication
from judging.conflicts.queries import hidden_entries
from judging.permissions import Permission
from judging.ranking.models import RankingLine
from judging.ranking.panel import recorded
from judging.ranking.queries.lines import Line, apart_from, computed, in_order, line_of, ranking
from judging.ranking.queries.stored import find_stored
from judging.rounds.domain import RoundState
from judging.rounds.queries import RoundView


def as_it_stands(round_: RoundView) -> list[Line]:
    """Return what `computed` returns, read from the kept lines while nothing they depend on has changed.

    For pages and exports, previews among them. What is decided, sealed or stored is computed.
    """
    stored = find_stored(round_)
    return _kept(round_) if stored is not None and stored.fresh else computed(round_)


def _kept(round_: RoundView) -> list[Line]:
    query = (
        select(RankingLine, Entry)
        .join(Entry, Entry.id == RankingLine.entry_id)
        .where(RankingLine.round_id == round_.id)
    )
    rows = db.session.execute(query).all()
    panel = recorded(round_.id) if rows else {}
    shared = Counter((line.section, line.rank) for line, _entry in rows)
    return [
        line_of(line, entry, shared[line.section, line.rank] - 1, panel.get(entry.id)) for line, entry in rows
    ]


def ranking_for(actor: Actor, round_: RoundView) -> list[Line]:
    """Return the ranking as the actor may read it; whoever may not see the round's progress reads it like the public.

    Before it is public, whoever is tied to an entry reads nothing of its track, nor of what it competes with, and
    nothing calibrated: severities tell of every sheet of a judge, whatever the track.

    Who is tied to nothing may be given lines that are kept (see `as_it_stands`); whoever is tied never is: how long
    it takes would tell that somebody handed in a sheet.

    The public reads names only of projects whose teams agreed to publication (PIPL art. 25), the number of the others.
    """
    tied = frozenset() if round_.is_public else hidden_entries(actor, round_)
    settled = round_.state in {RoundState.DECIDED, RoundState.PUBLISHED}
    found = ranking(round_) if settled or tied else in_order(as_it_stands(round_))
    lines = apart_from(found, round_, tied)
    if policy.allows(actor, Permission.VIEW_PROGRESS, round_):
        return lines
    named = consenting_to_publication(line.entry.subject_id for line in lines)
    nameless = LocalizedText()
    return [
        line if line.entry.subject_id in named else replace(line, entry=replace(line.entry, title=nameless))
        for line in lines
    ]

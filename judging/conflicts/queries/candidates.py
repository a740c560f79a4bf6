"""What ties judges would have with a round's entries, looked at before they are asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from contest.entries.queries import EntryView
from contest.kernel.access import Actor, authorise
from judging.conflicts.domain import Relation
from judging.conflicts.queries.found import conflicts_between
from judging.conflicts.queries.reader import hidden_entries
from judging.judges.queries import JudgeRow, judges_by_id
from judging.permissions import Permission
from judging.rounds.queries import entries_of_round, get_round

SAMPLE = 5


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One candidate: `barred` of the `entries` the reader may know of, by kind, and the first of them."""

    judge: JudgeRow
    barred: int
    entries: int
    kinds: tuple[tuple[Relation, int], ...]
    sample: tuple[EntryView, ...]


def candidate_rows(actor: Actor, round_id: UUID, judge_ids: Sequence[UUID]) -> list[CandidateRow]:
    """Return what inviting these judges would mean, those with most conflicts first; whoever has none is left out."""
    round_ = get_round(actor, round_id)
    authorise(actor, Permission.VIEW_CONFLICTS, round_)
    hidden = hidden_entries(actor, round_)
    entries = {entry.id: entry for entry in entries_of_round(round_) if entry.id not in hidden}
    found: dict[UUID, dict[UUID, set[Relation]]] = {}
    for (judge_id, entry_id), reasons in conflicts_between(judge_ids, list(entries)).items():
        found.setdefault(judge_id, {})[entry_id] = {one.kind for one in reasons}
    judges = judges_by_id(list(found))
    rows = [
        CandidateRow(
            judge=judges[judge_id],
            barred=len(barred),
            entries=len(entries),
            kinds=tuple(Counter(kind for kinds in barred.values() for kind in kinds).most_common()),
            sample=tuple(entry for key, entry in entries.items() if key in barred)[:SAMPLE],
        )
        for judge_id, barred in found.items()
    ]
    return sorted(rows, key=lambda row: (-row.barred, row.judge.name, str(row.judge.id)))

"""Compare entries with all others and put what looks like one entry into the queue."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import update

from contest.duplicates.domain.comparing import Compared, Meaning, compare
from contest.duplicates.domain.evidence import EvidenceKind
from contest.duplicates.domain.likeness import NEIGHBOURS, crowd_of, standing_out
from contest.duplicates.models import Fingerprint
from contest.duplicates.queries import candidates, entries
from contest.duplicates.queries.integrity import samples_of
from contest.duplicates.services import fingerprints
from contest.duplicates.services.fingerprints import VECTORS
from contest.duplicates.services.pairs import Changes, clear_all, settle
from contest.embeddings.queries import nearest, vectors_of
from contest.kernel import clock
from contest.kernel.access import Actor
from contest.kernel.db import db
from contest.kernel.jobs import defer

if TYPE_CHECKING:
    from contest.embeddings.encoder import TextEncoder

log = logging.getLogger(__name__)

CHECK, SWEEP = "duplicates.check", "duplicates.sweep"
BY_MEANING = 15
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Checked:
    """Entries compared, entries that had not changed, and what became of pairs."""

    checked: int
    unchanged: int
    changes: Changes
    seconds: float
    last: UUID | None = None


def check_later(*, actor: Actor, project_id: UUID) -> None:
    """Have an entry compared soon; a listener of projects being handed in and withdrawn."""
    del actor
    defer(CHECK, queueing_lock=f"{CHECK}:{project_id}", project_id=project_id)


def check_imported(*, actor: Actor, season_id: UUID, projects: object) -> None:
    """Have a season's entries compared soon: an import brought thousands."""
    del actor, projects
    defer(SWEEP, queueing_lock=f"{SWEEP}:{season_id}", season_id=season_id)


def check(*, actor: Actor, project_ids: Collection[UUID], encoder: TextEncoder | None) -> Checked:
    """Compare entries with all that are handed in, of this season and earlier ones; those unchanged are left.

    Entries no longer handed in leave the comparison, and their open pairs are cleared. Without an encoder, words
    and keys still compare. Nothing is ever refused by this: people decide.
    """
    started = time.monotonic()
    found = entries.compared(project_ids)
    gone = set(project_ids) - set(found)
    changes = clear_all(actor=actor, project_ids=gone)
    fingerprints.forget(gone)
    samples = samples_of(list(found))
    digests = {key: fingerprints.digest_of(entry, samples.get(key, ())) for key, entry in found.items()}
    known = candidates.digests_of(found)
    changed = [entry for key, entry in found.items() if known.get(key) != digests[key]]
    fingerprints.write(changed, digests, samples)
    if encoder is not None:
        fingerprints.embed(changed, encoder)
    for entry in changed:
        changes += _check_one(actor, entry, encoder.model_name if encoder else None)
    seconds = round(time.monotonic() - started, 3)
    return Checked(len(changed), len(found) - len(changed), changes, seconds)


def sweep(
    *, actor: Actor, season_id: UUID, after: UUID | None, encoder: TextEncoder | None, limit: int = AT_ONCE
) -> Checked:
    """Compare some of a season's entries; `last` says where to go on, None when all are done."""
    ids = entries.handed_in_after(season_id, after, limit)
    done = check(actor=actor, project_ids=ids, encoder=encoder)
    return replace(done, last=ids[-1] if len(ids) == limit else None)


def _check_one(actor: Actor, entry: Compared, model: str | None) -> Changes:
    keys = fingerprints.keys_of(entry)
    holders = candidates.holders_of(entry.project_id, keys)
    common = {keys[key] for key, others in holders.items() if len(others) > candidates.MOST_HOLDERS}
    near = _Neighbourhood(entry, model) if model else None
    sample = fingerprints.sample_of(entry)
    ids = {
        *(other for key, others in holders.items() if keys[key] not in common for other in others),
        *candidates.nearest_by_text(entry.project_id, sample),
        *candidates.paired_with(entry.project_id),
        *(near.nearest if near else ()),
    }
    others = entries.compared(ids)
    meanings = near.meanings(set(others)) if near else {}
    told = {key: (other, meanings.get(key, Meaning())) for key, other in others.items()}
    writers = candidates.holders_of_runs(entry.project_id, sample)
    suspicions = compare(_without(entry, common), told, writers)
    db.session.execute(
        update(Fingerprint)
        .where(Fingerprint.project_id == entry.project_id)
        .values(crowds=near.crowds if near else {}, checked_at=clock.now())
    )
    return settle(actor=actor, project_id=entry.project_id, suspicions=suspicions)


def _without(entry: Compared, common: Collection[tuple[EvidenceKind, str]]) -> Compared:
    """Return the entry without what too many share: it would be evidence against all of them."""
    if not common:
        return entry
    dropped = {kind: {value for of, value in common if of is kind} for kind in {kind for kind, _ in common}}
    marks = dropped.get(EvidenceKind.MEMBERS, set())
    return replace(
        entry,
        files=entry.files - dropped.get(EvidenceKind.FILE, set()),
        ip_numbers=entry.ip_numbers - dropped.get(EvidenceKind.IP_NUMBER, set()),
        names=entry.names - dropped.get(EvidenceKind.NAME, set()),
        company_names=entry.company_names - dropped.get(EvidenceKind.COMPANY_NAME, set()),
        people=tuple(replace(person, marks=person.marks - marks) for person in entry.people),
    )


class _Neighbourhood:
    """The entries nearest in meaning, and how near entries usually are hereabouts, by languages."""

    def __init__(self, entry: Compared, model: str) -> None:
        self._id, self._model = entry.project_id, model
        self._vectors = {
            language: parts[""]
            for language, kind in VECTORS.items()
            if (parts := vectors_of(kind, [entry.project_id], model=model).get(entry.project_id))
        }
        self.nearest: set[UUID] = set()
        self.crowds: dict[str, float] = {}
        for own, other in product(self._vectors, VECTORS):
            found = self._nearest(own, other, limit=NEIGHBOURS.stop + 1)
            self.nearest.update(key for key, _ in found[:BY_MEANING])
            if found:
                self.crowds[f"{own}-{other}"] = crowd_of([cosine for _, cosine in found])

    def _nearest(
        self, own: str, other: str, *, limit: int, among: set[UUID] | None = None
    ) -> list[tuple[UUID, float]]:
        found = nearest(VECTORS[other], self._vectors[own], model=self._model, limit=limit, subject_ids=among)
        return [(key, cosine) for key, cosine in found if key != self._id]

    def meanings(self, ids: set[UUID]) -> dict[UUID, Meaning]:
        """Return how far each entry stands out, from the middle between the usual here and the usual there."""
        crowds: Mapping[UUID, Mapping[str, float]] = candidates.crowds_of(ids)
        standing: dict[UUID, dict[tuple[str, str], float]] = {key: {} for key in ids}
        for own, other in product(self._vectors, VECTORS):
            here = self.crowds.get(f"{own}-{other}")
            if here is None:
                continue
            for key, cosine in self._nearest(own, other, limit=len(ids), among=ids):
                there = crowds.get(key, {}).get(f"{other}-{own}", here)
                standing[key][own, other] = standing_out(cosine, (here + there) / 2)
        return {key: Meaning(found) for key, found in standing.items()}

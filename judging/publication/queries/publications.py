"""What stands between a decision and its publication, and what was published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from contest.accounts.models import User
from contest.duplicates.domain.integrity import placeholder_names
from contest.duplicates.queries.integrity import numbers_with_samples
from contest.kernel.db import db
from contest.kernel.locking import get_locked
from contest.projects.models import Project
from contest.standings.domain import Outcome
from contest.teams.models import TeamMember
from judging.publication.domain import PublicityPeriod
from judging.publication.models import Publication
from judging.ranking.queries import Line
from judging.sealing.domain.states import CheckCode, SealState
from judging.sealing.queries import find_seal

WINNING = frozenset({Outcome.ADVANCED, Outcome.PROMOTED})


@dataclass(frozen=True, slots=True)
class Check:
    """One precondition of publishing. `blocking` ones must be met; the others are for a person to weigh."""

    code: str
    met: bool
    blocking: bool
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicationView:
    """When a round's results became public and when their publicity ends."""

    round_id: UUID
    starts_at: datetime
    ends_at: datetime
    working_days: int
    finalised_at: datetime | None

    @property
    def period(self) -> PublicityPeriod:
        """Return the time in which objections are taken."""
        return PublicityPeriod(self.starts_at, self.ends_at)


def checklist(round_id: UUID, lines: list[Line]) -> list[Check]:
    """Return what must hold before the lines of a round are published."""
    seal = find_seal(round_id)
    sealed = seal is not None and seal.state is SealState.SEALED
    known_unscored = seal is not None and seal.approved and CheckCode.SCORED in seal.waived
    winning = [line for line in lines if line.outcome in WINNING]
    unscored = tuple(line.entry.number for line in lines if line.outcome is Outcome.UNSCORED)
    held = tuple(line.entry.number for line in lines if line.outcome is Outcome.HELD)
    subjects = [line.entry.subject_id for line in winning]
    titles = [text for line in winning for text in (line.entry.title.zh, line.entry.title.en) if text]
    suspicious = placeholder_names([*titles, *_people(subjects)])
    samples = numbers_with_samples(subjects)
    silent = _without_consent(subjects)
    return [
        Check("sealed", sealed, True),
        Check("somebody_advances", bool(winning), True),
        Check("nobody_unscored", not unscored or known_unscored, True, unscored),
        Check("no_tie_open", not held, True, held),
        Check("no_sample_names", not suspicious, True, tuple(suspicious)),
        Check("no_sample_data", not samples, False, tuple(samples)),
        Check("all_consent_to_publication", not silent, False, tuple(silent)),
    ]


def _people(subject_ids: list[UUID]) -> list[str]:
    query = (
        select(User.name)
        .join(TeamMember, TeamMember.user_id == User.id)
        .join(Project, Project.team_id == TeamMember.team_id)
        .where(Project.id.in_(subject_ids))
    )
    return list(db.session.execute(query).scalars())


def _without_consent(subject_ids: list[UUID]) -> list[str]:
    query = (
        select(Project.number)
        .where(Project.id.in_(subject_ids), ~Project.consent_publication)
        .order_by(Project.number)
    )
    return [number or "" for number in db.session.execute(query).scalars()]


def find_publication(round_id: UUID) -> PublicationView | None:
    """Return the publication of a round."""
    row = db.session.execute(select(Publication).where(Publication.round_id == round_id)).scalar_one_or_none()
    if row is None:
        return None
    return PublicationView(row.round_id, row.starts_at, row.ends_at, row.working_days, row.finalised_at)


def locked(round_id: UUID) -> Publication:
    """Return the publication of a round with its row locked: objections are numbered and ended under it."""
    return get_locked(select(Publication).where(Publication.round_id == round_id), kind="publication")

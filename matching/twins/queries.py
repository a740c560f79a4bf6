"""Reads about investors that look like one: the office's alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select, tuple_
from sqlalchemy.orm import aliased

from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.paging import Page, paginate, sliced
from contest.organisations.models import Organisation
from matching.introductions.models import Introduction
from matching.profiles.domain import AllianceState, ProfileKind
from matching.profiles.models import Deal, MatchProfile
from matching.twins.domain import Firm, Ground, Pair, Standing, likely
from matching.twins.models import DifferentFirms, FirmMerge


@dataclass(frozen=True, slots=True)
class FirmView:
    """An investor as the office compares it with another."""

    id: UUID
    name: LocalizedText
    text: LocalizedText
    external_id: str
    organisation_id: UUID | None
    organisation: LocalizedText | None
    alliance: AllianceState
    active: bool
    merged_into_id: UUID | None
    version: int
    deals: int
    introductions: int
    created_at: datetime

    @property
    def standing(self) -> Standing:
        member = self.alliance is not AllianceState.NONE
        return Standing(self.organisation_id, member, self.merged_into_id is not None)


@dataclass(frozen=True, slots=True)
class TwinView:
    """Two that may be one. `shared`: investments that both name."""

    first: FirmView
    second: FirmView
    grounds: tuple[Ground, ...]
    shared: int


@dataclass(frozen=True, slots=True)
class MergeView:
    """A merge with the names of both."""

    id: UUID
    kept_id: UUID
    kept: LocalizedText
    kept_merged: bool
    merged_id: UUID
    merged: LocalizedText
    reason: str
    moved: Mapping[str, int]
    made_at: datetime
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class DifferentView:
    """Two that the office found to be two firms."""

    id: UUID
    first_id: UUID
    first: LocalizedText
    second_id: UUID
    second: LocalizedText
    reason: str
    decided_at: datetime


def list_likely(*, page: int = 1, size: int = 20) -> Page[TwinView]:
    """Return one page of the pairs nobody has decided on, the strongest first."""
    rows = db.session.execute(select(DifferentFirms.first_id, DifferentFirms.second_id))
    decided = {(row.first_id, row.second_id) for row in rows}
    found = [pair for pair in likely(firms()) if (pair.first, pair.second) not in decided]
    part = sliced(found, number=page, size=size)
    return Page(_pairs(part.items), part.number, part.size, part.total)


def firms(ids: Collection[UUID] | None = None) -> list[Firm]:
    """Return what is compared of every investor that is not another's name, or of these."""
    query = select(MatchProfile.id, MatchProfile.name, MatchProfile.text, MatchProfile.organisation_id).where(
        MatchProfile.kind == ProfileKind.INVESTOR, MatchProfile.merged_into_id.is_(None)
    )
    if ids is not None:
        query = query.where(MatchProfile.id.in_(list(ids)))
    return [
        Firm(
            row.id,
            tuple(filter(None, row.name.as_dict().values())),
            "\n".join(row.text.as_dict().values()),
            row.organisation_id,
        )
        for row in db.session.execute(query)
    ]


def get_pair(first_id: UUID, second_id: UUID) -> TwinView:
    """Return two investors side by side; raise NotFound unless both are there."""
    held = _views([first_id, second_id])
    if len(held) < 2:
        raise NotFound(kind="profile")
    pair = Pair(first_id, second_id, ())
    grounds = next((found.grounds for found in likely(firms(list(held)))), ())
    shared = shared_deals([pair]).get((first_id, second_id), 0)
    return _twin(replace(pair, grounds=grounds), held, shared)


def shared_deals(pairs: Sequence[Pair]) -> dict[tuple[UUID, UUID], int]:
    """Return how many investments both of a pair name: the same company in the same year."""
    one, other = aliased(Deal), aliased(Deal)
    both = [(pair.first, pair.second) for pair in pairs]
    year = [func.coalesce(func.date_part("year", deal.closed_on), deal.year, 0) for deal in (one, other)]
    query = (
        select(one.profile_id, other.profile_id, func.count(one.company_id.distinct()))
        .join(other, and_(other.company_id == one.company_id, year[0] == year[1]))
        .where(tuple_(one.profile_id, other.profile_id).in_(both))
        .group_by(one.profile_id, other.profile_id)
    )
    return {(row[0], row[1]): row[2] for row in db.session.execute(query)} if both else {}


def _pairs(pairs: Sequence[Pair]) -> list[TwinView]:
    held = _views({key for pair in pairs for key in (pair.first, pair.second)})
    shared = shared_deals(pairs)
    return [_twin(pair, held, shared.get((pair.first, pair.second), 0)) for pair in pairs]


def _twin(pair: Pair, held: Mapping[UUID, FirmView], shared: int) -> TwinView:
    grounds = (*pair.grounds, Ground.DEALS) if shared else pair.grounds
    return TwinView(held[pair.first], held[pair.second], grounds, shared)


def _views(ids: Collection[UUID]) -> dict[UUID, FirmView]:
    deals = select(func.count(Deal.id)).where(Deal.profile_id == MatchProfile.id).scalar_subquery()
    met = (
        select(func.count(Introduction.id))
        .where(Introduction.profile_id == MatchProfile.id)
        .scalar_subquery()
    )
    query = (
        select(MatchProfile, Organisation.name, deals, met)
        .outerjoin(Organisation, Organisation.id == MatchProfile.organisation_id)
        .where(MatchProfile.id.in_(list(ids)), MatchProfile.kind == ProfileKind.INVESTOR)
    )
    return {row[0].id: _view(*row) for row in db.session.execute(query)}


def _view(
    profile: MatchProfile, organisation: LocalizedText | None, deals: int, introductions: int
) -> FirmView:
    return FirmView(
        id=profile.id,
        name=profile.name,
        text=profile.text,
        external_id=profile.external_id or "",
        organisation_id=profile.organisation_id,
        organisation=organisation,
        alliance=profile.alliance,
        active=profile.active,
        merged_into_id=profile.merged_into_id,
        version=profile.version,
        deals=deals,
        introductions=introductions,
        created_at=profile.created_at,
    )


def list_merges(*, page: int = 1, size: int = 20) -> Page[MergeView]:
    """Return one page of the merges, those in force first, the latest first."""
    ordered = _merges().order_by(FirmMerge.undone_at.is_not(None), FirmMerge.made_at.desc(), FirmMerge.id)
    return paginate(ordered, _merge, number=page, size=size)


def get_merge(merge_id: UUID) -> MergeView:
    """Return one merge; raise NotFound."""
    row = db.session.execute(_merges().where(FirmMerge.id == merge_id)).one_or_none()
    if row is None:
        raise NotFound(kind="firm_merge")
    return _merge(row)


def _merges() -> Select[Any]:
    kept, merged = aliased(MatchProfile), aliased(MatchProfile)
    query: Any = (
        select(FirmMerge, kept.name, kept.merged_into_id, merged.name)
        .join(kept, kept.id == FirmMerge.kept_id)
        .join(merged, merged.id == FirmMerge.merged_id)
    )
    narrowed: Select[Any] = query
    return narrowed


def _merge(row: Any) -> MergeView:
    made, kept, again, merged = row
    return MergeView(
        id=made.id,
        kept_id=made.kept_id,
        kept=kept,
        kept_merged=again is not None,
        merged_id=made.merged_id,
        merged=merged,
        reason=made.reason,
        moved={table: len(keys) for table, keys in made.moved.items() if keys},
        made_at=made.made_at,
        undone_at=made.undone_at,
    )


def list_different(*, page: int = 1, size: int = 20) -> Page[DifferentView]:
    """Return one page of the pairs that are two firms, the latest decision first."""
    first, second = aliased(MatchProfile), aliased(MatchProfile)
    query: Any = (
        select(DifferentFirms, first.name, second.name)
        .join(first, first.id == DifferentFirms.first_id)
        .join(second, second.id == DifferentFirms.second_id)
        .order_by(DifferentFirms.decided_at.desc(), DifferentFirms.id)
    )
    return paginate(query, _different, number=page, size=size)


def _different(row: Any) -> DifferentView:
    found, first, second = row
    return DifferentView(
        found.id, found.first_id, first, found.second_id, second, found.reason, found.decided_at
    )

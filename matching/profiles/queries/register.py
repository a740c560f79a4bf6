"""Reads about profiles, scoped by whoever asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from contest.accounts.models import User
from contest.bases.domain import TitleState
from contest.bases.models import BaseTitle, HaijuBase
from contest.embeddings.search import NOTHING_ASKED, Question, search
from contest.kernel import clock
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import get_locked
from contest.kernel.paging import Page, paginate, sliced
from contest.permissions import OFFICE, Role
from contest.projects.models import Project
from contest.seasons.models import Season, Track
from contest.standings.models import Standing
from contest.teams.models import TeamMember
from matching.profiles.domain import (
    DIRECTORY,
    PROFILE,
    AllianceState,
    Freshness,
    MentorKind,
    ProfileKind,
    freshness,
    missing,
)
from matching.profiles.models import Company, Deal, MatchProfile
from matching.profiles.queries.freshness import takes_part

SEES_ALL = (*OFFICE, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class ProfileView:
    """A profile as pages and the API show it. `title`: the state of its base's title today, None without one.

    `changed_by`: who of the owners or the office changed it last, None where a table or the base's page did.
    `shown_to_asker`: a park of the directory, or a profile that takes part and the asker is of a winning team.
    """

    id: UUID
    kind: ProfileKind
    name: LocalizedText
    text: LocalizedText
    track_codes: tuple[str, ...]
    industries: tuple[str, ...]
    growth_stages: tuple[str, ...]
    financings: tuple[str, ...]
    districts: tuple[str, ...]
    regions: tuple[str, ...]
    facilities: tuple[str, ...]
    languages: tuple[str, ...]
    park_kinds: tuple[str, ...]
    services: tuple[str, ...]
    priority_tracks: tuple[str, ...]
    vacant_m2: int | None
    ticket_low_cents: int | None
    ticket_high_cents: int | None
    capacity: int | None
    mentor_kind: MentorKind | None
    term_from: date | None
    term_to: date | None
    trained_on: date | None
    reference_only: bool
    district_inferred: bool
    organisation_id: UUID | None
    base_id: UUID | None
    user_id: UUID | None
    alliance: AllianceState
    alliance_since: date | None
    active: bool
    merged_into_id: UUID | None
    confirmed_at: datetime | None
    changed_at: datetime
    version: int
    changed_by: LocalizedText | None
    title: TitleState | None
    shown_to_asker: bool
    missing: tuple[str, ...]
    freshness: Freshness


@dataclass(frozen=True, slots=True)
class DealView:
    """One past investment of an investor."""

    company: str
    text: str
    closed_on: date | None
    year: int | None
    round_name: str
    region: str


@dataclass(frozen=True, slots=True)
class ProfileFilter:
    """What a list of profiles is narrowed by; empty means any."""

    kind: ProfileKind | None = None
    question: Question = NOTHING_ASKED
    track: str = ""
    stage: str = ""
    financing: str = ""
    district: str = ""
    region: str = ""
    facility: str = ""
    amount_cents: int | None = None  # what a project seeks: within the tickets
    with_places: bool = False
    industry: str = ""
    industry_names: tuple[str, ...] = ()  # how free text may spell the industry
    park_kind: str = ""
    own_only: bool = False

    @property
    def text(self) -> str:
        return self.question.text


def visible_to(actor: Actor) -> Select[Any]:
    """Select the profiles the actor may see, with their base's title and whether they are shown to the asker.

    The directory of parks is public; investors and mentors are shown to winners; everybody sees their own; the
    office and the auditor see all.
    """
    query, shown = _query(actor)
    if actor.is_system or actor.has(*SEES_ALL):
        return query
    return query.where(or_(shown, _own(actor)))


def _query(actor: Actor) -> tuple[Select[Any], ColumnElement[bool]]:
    title = aliased(BaseTitle)
    today = clock.today()
    held = and_(
        title.base_id == MatchProfile.base_id,
        title.valid_from <= today,
        title.valid_to >= today,
        title.state != TitleState.DELISTED,
    )
    shown = _shown(actor)
    query: Any = select(MatchProfile, title.state, shown.label("shown"), User.name, User.name_en)
    return query.outerjoin(title, held).outerjoin(User, User.id == MatchProfile.changed_by), shown


def _shown(actor: Actor) -> ColumnElement[bool]:
    public_park = and_(MatchProfile.kind == ProfileKind.PARK, takes_part())
    if actor.user_id is None:
        return public_park
    return or_(public_park, and_(takes_part(), of_a_winner(actor)))


def of_a_winner(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that the actor is in a team with a published win that is open for matching."""
    return (
        select(Standing.id)
        .join(Project, Project.id == Standing.subject_id)
        .join(TeamMember, TeamMember.team_id == Project.team_id)
        .where(
            TeamMember.user_id == actor.user_id,
            Standing.matchable,
            Standing.public_from <= func.clock_timestamp(),
        )
        .exists()
    )


def _own(actor: Actor) -> ColumnElement[bool]:
    ways: list[ColumnElement[bool]] = []
    if actor.organisation_ids:
        ways.append(MatchProfile.organisation_id.in_(actor.organisation_ids))
    if actor.user_id is not None:
        ways.append(MatchProfile.user_id == actor.user_id)
    return or_(*ways) if ways else false()


def _view(row: Any) -> ProfileView:
    profile: MatchProfile = row[0]
    values = {name: _frozen(getattr(profile, name)) for name in _COLUMNS}
    return ProfileView(
        **values,
        title=row[1],
        changed_by=LocalizedText(row[3], row[4]) if row[3] or row[4] else None,
        shown_to_asker=bool(row[2]),
        missing=missing(profile.kind, values),
        freshness=freshness(profile.confirmed_at, clock_now()),
    )


_COLUMNS = tuple(
    name
    for name in ProfileView.__dataclass_fields__
    if name not in {"title", "changed_by", "shown_to_asker", "missing", "freshness"}
)


def clock_now() -> datetime:
    """Return the time freshness is judged by; half a year needs no database's clock."""
    return datetime.now(clock.SHANGHAI)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def list_profiles(actor: Actor, wanted: ProfileFilter, *, page: int = 1, size: int = 24) -> Page[ProfileView]:
    """Return one page of the profiles the actor may see: the best answers to a question first.

    Without a question: bases and owned profiles first, then by name.
    """
    query = visible_to(actor)
    if wanted.kind is not None:
        query = query.where(MatchProfile.kind == wanted.kind)
    if wanted.own_only:
        query = query.where(_own(actor))
    query = query.where(*_narrowed(wanted))
    if wanted.text:
        return _found(query, wanted.question, page, size)
    order = (MatchProfile.reference_only, MatchProfile.name["zh"].astext, MatchProfile.id)
    return paginate(query.order_by(*order), _view, number=page, size=size)


def _found(query: Select[Any], question: Question, page: int, size: int) -> Page[ProfileView]:
    """Return one page of the answers to a question among the profiles of `query`."""
    subjects = query.with_only_columns(MatchProfile.id, maintain_column_froms=True)
    fields = [
        column[lang].astext for column in (MatchProfile.name, MatchProfile.text) for lang in ("zh", "en")
    ]
    written = subjects.where(or_(*(field.icontains(question.text, autoescape=True) for field in fields)))
    ids = sliced(
        search((PROFILE, DIRECTORY), question, subjects=subjects, written=written.order_by(MatchProfile.id)),
        number=page,
        size=size,
    )
    rows = db.session.execute(query.where(MatchProfile.id.in_(ids.items)))
    views = {view.id: view for view in map(_view, rows)}
    return Page([views[key] for key in ids.items], ids.number, ids.size, ids.total)


def _narrowed(wanted: ProfileFilter) -> list[ColumnElement[bool]]:
    listed = (
        (MatchProfile.track_codes, wanted.track),
        (MatchProfile.growth_stages, wanted.stage),
        (MatchProfile.financings, wanted.financing),
        (MatchProfile.districts, wanted.district),
        (MatchProfile.regions, wanted.region),
        (MatchProfile.facilities, wanted.facility),
        (MatchProfile.park_kinds, wanted.park_kind),
    )
    conditions: list[ColumnElement[bool]] = [column.contains([code]) for column, code in listed if code]
    if wanted.amount_cents is not None:
        low = func.coalesce(MatchProfile.ticket_low_cents, 0)
        high = func.coalesce(MatchProfile.ticket_high_cents, wanted.amount_cents)
        stated = func.coalesce(MatchProfile.ticket_low_cents, MatchProfile.ticket_high_cents).is_not(None)
        conditions.append(and_(stated, low <= wanted.amount_cents, high >= wanted.amount_cents))
    if wanted.with_places:
        conditions.append(MatchProfile.capacity > 0)
    if wanted.industry:
        names = func.array_to_string(MatchProfile.industries, " ")
        spelled = [names.icontains(name, autoescape=True) for name in wanted.industry_names]
        conditions.append(or_(MatchProfile.industries.contains([wanted.industry]), *spelled))
    return conditions


def own_profiles(actor: Actor) -> list[ProfileView]:
    """Return the profiles the actor speaks for, without what is another's name."""
    query = visible_to(actor).where(_own(actor), MatchProfile.merged_into_id.is_(None))
    ordered = query.order_by(MatchProfile.kind, MatchProfile.created_at)
    return [_view(row) for row in db.session.execute(ordered)]


def get_profile(actor: Actor, profile_id: UUID) -> ProfileView:
    """Return one profile the actor may see; raise NotFound."""
    row = db.session.execute(visible_to(actor).where(MatchProfile.id == profile_id)).one_or_none()
    if row is None:
        raise NotFound(kind="profile")
    return _view(row)


def browse_for(actor: Actor, kind: ProfileKind, *, page: int = 1, size: int = 24) -> Page[ProfileView]:
    """Return one page of what may be matched, in an order that knows nothing of the reader: by name."""
    query = visible_to(actor).where(MatchProfile.kind == kind, takes_part(), ~MatchProfile.reference_only)
    order = (MatchProfile.districts, MatchProfile.name["zh"].astext, MatchProfile.id)
    return paginate(query.order_by(*order), _view, number=page, size=size)


def locked(profile_id: UUID) -> MatchProfile:
    """Return the profile with its row locked; raise NotFound."""
    return get_locked(select(MatchProfile).where(MatchProfile.id == profile_id), kind="profile")


def deals_of(profile_id: UUID, *, limit: int = 20) -> list[DealView]:
    """Return an investor's past investments, the latest first."""
    when = _dealt_on()
    query = (
        select(Deal, Company)
        .join(Company, Company.id == Deal.company_id)
        .where(Deal.id.in_(_told_once(profile_id)))
        .order_by(when.desc().nulls_last(), Company.name)
        .limit(limit)
    )
    return [
        DealView(company.name, company.text, deal.closed_on, deal.year, deal.round_name, company.region)
        for deal, company in db.session.execute(query)
    ]


def deal_count(profile_id: UUID) -> int:
    """Return how many past investments are known of an investor."""
    return db.session.execute(
        select(func.count()).select_from(_told_once(profile_id).subquery())
    ).scalar_one()


def _dealt_on() -> ColumnElement[date]:
    return func.coalesce(Deal.closed_on, func.make_date(Deal.year, 1, 1))


def _told_once(profile_id: UUID) -> Select[UUID]:
    """Select an investor's investments; what two names of it told alike is one."""
    alike = (Deal.company_id, _dealt_on(), Deal.financing)
    query = select(Deal.id).where(Deal.profile_id == profile_id).order_by(*alike, Deal.id)
    return query.ext(distinct_on(*alike))


def track_codes_in_use() -> frozenset[str]:
    """Return every track code of any season."""
    return frozenset(db.session.execute(select(Track.code).distinct()).scalars())


def base_profiles(base_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return base -> its park profile."""
    query = select(MatchProfile.base_id, MatchProfile.id).where(MatchProfile.base_id.in_(list(base_ids)))
    return {row.base_id: row.id for row in db.session.execute(query)}


def bases_to_offer(actor: Actor, today: date) -> Sequence[HaijuBase]:
    """Return the bases with a valid title that have no park profile: the actor's own, or all for the office."""
    held = select(BaseTitle.base_id).where(
        BaseTitle.valid_from <= today, BaseTitle.valid_to >= today, BaseTitle.state != TitleState.DELISTED
    )
    offered = select(MatchProfile.base_id).where(MatchProfile.base_id.is_not(None))
    mine: ColumnElement[bool] = HaijuBase.organisation_id.in_(actor.organisation_ids)
    if actor.is_system or actor.has(Role.ORGANISER):
        mine = true()
    query = select(HaijuBase).where(HaijuBase.id.in_(held), HaijuBase.id.not_in(offered), mine)
    return db.session.execute(query.order_by(HaijuBase.created_at, HaijuBase.id)).scalars().all()


def profile_ids_by_external(kind: ProfileKind, external_ids: Iterable[str]) -> dict[str, UUID]:
    """Return external id -> profile, for imports; of a profile that is another's name, the other."""
    wanted = list(set(external_ids))
    leads_to = func.coalesce(MatchProfile.merged_into_id, MatchProfile.id).label("id")
    query = select(MatchProfile.external_id, leads_to).where(
        MatchProfile.kind == kind, MatchProfile.external_id.in_(wanted)
    )
    return {str(row.external_id): row.id for row in db.session.execute(query)}


def track_names() -> dict[str, LocalizedText]:
    """Return track code -> its name in the latest season that has it, in the order of the seasons."""
    query = select(Track.code, Track.name).join(Season, Season.id == Track.season_id)
    ordered = query.order_by(Season.year, Season.id, Track.position, Track.code)
    return {row.code: row.name for row in db.session.execute(ordered)}

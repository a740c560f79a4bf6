"""Owners write profiles; bases and tables bring theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.accounts.models import User
from contest.embeddings.search import Question
from contest.kernel import clock
from contest.kernel.access import ANONYMOUS, SYSTEM, Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.errors import Forbidden, Invalid, NotFound, StaleVersion
from contest.permissions import Role
from matching.profiles import queries, services
from matching.profiles.domain import AlreadyOffered, MentorKind, ProfileData, ProfileKind, ReferenceOnly
from matching.profiles.models import Company, Deal, MatchProfile
from matching.profiles.queries import ProfileFilter
from matching.profiles.services import CompanyRow, DealRow, ProfileRow, Upserted
from tests import factories

ActorOf = Callable[..., Actor]
DATA = ProfileData(
    name=LocalizedText("海屿资本", "Haiyu Capital"),
    text=LocalizedText("关注早期生命健康", "Early life science"),
    track_codes=("life_health",),
    ticket_low_cents=100,
    ticket_high_cents=200,
)


@pytest.fixture
def investor(session: Session) -> Any:
    user = factories.a_user()
    factories.a_profile(ProfileKind.INVESTOR, user)
    return user


def waiting_jobs(session: Session, name: str) -> int:
    from sqlalchemy import text

    query = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = :name AND status = 'todo'")
    return int(session.execute(query, {"name": name}).scalar_one())


def test_an_investor_makes_a_profile_of_their_own_firm_and_a_refresh_follows(
    session: Session, actor_of: ActorOf
) -> None:
    user = factories.a_user()
    factories.a_season()
    firm = factories.a_profile(ProfileKind.INVESTOR, user).organisation_id
    made = services.create_profile(
        actor=actor_of(user), kind=ProfileKind.INVESTOR, data=DATA, organisation_id=firm
    )
    found = queries.get_profile(actor_of(user), made.id)
    assert (found.name.zh, found.ticket_high_cents, found.capacity) == ("海屿资本", 200, None)
    assert found.confirmed_at is not None
    assert "languages" in found.missing
    assert waiting_jobs(session, services.REFRESH) == 1


def test_nobody_makes_a_profile_of_another_firm_or_person(
    session: Session, actor_of: ActorOf, investor: Any
) -> None:
    factories.a_season()
    other = factories.an_organisation(factories.contest.OrganisationKind.INVESTOR)
    with pytest.raises(Forbidden):
        services.create_profile(
            actor=actor_of(investor), kind=ProfileKind.INVESTOR, data=DATA, organisation_id=other.id
        )
    mentor = factories.a_user(Role.MENTOR)
    with pytest.raises(Forbidden):
        services.create_profile(
            actor=actor_of(mentor), kind=ProfileKind.MENTOR, data=DATA, user_id=investor.id
        )


def test_a_mentor_has_one_profile(session: Session, actor_of: ActorOf) -> None:
    factories.a_season()
    mentor = factories.a_user(Role.MENTOR)
    data = replace(DATA, ticket_low_cents=None, ticket_high_cents=None, mentor_kind=MentorKind.SCIENTIST)

    def make() -> MatchProfile:
        return services.create_profile(
            actor=actor_of(mentor), kind=ProfileKind.MENTOR, data=data, user_id=mentor.id
        )

    assert make().mentor_kind is MentorKind.SCIENTIST
    other = factories.a_user()
    with pytest.raises(AlreadyOffered):
        make()
    assert session.get(User, other.id, populate_existing=True), (
        "what was done before in the transaction stands"
    )
    assert len(session.query(MatchProfile).filter_by(user_id=mentor.id).all()) == 1


def test_an_edit_needs_the_present_version_and_confirms(
    session: Session, actor_of: ActorOf, investor: Any
) -> None:
    factories.a_season()
    profile = queries.own_profiles(actor_of(investor))[0]
    edited = services.edit_profile(actor=actor_of(investor), profile_id=profile.id, data=DATA, version=1)
    assert (edited.version, edited.confirmed_at) == (2, edited.changed_at)
    with pytest.raises(StaleVersion):
        services.edit_profile(actor=actor_of(investor), profile_id=profile.id, data=DATA, version=1)


def test_a_track_that_no_season_has_is_refused(session: Session, actor_of: ActorOf, investor: Any) -> None:
    profile = queries.own_profiles(actor_of(investor))[0]
    with pytest.raises(Invalid):
        services.edit_profile(
            actor=actor_of(investor),
            profile_id=profile.id,
            data=replace(DATA, track_codes=("magic",)),
            version=1,
        )


def test_strangers_neither_see_nor_change_an_investor(
    session: Session, actor_of: ActorOf, investor: Any
) -> None:
    profile = queries.own_profiles(actor_of(investor))[0]
    stranger = actor_of(factories.a_user(Role.MENTOR))
    for actor in (stranger, ANONYMOUS):
        with pytest.raises(NotFound):
            queries.get_profile(actor, profile.id)
    with pytest.raises(Forbidden):
        services.set_active(actor=stranger, profile_id=profile.id, active=False)


def test_a_winner_sees_active_investors_and_others_do_not(session: Session, actor_of: ActorOf) -> None:
    season = factories.a_season()
    leader, loser = factories.a_user(), factories.a_user()
    factories.a_winner(season, factories.a_team(leader))
    factories.a_winner(season, factories.a_team(loser), public=False)
    shown, hidden = factories.a_profile(), factories.a_profile(active=False)
    assert queries.get_profile(actor_of(leader), shown.id).shown_to_asker
    with pytest.raises(NotFound):
        queries.get_profile(actor_of(leader), hidden.id)
    with pytest.raises(NotFound):
        queries.get_profile(actor_of(loser), shown.id)


def test_a_base_offers_itself_once_and_its_profile_follows_the_base(
    session: Session, actor_of: ActorOf
) -> None:
    user = factories.a_user()
    base = factories.a_base(user, facilities=["gmp"], intro=LocalizedText("湿实验室", "Wet labs"))
    offered = services.offer_base(actor=actor_of(user), base_id=base.id, capacity=4)
    assert (offered.facilities, offered.districts, offered.text.zh) == (["gmp"], ["310110"], "湿实验室")
    with pytest.raises(AlreadyOffered):
        services.offer_base(actor=actor_of(user), base_id=base.id)
    base.facilities, base.district = ["gmp", "compute"], "310104"
    assert (services.follow_bases(), services.follow_bases()) == (1, 0)
    session.refresh(offered)
    assert (offered.facilities, offered.districts, offered.capacity) == (["gmp", "compute"], ["310104"], 4)


def test_editing_a_bases_profile_keeps_what_the_base_says(session: Session, actor_of: ActorOf) -> None:
    user = factories.a_user()
    factories.a_season()
    base = factories.a_base(user)
    offered = services.offer_base(actor=actor_of(user), base_id=base.id)
    data = ProfileData(name=LocalizedText(), text=LocalizedText("新说明"), capacity=2, languages=("en",))
    services.edit_profile(actor=actor_of(user), profile_id=offered.id, data=data, version=1)
    assert (offered.name, offered.track_codes, offered.capacity) == (base.name, ["life_health"], 2)


def test_only_the_bases_own_people_and_the_office_offer_it(session: Session, actor_of: ActorOf) -> None:
    base, other = factories.a_base(), factories.a_user()
    factories.a_base(other)
    with pytest.raises(Forbidden):
        services.offer_base(actor=actor_of(other), base_id=base.id)
    organiser = actor_of(factories.a_user(Role.ORGANISER))
    expired = factories.a_base(
        valid_from=clock.today() - timedelta(days=900), valid_to=clock.today() - timedelta(days=1)
    )
    assert services.offer_bases(actor=organiser) == 2
    assert services.offer_bases(actor=organiser) == 0
    assert queries.base_profiles([expired.id]) == {}


def test_the_directory_of_real_parks_holds_public_facts_only_and_loads_twice_alike(session: Session) -> None:
    assert (services.load_reference_parks(), services.load_reference_parks()) == (75, 75)
    found = session.execute(select(MatchProfile).where(MatchProfile.reference_only)).scalars().all()
    assert len(found) == 75
    for park in found:
        assert park.name.zh
        assert park.name.en
        assert park.text
        invented = (park.capacity, park.base_id, park.organisation_id, park.confirmed_at, park.user_id)
        assert invented == (None,) * 5
        assert park.facilities == []


def test_nobody_edits_a_real_park(session: Session, actor_of: ActorOf) -> None:
    services.load_reference_parks()
    park = session.execute(select(MatchProfile).limit(1)).scalar_one()
    organiser = actor_of(factories.a_user(Role.ORGANISER))
    with pytest.raises(ReferenceOnly):
        services.edit_profile(actor=organiser, profile_id=park.id, data=DATA, version=1)


def test_the_directory_is_narrowed_by_district_industry_kind_and_name(session: Session) -> None:
    services.load_reference_parks()

    def count(**wanted: Any) -> int:
        return queries.list_profiles(ANONYMOUS, ProfileFilter(kind=ProfileKind.PARK, **wanted)).total

    assert count() == 75
    assert count(district="310101") == 0
    assert count(district="310151") == 1
    assert count(park_kind="university_park") == 3
    assert count(industry="marine") == 4
    assert count(question=Question("张江药谷", ())) == 1


def test_investors_come_from_a_table_and_come_again_without_change(session: Session) -> None:
    factories.a_season()
    rows = [
        ProfileRow(f"inv-{number}", replace(DATA, name=LocalizedText(f"基金{number}"))) for number in range(3)
    ]
    assert services.upsert_investors(actor=SYSTEM, rows=rows) == Upserted(3, 0)
    assert services.upsert_investors(actor=SYSTEM, rows=rows) == Upserted(0, 0)
    changed = replace(rows[0], data=replace(DATA, name=LocalizedText("改名")))
    assert services.upsert_investor(actor=SYSTEM, row=changed) == Upserted(0, 1)


def test_a_bad_row_of_a_table_is_named_and_nothing_is_written(session: Session) -> None:
    factories.a_season()
    rows = [ProfileRow("a", DATA), ProfileRow("b", replace(DATA, districts=("mars",)))]
    with pytest.raises(Invalid) as caught:
        services.upsert_mentors(actor=SYSTEM, rows=rows)
    assert [error.field for error in caught.value.errors] == ["1.districts"]
    assert session.execute(select(func.count(MatchProfile.id))).scalar_one() == 0


def test_deals_share_their_company_and_need_their_investor(session: Session) -> None:
    factories.a_season()
    services.upsert_investors(actor=SYSTEM, rows=[ProfileRow("i1", DATA), ProfileRow("i2", DATA)])
    company = CompanyRow("远帆生物", "c1", "细胞治疗")
    rows = [
        DealRow("i1", company, date(2020, 5, 1), round_name="A轮"),
        DealRow("i2", CompanyRow("远帆生物", "c1"), year=2021, round_name="B轮"),
    ]
    assert services.upsert_deals(actor=SYSTEM, rows=rows) == Upserted(2, 0)
    assert services.upsert_deals(actor=SYSTEM, rows=rows) == Upserted(0, 0)
    assert [c.text for c in session.execute(select(Company)).scalars()] == ["细胞治疗"]
    deals = session.execute(select(Deal).order_by(Deal.year)).scalars().all()
    assert [(deal.year, deal.financing) for deal in deals] == [(2020, "a"), (2021, "b")]
    with pytest.raises(Invalid) as caught:
        services.upsert_deal(actor=SYSTEM, row=DealRow("nobody", company))
    assert [(e.field, e.code) for e in caught.value.errors] == [("0.investor", "unknown_investor")]


def test_thousands_of_investors_and_deals_take_a_few_statements(
    session: Session, count_queries: Callable[..., int]
) -> None:
    factories.a_season()
    investors = [ProfileRow(f"i{number}", DATA) for number in range(3_000)]
    deals = [
        DealRow(
            f"i{number % 3_000}",
            CompanyRow(f"公司{number % 4_000}", f"c{number % 4_000}"),
            year=2000 + number % 20,
        )
        for number in range(10_000)
    ]
    assert count_queries(lambda: services.upsert_investors(actor=SYSTEM, rows=investors)) < 20
    assert count_queries(lambda: services.upsert_deals(actor=SYSTEM, rows=deals)) < 35
    assert session.execute(select(func.count(Deal.id))).scalar_one() == 10_000

"""Merging two investors keeps every row of both pasts, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.kernel.access import Actor
from contest.kernel.audit import AuditEvent
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import Base, db
from contest.kernel.errors import Forbidden, Invalid
from contest.landings import services as landings
from contest.landings.domain import Milestone
from contest.landings.queries import with_counterparts
from contest.permissions import Role
from matching.alliance.domain import Application
from matching.alliance.services import apply
from matching.assignment.domain import PlanState, Terms, WishKind
from matching.assignment.models import AssignmentPlan, AssignmentWish, MatchPreference, PlannedPair
from matching.introductions.domain import Side
from matching.introductions.models import Introduction
from matching.profiles import queries as profile_queries
from matching.profiles.domain import AnothersName, ProfileData, ProfileKind
from matching.profiles.models import Deal, MatchProfile
from matching.profiles.services import (
    CompanyRow,
    DealRow,
    ProfileRow,
    set_active,
    upsert_deals,
    upsert_investors,
)
from matching.ranking.queries import dated_deals
from matching.recommendations.models import Recommendation
from matching.recommendations.queries import past_deals
from matching.twins import queries, services
from matching.twins.domain import AlreadyMerged, CannotKeep, CannotUndo, Ground, TwoOwners
from matching.twins.models import FirmMerge
from matching.twins.services.moving import CARRIED
from matching.visits.domain import Visited
from matching.visits.models import ProjectVisit
from tests import factories
from tests.factories.matching import a_deal
from tests.races import DONE, at_once

ActorOf = Callable[..., Actor]
SignedIn = Callable[[Any], FlaskClient]
DAY = date(2021, 5, 4)


@pytest.fixture
def cast(session: Session, actor_of: ActorOf) -> SimpleNamespace:
    """One firm under two names, and one that only looks alike."""
    organiser, investor = factories.a_user(Role.ORGANISER), factories.a_user(Role.INVESTOR)
    names = ("示例创投", "上海示例创业投资管理有限公司", "Sample Ventures")
    firms = [
        factories.a_profile(ProfileKind.INVESTOR, name=LocalizedText(name, ""), external_id=f"I-{number}")
        for number, name in enumerate(names)
    ]
    return SimpleNamespace(
        kept=firms[0],
        other=firms[1],
        stranger=firms[2],
        season=factories.a_season(),
        user=organiser,
        organiser=actor_of(organiser),
        investor=actor_of(investor),
    )


def merge(cast: Any, kept: Any = None, other: Any = None) -> FirmMerge:
    kept_id, merged_id = (kept or cast.kept).id, (other or cast.other).id
    return services.merge(actor=cast.organiser, kept_id=kept_id, merged_id=merged_id, reason="同一机构")


def pairs() -> list[tuple[Any, Any]]:
    return [(pair.first.id, pair.second.id) for pair in queries.list_likely()]


def asked(project: Any, firm: Any) -> Introduction:
    """An introduction that the project asked for and that waits for the firm."""
    now = datetime.now(UTC)
    made = Introduction(
        id=new_id(),
        season_id=project.season_id,
        project_id=project.id,
        profile_id=firm.id,
        kind=firm.kind,
        asked_by=Side.PROJECT,
        asked_at=now,
        expires_at=now + timedelta(days=14),
    )
    db.session.add(made)
    db.session.flush()
    return made


def of(table: Any, profile: Any) -> list[Any]:
    return list(db.session.execute(select(table).where(table.profile_id == profile.id)).scalars())


def test_two_names_of_one_firm_are_found_with_the_investments_they_share(session: Session, cast: Any) -> None:
    for firm, day in ((cast.kept, DAY), (cast.other, DAY), (cast.stranger, DAY)):
        a_deal(firm, "澜芯", day=day)
    a_deal(cast.other, "甲芯", day=DAY)
    (pair,) = queries.list_likely()
    assert {pair.first.id, pair.second.id} == {cast.kept.id, cast.other.id}
    assert (pair.grounds, pair.shared) == ((Ground.NAME, Ground.DEALS), 1)


def test_what_is_found_to_be_two_firms_is_not_shown_again_until_that_is_taken_back(
    session: Session, cast: Any
) -> None:
    (pair,) = pairs()
    made = services.tell_apart(actor=cast.organiser, first_id=pair[1], second_id=pair[0], reason=" 两家基金 ")
    assert pairs() == []
    again = services.tell_apart(actor=cast.organiser, first_id=pair[0], second_id=pair[1], reason="两家")
    assert (again.id, again.reason) == (made.id, "两家")
    services.ask_again(actor=cast.organiser, decision_id=made.id)
    assert pairs() == [pair]


def test_two_that_are_one_are_not_listed_as_two_firms(session: Session, cast: Any) -> None:
    ids = {"first_id": cast.kept.id, "second_id": cast.other.id}
    services.tell_apart(actor=cast.organiser, reason="两家", **ids)
    merge(cast)
    assert queries.list_different().total == 0
    with pytest.raises(AlreadyMerged):
        services.tell_apart(actor=cast.organiser, reason="两家", **ids)


def test_a_planned_pair_stays_with_the_introduction_that_was_made_of_it(session: Session, cast: Any) -> None:
    both, only = (factories.a_winner(cast.season) for _ in range(2))
    asked(both, cast.kept)
    plan = AssignmentPlan(
        id=new_id(),
        season_id=cast.season.id,
        kind=ProfileKind.INVESTOR,
        state=PlanState.PUBLISHED,
        published_at=datetime.now(UTC),
        terms=Terms().as_dict(),
    )
    session.add(plan)
    session.flush()
    for project in (both, only):
        made = asked(project, cast.other)
        session.add(
            PlannedPair(
                plan_id=plan.id, project_id=project.id, profile_id=cast.other.id, introduction_id=made.id
            )
        )
    session.flush()
    done = merge(cast)
    assert [pair.project_id for pair in of(PlannedPair, cast.kept)] == [only.id]
    assert [pair.project_id for pair in of(PlannedPair, cast.other)] == [both.id]
    services.undo(actor=cast.organiser, merge_id=done.id)
    assert len(of(PlannedPair, cast.other)) == 2


def test_two_of_the_same_name_are_told_apart_in_the_form(
    session: Session, cast: Any, signed_in: SignedIn
) -> None:
    cast.other.name = cast.kept.name
    session.flush()
    page = signed_in(cast.user).get(f"/office/matching/twins/{cast.other.id}?with={cast.kept.id}").text
    assert "保留第一个“示例创投”" in page
    assert "保留第二个“示例创投”" in page


def test_the_office_is_warned_where_keeping_one_would_take_the_firm_out_of_matching(
    session: Session, cast: Any, signed_in: SignedIn
) -> None:
    office, address = signed_in(cast.user), f"/office/matching/twins/{cast.other.id}?with={cast.kept.id}"
    assert "其中一家未参与对接" not in office.get(address).text
    cast.kept.active = False
    session.commit()
    assert "其中一家未参与对接" in office.get(address).text


def test_a_merge_carries_the_whole_past_and_doubles_nothing(session: Session, cast: Any) -> None:
    both, only = (factories.a_winner(cast.season) for _ in range(2))
    a_deal(cast.kept, "澜芯", day=DAY)
    for company in ("澜芯", "甲芯"):
        a_deal(cast.other, company, day=DAY)
    for firm, project in ((cast.kept, both), (cast.other, both), (cast.other, only)):
        asked(project, firm)
        hour = datetime(2026, 5, 1, 8, tzinfo=UTC)
        session.add(
            ProjectVisit(
                id=new_id(), project_id=project.id, profile_id=firm.id, what=Visited.PROJECT, hour=hour
            )
        )
        session.add(
            AssignmentWish(
                id=new_id(),
                season_id=cast.season.id,
                project_id=project.id,
                profile_id=firm.id,
                kind=WishKind.BARRED,
                reason="x",
            )
        )
        for side in Side:
            session.add(MatchPreference(side=side, project_id=project.id, profile_id=firm.id, rank=1))
        factories.a_recommendation(project, firm, rank=1 if firm is cast.kept or project is only else 2)
    session.flush()
    fact = landings.Fact(only.id, Milestone.INVESTED, DAY, "investor", cast.other.id)
    landings.report(actor=cast.organiser, source="outcome:x", fact=fact)
    made = merge(cast)
    session.expire_all()
    assert len(of(Deal, cast.kept)) == 3
    assert len(dated_deals()) == 2, "told alike under both names, it is one investment"
    assert len(profile_queries.deals_of(cast.kept.id)) == profile_queries.deal_count(cast.kept.id) == 2
    assert sorted(len(deals) for deals in past_deals().values()) == [1, 1]
    for table in (Introduction, ProjectVisit, AssignmentWish):
        assert sorted(row.project_id for row in of(table, cast.kept)) == sorted([both.id, only.id])
        assert [row.project_id for row in of(table, cast.other)] == [both.id]
    kept_words = [(row.side, row.project_id) for row in of(MatchPreference, cast.kept)]
    assert sorted(kept_words) == sorted(
        [(Side.PROFILE, both.id), (Side.PROJECT, both.id), (Side.PROJECT, only.id)]
    )
    assert of(Recommendation, cast.other) == []
    assert len(with_counterparts([cast.kept.id])) == 1
    assert (cast.other.active, cast.other.merged_into_id) == (False, cast.kept.id)
    assert pairs() == []
    view = queries.get_merge(made.id)
    assert view.moved == {
        "match_deals": 2,
        "introductions": 1,
        "assignment_wishes": 1,
        "match_preferences": 1,
        "project_visits": 1,
        "project_milestones": 1,
    }


def test_every_table_that_names_a_profile_has_its_answer(app: Flask) -> None:
    """A new one is carried over by a merge, or stands here with the reason why not."""
    stay = {
        "alliance_steps",  # the history of a membership is that of who applied
        "recommendations",  # made anew
        "match_profiles",  # the names of a name: see the test of those
        "different_firms",
        "firm_merges",
    }
    naming = {
        table.name
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "match_profiles"
    }
    assert naming - stay == {one.name for one in CARRIED}


def test_taken_back_every_row_is_where_it_was_and_what_came_since_stays(session: Session, cast: Any) -> None:
    project = factories.a_winner(cast.season)
    a_deal(cast.kept, "乙芯", day=DAY)
    moved, met = a_deal(cast.other, "甲芯", day=DAY), asked(project, cast.other)
    made = merge(cast)
    since = a_deal(cast.kept, "丙芯", day=DAY)
    services.undo(actor=cast.organiser, merge_id=made.id)
    services.undo(actor=cast.organiser, merge_id=made.id)  # twice is no error
    session.expire_all()
    assert [row.id for row in of(Deal, cast.other)] == [moved.id]
    assert since.profile_id == cast.kept.id
    assert met.profile_id == cast.other.id
    assert (cast.other.active, cast.other.merged_into_id) == (True, None)
    assert len(pairs()) == 1
    assert merge(cast).id != made.id
    acts = select(AuditEvent.action).where(AuditEvent.action.like("profile.%merged")).order_by(AuditEvent.id)
    assert session.execute(acts).scalars().all() == ["profile.merged", "profile.unmerged", "profile.merged"]


def test_later_tables_that_name_the_other_find_the_one_that_is_kept(session: Session, cast: Any) -> None:
    merge(cast)
    rows = [DealRow("I-1", CompanyRow("丁芯"), DAY), DealRow("I-0", CompanyRow("戊芯"), DAY)]
    assert upsert_deals(actor=cast.organiser, rows=rows).created == 2
    assert len(of(Deal, cast.kept)) == 2
    assert upsert_deals(actor=cast.organiser, rows=rows).updated == 0
    data = ProfileData(LocalizedText("示例创投新名", ""))
    done = upsert_investors(actor=cast.organiser, rows=[ProfileRow("I-1", data), ProfileRow("I-9", data)])
    assert (done.created, done.updated) == (1, 0)
    session.expire_all()
    assert (cast.other.active, cast.other.name.zh) == (False, "上海示例创业投资管理有限公司")
    assert profile_queries.profile_ids_by_external(ProfileKind.INVESTOR, ["I-1"]) == {"I-1": cast.kept.id}
    with pytest.raises(AnothersName):
        set_active(actor=cast.organiser, profile_id=cast.other.id, active=True)


def test_a_firm_with_both_profiles_keeps_one_of_its_own(
    session: Session, cast: Any, actor_of: ActorOf
) -> None:
    user = factories.a_user(Role.INVESTOR)
    first = factories.a_profile(ProfileKind.INVESTOR, user)
    second = factories.a_profile(ProfileKind.INVESTOR, organisation_id=first.organisation_id)
    own = actor_of(user)
    merge(cast, first, second)
    session.expire_all()
    assert [one.id for one in profile_queries.own_profiles(own)] == [first.id]
    with pytest.raises(AnothersName):
        apply(
            actor=own,
            profile_id=second.id,
            said=Application("愿参与项目对接", "在管两支基金，投资二十余个早期项目"),
        )
    outsider = factories.a_profile(ProfileKind.INVESTOR, factories.a_user(Role.INVESTOR))
    with pytest.raises(TwoOwners):
        merge(cast, first, outsider)


def test_names_of_a_name_lead_to_the_last_and_are_taken_back_in_turn(session: Session, cast: Any) -> None:
    first = merge(cast)
    second = merge(cast, cast.stranger, cast.kept)
    session.expire_all()
    assert cast.other.merged_into_id == cast.stranger.id
    with pytest.raises(CannotUndo):
        services.undo(actor=cast.organiser, merge_id=first.id)
    with pytest.raises(AlreadyMerged):
        merge(cast, cast.stranger, cast.other)
    services.undo(actor=cast.organiser, merge_id=second.id)
    session.expire_all()
    assert (cast.kept.merged_into_id, cast.other.merged_into_id) == (None, cast.kept.id)
    services.undo(actor=cast.organiser, merge_id=first.id)


def test_only_the_office_decides_and_says_why(session: Session, cast: Any) -> None:
    ids = {"kept_id": cast.kept.id, "merged_id": cast.other.id}
    with pytest.raises(Forbidden):
        services.merge(actor=cast.investor, reason="x", **ids)
    with pytest.raises(Invalid):
        services.merge(actor=cast.organiser, reason=" ", **ids)
    owned = factories.a_profile(ProfileKind.INVESTOR, factories.a_user(Role.INVESTOR))
    with pytest.raises(CannotKeep):
        merge(cast, cast.kept, owned)
    merge(cast, owned, cast.kept)


def test_the_list_takes_as_many_statements_for_three_pairs_as_for_one(
    session: Session, cast: Any, count_queries: Any
) -> None:
    one = count_queries(lambda: queries.list_likely())
    for number in range(3):
        for form in ("资本", "创投"):
            a_deal(factories.a_profile(name=LocalizedText(f"另{number}号{form}", "")), "己芯", day=DAY)
    assert queries.list_likely().total == 4
    assert count_queries(lambda: queries.list_likely()) == one


def test_the_pages_show_decide_and_take_back(session: Session, cast: Any, signed_in: SignedIn) -> None:
    home, office = "/office/matching/twins", signed_in(cast.user)
    assert "示例创投" in office.get(home).text
    pair = f"{home}/{cast.other.id}?with={cast.kept.id}"
    assert "去除组织形式和地名后名称相同" in office.get(pair).text
    answer = office.post(pair, data={"verdict": str(cast.kept.id), "reason": ""})
    assert answer.status_code == 422
    assert "请填写" in answer.text
    assert office.post(pair, data={"verdict": "x", "reason": "同一机构"}).status_code == 422
    assert office.post(pair, data={"verdict": str(cast.kept.id), "reason": "同一机构"}).status_code == 303
    assert "示例创投" in office.get(f"{home}/merged").text
    assert "别名" in office.get(f"/matching/profiles/{cast.other.id}").text
    assert "已并入其他机构" in office.get(pair).text
    made = session.execute(select(FirmMerge.id)).scalar_one()
    assert office.post(f"{home}/merges/{made}/undo").status_code == 303
    assert office.post(pair, data={"verdict": "different", "reason": "两家"}).status_code == 303
    assert "两家" in office.get(f"{home}/different").text
    with office.session_transaction() as cookie:
        cookie["locale"] = "en"
    for page in ("", "/merged", "/different"):
        assert "One firm under two names" in office.get(f"{home}{page}").text
    assert office.get(f"{home}/{cast.kept.id}?with={cast.kept.id}").status_code == 404
    assert office.get(f"{home}/{cast.kept.id}?with={new_id()}").status_code == 404
    assert office.get(f"{home}/{cast.kept.id}?with=x").status_code == 404


@pytest.mark.committed
def test_merging_both_ways_at_the_same_moment_leaves_one_of_the_two(
    app: Flask, session: Session, cast: Any
) -> None:
    one, other = cast.kept.id, cast.other.id
    session.commit()
    decide = partial(services.merge, actor=cast.organiser, reason="同一")
    both_ways = [partial(decide, kept_id=one, merged_id=other), partial(decide, kept_id=other, merged_id=one)]
    said = at_once(app, both_ways)
    assert sorted(said) == [DONE, AlreadyMerged.code]
    session.expire_all()
    merged = select(MatchProfile.id).where(MatchProfile.merged_into_id.is_not(None))
    assert len(session.execute(merged).scalars().all()) == 1

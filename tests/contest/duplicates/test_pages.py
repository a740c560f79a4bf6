"""The queue, the two entries side by side, and who decides."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from contest.duplicates import queries, services
from contest.duplicates.domain.evidence import (
    Evidence,
    EvidenceKind,
    PairChanged,
    PairState,
    combined,
    ordered,
)
from contest.duplicates.models import SuspectedPair
from contest.duplicates.queries import PairFilter
from contest.kernel.audit import AuditEvent
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import Forbidden, Invalid, NotFound
from contest.permissions import Role
from contest.projects.models import Project
from contest.seasons.models import Season
from tests import factories
from tests.contest.duplicates.conftest import Check, a_crowd, an_entry_with, the_pair
from tests.contest.duplicates.test_domain import PLAN

HERE = "310110"


def a_pair(one: Project, other: Project, *evidence: Evidence, **more: Any) -> SuspectedPair:
    """A pair in the queue."""
    found = combined(evidence or (Evidence(EvidenceKind.TEXT, 0.8, {"words": 0.9, "passages": 0.7}),))
    first, second = ordered(one.id, other.id)
    pair = SuspectedPair(
        id=new_id(),
        first_id=first,
        second_id=second,
        score=found.score,
        kinds=sorted(found.kinds),
        evidence=[item.as_json() for item in found.evidence],
        **{"state": PairState.OPEN, "version": 1, **more},
    )
    db.session.add(pair)
    db.session.flush()
    return pair


def two(season: Season, **more: Any) -> tuple[Project, Project]:
    return an_entry_with(season, PLAN, **more), an_entry_with(season, PLAN.replace("康复", "复健"), **more)


def test_the_queue_shows_both_entries_and_why(signed_in: Any, session: Any) -> None:
    season = factories.a_season()
    one, other = two(season)
    a_pair(one, other)
    page = (
        signed_in(factories.a_user(Role.ORGANISER, locale="en"))
        .get("/office/duplicates")
        .get_data(as_text=True)
    )
    assert one.number in page
    assert other.number in page
    assert "Nearly the same text" in page
    assert "80%" in page


def test_an_empty_queue_says_so(signed_in: Any, session: Any) -> None:
    factories.a_season()
    page = signed_in(factories.a_user(Role.ORGANISER, locale="en")).get("/office/duplicates")
    assert "Nothing to decide" in page.get_data(as_text=True)


def test_without_a_season_the_page_says_so(signed_in: Any, session: Any) -> None:
    answer = signed_in(factories.a_user(Role.ORGANISER, locale="en")).get("/office/duplicates")
    assert answer.status_code == 200
    assert "No season yet" in answer.get_data(as_text=True)


def test_filters_narrow_by_state_evidence_track_zone_and_season(session: Any, actor_of: Any) -> None:
    past, season = factories.a_season(year=2025), factories.a_season()
    within = a_pair(*two(season))
    green = a_pair(*two(season, track_code="green", zone_code="yangpu"), Evidence(EvidenceKind.FILE, 0.85))
    across = a_pair(
        an_entry_with(past, PLAN), an_entry_with(season, PLAN), Evidence(EvidenceKind.LEADER, 0.6)
    )
    organiser = actor_of(factories.a_user(Role.ORGANISER))

    def found(**wanted: Any) -> set[Any]:
        return {pair.id for pair in queries.list_pairs(organiser, PairFilter(**wanted))}

    assert found() == {within.id, green.id, across.id}
    assert found(kind="file") == found(track="green") == found(zone="yangpu") == {green.id}
    assert found(scope="earlier") == found(season_id=past.id) == {across.id}
    assert found(scope="season") == {within.id, green.id}
    assert found(state="duplicate") == set()
    assert next(pair.id for pair in queries.list_pairs(organiser, PairFilter(sort="-score"))) == green.id


def test_the_list_costs_the_same_for_one_pair_and_for_five(
    signed_in: Any, count_queries: Any, session: Any
) -> None:
    season = factories.a_season()
    a_pair(*two(season))
    client = signed_in(factories.a_user(Role.ORGANISER))
    client.get("/office/duplicates")  # the rulebook is kept from now on
    once = count_queries(lambda: client.get("/office/duplicates"))
    for _ in range(4):
        a_pair(*two(season))
    session.commit()
    assert count_queries(lambda: client.get("/office/duplicates")) == once


def test_the_two_stand_side_by_side_with_what_is_the_same(signed_in: Any, check: Check) -> None:
    season = factories.a_season()
    one, other = two(season)
    for project in (one, other):
        factories.a_plan(project, sha256="ab" * 32)
    check(*a_crowd(season), one, other)
    url = f"/office/duplicates/{the_pair().id}"
    page = signed_in(factories.a_user(Role.ORGANISER, locale="en")).get(url).get_data(as_text=True)
    assert "<mark>" in page
    assert "Same file" in page
    assert "表面" not in page
    assert page.count("核心减速器由团队自行研制") == 2
    assert "Decide" in page


def test_a_decision_is_kept_with_its_reason_and_changes_neither_entry(signed_in: Any, session: Any) -> None:
    one, other = two(factories.a_season())
    pair = a_pair(one, other)
    organiser = factories.a_user(Role.ORGANISER, locale="en")
    answer = signed_in(organiser).post(
        f"/office/duplicates/{pair.id}/decide",
        data={"verdict": "duplicate", "kept_id": str(one.id), "reason": "同一项目", "version": "1"},
    )
    assert answer.status_code == 303
    pair = the_pair()
    assert (pair.state, pair.kept_id, pair.reason, pair.decided_by) == (
        PairState.DUPLICATE,
        one.id,
        "同一项目",
        organiser.id,
    )
    assert pair.decided_score == pair.score
    assert {p.state.value for p in db.session.query(Project)} == {"submitted"}
    event = db.session.query(AuditEvent).filter_by(action="duplicate_pair.decided").one()
    assert event.facts["verdict"] == "duplicate"
    assert "同一项目" not in str(event.facts)


def test_a_decision_without_a_reason_keeps_what_was_typed(signed_in: Any, session: Any) -> None:
    pair = a_pair(*two(factories.a_season()))
    answer = signed_in(factories.a_user(Role.ORGANISER, locale="en")).post(
        f"/office/duplicates/{pair.id}/decide",
        data={"verdict": "not_duplicate", "kept_id": "", "reason": "", "version": "1"},
    )
    assert answer.status_code == 422
    assert "it stays in the records" in answer.get_data(as_text=True)
    assert the_pair().state is PairState.OPEN


@pytest.mark.parametrize("version", ["2", "9" * 5000, "-1", "zwei"])
def test_a_decision_on_what_changed_meanwhile_is_shown_again(
    signed_in: Any, session: Any, version: str
) -> None:
    pair = a_pair(*two(factories.a_season()), version=3)
    answer = signed_in(factories.a_user(Role.ORGANISER, locale="en")).post(
        f"/office/duplicates/{pair.id}/decide",
        data={"verdict": "not_duplicate", "kept_id": "", "reason": "不同", "version": version},
    )
    assert answer.status_code == 409
    assert "changed since you opened the page" in answer.get_data(as_text=True)
    assert the_pair().state is PairState.OPEN


def test_the_kept_one_must_be_of_the_pair_and_only_duplicates_have_one(session: Any, actor_of: Any) -> None:
    season = factories.a_season()
    one, other = two(season)
    pair, stranger = a_pair(one, other), an_entry_with(season, PLAN)
    organiser = actor_of(factories.a_user(Role.ORGANISER))
    for verdict, kept in ((PairState.DUPLICATE, stranger.id), (PairState.NOT_DUPLICATE, one.id)):
        with pytest.raises(Invalid):
            services.decide(
                actor=organiser, pair_id=pair.id, verdict=verdict, reason="x", version=1, kept_id=kept
            )
    with pytest.raises(PairChanged):
        services.decide(actor=organiser, pair_id=pair.id, verdict=PairState.DUPLICATE, reason="x", version=9)


def test_an_officer_decides_only_when_both_lie_in_the_district(session: Any, actor_of: Any) -> None:
    season = factories.a_season()
    officer = actor_of(factories.a_user(Role.OFFICER, district=HERE))
    own = a_pair(*two(season, zone_code="yangpu"))
    half = a_pair(
        an_entry_with(season, PLAN, zone_code="yangpu"), an_entry_with(season, PLAN, zone_code="city")
    )
    assert {pair.id for pair in queries.list_pairs(officer, PairFilter())} == {own.id}
    with pytest.raises(NotFound):
        queries.get_pair(officer, half.id)
    with pytest.raises(Forbidden):
        services.decide(actor=officer, pair_id=half.id, verdict=PairState.DUPLICATE, reason="x", version=1)
    services.decide(actor=officer, pair_id=own.id, verdict=PairState.DUPLICATE, reason="x", version=1)
    assert own.state is PairState.DUPLICATE


@pytest.mark.parametrize("role", [Role.CONFIRMER, Role.AUDITOR])
def test_those_who_watch_see_and_do_not_decide(role: Role, signed_in: Any, session: Any) -> None:
    pair = a_pair(*two(factories.a_season()))
    client = signed_in(factories.a_user(role, locale="en"))
    assert "Keep the decision" not in client.get(f"/office/duplicates/{pair.id}").get_data(as_text=True)
    data = {"verdict": "duplicate", "kept_id": "", "reason": "x", "version": "1"}
    assert client.post(f"/office/duplicates/{pair.id}/decide", data=data).status_code == 403


def test_a_team_knows_nothing_of_it(signed_in: Any, session: Any, actor_of: Any) -> None:
    leader = factories.a_user(verified=True)
    season = factories.a_season()
    one = an_entry_with(season, PLAN, team_id=factories.a_team(leader).id)
    pair = a_pair(one, an_entry_with(season, PLAN))
    client = signed_in(leader)
    assert client.get("/office/duplicates").status_code == 403
    assert client.get(f"/office/duplicates/{pair.id}").status_code == 403
    assert not queries.list_pairs(actor_of(leader), PairFilter()).total


def test_a_reopened_pair_says_why(signed_in: Any, session: Any) -> None:
    now = datetime.now(UTC)
    pair = a_pair(
        *two(factories.a_season()),
        reopened_at=now,
        news={"kinds": ["file"], "before": 0.6, "after": 0.9},
        reason="同门师兄弟",
        decided_at=now,
        decided_score=0.6,
    )
    page = signed_in(factories.a_user(Role.ORGANISER, locale="en")).get(f"/office/duplicates/{pair.id}")
    text = page.get_data(as_text=True)
    assert "something new speaks for it: Same file" in text
    assert "同门师兄弟" in text


def test_entries_with_sample_data_have_a_list_of_their_own(signed_in: Any, check: Check) -> None:
    season = factories.a_season()
    fake = factories.a_team(factories.a_user(name="张三", phone="13800138000"))
    project = an_entry_with(season, PLAN, team_id=fake.id)
    check(project)
    client = signed_in(factories.a_user(Role.ORGANISER, locale="en"))
    page = client.get("/office/duplicates/samples").get_data(as_text=True)
    assert project.number in page
    assert "A telephone number looks made up" in page
    assert "1" in client.get("/desk/duplicates").get_data(as_text=True)


def test_the_desk_is_silent_when_nothing_waits(signed_in: Any, session: Any) -> None:
    factories.a_season()
    assert signed_in(factories.a_user(Role.ORGANISER)).get("/desk/duplicates").get_data() == b""

"""Entries are compared with all others, and the queue follows what they become."""

from __future__ import annotations

from typing import Any

import pytest

from contest.duplicates import services, tasks
from contest.duplicates.domain.evidence import EvidenceKind, PairState
from contest.duplicates.domain.integrity import Sample
from contest.duplicates.models import Fingerprint, SuspectedPair
from contest.duplicates.queries import numbers_with_samples, samples_of
from contest.embeddings.encoder import use_encoder
from contest.embeddings.models import TextVector
from contest.kernel.access import SYSTEM
from contest.kernel.audit import AuditEvent
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.permissions import Role
from contest.projects import services as project_services
from contest.projects.domain import ProjectState
from contest.projects.models import Answer, Project
from contest.seasons.domain import SeasonState
from tests import factories
from tests.contest.duplicates.conftest import Check, a_crowd, an_entry_with, the_pair
from tests.contest.duplicates.test_domain import CROWD, PLAN


def rewrite(project: Project, zh: str) -> None:
    answer = db.session.get_one(Answer, (project.id, "solution"))
    answer.value = LocalizedText(zh, "")
    db.session.flush()


def test_a_renamed_copy_through_another_channel_joins_the_queue(check: Check) -> None:
    season = factories.a_season()
    crowd = a_crowd(season)
    original = an_entry_with(season, PLAN, channel_code="open")
    copy = an_entry_with(season, PLAN.replace("康复", "复健"), channel_code="university")
    done = check(*crowd, original, copy)
    assert done.checked == len(crowd) + 2
    assert done.changes.raised == 1
    pair = the_pair()
    assert {pair.first_id, pair.second_id} == {original.id, copy.id}
    assert pair.state is PairState.OPEN
    assert pair.kinds == ["text"]
    assert db.session.get_one(Project, copy.id).state is ProjectState.SUBMITTED


def test_a_copy_in_an_earlier_season_is_found_too(check: Check) -> None:
    past, season = factories.a_season(year=2025, state=SeasonState.ARCHIVED), factories.a_season()
    check(an_entry_with(past, PLAN), *a_crowd(past))
    assert check(an_entry_with(season, PLAN), *a_crowd(season)).changes.raised >= 1
    kinds = [pair.kinds for pair in db.session.query(SuspectedPair)]
    assert all("text" in found for found in kinds)


def test_without_a_model_words_and_keys_still_compare(check: Check) -> None:
    season = factories.a_season()
    crowd = a_crowd(season)
    done = check(*crowd, an_entry_with(season, PLAN), an_entry_with(season, PLAN), encoder=None)
    assert done.changes.raised == 1
    assert db.session.query(TextVector).count() == 0


def test_the_leader_is_known_by_a_telephone_under_another_account(check: Check) -> None:
    season = factories.a_season()
    one, other = (factories.a_user(phone="+86 137 0168 3902"), factories.a_user(phone="13701683902"))
    teams = (factories.a_team(one).id, factories.a_team(other).id)
    check(*(an_entry_with(season, CROWD[place], team_id=team) for place, team in enumerate(teams)))
    assert EvidenceKind.LEADER in the_pair().kinds


def test_nothing_in_the_index_tells_an_address_or_a_number(check: Check) -> None:
    season, user = factories.a_season(), factories.a_user(phone="13701683902")
    project = an_entry_with(season, PLAN, team_id=factories.a_team(user).id)
    check(project)
    keys = db.session.get_one(Fingerprint, project.id).keys
    assert keys
    assert all(len(key) == 24 and set(key) <= set("0123456789abcdef") for key in keys)


def test_what_too_many_share_is_no_evidence(check: Check) -> None:
    season = factories.a_season()
    projects = [an_entry_with(season, text) for text in (CROWD * 3)[:30]]
    for place, project in enumerate(projects):
        rewrite(project, f"{place}号项目研究{chr(0x5000 + place * 11) * 9}")
        factories.a_plan(project, sha256="cd" * 32)
    assert check(*projects).changes.raised < 30 * 29 / 2
    last = an_entry_with(season, "与众不同的一个项目，说的都是别处没有的话")
    factories.a_plan(last, sha256="cd" * 32)
    assert check(last).changes.raised == 0


def test_an_unchanged_entry_is_left_alone(check: Check) -> None:
    season = factories.a_season()
    one, other = an_entry_with(season, PLAN), an_entry_with(season, PLAN)
    check(one, other, *a_crowd(season))
    version = the_pair().version
    again = check(one, other)
    assert (again.checked, again.unchanged) == (0, 2)
    assert the_pair().version == version


def test_a_pair_is_cleared_when_the_text_is_no_longer_alike(check: Check) -> None:
    season = factories.a_season()
    one, other = an_entry_with(season, PLAN), an_entry_with(season, PLAN)
    check(*a_crowd(season), one, other)
    rewrite(other, "现在说的是另外一回事：深海采样机械手的耐压密封与水声通信，已在南海试验。")
    assert check(other).changes.cleared == 1
    assert the_pair().state is PairState.CLEARED
    rewrite(other, PLAN)
    assert check(other).changes.reopened == 1
    assert the_pair().state is PairState.OPEN


def test_a_withdrawn_entry_leaves_the_comparison(check: Check) -> None:
    season = factories.a_season()
    one, other = an_entry_with(season, PLAN), an_entry_with(season, PLAN)
    check(*a_crowd(season), one, other)
    other.state = ProjectState.WITHDRAWN
    db.session.flush()
    assert check(other).changes.cleared == 1
    assert db.session.get(Fingerprint, other.id) is None
    assert db.session.query(TextVector).filter_by(subject_id=other.id).count() == 0


def test_a_decided_pair_comes_back_only_for_something_new(check: Check, actor_of: Any) -> None:
    season = factories.a_season()
    one, other = an_entry_with(season, PLAN), an_entry_with(season, PLAN)
    check(*a_crowd(season), one, other)
    pair = the_pair()
    organiser = actor_of(factories.a_user(Role.ORGANISER))
    services.decide(
        actor=organiser,
        pair_id=pair.id,
        verdict=PairState.NOT_DUPLICATE,
        reason="同一实验室的两个课题",
        version=pair.version,
    )
    rewrite(other, PLAN + "补充一句。")
    assert check(other).changes.reopened == 0
    assert the_pair().state is PairState.NOT_DUPLICATE
    for project in (one, other):
        factories.a_plan(project, sha256="ef" * 32)
    assert check(other).changes.reopened == 1
    pair = the_pair()
    assert pair.state is PairState.OPEN
    assert pair.news["kinds"] == ["file"]
    assert pair.reason == "同一实验室的两个课题"
    actions = [event.action for event in db.session.query(AuditEvent).filter_by(subject_id=pair.id)]
    assert actions == ["duplicate_pair.raised", "duplicate_pair.decided", "duplicate_pair.reopened"]


def test_a_pair_decided_to_be_one_stays_decided(check: Check, actor_of: Any) -> None:
    season = factories.a_season()
    one, other = an_entry_with(season, PLAN), an_entry_with(season, PLAN)
    check(*a_crowd(season), one, other)
    pair = the_pair()
    services.decide(
        actor=actor_of(factories.a_user(Role.ORGANISER)),
        pair_id=pair.id,
        verdict=PairState.DUPLICATE,
        reason="同一项目",
        version=pair.version,
        kept_id=one.id,
    )
    rewrite(other, "换了一个说法，讲的是深海采样机械手的耐压密封与水声通信。")
    check(other)
    assert the_pair().state is PairState.DUPLICATE


def queued(session: Any, name: str) -> list[dict[str, Any]]:
    rows = session.connection().exec_driver_sql(
        "SELECT args FROM procrastinate_jobs WHERE task_name = %(name)s ORDER BY id", {"name": name}
    )
    return [row.args for row in rows]


def test_handing_in_and_withdrawing_have_the_entry_compared(session: Any, actor_of: Any) -> None:
    leader = factories.a_user(verified=True)
    project = factories.a_ready_project(factories.a_season(), leader)
    project_services.submit(actor=actor_of(leader), project_id=project.id)
    assert queued(session, services.CHECK) == [{"project_id": str(project.id)}]
    tasks_before = len(queued(session, services.CHECK))
    project_services.withdraw(actor=actor_of(leader), project_id=project.id)
    assert len(queued(session, services.CHECK)) == tasks_before  # one waits already


def test_the_nightly_sweep_goes_through_open_seasons_part_by_part(session: Any) -> None:
    season = factories.a_season()
    factories.a_season(state=SeasonState.ARCHIVED)
    a_crowd(season)
    tasks.sweep()
    assert queued(session, services.SWEEP) == [{"season_id": str(season.id)}]
    first = services.sweep(actor=SYSTEM, season_id=season.id, after=None, encoder=None, limit=8)
    assert first.checked == 8
    rest = services.sweep(actor=SYSTEM, season_id=season.id, after=first.last, encoder=None, limit=8)
    assert (rest.checked, rest.last) == (len(CROWD) - 8, None)


def test_the_job_compares_one_entry(session: Any) -> None:
    season = factories.a_season()
    one, other = an_entry_with(season, PLAN), an_entry_with(season, PLAN)
    a_crowd(season)
    with use_encoder(factories.BagOfWords()):
        tasks.sweep(season_id=str(season.id))
        tasks.check(project_id=str(one.id))
    assert {the_pair().first_id, the_pair().second_id} == {one.id, other.id}


def test_the_command_prints_one_object(app: Any, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    season = factories.a_season()
    an_entry_with(season, PLAN), an_entry_with(season, PLAN)
    a_crowd(season)
    db.session.commit()
    with use_encoder(factories.BagOfWords()):
        result = app.test_cli_runner().invoke(args=["duplicates", "check", "--season", season.slug, "--json"])
    assert result.exit_code == 0, result.output
    assert '"raised": 1' in result.stdout


def test_an_unknown_season_ends_the_command_with_one(app: Any, session: Any) -> None:
    result = app.test_cli_runner().invoke(args=["duplicates", "check", "--season", "nowhere", "--json"])
    assert result.exit_code == 1


def test_sample_data_are_noted_with_the_entry(check: Check) -> None:
    season = factories.a_season()
    fake = factories.a_team(factories.a_user(name="张三", phone="13800138000"))
    project = an_entry_with(season, "lorem ipsum", team_id=fake.id)
    real = an_entry_with(season, PLAN)
    check(project, real)
    assert {Sample.NAME, Sample.PHONE, Sample.TEXT} <= set(samples_of([project.id])[project.id])
    assert "sample_phone" in db.session.get_one(Fingerprint, project.id).samples
    assert project.number in numbers_with_samples([project.id, real.id])


def test_a_new_entry_costs_the_same_statements_among_twelve_and_among_sixty(
    check: Check, count_queries: Any
) -> None:
    season = factories.a_season()

    def alone(place: int) -> Project:
        return an_entry_with(
            season, f"{place}号" + "".join(chr(0x5000 + place * 97 + n * 3) for n in range(40))
        )

    check(*(alone(place) for place in range(12)))
    few = alone(90)
    statements = count_queries(lambda: check(few))
    check(*(alone(place) for place in range(12, 60)))
    more = alone(91)
    assert count_queries(lambda: check(more)) <= statements + 2  # pairs of their own, if any

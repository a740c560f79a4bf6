"""What happens to seasons, against the database."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from contest.kernel.access import ANONYMOUS, SYSTEM
from contest.kernel.audit import AuditEvent
from contest.kernel.db import db
from contest.kernel.errors import Forbidden, Invalid, NotFound, NotSignedIn, StaleVersion
from contest.permissions import Role
from contest.seasons import queries, services
from contest.seasons.defaults import default_season
from contest.seasons.domain import (
    PART_OF,
    PartKind,
    RowInUse,
    SeasonArchived,
    SeasonIncomplete,
    SeasonState,
    SeasonStateRefused,
    StageCode,
    WindowClosed,
    WindowKind,
    WindowNotOpen,
)
from contest.seasons.models import Window
from tests import factories

TRACK = {"code": "sea", "name": {"zh": "海洋", "en": "Sea"}}


def save(season, kind=PartKind.TRACK, values=None, *, actor=SYSTEM, version=1, code=None):
    return services.save_part(
        actor=actor, season_id=season.id, version=version, kind=kind, values=values or TRACK, code=code
    )


def events(action):
    return db.session.execute(select(AuditEvent).where(AuditEvent.action == action)).scalars().all()


def test_what_is_written_is_read_back_the_same(season):
    draft, book = default_season(2026), queries.rulebook(season.id)
    assert book.rules == draft.rules
    assert {(one.code, one.opens_at, one.closes_at) for one in book.windows} == {
        (one.code, one.opens_at, one.closes_at) for one in draft.windows
    }
    for kind in set(PartKind) - {PartKind.WINDOW}:
        wanted = [row.model_copy(update={"position": place}) for place, row in enumerate(draft.of(kind))]
        assert list(book.of(kind)) == wanted


def test_two_seasons_with_different_rules_stand_side_by_side(season):
    other = services.create_season(actor=SYSTEM, draft=default_season(2027))
    services.edit_rules(
        actor=SYSTEM, season_id=other.id, version=1, values={"slots_per_base": 3, "max_team_size": 7}
    )
    save(other, version=2)
    first, second = queries.rulebook(season.id), queries.rulebook(other.id)
    assert (first.rules.slots_per_base, second.rules.slots_per_base) == (2, 3)
    assert (first.rules.max_team_size, second.rules.max_team_size) == (15, 7)
    assert (len(first.tracks), len(second.tracks)) == (6, 7)


def test_a_clone_is_a_draft_a_year_later_and_says_where_it_comes_from(season):
    clone = services.clone_season(actor=SYSTEM, season_id=season.id, slug="2027", year=2027)
    before, after = queries.rulebook(season.id), queries.rulebook(clone.id)
    assert (clone.state, clone.cloned_from) == (SeasonState.DRAFT, season.id)
    assert [track.code for track in after.tracks] == [track.code for track in before.tracks]
    assert after.rules.slot_year == 2027
    first, moved = before.window(WindowKind.SUBMISSION), after.window(WindowKind.SUBMISSION)
    assert first is not None
    assert moved is not None
    assert moved.closes_at.replace(year=2026) == first.closes_at


def test_a_clone_needs_an_address_of_its_own(season):
    with pytest.raises(Invalid) as caught:
        services.clone_season(actor=SYSTEM, season_id=season.id, slug="2026", year=2027)
    assert [(error.field, error.code) for error in caught.value.errors] == [("slug", "season_slug_taken")]


@pytest.mark.parametrize("kind", list(PartKind))
def test_invalid_data_is_never_written(season, kind):
    before = queries.rulebook(season.id)
    with pytest.raises(Invalid):
        save(season, kind, {"code": "UPPER"})
    assert queries.rulebook(season.id).of(kind) == before.of(kind)


def test_a_row_keeps_its_code(season):
    save(season, values={"code": "other", "name": {"zh": "绿色", "en": "Green"}}, code="green")
    assert queries.rulebook(season.id).track("green").name.en == "Green"


def test_fields_left_out_stay_as_they_are(season):
    before = queries.rulebook(season.id).stage(StageCode.FINAL)
    save(season, PartKind.STAGE, {"matchable": False}, code="final")
    after = queries.rulebook(season.id).stage(StageCode.FINAL)
    assert after == before.model_copy(update={"matchable": False})


def test_a_code_is_taken_once_per_season(season):
    with pytest.raises(Invalid) as caught:
        save(season, values={**TRACK, "code": "green"})
    assert caught.value.errors[0].code == "season_code_taken"


def test_a_zone_has_one_window_of_a_kind(season):
    start = datetime(2026, 1, 1, tzinfo=UTC)
    values = {"kind": "submission", "opens_at": start, "closes_at": start + timedelta(days=1)}
    with pytest.raises(Invalid) as caught:
        save(season, PartKind.WINDOW, values)
    assert caught.value.errors[0].field == "zone_code"
    with pytest.raises(Invalid) as caught:
        save(season, PartKind.WINDOW, {**values, "zone_code": "nowhere"}, version=2)
    assert caught.value.errors[0].code == "season_zone_unknown"


def test_an_edit_of_an_older_version_is_refused_and_names_the_present_one(season):
    save(season)
    with pytest.raises(StaleVersion) as caught:
        save(season, values={**TRACK, "code": "sky"})
    assert caught.value.params == {"version": 2}


@pytest.mark.committed
def test_two_edits_at_once_of_the_same_version_leave_one(app, session):
    season = services.create_season(actor=SYSTEM, draft=default_season(2026))
    season_id = season.id
    db.session.commit()
    outcomes = []

    def edit(code):
        with app.app_context():
            try:
                services.save_part(
                    actor=SYSTEM,
                    season_id=season_id,
                    version=1,
                    kind=PartKind.TRACK,
                    values={**TRACK, "code": code},
                )
                db.session.commit()
                outcomes.append("saved")
            except StaleVersion:
                db.session.rollback()
                outcomes.append("stale")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=edit, args=(f"track_{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["saved", "stale", "stale", "stale"]
    assert len(queries.rulebook(season_id).tracks) == 7


@pytest.mark.parametrize(
    ("kind", "code"), [(PartKind.TRACK, "life_health"), (PartKind.GROUP, "startup"), (PartKind.ZONE, "city")]
)
def test_a_row_that_a_project_refers_to_cannot_be_removed(session, kind, code):
    season = factories.a_season()
    factories.a_project(season)
    with pytest.raises(RowInUse) as caught:
        services.remove_part(actor=SYSTEM, season_id=season.id, version=1, kind=kind, code=code)
    assert caught.value.params == {"row": code, "by": "projects"}
    assert code in [row.code for row in queries.rulebook(season.id).of(kind)]


def test_a_row_that_another_row_refers_to_cannot_be_removed(season):
    with pytest.raises(RowInUse) as caught:
        services.remove_part(actor=SYSTEM, season_id=season.id, version=1, kind=PartKind.ZONE, code="minhang")
    assert caught.value.params == {"row": "minhang", "by": PartKind.WINDOW}


@pytest.mark.parametrize("kind", list(PartKind))
def test_a_row_of_every_kind_is_removed(season, kind):
    book, version = queries.rulebook(season.id), 1
    for benefit in book.benefits if kind is PartKind.STAGE else ():
        services.remove_part(
            actor=SYSTEM, season_id=season.id, version=version, kind=PartKind.BENEFIT, code=benefit.code
        )
        version += 1
    for stage in book.stages if kind is PartKind.GROUP else ():
        services.remove_variant(
            actor=SYSTEM, season_id=season.id, version=version, stage=stage.code, code="seed"
        )
        version += 1
    last = book.of(kind)[-1].code if kind is not PartKind.GROUP else "seed"
    services.remove_part(actor=SYSTEM, season_id=season.id, version=version, kind=kind, code=last)
    assert last not in [row.code for row in queries.rulebook(season.id).of(kind)]
    with pytest.raises(NotFound):
        services.remove_part(actor=SYSTEM, season_id=season.id, version=version + 1, kind=kind, code=last)


def test_the_log_says_what_changed_in_codes_and_numbers_never_in_texts(season):
    values = {"quota": 77, "name": {"zh": "徐汇新名", "en": "New Xuhui"}}
    save(season, PartKind.ZONE, values, code="xuhui")
    (event,) = events("season.row_changed")
    assert event.facts == {
        "part": "zone",
        "code": "xuhui",
        "changed": {"quota": [90, 77], "name": "text"},
    }
    assert (event.subject_kind, event.subject_id) == ("seasons", season.id)


def test_every_kind_of_edit_is_in_the_log(season):
    services.edit_basics(actor=SYSTEM, season_id=season.id, version=1, values={"year": 2027})
    services.edit_rules(actor=SYSTEM, season_id=season.id, version=2, values={"slots_per_base": 4})
    save(season, version=3)
    services.move_part(actor=SYSTEM, season_id=season.id, version=4, kind=PartKind.TRACK, code="sea", by=-1)
    services.remove_part(actor=SYSTEM, season_id=season.id, version=5, kind=PartKind.TRACK, code="sea")
    services.change_state(actor=SYSTEM, season_id=season.id, version=6, to=SeasonState.OPEN)
    seen = {
        event.action: event.facts
        for event in db.session.execute(
            select(AuditEvent).where(AuditEvent.subject_id == season.id)
        ).scalars()
    }
    assert set(seen) == {
        "season.created",
        "season.edited",
        "season.rules_changed",
        "season.row_added",
        "season.row_moved",
        "season.row_removed",
        "season.state_changed",
    }
    assert seen["season.edited"] == {"changed": {"year": [2026, 2027]}}
    assert seen["season.rules_changed"] == {"changed": {"slots_per_base": [2, 4]}}
    assert seen["season.state_changed"] == {"before": "draft", "after": "open"}


# Who may


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.ORGANISER, Role.PUBLIC, Role.USER)]
)
def test_only_the_organiser_edits(season, actor_of, role):
    actor = actor_of(factories.a_user(role))
    with pytest.raises(Forbidden):
        save(season, actor=actor)
    with pytest.raises(Forbidden):
        services.create_season(actor=actor, draft=default_season(2030))


def test_the_public_is_asked_to_sign_in(season):
    with pytest.raises(NotSignedIn):
        save(season, actor=ANONYMOUS)


def test_the_organiser_prepares_and_the_confirmer_opens(season, actor_of, organiser, confirmer):
    def change(actor, to, version):
        return services.change_state(actor=actor, season_id=season.id, version=version, to=to)

    with pytest.raises(Forbidden):
        change(actor_of(organiser), SeasonState.OPEN, 1)
    save(season, actor=actor_of(organiser))
    assert change(actor_of(confirmer), SeasonState.OPEN, 2).state is SeasonState.OPEN
    assert change(actor_of(confirmer), SeasonState.CLOSED, 3).state is SeasonState.CLOSED
    assert change(actor_of(confirmer), SeasonState.OPEN, 4).state is SeasonState.OPEN


def test_an_incomplete_rulebook_does_not_open(session):
    season = factories.a_season(state=SeasonState.DRAFT, windows=False)
    with pytest.raises(SeasonIncomplete) as caught:
        services.change_state(actor=SYSTEM, season_id=season.id, version=1, to=SeasonState.OPEN)
    assert caught.value.params == {"missing": ["submission_window", "nomination_window"]}


def test_an_archived_season_can_only_be_read(session):
    season = factories.a_season(state=SeasonState.ARCHIVED)
    with pytest.raises(SeasonArchived):
        save(season)
    with pytest.raises(SeasonStateRefused):
        services.change_state(actor=SYSTEM, season_id=season.id, version=1, to=SeasonState.OPEN)


def test_the_address_of_an_open_season_stays(session):
    season = factories.a_season()
    slug = season.slug
    services.edit_basics(actor=SYSTEM, season_id=season.id, version=1, values={"slug": "elsewhere"})
    assert queries.get_season(season.id).slug == slug


# Deadlines


def move(season, opens, closes, zone=""):
    now = datetime.now(UTC)
    db.session.execute(
        update(Window)
        .where(Window.season_id == season.id, Window.kind == WindowKind.SUBMISSION, Window.zone_code == zone)
        .values(opens_at=now + timedelta(seconds=opens), closes_at=now + timedelta(seconds=closes))
    )


def test_an_open_window_answers_with_the_databases_clock(session):
    season = factories.a_season()
    before = datetime.now(UTC)
    read = services.ensure_open(season.id, WindowKind.SUBMISSION, "yangpu")
    assert before - timedelta(seconds=1) < read < datetime.now(UTC) + timedelta(seconds=1)
    assert read.utcoffset() == timedelta(hours=8)


def test_a_passed_deadline_is_refused_with_its_moment(session):
    season = factories.a_season()
    move(season, -100, -1)
    with pytest.raises(WindowClosed) as caught:
        services.ensure_open(season.id, WindowKind.SUBMISSION)
    assert caught.value.status == 409
    assert caught.value.closed_at is not None
    assert caught.value.closed_at.isoformat() == caught.value.params["closed_at"]
    assert caught.value.closed_at.utcoffset() == timedelta(hours=8)


def test_a_window_that_opens_later_or_does_not_exist_is_not_open(session):
    season = factories.a_season()
    move(season, 100, 200)
    with pytest.raises(WindowNotOpen) as caught:
        services.ensure_open(season.id, WindowKind.SUBMISSION)
    assert caught.value.opens_at is not None
    bare = factories.a_season(windows=False)
    with pytest.raises(WindowNotOpen) as caught:
        services.ensure_open(bare.id, WindowKind.SUBMISSION)
    assert caught.value.opens_at is None


def test_a_zones_own_deadline_counts_for_that_zone_only(session):
    season = factories.a_season()
    factories.a_window(season, zone_code="yangpu")
    move(season, -100, -1, zone="yangpu")
    with pytest.raises(WindowClosed):
        services.ensure_open(season.id, WindowKind.SUBMISSION, "yangpu")
    services.ensure_open(season.id, WindowKind.SUBMISSION, "city")


@pytest.mark.parametrize(
    ("state", "error"),
    [
        (SeasonState.DRAFT, WindowNotOpen),
        (SeasonState.CLOSED, WindowClosed),
        (SeasonState.ARCHIVED, WindowClosed),
    ],
)
def test_a_season_that_is_not_open_has_no_open_windows(session, state, error):
    with pytest.raises(error):
        services.ensure_open(factories.a_season(state=state).id, WindowKind.SUBMISSION)


@pytest.mark.committed
def test_a_writer_who_waited_for_a_lock_past_the_deadline_is_refused(app, session):
    season = factories.a_season()
    move(season, -100, 0.4)
    db.session.commit()
    season_id, outcome, locked = season.id, [], threading.Event()

    def late_writer():
        with app.app_context():
            db.session.execute(
                select(Window.id).where(Window.season_id == season_id)
            )  # the transaction begins in time
            locked.set()
            db.session.execute(select(Window.id).where(Window.season_id == season_id).with_for_update())
            try:
                services.ensure_open(season_id, WindowKind.SUBMISSION)
                outcome.append("written")
            except WindowClosed:
                outcome.append("closed")
            db.session.rollback()
            db.session.remove()

    db.session.execute(select(Window.id).where(Window.season_id == season_id).with_for_update())
    thread = threading.Thread(target=late_writer)
    thread.start()
    locked.wait(5)
    thread.join(0.8)
    db.session.commit()
    thread.join(5)
    assert outcome == ["closed"]


def test_every_part_has_a_table_and_a_kind():
    assert set(queries.TABLE_OF) == set(PART_OF) == set(PartKind)

"""Files that are asked for: made with the rights of the moment, refused with words, handed out once more checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any, BinaryIO

import pytest
from flask_babel import force_locale

from contest.accounts.models import RoleAssignment
from contest.audit.details import details
from contest.exports import services
from contest.exports.domain import Asked, ExportKind, ExportState, Made, Tell
from contest.exports.models import Export
from contest.exports.queries import exports_of, get_export
from contest.kernel import clock, jobs
from contest.kernel.access import Actor
from contest.kernel.audit import AuditEvent
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import Forbidden, NotFound
from contest.kernel.storage import StorageUnavailable
from contest.notices.models import Notice
from contest.permissions import Role
from contest.projects.asked import KIND as ANSWERS
from tests import factories
from tests.erasures import erase

SignedIn = Callable[..., Any]


def writing(content: bytes) -> Callable[..., Made]:
    def build(_actor: Actor, _asked: Asked, file: BinaryIO, tell: Tell) -> Made:
        tell(1, 2)
        file.write(content)
        return Made(2, {"of": "the moment"})

    return build


def kind_of(build: Callable[..., Made] | None = None) -> ExportKind:
    return replace(ANSWERS, check=lambda _actor, _asked: None, build=build or writing(b"two rows"))


def asked(actor: Actor, kind: ExportKind = ANSWERS) -> Export:
    return services.ask(actor=actor, kind=kind, about=new_id(), locale="zh")


@pytest.fixture
def made(app: Any) -> Callable[[Export, ExportKind], None]:
    def make(row: Export, kind: ExportKind) -> None:
        services.make(export_id=row.id, kinds={row.kind: kind}, storage=app.extensions["storage"])

    return make


def test_a_file_is_made_once_with_what_must_hold_when_it_is_fetched(
    app: Any, session: Any, actor_of: Any, made: Any
) -> None:
    actor, kind = actor_of(factories.a_user(Role.ORGANISER)), kind_of()
    row = asked(actor, kind)
    made(row, kind)
    made(row, kind_of(writing(b"never")))
    found = services.fetch(actor=actor, kind=kind, export_id=row.id)
    assert app.extensions["storage"].open(found.storage_key).read() == b"two rows"
    assert (found.done, found.total, found.kept) == (2, 2, {"of": "the moment"})
    assert jobs.latest(services.MAKE, export_id=row.id) is not None


def test_of_two_workers_at_the_same_file_the_first_is_kept_and_the_other_leaves_nothing(
    app: Any, session: Any, actor_of: Any, made: Any
) -> None:
    kind = kind_of(writing(b"of the first"))
    row = asked(actor_of(factories.a_user(Role.ORGANISER)), kind)

    def overtaken(*args: Any) -> Made:
        made(row, kind)
        return writing(b"of the second")(*args)

    made(row, kind_of(overtaken))
    storage = app.extensions["storage"]
    assert storage.open(row.storage_key).read() == b"of the first"
    second = storage.put(BytesIO(b"of the second"), max_bytes=100).key
    storage.delete(second)
    assert second != row.storage_key
    assert session.query(AuditEvent).filter_by(subject_id=row.id, action=kind.deeds.made).count() == 1


def test_what_a_rule_refuses_ends_with_its_reason_and_is_told(session: Any, actor_of: Any, made: Any) -> None:
    def refused(*_args: Any) -> Made:
        raise Forbidden(permission="projects.list")

    person = factories.a_user(Role.ORGANISER)
    actor, kind = actor_of(person), kind_of(refused)
    row = asked(actor, kind)
    made(row, kind)
    made(row, kind_of())
    assert (row.storage_key, row.refusal["code"]) == (None, "forbidden")
    assert get_export(actor, kind.name, row.id).state is ExportState.REFUSED
    told = session.query(Notice).filter_by(user_id=person.id).one()
    assert (told.code, told.link) == ("exports.refused", f"{kind.place}/{row.id}")
    (noted,) = session.query(AuditEvent).filter_by(subject_id=row.id, action=kind.deeds.refused)
    assert noted.facts["why"] == "forbidden"
    with pytest.raises(NotFound):
        services.fetch(actor=actor, kind=kind, export_id=row.id)


def test_the_log_calls_what_a_file_is_of_neither_a_season_nor_a_round_alone(
    session: Any, actor_of: Any
) -> None:
    row = asked(actor_of(factories.a_user(Role.ORGANISER)))
    (noted,) = session.query(AuditEvent).filter_by(subject_id=row.id)
    with force_locale("en"):
        assert [(one.name, one.subject) for one in details(noted.facts)] == [("Season or round", row.about)]


def test_what_may_go_better_later_is_tried_again(session: Any, actor_of: Any, made: Any) -> None:
    def away(*_args: Any) -> Made:
        raise StorageUnavailable()

    kind = kind_of(away)
    row = asked(actor_of(factories.a_user(Role.ORGANISER)), kind)
    with pytest.raises(StorageUnavailable):
        made(row, kind)
    assert not row.ended
    made(row, kind_of())
    assert row.storage_key is not None


def test_an_officer_who_lost_the_district_reads_why_and_gets_neither_the_old_list_nor_a_new_one(
    app: Any, session: Any, signed_in: SignedIn, actor_of: Any
) -> None:
    from contest.exports.tasks import make

    season, person = factories.a_season(), factories.a_user(Role.OFFICER, district="310110")
    office = signed_in(person)
    office.post("/language", data={"locale": "en"})
    first, second = (
        office.post("/office/project-exports", data={"season": season.slug}).headers["Location"]
        for _time in range(2)
    )
    make(first.rpartition("/")[2])
    assert "The list is ready" in office.get(first).text
    session.query(RoleAssignment).filter_by(user_id=person.id).update({"district": "310115"})
    session.commit()
    assert "you came to see fewer projects" in office.get(first).text
    assert office.post(f"{first}/file").status_code == 403
    make(second.rpartition("/")[2])
    assert "The list is ready" in office.get(second).text, "made with the rights of the moment"
    session.query(RoleAssignment).filter_by(user_id=person.id).update({"role": Role.MENTOR, "district": ""})
    session.commit()
    assert (office.get(second).status_code, office.post(f"{second}/file").status_code) == (403, 403)


def test_a_refused_file_says_why_on_its_page_and_one_nobody_works_on_says_that_it_failed(
    session: Any, signed_in: SignedIn
) -> None:
    person = factories.a_user(Role.ORGANISER)
    office = signed_in(person)
    office.post("/language", data={"locale": "en"})
    about = factories.a_season().id
    lost = Export(kind=ANSWERS.name, asked_by=person.id, about=about, locale="en")
    refused = Export(kind=ANSWERS.name, asked_by=person.id, about=about, locale="en")
    refused.refusal, refused.expires_at = {"code": "forbidden", "params": {}}, clock.now() + timedelta(days=1)
    session.add_all([lost, refused])
    session.commit()
    place = f"{ANSWERS.place}/{lost.id}"
    assert "could not be made" in office.get(place).text
    part = office.get(place, headers={"HX-Request": "true"}).text
    assert ("could not be made" in part, "hx-trigger" in part, "<html" in part) == (True, False, False)
    page = office.get(f"{ANSWERS.place}/{refused.id}").text
    assert ("Your account may not do this." in page, "Download" in page) == (True, False)
    assert "not made" in office.get(place).text, "the list of earlier ones says so"


def test_a_file_is_gone_when_its_week_is_over_and_one_that_was_never_made_a_week_after(
    app: Any, session: Any, actor_of: Any, made: Any
) -> None:
    actor, kind = actor_of(factories.a_user(Role.ORGANISER)), kind_of()
    ready, waiting, fresh = (asked(actor, kind) for _time in range(3))
    made(ready, kind)
    storage = app.extensions["storage"]
    assert services.end() == 0
    erase(session)
    ready.expires_at = clock.now() - timedelta(minutes=1)
    waiting.created_at = clock.now() - timedelta(days=7, minutes=1)
    session.flush()
    with pytest.raises(NotFound):  # at once, whenever the clock comes by
        services.fetch(actor=actor, kind=kind, export_id=ready.id)
    stored = ready.storage_key
    assert services.end() == 2
    erase(session)
    assert not storage.exists(stored)
    assert [one.id for one in exports_of(actor, kind.name)] == [fresh.id]


def test_nobody_reaches_a_file_of_somebody_else_or_under_the_address_of_another_kind(
    session: Any, actor_of: Any, made: Any
) -> None:
    actor, kind = actor_of(factories.a_user(Role.ORGANISER)), kind_of()
    row = asked(actor, kind)
    made(row, kind)
    for reader, name in ((actor_of(factories.a_user(Role.ORGANISER)), kind.name), (actor, "records")):
        with pytest.raises(NotFound):
            get_export(reader, name, row.id)
        assert exports_of(reader, name) == []


def test_one_file_and_three_are_listed_in_one_statement(
    session: Any, actor_of: Any, count_queries: Any
) -> None:
    actor = actor_of(factories.a_user(Role.ORGANISER))

    def listed(count: int) -> int:
        for _time in range(count):
            asked(actor, kind_of())
        session.flush()
        session.expire_all()
        return int(count_queries(lambda: exports_of(actor, ANSWERS.name)))

    assert (listed(1), listed(2)) == (1, 1)


def test_a_file_cannot_be_made_and_refused(session: Any, actor_of: Any) -> None:
    row = asked(actor_of(factories.a_user(Role.ORGANISER)), kind_of())
    row.expires_at = clock.now()
    row.storage_key, row.refusal = "key", {"code": "forbidden"}
    with pytest.raises(Exception, match="ck_exports_made_or_refused"), session.begin_nested():
        db.session.flush()

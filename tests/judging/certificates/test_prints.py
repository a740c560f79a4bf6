"""All certificates of a round as one document: set by the worker, fetched by whoever asked, gone after a week."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pypdf
import pytest
from sqlalchemy import select, update

from contest.exports import services
from contest.exports.models import Export
from contest.exports.queries import exports_of
from contest.exports.tasks import make
from contest.kernel import clock
from contest.kernel.audit import AuditEvent
from contest.kernel.errors import Forbidden, NotFound
from contest.notices.models import Notice
from contest.permissions import Role
from contest.standings.domain import Outcome
from judging.certificates.asked import KIND
from judging.certificates.queries import award_batches, prints
from judging.ranking.models import Decision
from tests import factories
from tests.erasures import erase
from tests.judging.certificates.test_certificates import awards, final, issued

SignedIn = Callable[..., Any]


@pytest.fixture
def round_(session: Any) -> Any:
    made = final()
    issued(made, session)
    return made


def ask(actor: Any, round_id: Any) -> Export:
    return services.ask(actor=actor, kind=KIND, about=round_id, locale="zh")


def asked(session: Any, round_: Any, person: Any, actor_of: Any) -> Export:
    row = ask(actor_of(person), round_.id)
    make(str(row.id))
    session.refresh(row)
    return row


def test_the_office_asks_watches_is_told_and_fetches_every_award_once(
    session: Any, signed_in: SignedIn, round_: Any
) -> None:
    person = factories.a_user(Role.CONFIRMER)
    office = signed_in(person)
    office.post("/language", data={"locale": "en"})
    at = f"/rounds/{round_.id}/certificates"
    place = office.post(f"{at}/prints").headers["Location"]
    assert "are being set" in office.get(place).text
    assert office.post(f"{place}/file").status_code == 404
    key = place.rpartition("/")[2]
    make(key)
    make(key)
    part = office.get(place, headers={"HX-Request": "true"}).text
    assert ("is ready" in part, "<html" in part) == (True, False)
    answer = office.post(f"{place}/file")
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages]
    assert [one.code in text for one, text in zip(awards(session), pages, strict=True)] == [True, True]
    told = session.query(Notice).filter_by(user_id=person.id, code="certificate.print_ready").one()
    assert told.link == place
    actions = [one.action for one in session.query(AuditEvent).filter_by(subject_kind="exports")]
    assert sorted(actions) == [
        "certificate_print.fetched",
        "certificate_print.made",
        "certificate_print.requested",
    ]
    assert place in office.get(at).text
    other = signed_in(factories.a_user(Role.ORGANISER))
    assert (other.get(place).status_code, other.post(f"{place}/file").status_code) == (404, 404)
    assert place not in other.get(at).text


def test_a_document_of_many_parts_is_one_and_says_how_far_it_is(
    session: Any, actor_of: Any, round_: Any, monkeypatch: pytest.MonkeyPatch, app: Any
) -> None:
    monkeypatch.setattr(prints, "AT_ONCE", 1)
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(services, "tell", lambda *, export_id, done, total: told.append((done, total)))
    assert [[one.number for one in part] for part in award_batches(round_.id)] == [
        [one.number] for one in awards(session)
    ]
    row = asked(session, round_, factories.a_user(Role.ORGANISER), actor_of)
    assert told == [(0, 2), (1, 2), (2, 2)]
    found = pypdf.PdfReader(app.extensions["storage"].open(row.storage_key))
    assert len(found.pages) == row.total == 2


def test_only_whoever_lists_certificates_asks_and_only_where_there_are_some(
    session: Any, actor_of: Any, round_: Any
) -> None:
    with pytest.raises(Forbidden):
        ask(actor_of(factories.a_user(Role.JUDGE)), round_.id)
    bare = factories.a_round(factories.a_season(), state=round_.state)
    with pytest.raises(NotFound):
        ask(factories.an_actor(Role.ORGANISER), bare.id)


def test_whoever_lost_the_role_since_gets_nothing(session: Any, actor_of: Any, round_: Any, app: Any) -> None:
    from contest.accounts.models import RoleAssignment

    person = factories.a_user(Role.ORGANISER)
    row = ask(actor_of(person), round_.id)
    session.query(RoleAssignment).filter_by(user_id=person.id).delete()
    session.flush()
    session.expire_all()
    make(str(row.id))
    ended = session.get_one(Export, row.id)
    assert (ended.storage_key, ended.refusal["code"]) == (None, "forbidden")
    with pytest.raises(Forbidden):
        services.fetch(actor=actor_of(person), kind=KIND, export_id=row.id)


def test_a_document_with_an_award_whose_decision_fell_since_is_not_handed_out(
    session: Any, signed_in: SignedIn, actor_of: Any, round_: Any
) -> None:
    person = factories.a_user(Role.ORGANISER)
    first, second = (asked(session, round_, person, actor_of) for _time in range(2))
    assert first.kept == {"awards": [str(one.id) for one in awards(session)]}
    fallen = awards(session)[0]
    session.execute(
        update(Decision)
        .where(Decision.round_id == round_.id, Decision.entry_id == fallen.entry_id)
        .values(outcome=Outcome.WITHDRAWN)
    )
    session.commit()
    office = signed_in(person)
    office.post("/language", data={"locale": "en"})
    place = f"{KIND.place}/{first.id}"
    assert office.post(f"{place}/file").status_code == 409
    page = office.get(place).text
    assert ("the decision behind an award in it fell" in page, "Download" in page) == (True, False)
    again = asked(session, round_, person, actor_of)
    assert again.total == 1
    assert office.post(f"{KIND.place}/{again.id}/file").status_code == 200
    assert office.post(f"{KIND.place}/{second.id}/file").status_code == 409


def test_a_document_goes_after_a_week_and_an_equal_one_stays(
    session: Any, actor_of: Any, round_: Any, app: Any
) -> None:
    person = factories.a_user(Role.ORGANISER)
    first, second = (asked(session, round_, person, actor_of) for _time in range(2))
    second.storage_key = first.storage_key  # equal bytes lie in the store once
    assert first.expires_at - clock.now() > timedelta(days=6)
    first.expires_at = clock.now() - timedelta(minutes=1)
    session.flush()
    storage = app.extensions["storage"]
    assert services.end() == 1
    erase(session)
    assert storage.exists(second.storage_key)
    assert session.execute(select(Export.id)).scalars().all() == [second.id]
    second.expires_at = clock.now() - timedelta(minutes=1)
    session.flush()
    services.end()
    erase(session)
    assert not storage.exists(second.storage_key)
    assert exports_of(actor_of(person), KIND.name, round_.id) == []

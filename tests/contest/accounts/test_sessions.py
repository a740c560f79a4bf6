"""Where one is signed in: listed for nobody else, ended one by one."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from contest.accounts import sessions as cookies
from contest.accounts.devices import Device, Place, device_of, network_of, place_of
from contest.accounts.models import BrowserSession
from contest.accounts.queries import sessions_of
from contest.accounts.services import begin_session, end_session, note_seen
from contest.kernel import clock
from contest.kernel.audit import AuditEvent
from contest.kernel.errors import NotFound
from tests import factories

WECHAT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 "
    "MicroMessenger/8.0.50(0x1800323d) NetType/WIFI Language/zh_CN"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
    "Safari/537.36 Edg/140.0.0.0"
)


@pytest.mark.parametrize(
    ("told", "browser", "system"),
    [(WECHAT, "WeChat", "iOS"), (EDGE, "Edge", "Windows"), ("curl/8.5", "", ""), ("", "", "")],
)
def test_a_device_is_known_by_its_brands_and_no_more(told: str, browser: str, system: str) -> None:
    assert device_of(told, "203.0.113.77") == Device(browser, system, "203.0.113.0/24")


@pytest.mark.parametrize(
    ("address", "network", "place"),
    [
        ("8.8.4.4", "8.8.4.0/24", Place.OUTSIDE),
        ("2001:4860:4860::8888", "2001:4860:4860::/48", Place.OUTSIDE),
        ("::ffff:8.8.4.4", "8.8.4.0/24", Place.OUTSIDE),
        ("192.168.3.4", "192.168.3.0/24", Place.INSIDE),
        ("127.0.0.1", "127.0.0.0/24", Place.THIS_MACHINE),
        ("::1", "::/48", Place.THIS_MACHINE),
        ("nowhere", "", Place.UNKNOWN),
    ],
)
def test_the_last_part_of_an_address_is_not_kept(address: str, network: str, place: Place) -> None:
    assert network_of(address) == network
    assert place_of(network) is place


def test_signing_in_keeps_the_device_and_the_page_marks_the_one_at_hand(app: Any, session: Any) -> None:
    user = factories.a_user(locale="en")
    factories.a_session(user, browser="WeChat", system="iOS", network="203.0.113.0/24")
    session.commit()
    client = app.test_client()
    answer = client.post(
        "/account/sign-in",
        data={"email": user.email, "password": factories.PASSWORD},
        headers={"User-Agent": EDGE},
    )
    assert answer.status_code == 303
    page = client.get("/account/sessions").text
    assert page.index("Edge · Windows") < page.index("WeChat · iOS"), "the one at hand comes first"
    assert page.count("This device") == 1
    assert "203.0.113.0/24" in page


def test_one_session_is_ended_and_the_others_go_on(session: Any, signed_in: Any) -> None:
    user = factories.a_user()
    here, there = signed_in(user), signed_in(user)
    actor_session = session.execute(
        select(BrowserSession).where(BrowserSession.user_id == user.id).order_by(BrowserSession.id)
    ).scalars()
    first, second = list(actor_session)
    assert here.post(f"/account/sessions/{second.id}/end").location == "/account/sessions"
    assert [client.get("/desk").status_code for client in (here, there)] == [200, 303]
    noted = (
        session.execute(select(AuditEvent).where(AuditEvent.action == "account.session_ended"))
        .scalars()
        .one()
    )
    assert noted.subject_id == user.id
    assert here.post(f"/account/sessions/{second.id}/end").status_code == 303, "ended twice is ended"
    assert here.post(f"/account/sessions/{first.id}/end").location == "/account/sign-in"
    assert here.get("/desk").status_code == 303


def test_somebody_elses_session_is_not_there(session: Any, signed_in: Any, actor_of: Any) -> None:
    user, other = factories.a_user(), factories.a_user()
    foreign = factories.a_session(other)
    client = signed_in(user)
    assert client.post(f"/account/sessions/{foreign.id}/end").status_code == 404
    with pytest.raises(NotFound):
        end_session(actor=actor_of(user), session_id=foreign.id)
    session.refresh(foreign)
    assert foreign.ended_at is None
    assert foreign.id not in {row.id for row in sessions_of(actor_of(user), None)}


def test_what_opens_nothing_any_more_is_not_listed(session: Any, actor_of: Any) -> None:
    user = factories.a_user()
    lives = begin_session(user_id=user.id)
    factories.a_session(user, ended_at=clock.now())
    factories.a_session(user, seen_at=clock.now() - timedelta(days=31))
    assert [row.id for row in sessions_of(actor_of(user), None)] == [lives]
    user.session_epoch += 1  # everything before is ended
    session.flush()
    assert sessions_of(actor_of(user), None) == []
    again = begin_session(user_id=user.id)
    assert [row.id for row in sessions_of(actor_of(user), again)] == [again]


def test_use_is_noted_now_and_then_and_an_ended_session_is_left_alone(session: Any) -> None:
    user, long_ago = factories.a_user(), clock.now() - timedelta(hours=1)
    used, ended = (factories.a_session(user, seen_at=long_ago) for _ in range(2))
    ended.ended_at = clock.now()
    session.commit()
    for one in (used, ended):
        note_seen(session_id=one.id)
    session.expire_all()
    first = used.seen_at
    assert first > long_ago
    assert ended.seen_at == long_ago
    note_seen(session_id=used.id)
    session.expire_all()
    assert used.seen_at == first, "a minute later it is not written again"


@pytest.mark.committed
def test_a_page_notes_that_its_session_is_used_when_that_was_long_ago(
    session: Any, signed_in: Any, count_queries: Any
) -> None:
    user = factories.a_user()
    client = signed_in(user)
    row = session.execute(select(BrowserSession).where(BrowserSession.user_id == user.id)).scalar_one()
    row.seen_at = long_ago = clock.now() - timedelta(hours=1)
    session.commit()
    client.get("/account")
    usual = count_queries(lambda: client.get("/account"))
    with client.session_transaction() as cookie:
        cookie["noted"] = int(time.time()) - cookies.NOTED_STEP_SECONDS
    assert count_queries(lambda: client.get("/account")) == usual + 1
    assert count_queries(lambda: client.get("/account")) == usual
    session.expire_all()
    assert row.seen_at > long_ago


def test_the_list_costs_the_same_for_one_and_three(session: Any, signed_in: Any, count_queries: Any) -> None:
    user = factories.a_user()
    client = signed_in(user)
    client.get("/account/sessions")
    one = count_queries(lambda: client.get("/account/sessions"))
    for _ in range(2):
        factories.a_session(user)
    session.commit()
    assert count_queries(lambda: client.get("/account/sessions")) == one

"""What people are told: once per version of an event, by the ways they wish."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from contest.accounts.models import UserPhone
from contest.kernel.access import Actor
from contest.kernel.columns import new_id
from contest.kernel.db import db, transaction
from contest.kernel.errors import NotFound
from contest.kernel.notices import Category, NoticeKind, UnknownNotice, registry, term
from contest.mail.models import Letter
from contest.mail.tasks import send as send_letter
from contest.notices import services, tasks
from contest.notices.domain import MANDATORY, Channel, may_choose, wanted
from contest.notices.models import Notice, NoticePreference
from contest.notices.services import Draft, notify, notify_all, supersede
from contest.notices.wording import body, title
from contest.permissions import Role
from contest.texting.models import TextMessage
from tests import factories

EVENT: dict[str, Any] = {
    "code": "results.published",
    "params": {
        "project": {"zh": "深海之光", "en": "Deep Light"},
        "round": {"zh": "复赛", "en": "Second round"},
        "outcome": "12",
        "until_at": "2026-10-01T10:00:00+08:00",
    },
    "link": "/projects/x",
}


def tell(*people: Any, once_key: str = "results:1:1", **more: Any) -> int:
    return notify(recipients=[person.id for person in people], once_key=once_key, **{**EVENT, **more})


def letters(person: Any) -> list[Letter]:
    query = select(Letter).where(Letter.recipient == person.email).order_by(Letter.id)
    return list(db.session.execute(query).scalars())


def notices(person: Any) -> list[Notice]:
    query = select(Notice).where(Notice.user_id == person.id).order_by(Notice.id)
    return list(db.session.execute(query).scalars())


def texts() -> list[TextMessage]:
    return list(db.session.execute(select(TextMessage).order_by(TextMessage.id)).scalars())


def with_mobile(person: Any, number: str = "+8613800001234", *, proved: bool = True) -> Any:
    at = datetime.now(UTC) if proved else None
    db.session.add(UserPhone(id=new_id(), user_id=person.id, number=number, verified_at=at))
    db.session.flush()
    return person


def test_a_notice_is_told_once_however_often_it_is_told(session: Any) -> None:
    first, second = factories.a_user(), factories.a_user()
    assert tell(first, second, first) == 2
    assert tell(first, second) == 0
    assert [len(notices(person)) for person in (first, second)] == [1, 1]
    assert [len(letters(person)) for person in (first, second)] == [1, 1]
    assert tell(first, once_key="results:1:2") == 1, "another version is another notice"


def test_who_is_told_later_of_the_same_event_is_told_too(session: Any) -> None:
    first, second = factories.a_user(), factories.a_user()
    assert (tell(first), tell(first, second)) == (1, 1)


def test_a_code_nobody_declares_is_a_mistake_of_the_program(session: Any) -> None:
    with pytest.raises(UnknownNotice):
        tell(factories.a_user(), code="no.such")


@pytest.mark.parametrize(
    ("locale", "subject"),
    [
        ("zh", "“深海之光”在复赛的结果：12"),
        ("en", "Result of “Deep Light” in Second round: 12"),
    ],
)
def test_the_letter_is_written_in_the_readers_language(session: Any, locale: str, subject: str) -> None:
    person = factories.a_user(locale=locale)
    tell(person)
    (letter,) = letters(person)
    send_letter(str(letter.id))
    assert letter.subject == subject
    assert letter.text is not None
    assert "2026-10-01 10:00" in letter.text
    assert "http://127.0.0.1:8000/projects/x" in letter.text
    assert "/account/notices" in letter.text


def test_parameters_become_words_of_the_reader(
    app: Flask, session: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = {"x.y": NoticeKind(Category.CONTEST, "%(role)s|%(names)s|%(day_on)s|%(gone)s", "%(rate)s 100%%")}
    monkeypatch.setattr(registry, "_kinds", kinds)
    params = {
        "role": term(Role.JUDGE),
        "names": [{"zh": "甲", "en": "A"}, "B"],
        "day_on": "2026-10-01",
        "rate": 5,
    }
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert title("x.y", params) == "Judge|A, B|2026-10-01|"
        assert body("x.y", params) == "5 100%"
        assert title("a.forgotten", params) == "a.forgotten", "an old notice never breaks the page"


def test_a_later_version_takes_the_place_of_the_earlier(session: Any) -> None:
    unsent, seen, other = factories.a_user(), factories.a_user(), factories.a_user()
    tell(unsent, seen, once_key="results:1:1")
    tell(other, once_key="results:12:1")
    (letter_seen,) = letters(seen)
    send_letter(str(letter_seen.id))
    (noticed,) = notices(seen)
    services.read(actor=Actor(seen.id, roles=frozenset({"user"})), notice_id=noticed.id)
    tell(unsent, once_key="results:1:2", supersedes="results:1:")
    session.expire_all()
    assert [item.superseded_at is not None for item in notices(unsent)] == [True, False]
    assert [item.superseded_at is not None for item in notices(seen)] == [True]
    assert [item.superseded_at for item in notices(other)] == [None], "1 is not the beginning of 12"
    assert [letter.cancelled_at is not None for letter in letters(unsent)] == [True, False]
    assert [letter.cancelled_at is not None for letter in letters(seen)] == [False], "it has left"
    assert tell(unsent, once_key="results:1:1", supersedes="results:1:") == 0
    session.expire_all()
    assert notices(unsent)[1].superseded_at is None, "an old version told late ends nothing"


def test_what_was_superseded_unseen_is_not_listed_and_what_was_seen_says_so(
    session: Any, signed_in: Any
) -> None:
    person = factories.a_user(locale="en")
    tell(person, once_key="results:1:1")
    browser = signed_in(person)
    browser.post(f"/notices/{notices(person)[0].id}/read")
    tell(person, once_key="results:1:2")
    tell(person, once_key="results:1:3", supersedes="results:1:")
    session.commit()
    page = browser.get("/notices").text
    assert page.count("Result of “Deep Light”") == 2
    assert page.count("Superseded by a later decision") == 1


def test_a_fact_that_is_taken_back_takes_its_notices_along(session: Any) -> None:
    person = with_mobile(factories.a_user())
    tell(person)
    assert supersede(prefix="results:1:") == 1
    session.expire_all()
    assert letters(person)[0].cancelled_at is not None
    assert [message.state for message in texts()] == ["cancelled"]


@pytest.mark.parametrize("category", list(Category))
@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("choice", [None, True, False])
def test_the_matrix_of_wishes(category: Category, channel: Channel, choice: bool | None) -> None:
    choices = {} if choice is None else {(category, channel): choice}
    found = wanted(category, channel, choices)
    if channel is Channel.EMAIL and category in MANDATORY:
        assert found, "deadlines, decisions and safety are always written"
        assert not may_choose(category, channel)
    elif choice is not None:
        assert found is choice
    else:
        usual_by_text = {Category.DEADLINE, Category.DECISION}
        assert found is (channel is not Channel.SMS or category in usual_by_text)


def kind_of(category: Category) -> str:
    return registry.codes(category)[0]


def test_wishes_decide_about_letters_and_texts(session: Any, actor_of: Any) -> None:
    person = with_mobile(factories.a_user(wechat_openid="oAbCdEf"))
    actor = actor_of(person)
    services.choose(
        actor=actor,
        choices={
            (Category.MATCHING, Channel.EMAIL): False,
            (Category.DECISION, Channel.SMS): False,
            (Category.DECISION, Channel.EMAIL): False,
        },
    )
    tell(
        person,
        once_key="a",
        code="introduction.open",
        params={"what": "open", "other": {"zh": "甲", "en": "A"}},
    )
    assert (letters(person), [message.carrier for message in texts()]) == ([], ["wechat"])
    tell(person, once_key="b")
    assert len(letters(person)) == 1, "a decision is always written"
    assert [message.carrier for message in texts()] == ["wechat", "wechat"]
    stored = db.session.execute(select(func.count()).select_from(NoticePreference)).scalar_one()
    assert stored == 2, "what is not the reader's to choose is not kept"


def test_texts_go_to_a_proved_number_only(session: Any) -> None:
    unproved = with_mobile(factories.a_user(), proved=False)
    proved = with_mobile(factories.a_user(), "+8613900001234")
    tell(unproved, proved)
    assert [message.recipient for message in texts()] == ["+8613900001234"]


def test_a_closed_account_is_written_nothing(session: Any) -> None:
    closed = factories.a_user(disabled_at=datetime.now(UTC))
    tell(closed)
    assert (len(notices(closed)), letters(closed)) == (1, [])


def test_many_are_told_by_jobs_and_in_as_many_statements_as_a_few(session: Any, count_queries: Any) -> None:
    people = [factories.a_user() for _ in range(60)]
    few = count_queries(lambda: tell(*people[:21], once_key="few"))
    many = count_queries(lambda: tell(*people, once_key="many"))
    assert many == few
    assert letters(people[0]) == []
    waiting = session.execute(
        text(
            "SELECT args->'notice_ids' FROM procrastinate_jobs WHERE task_name = 'notices.deliver' ORDER BY id"
        )
    ).scalars()
    jobs = list(waiting)
    assert [len(job) for job in jobs] == [21, 60]
    for _run in range(2):
        for job in jobs:
            tasks.deliver(job)
    assert len(letters(people[0])) == 2
    assert len(letters(people[59])) == 1


def test_a_batch_of_different_notices_supersedes_each_its_own(session: Any) -> None:
    first, second = factories.a_user(), factories.a_user()

    def drafts(version: int) -> list[Draft]:
        return [
            Draft([person.id], EVENT["code"], f"d:{number}:{version}", EVENT["params"], "", f"d:{number}:")
            for number, person in enumerate((first, second))
        ]

    assert (notify_all(drafts(1)), notify_all(drafts(2)), notify_all(drafts(2))) == (2, 2, 0)
    session.expire_all()
    for person in (first, second):
        assert [item.superseded_at is None for item in notices(person)] == [False, True]


@pytest.mark.committed
def test_two_workers_who_tell_the_same_make_one_notice_and_one_letter(app: Flask, session: Any) -> None:
    person = factories.a_user()
    session.commit()
    recipients = [str(person.id)]

    def work(_number: int) -> None:
        with app.app_context(), transaction():
            tasks.notify(recipients, EVENT["code"], "results:race:1", EVENT["params"], EVENT["link"])

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(12)))
    assert (len(notices(person)), len(letters(person))) == (1, 1)
    keys = [str(notices(person)[0].id)]
    session.execute(text("UPDATE notices SET delivered_at = NULL"))
    session.execute(text("DELETE FROM letters"))
    session.commit()

    def deliver(_number: int) -> None:
        with app.app_context(), transaction():
            tasks.deliver(keys)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(deliver, range(12)))
    session.expire_all()
    assert len(letters(person)) == 1


def test_the_bell_counts_and_pages_cost_no_statement_more(
    session: Any, signed_in: Any, count_queries: Any
) -> None:
    person = factories.a_user(locale="en")
    browser = signed_in(person)
    quiet = count_queries(lambda: browser.get("/account/tokens"))
    for number in range(3):
        tell(person, once_key=f"n{number}")
    session.commit()
    page = browser.get("/account/tokens")
    assert "Notices, 3 unread" in page.text
    assert count_queries(lambda: browser.get("/account/tokens")) == quiet
    browser.post("/notices/read-all")
    assert "Notices, 0 unread" in browser.get("/account/tokens").text


def test_the_list_has_pages_a_filter_and_a_constant_number_of_queries(
    session: Any, signed_in: Any, count_queries: Any
) -> None:
    person = factories.a_user(locale="en")
    browser = signed_in(person)
    assert "No notices yet" in browser.get("/notices").text
    tell(person, once_key="n0")
    session.commit()
    one = count_queries(lambda: browser.get("/notices"))
    for number in range(1, 40):
        tell(person, once_key=f"n{number}")
    session.commit()
    assert count_queries(lambda: browser.get("/notices")) == one
    assert browser.get("/notices").text.count('class="notice ') == 25
    assert browser.get("/notices?page=2").text.count('class="notice ') == 15
    browser.post(f"/notices/{notices(person)[0].id}/read", data={"next": "/notices?page=2"})
    assert browser.get("/notices?show=unread&page=2").text.count('class="notice ') == 14
    assert browser.post("/notices/read-all").location == "/notices"
    assert "Nothing unread" in browser.get("/notices?show=unread").text


def test_opening_a_notice_marks_it_and_leads_on(session: Any, signed_in: Any) -> None:
    person = factories.a_user()
    tell(person)
    tell(person, once_key="without", link="")
    browser = signed_in(person)
    led, stay = notices(person)
    assert browser.post(f"/notices/{led.id}/open").location == "/projects/x"
    assert browser.post(f"/notices/{stay.id}/open").location == "/notices"
    assert [item.read_at is not None for item in notices(person)] == [True, True]
    assert browser.get(f"/notices/{led.id}/open").status_code == 405, (
        "a page that is only read changes nothing"
    )


def test_nobody_reads_or_marks_somebody_elses_notice(session: Any, signed_in: Any, actor_of: Any) -> None:
    owner, other = factories.a_user(locale="en"), factories.a_user(locale="en")
    tell(owner)
    browser = signed_in(other)
    (notice,) = notices(owner)
    assert "Deep Light" not in browser.get("/notices").text
    for action in ("open", "read"):
        assert browser.post(f"/notices/{notice.id}/{action}").status_code == 404
    with pytest.raises(NotFound):
        services.read(actor=actor_of(other), notice_id=notice.id)
    browser.post("/notices/read-all")
    session.refresh(notice)
    assert notice.read_at is None


def test_wishes_are_kept_by_the_page(session: Any, signed_in: Any) -> None:
    person = factories.a_user(locale="en")
    browser = signed_in(person)
    page = browser.get("/account/notices").text
    assert 'name="matching_email"' in page
    assert 'name="decision_email"' not in page
    answer = browser.post("/account/notices", data={"contest_email": "y", "decision_email": ""})
    assert answer.status_code == 303
    page = browser.get("/account/notices").text
    assert re.search(r'<input[^>]*checked[^>]*name="contest_email"', page)
    assert not re.search(r'<input[^>]*checked[^>]*name="matching_email"', page)
    tell(person)
    assert len(letters(person)) == 1


def test_features_that_may_not_import_notices_tell_through_the_job(session: Any, signed_in: Any) -> None:
    person = factories.a_user()
    browser = signed_in(person)
    browser.post("/account/password", data={"current": factories.PASSWORD, "password": "three red lanterns"})
    args = session.execute(
        text("SELECT args FROM procrastinate_jobs WHERE task_name = 'notices.notify'")
    ).scalar_one()
    tasks.notify(**args)
    (notice,) = notices(person)
    assert (notice.code, notice.link) == ("account.password_changed", "/account/forgot")
    assert len(letters(person)) == 1, "safety is always written"

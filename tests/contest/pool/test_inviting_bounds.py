"""A base cannot write to the same people again and again; others read of an address only what tells it apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts.domain import mask_address
from contest.kernel import clock
from contest.kernel.access import ANONYMOUS, Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.errors import DomainError
from contest.permissions import Role
from contest.pool import services
from contest.pool.domain import (
    ASKED_AGAIN_AFTER,
    LETTERS_WITHIN,
    MOST_LETTERS,
    MOST_TO_ONE,
    TO_ONE_WITHIN,
    LatelyDeclined,
    ProjectInvited,
    ProjectPooled,
    Sent,
    TooManyLetters,
    TooOftenAsked,
    ensure_may_write,
    same_name,
)
from contest.pool.models import PoolPlace
from tests import factories

SignedIn = Callable[[Any], FlaskClient]
ActorOf = Callable[..., Actor]
NOON = datetime(2026, 5, 1, 4, tzinfo=UTC)
MOMENT = timedelta(seconds=1)


def invite(
    actor: Actor, base: Any, season: Any, email: str = "lead@example.com", name: str = "甲"
) -> PoolPlace:
    asked = {"email": email, "company": LocalizedText("示例医疗"), "title": LocalizedText(name)}
    return services.invite(actor=actor, base_id=base.id, season_id=season.id, **asked)


@pytest.mark.parametrize(
    ("sent", "today", "refusal"),
    [
        ([], MOST_LETTERS - 1, None),
        ([], MOST_LETTERS, TooManyLetters),
        ([Sent(NOON - MOMENT)] * (MOST_TO_ONE - 1), 0, None),
        ([Sent(NOON - MOMENT)] * MOST_TO_ONE, 0, TooOftenAsked),
        ([Sent(NOON - TO_ONE_WITHIN)] * MOST_TO_ONE, 0, None),
        ([Sent(NOON - timedelta(days=50), NOON - ASKED_AGAIN_AFTER)], 0, None),
        ([Sent(NOON - timedelta(days=50), NOON - ASKED_AGAIN_AFTER + MOMENT)], 0, LatelyDeclined),
    ],
)
def test_the_bounds_of_writing(sent: list[Sent], today: int, refusal: type[DomainError] | None) -> None:
    if refusal is None:
        ensure_may_write(sent, today, NOON)
    else:
        with pytest.raises(refusal):
            ensure_may_write(sent, today, NOON)


def test_the_day_that_is_named_is_late_enough() -> None:
    declined = NOON - timedelta(days=3)
    with pytest.raises(LatelyDeclined) as refused:
        ensure_may_write([Sent(declined, declined)], 0, NOON)
    named = datetime.fromisoformat(refused.value.params["day"]).replace(tzinfo=clock.SHANGHAI)
    ensure_may_write([Sent(declined, declined)], 0, named)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (LocalizedText("便携超声", ""), LocalizedText(" 便携 超声", "Portable"), True),
        (LocalizedText("", "ＡＢ  Sound"), LocalizedText("别名", "ab sound"), True),
        (LocalizedText("便携超声", ""), LocalizedText("", "Portable"), False),
        (LocalizedText("甲", ""), LocalizedText("乙", ""), False),
        (LocalizedText("", ""), LocalizedText("", ""), False),
    ],
)
def test_names_are_compared_in_a_language_both_have(
    one: LocalizedText, other: LocalizedText, alike: bool
) -> None:
    assert same_name(one, other) is same_name(other, one) is alike


def test_taking_back_and_asking_again_has_an_end(session: Session, actor_of: ActorOf) -> None:
    season, keeper = factories.a_season(), factories.a_user()
    base, actor = factories.a_base(keeper), actor_of(keeper)
    places = []
    for _ in range(MOST_TO_ONE):
        places.append(invite(actor, base, season))
        services.end(actor=actor, place_id=places[-1].id, reason="写错了")
    with pytest.raises(TooOftenAsked):
        invite(actor, base, season, " Lead@Example.com")
    assert invite(actor, base, season, "other@example.com", "乙").id
    assert invite(actor, base, season, "another@example.com").id
    assert {place.email for place in places} == {""}
    for place in places:
        place.invited_at = clock.now() - TO_ONE_WITHIN
    session.flush()
    assert invite(actor, base, season, name="丙").id


def test_who_declined_is_left_in_peace_by_that_base(session: Session, actor_of: ActorOf) -> None:
    season, keeper, other = factories.a_season(), factories.a_user(), factories.a_user()
    base, actor = factories.a_base(keeper), actor_of(keeper)
    place = invite(actor, base, season)
    services.decline(actor=ANONYMOUS, place_id=place.id)
    assert place.email == ""
    assert "lead" not in place.email_index
    with pytest.raises(LatelyDeclined):
        invite(actor, base, factories.a_season(year=2031), name="乙")
    another = factories.a_base(other)
    assert invite(actor_of(other), another, season).id, "another base may ask"
    place.ended_at = clock.now() - ASKED_AGAIN_AFTER
    session.flush()
    assert invite(actor, base, season).id


def test_a_day_has_so_many_letters_whatever_became_of_them(session: Session, actor_of: ActorOf) -> None:
    season, keeper = factories.a_season(), factories.a_user()
    base, actor = factories.a_base(keeper), actor_of(keeper)
    for number in range(MOST_LETTERS):
        place = invite(actor, base, season, f"lead{number}@example.com", f"项目{number}")
        services.end(actor=actor, place_id=place.id, reason="写错了")
    with pytest.raises(TooManyLetters):
        invite(actor, base, season)
    place.invited_at = clock.now() - LETTERS_WITHIN
    session.flush()
    assert invite(actor, base, season).id


def test_one_project_is_asked_for_at_one_address_and_not_once_it_is_in(
    session: Session, actor_of: ActorOf
) -> None:
    season, keeper = factories.a_season(), factories.a_user()
    base, actor = factories.a_base(keeper), actor_of(keeper)
    place = invite(actor, base, season)
    with pytest.raises(ProjectInvited):
        invite(actor, base, season, "second@example.com", " 甲 ")
    assert invite(actor, base, season, "second@example.com", "乙").id
    services.accept(actor=actor_of(factories.a_user()), place_id=place.id, agrees=True)
    with pytest.raises(ProjectPooled):
        invite(actor, base, season, "third@example.com")


@pytest.mark.parametrize(("language", "words"), [("zh", "已被谢绝"), ("en", "was declined")])
def test_the_refusal_stands_beside_the_address_and_nothing_typed_is_lost(
    session: Session, signed_in: SignedIn, actor_of: ActorOf, language: str, words: str
) -> None:
    season, keeper = factories.a_season(), factories.a_user(locale=language)
    base = factories.a_base(keeper)
    services.decline(actor=ANONYMOUS, place_id=invite(actor_of(keeper), base, season).id)
    session.commit()
    sent = {"company_zh": "示例医疗", "title_zh": "甲", "email": "lead@example.com"}
    answer = signed_in(keeper).post(f"/bases/{base.id}/residents", data=sent)
    error = answer.text.split('id="email-error"')[1].split("</div>")[0]
    assert (answer.status_code, words in error) == (422, True), error
    assert all(typed in answer.text for typed in sent.values())


def test_only_the_base_reads_whom_it_wrote_to(
    session: Session, signed_in: SignedIn, actor_of: ActorOf
) -> None:
    season, keeper = factories.a_season(), factories.a_user()
    base = factories.a_base(keeper)
    invite(actor_of(keeper), base, season, "leading.person@example.com")
    session.commit()
    page = f"/bases/{base.id}/residents"
    assert "leading.person@example.com" in signed_in(keeper).get(page).text
    for role in (Role.ORGANISER, Role.CONFIRMER, Role.AUDITOR):
        read = signed_in(factories.a_user(role)).get(page).text
        assert ("leading.person" in read, "l***@example.com" in read) == (False, True), role
    place = session.execute(select(PoolPlace)).scalar_one()
    office = signed_in(factories.a_user(Role.ORGANISER))
    for path in ("/office/pool", f"/pool/places/{place.id}/end"):
        assert "leading.person" not in office.get(path).text, path


@pytest.mark.parametrize(
    ("address", "masked"),
    [("zhou@example.com", "z***@example.com"), ("a@b.cn", "a***@b.cn"), ("@b.cn", ""), ("", "")],
)
def test_of_a_masked_address_one_letter_and_the_host_are_left(address: str, masked: str) -> None:
    assert mask_address(address) == masked

"""The pool of judges, invitations and the signed undertaking."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from contest.accounts.models import RoleAssignment
from contest.kernel.access import SYSTEM
from contest.kernel.columns import LocalizedText
from contest.kernel.errors import Forbidden, Invalid, NotFound
from contest.mail.models import Letter
from contest.mail.tasks import send
from contest.permissions import Role
from judging.judges import queries, services
from judging.judges.domain import (
    UNDERTAKING,
    AlreadyInPool,
    Invitation,
    InvitationAnswered,
    JudgeInactive,
    UndertakingChanged,
    looks_like_contact,
)
from judging.judges.queries import JudgeFilter
from judging.judges.services import JudgeDetails
from judging.rounds.domain import RoundState, RoundStateRefused
from tests import factories

DETAILS = JudgeDetails(
    title=LocalizedText("研究员", "Research fellow"),
    expertise=LocalizedText("细胞治疗与类器官", "Cell therapy and organoids"),
    track_codes=("life_health",),
    languages=("zh", "en"),
)


@pytest.fixture
def office(session, actor_of):
    return actor_of(factories.a_user(Role.ORGANISER))


@pytest.fixture
def round_(session):
    return factories.a_round(factories.a_season(), state=RoundState.DRAFT)


def sign(actor, round_, **more):
    values = {"digest": UNDERTAKING.digest, "signature": actor.name, **more}
    return services.accept(actor=actor, round_id=round_.id, **values)


def test_who_joins_the_pool_becomes_a_judge_and_keeps_every_other_role(session, office):
    user = factories.a_user(Role.MENTOR, email="expert@example.com")
    services.add_judge(actor=office, email=" Expert@Example.com ", details=DETAILS)
    held = {row.role for row in session.query(RoleAssignment).filter_by(user_id=user.id)}
    assert held == {Role.MENTOR, Role.JUDGE}
    assert queries.find_judge_of(user.id).expertise == DETAILS.expertise
    with pytest.raises(AlreadyInPool):
        services.add_judge(actor=office, email="expert@example.com", details=DETAILS)


def test_an_address_without_an_account_is_refused_beside_its_field(office):
    with pytest.raises(Invalid) as refused:
        services.add_judge(actor=office, email="nobody@example.com", details=DETAILS)
    assert [(e.field, e.code) for e in refused.value.errors] == [("email", "no_such_account")]


def test_only_the_organiser_keeps_the_pool(actor_of):
    for role in (Role.JUDGE, Role.CONFIRMER, Role.OFFICER, Role.AUDITOR):
        with pytest.raises(Forbidden):
            services.add_judge(actor=actor_of(factories.a_user(role)), email="a@example.com", details=DETAILS)


def test_the_pool_is_searched_by_words_track_language_and_activity(office):
    green = factories.a_judge(track_codes=["green"], expertise=LocalizedText("碳捕集", "Carbon capture"))
    resting = factories.a_judge(active=False, languages=["en"])

    def found(**wanted):
        return {row.id for row in queries.pool(office, JudgeFilter(**wanted))}

    assert found(text="碳捕") == found(text="carbon CAPTURE") == found(track="green") == {green.id}
    assert found(language="en") == found(active=False) == {resting.id}
    assert found() == {green.id, resting.id}


def test_an_outsider_finds_nobody_in_the_pool(actor_of):
    factories.a_judge()
    assert len(queries.pool(actor_of(factories.a_user()))) == 0


def test_a_judge_describes_oneself_but_not_ones_tracks(actor_of):
    user = factories.a_user(Role.JUDGE)
    judge = factories.a_judge(user=user)
    services.describe_self(
        actor=actor_of(user),
        title=LocalizedText("首席科学家", "Chief scientist"),
        expertise=LocalizedText("免疫治疗", "Immunotherapy"),
        languages=["en"],
        other_contacts=["second@example.com"],
    )
    row = queries.find_judge_of(user.id)
    assert (row.expertise.zh, row.languages, row.track_codes) == (
        "免疫治疗",
        ("en",),
        tuple(judge.track_codes),
    )
    assert row.other_contacts == ("second@example.com",)


def test_invited_judges_get_one_letter_each_and_are_not_asked_twice(session, office, round_):
    judges = [factories.a_judge() for _ in range(3)]
    asked = services.invite(actor=office, round_id=round_.id, judge_ids=[judge.id for judge in judges])
    assert set(asked) == {judge.id for judge in judges}
    assert services.invite(actor=office, round_id=round_.id, judge_ids=[judges[0].id]) == []
    letters = session.query(Letter).filter_by(template="judge_invited").all()
    assert len(letters) == 3
    assert {letter.params["link"] for letter in letters} == {f"/judging/invitations/{round_.id}"}


@pytest.mark.parametrize(("locale", "words"), [("zh", "评审邀请"), ("en", "Invitation to judge")])
def test_the_letter_is_written_in_the_judges_language(session, office, round_, locale, words):
    judge = factories.a_judge(user=factories.a_user(Role.JUDGE, locale=locale))
    services.invite(actor=office, round_id=round_.id, judge_ids=[judge.id])
    letter = session.query(Letter).filter_by(template="judge_invited").one()
    send(str(letter.id))
    assert letter.subject == f"{words}{'：' if locale == 'zh' else ': '}{round_.name.in_locale(locale)}"
    assert f"/judging/invitations/{round_.id}" in letter.text
    assert f"/judging/invitations/{round_.id}" in letter.html


def test_all_judges_of_the_rounds_tracks_are_invited_at_once(session, office, round_):
    round_.track_codes = ["green"]
    session.flush()
    wanted = [factories.a_judge(track_codes=["green"]), factories.a_judge(track_codes=[])]
    factories.a_judge(track_codes=["life_health"])
    factories.a_judge(track_codes=["green"], active=False)
    asked = services.invite_all_of_tracks(actor=office, round_id=round_.id)
    assert set(asked) == {judge.id for judge in wanted}


def test_resting_and_unknown_judges_cannot_be_invited_nor_anybody_into_a_closed_round(
    session, office, round_
):
    with pytest.raises(JudgeInactive):
        services.invite(actor=office, round_id=round_.id, judge_ids=[factories.a_judge(active=False).id])
    with pytest.raises(NotFound):
        services.invite(actor=office, round_id=round_.id, judge_ids=[round_.id])
    round_.state = RoundState.CLOSED
    with pytest.raises(RoundStateRefused):
        services.invite(actor=office, round_id=round_.id, judge_ids=[factories.a_judge().id])


def test_accepting_is_signing_the_undertaking_whose_digest_is_kept(session, office, round_, actor_of):
    user = factories.a_user(Role.JUDGE, name="评委 甲", name_en="Judge A")
    judge = factories.a_judge(user=user)
    services.invite(actor=office, round_id=round_.id, judge_ids=[judge.id])
    actor = actor_of(user)
    with pytest.raises(Invalid) as refused:
        sign(actor, round_, signature="别人")
    assert refused.value.errors[0].field == "signature"
    with pytest.raises(UndertakingChanged):
        sign(actor, round_, digest="0" * 64)
    row = sign(actor, round_, signature="评委甲")
    assert (row.undertaking_version, row.undertaking_digest) == (UNDERTAKING.version, UNDERTAKING.digest)
    assert len(UNDERTAKING.digest) == 64
    assert row.undertaking_at is not None
    with pytest.raises(InvitationAnswered):
        sign(actor, round_)
    (accepted,) = queries.accepted_judges(round_.id)
    assert accepted.judge.id == judge.id


def test_the_english_name_signs_as_well(office, round_, actor_of):
    user = factories.a_user(Role.JUDGE, name="评委甲", name_en="Judge A")
    services.invite(actor=office, round_id=round_.id, judge_ids=[factories.a_judge(user=user).id])
    assert sign(actor_of(user), round_, signature="judge a").invitation is Invitation.ACCEPTED


def test_a_declined_invitation_can_be_sent_again(session, office, round_, actor_of):
    user = factories.a_user(Role.JUDGE)
    judge = factories.a_judge(user=user)
    services.invite(actor=office, round_id=round_.id, judge_ids=[judge.id])
    services.decline(actor=actor_of(user), round_id=round_.id)
    assert queries.invitation_counts(round_.id)[Invitation.DECLINED] == 1
    assert services.invite(actor=office, round_id=round_.id, judge_ids=[judge.id]) == [judge.id]
    assert queries.invitation_counts(round_.id)[Invitation.INVITED] == 1


def test_nobody_answers_for_another_judge(office, round_, actor_of):
    judge = factories.a_judge()
    services.invite(actor=office, round_id=round_.id, judge_ids=[judge.id])
    other = factories.a_user(Role.JUDGE)
    factories.a_judge(user=other)
    with pytest.raises(NotFound):
        sign(actor_of(other), round_)
    with pytest.raises(NotFound):
        services.accept(actor=SYSTEM, round_id=round_.id, digest=UNDERTAKING.digest, signature="system")


def test_an_unanswered_invitation_is_taken_back_an_accepted_one_is_not(office, round_, actor_of):
    user = factories.a_user(Role.JUDGE)
    judge = factories.a_judge(user=user)
    services.invite(actor=office, round_id=round_.id, judge_ids=[judge.id])
    sign(actor_of(user), round_)
    with pytest.raises(InvitationAnswered):
        services.withdraw_invitation(actor=office, round_id=round_.id, judge_id=judge.id)
    waiting = factories.a_judge()
    services.invite(actor=office, round_id=round_.id, judge_ids=[waiting.id])
    services.withdraw_invitation(actor=office, round_id=round_.id, judge_id=waiting.id)
    assert [row.judge.id for row in queries.judges_of_round(SYSTEM, round_.id)] == [judge.id]


@pytest.mark.parametrize(
    ("written", "comparable"),
    [
        ("li@example.org", True),
        ("+86 138 0000 1234", True),
        ("021-6789", True),
        ("my old address", False),
        ("1234", False),
    ],
)
def test_a_further_contact_is_something_that_can_be_compared(written: str, comparable: bool) -> None:
    assert looks_like_contact(written) is comparable


def test_further_contacts_of_a_judge_lie_unreadable_in_the_database(session):
    judge = factories.a_judge()
    judge.other_contacts = ["second@example.com", "+8613912345678"]
    session.flush()
    raw = session.execute(
        text("SELECT other_contacts FROM judges WHERE id = :id"), {"id": judge.id}
    ).scalar_one()
    assert "second@example.com" not in raw
    assert "13912345678" not in raw
    session.expire_all()
    assert judge.other_contacts == ["second@example.com", "+8613912345678"]

"""Certificates: issued once of a final list, confirmed by their code, void when the decision falls."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pypdf
import pytest
from sqlalchemy import select, text, update

from contest.entries.models import Entry
from contest.kernel import clock
from contest.kernel.access import SYSTEM
from contest.kernel.audit import AuditEvent
from contest.kernel.columns import LocalizedText
from contest.kernel.errors import Forbidden, Invalid
from contest.kernel.signing import PublicKey
from contest.notices.models import Notice
from contest.permissions import Role
from contest.projects.models import Project
from contest.seasons.domain import StageCode
from contest.standings.domain import Outcome
from contest.teams.models import TeamMember
from judging.certificates import queries, services
from judging.certificates.domain import CertificateKind, Tier, award_for, new_code, spelled, tier_errors
from judging.certificates.models import Certificate
from judging.certificates.services import NotCertifiable
from judging.conflicts.domain import TiedToEntry
from judging.publication import services as publication
from judging.publication.models import Publication
from judging.ranking.models import Decision
from judging.ranking.queries import computed
from judging.ranking.services import decide, fingerprint
from judging.rounds.domain import RoundState
from judging.rounds.queries import get_round
from tests import factories
from tests.judging.conflicts.ties import member

GOLD, SILVER, REST = (
    LocalizedText("金奖", "Gold"),
    LocalizedText("银奖", "Silver"),
    LocalizedText("优胜奖", "Award"),
)
TIERS = (Tier(GOLD, 1), Tier(REST))


def final(marks: tuple[int, ...] = (90, 80, 70), **project: Any) -> Any:
    season = factories.a_season()
    round_ = factories.a_round(season, StageCode.FINAL, state=RoundState.CLOSED)
    for mark in marks:
        entry = factories.an_entry(factories.a_project(season, submitted=True, **project), StageCode.FINAL)
        factories.a_sheet(round_, entry, mark)
    decide(actor=SYSTEM, round_id=round_.id, previewed=fingerprint(computed(get_round(SYSTEM, round_.id))))
    factories.a_seal(round_)
    publication.publish(actor=SYSTEM, round_id=round_.id)
    return round_


def issued(round_: Any, session: Any, **more: Any) -> int:
    session.execute(update(Publication).values(finalised_at=clock.now()))
    return services.issue(actor=factories.an_actor(Role.CONFIRMER), round_id=round_.id, tiers=TIERS, **more)


def awards(session: Any) -> list[Certificate]:
    query = select(Certificate).where(Certificate.kind == CertificateKind.AWARD)
    return list(session.execute(query.order_by(Certificate.number)).scalars())


def test_the_award_of_a_rank_is_that_of_the_first_tier_that_reaches_it() -> None:
    tiers = (Tier(GOLD, 1), Tier(SILVER, 3), Tier(REST))
    assert [award_for(rank, tiers).zh for rank in (1, 2, 3, 4, None)] == [
        "金奖",
        "银奖",
        "银奖",
        "优胜奖",
        "优胜奖",
    ]
    assert tier_errors(tiers) == []
    assert [one.field for one in tier_errors((Tier(GOLD, 3), Tier(SILVER, 2), Tier(REST)))] == [
        "tiers.1.up_to"
    ]
    assert [one.field for one in tier_errors((Tier(LocalizedText("金奖")),))] == ["tiers.0.en"]


def test_a_code_is_found_however_it_was_typed() -> None:
    code = new_code()
    assert [spelled(typed) for typed in (code, code.lower(), code.replace("-", " "))] == [code] * 3
    assert spelled("not a code") == spelled("") == spelled("I" * 12) == ""


def test_every_entry_gets_its_sheet_and_who_went_on_an_award_once(session: Any) -> None:
    round_ = final()
    with pytest.raises(NotCertifiable):
        services.issue(actor=factories.an_actor(Role.CONFIRMER), round_id=round_.id, tiers=TIERS)
    assert issued(round_, session) == 5  # three sheets, two awards
    assert [one.award.zh for one in awards(session)] == ["金奖", "优胜奖"]
    assert issued(round_, session) == 0
    told = session.execute(select(Notice.id).where(Notice.code == "certificate.issued")).all()
    assert len(told) == 2
    with pytest.raises(Forbidden):
        services.issue(actor=factories.an_actor(Role.ORGANISER), round_id=round_.id, tiers=TIERS)
    with pytest.raises(Invalid):
        services.issue(
            actor=factories.an_actor(Role.CONFIRMER), round_id=round_.id, tiers=(Tier(LocalizedText()),)
        )


def test_the_signature_stands_for_every_word(session: Any) -> None:
    issued(final(), session)
    one = awards(session)[0]
    key = PublicKey.load(one.public_key.encode())
    assert key.accepts(queries.facts_of(one).message(), bytes.fromhex(one.signature))
    assert queries.find_by_code(one.code).holds  # type: ignore[union-attr]
    session.execute(text('UPDATE certificates SET award = \'{"zh": "特等奖", "en": "Grand"}\''))
    session.expire_all()
    assert not queries.find_by_code(one.code).holds  # type: ignore[union-attr]


def test_the_public_page_confirms_it_and_says_when_it_no_longer_holds(session: Any, client: Any) -> None:
    issued(final(), session)
    one = awards(session)[0]
    session.commit()
    page = client.get(f"/c/{one.code.lower()}").get_data(as_text=True)
    assert "核验通过" in page
    assert one.number in page
    assert one.title.zh in page
    assert "未查到" in client.get("/c?code=2222-2222-2222").get_data(as_text=True)
    session.execute(
        update(Decision).where(Decision.entry_id == one.entry_id).values(outcome=Outcome.WITHDRAWN)
    )
    session.commit()
    assert "已失效" in client.get(f"/c/{one.code}").get_data(as_text=True)


def test_a_name_that_may_not_be_public_is_not(session: Any, client: Any) -> None:
    issued(final(consent_publication=False), session)
    one = awards(session)[0]
    session.commit()
    page = client.get(f"/c/{one.code}").get_data(as_text=True)
    assert one.number in page
    assert one.title.zh not in page


def test_a_team_fetches_its_certificate_and_no_other_and_sheets_are_for_the_office(
    session: Any, signed_in: Any
) -> None:
    issued(final(), session)
    first, second = awards(session)
    entry = session.get_one(Entry, first.entry_id)
    member = session.execute(
        text("SELECT m.user_id FROM team_members m JOIN projects p USING (team_id) WHERE p.id = :id"),
        {"id": entry.subject_id},
    ).scalar_one()
    from contest.accounts.models import User

    team = signed_in(session.get_one(User, member))
    answer = team.get(f"/certificates/{first.id}.pdf")
    assert answer.status_code == 200
    words = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)
    assert first.code in words
    assert "金奖" in words
    assert team.get(f"/certificates/{second.id}.pdf").status_code == 404
    sheet = session.execute(
        select(Certificate.id).where(
            Certificate.kind == CertificateKind.SHEETS, Certificate.entry_id == first.entry_id
        )
    ).scalar_one()
    assert team.get(f"/certificates/{sheet}.pdf").status_code == 404
    assert first.award.zh in team.get(f"/projects/{entry.subject_id}/certificates").get_data(as_text=True)
    auditor = signed_in(factories.a_user(Role.AUDITOR))
    assert auditor.get(f"/certificates/{sheet}.pdf").status_code == 404, "never by a mere look"
    assert (
        f"/certificates/{sheet}/sheet"
        in auditor.get(f"/rounds/{first.round_id}/certificates?kind=sheets").text
    )
    assert team.post(f"/certificates/{sheet}/sheet").status_code == 404
    assert team.post(f"/certificates/{first.id}/sheet").status_code == 404
    session.expire_all()
    assert session.query(AuditEvent).filter_by(action="certificate.sheet_fetched").count() == 0
    answer = auditor.post(f"/certificates/{sheet}/sheet")
    told = session.query(AuditEvent).filter_by(action="certificate.sheet_fetched").one()
    assert (told.subject_id, told.facts) == (sheet, {"of": str(first.round_id)})
    words = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)
    assert "90.00" in words


def test_an_award_whose_decision_fell_is_neither_fetched_by_its_team_nor_printed_again(
    session: Any, signed_in: Any
) -> None:
    round_ = final()
    issued(round_, session)
    first, second = awards(session)
    entry = session.get_one(Entry, first.entry_id)
    project = session.get_one(Project, entry.subject_id)
    person = factories.a_user()
    session.add(TeamMember(team_id=project.team_id, user_id=person.id, role="member"))
    session.flush()
    team, place = signed_in(person), f"/certificates/{first.id}.pdf"
    assert team.get(place).status_code == 200
    session.execute(
        update(Decision)
        .where(Decision.round_id == round_.id, Decision.entry_id == first.entry_id)
        .values(outcome=Outcome.WITHDRAWN)
    )
    session.commit()
    assert team.get(place).status_code == 404
    assert signed_in(factories.a_user(Role.AUDITOR)).get(place).status_code == 200, (
        "the record stays readable"
    )
    printed = [one.number for batch in queries.award_batches(round_.id) for one in batch]
    assert (printed, queries.award_count(round_.id)) == ([second.number], 1)


def test_whoever_is_tied_to_an_entry_reads_no_sheet_of_it_and_issues_no_award(
    session: Any, signed_in: Any, actor_of: Any
) -> None:
    round_ = final()
    issued(round_, session)
    first = awards(session)[0]
    project = session.get_one(Project, session.get_one(Entry, first.entry_id).subject_id)
    people = [factories.a_user(role) for role in (Role.ORGANISER, Role.CONFIRMER)]
    for person in people:
        member(person, project, None)
    own, other = (
        session.execute(query).scalar_one()
        for query in (
            select(Certificate.id).where(
                Certificate.kind == CertificateKind.SHEETS, Certificate.entry_id == entry_id
            )
            for entry_id in (first.entry_id, awards(session)[1].entry_id)
        )
    )
    office = signed_in(people[0])
    assert office.post(f"/certificates/{own}/sheet").status_code == 403
    assert office.post(f"/certificates/{other}/sheet").status_code == 200
    assert office.get(f"/certificates/{first.id}.pdf").status_code == 200
    with pytest.raises(TiedToEntry):
        services.issue(actor=actor_of(people[1]), round_id=round_.id, tiers=TIERS)
    page = signed_in(people[1]).get(f"/rounds/{round_.id}/certificates").get_data(as_text=True)
    assert 'name="tiers-0-zh"' not in page


def test_the_office_issues_by_a_form_that_keeps_what_was_typed(session: Any, signed_in: Any) -> None:
    round_ = final()
    session.execute(update(Publication).values(finalised_at=datetime.now(UTC)))
    office = signed_in(factories.a_user(Role.CONFIRMER))
    address = f"/rounds/{round_.id}/certificates"
    wrong = office.post(address, data={"tiers-0-zh": "金奖", "tiers-0-en": ""})
    assert (wrong.status_code, "金奖" in wrong.get_data(as_text=True)) == (422, True)
    right = {"tiers-0-zh": "金奖", "tiers-0-en": "Gold", "tiers-0-up_to": "1", "tiers-1-zh": "优胜奖"}
    done = office.post(address, data={**right, "tiers-1-en": "Award", "rank_printed": "y"})
    assert done.status_code == 303
    assert [one.rank for one in awards(session)] == [1, 2]
    assert session.query(TeamMember).count() > 0

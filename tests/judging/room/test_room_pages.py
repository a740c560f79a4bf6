"""The pages of the panel room: what chief judges and finalisers read, and what stays hidden."""

from __future__ import annotations

import re
from typing import Any

import pytest

from contest.kernel.access import SYSTEM
from contest.kernel.errors import NotFound
from contest.permissions import Role
from judging.ranking import services as ranking
from judging.ranking.queries import computed
from judging.rounds.domain import RoundState
from judging.rounds.queries import get_round
from tests import factories
from tests.judging.conflicts.ties import member
from tests.judging.room.field import Field


def test_a_tied_chief_judge_sees_nothing_of_the_section(field: Field, signed_in: Any) -> None:
    member(field.users[0], field.projects[0], field.entries[0])
    with pytest.raises(NotFound):
        field.record(0)
    with pytest.raises(NotFound):
        field.record(1)  # equal to the one the chief is tied to: its place would tell
    with pytest.raises(NotFound):
        field.ballot()
    chief = signed_in(field.users[0])
    page = chief.get(f"/rounds/{field.round.id}/room").text
    assert all(entry.number not in page for entry in field.entries)
    assert chief.get(f"/rounds/{field.round.id}/room/entries/{field.entries[1].id}").status_code == 404


def test_the_page_sets_every_judge_s_score_beside_the_entry(field: Field, signed_in: Any) -> None:
    chief = signed_in(field.users[0])
    chief.post("/language", data={"locale": "en"})
    page = chief.get(f"/rounds/{field.round.id}/room").text
    assert all(user.name in page for user in field.users)
    assert page.count("80.00") >= 6
    path = f"/rounds/{field.round.id}/room/entries/{field.entries[0].id}"
    assert chief.get(path).status_code == 200
    refused = chief.post(f"{path}/decision", data={"version": "0", "reason": "typed and kept"})
    assert refused.status_code == 422
    assert "typed and kept" in refused.text
    sent = {"version": "0", "advice": "not_recommended", "reason": "弱", "present": str(field.judges[1].id)}
    assert chief.post(f"{path}/decision", data=sent).status_code == 303
    assert "Does not recommend the entry" in chief.get(path).text
    assert signed_in(field.users[1]).get(f"/rounds/{field.round.id}/room").status_code in (403, 404)
    office = signed_in(factories.a_user(Role.ORGANISER))
    office.post("/language", data={"locale": "en"})
    preview = office.get(f"/rounds/{field.round.id}/decide").text
    assert "Does not recommend the entry" in preview


def test_the_finaliser_s_page_asks_for_the_reason_and_keeps_what_was_typed(
    field: Field, signed_in: Any
) -> None:
    field.record(2)
    office = signed_in(factories.a_user(Role.ORGANISER))
    office.post("/language", data={"locale": "en"})
    path = f"/rounds/{field.round.id}/decide"
    page = office.get(path).text
    assert "departs from the panel" in page
    lines = computed(get_round(SYSTEM, field.round.id))
    sent = {"previewed": ranking.fingerprint(lines), "answer": ""}
    assert office.post(path, data=sent).status_code == 422
    stale = office.post(path, data={"previewed": "another", "answer": "no place left"})
    assert (stale.status_code, "no place left</textarea>" in stale.text) == (409, True)
    assert office.post(path, data={**sent, "answer": "no place left"}).status_code == 303


def test_a_blind_round_names_no_entry_to_its_chief_judge(session: Any, field: Field, signed_in: Any) -> None:
    field.round.blind = True
    session.flush()
    title = field.projects[0].name.zh
    assert title not in signed_in(field.users[0]).get(f"/rounds/{field.round.id}/room").text
    assert title in signed_in(factories.a_user(Role.AUDITOR)).get(f"/rounds/{field.round.id}/room").text


def test_while_judges_score_the_room_shows_nothing(session: Any, field: Field, signed_in: Any) -> None:
    field.round.state = RoundState.OPEN
    session.flush()
    page = signed_in(field.users[0]).get(f"/rounds/{field.round.id}/room")
    assert page.status_code == 200
    assert field.entries[0].number not in page.text


def test_the_statements_do_not_grow_with_the_entries(
    field: Field, signed_in: Any, count_queries: Any
) -> None:
    auditor = signed_in(factories.a_user(Role.AUDITOR))
    path = f"/rounds/{field.round.id}/room"
    auditor.get(path)
    few = count_queries(lambda: auditor.get(path))
    for _ in range(3):
        entry = factories.an_entry(factories.a_project(field.season, submitted=True))
        factories.a_sheet(field.round, entry, 80, field.judges[0])
    field.record(0)
    assert count_queries(lambda: auditor.get(path)) == few


def test_who_was_second_keeps_what_was_typed_and_records_it_after_reading_the_first(
    field: Field, signed_in: Any
) -> None:
    chief = signed_in(field.users[0])
    path = f"/rounds/{field.round.id}/room/entries/{field.entries[0].id}"
    present = str(field.judges[0].id)
    sent = {"version": "0", "advice": "recommended", "reason": "第二说", "present": present}
    field.record(0, reason="第一说")
    refused = chief.post(f"{path}/decision", data=sent)
    assert refused.status_code == 422
    assert all(said in refused.text for said in ("第一说", "第二说"))
    field_of = re.search(r'<input[^>]*name="version"[^>]*>', refused.text)
    assert field_of is not None
    assert 'value="1"' in field_of[0]
    assert chief.post(f"{path}/decision", data={**sent, "version": "1"}).status_code == 303

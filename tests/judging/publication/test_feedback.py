"""Teams read what the round's rule allows, when it allows it, and never one judge's mark."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from contest.kernel import clock
from contest.kernel.access import SYSTEM
from contest.permissions import Role
from contest.seasons.domain import StageCode
from judging.publication import queries, services
from judging.publication.models import Publication
from judging.ranking.queries import computed
from judging.ranking.services import decide, fingerprint
from judging.rounds.domain import Feedback, FeedbackWhen, RoundState
from judging.rounds.queries import get_round
from tests import factories

EVERYTHING = {"total": True, "criteria": ("innovation",), "comments": True}


def judged(session: Any, sheets: int, **rule: Any) -> tuple[Any, Any]:
    season = factories.a_season()
    feedback = Feedback(**rule).model_dump(mode="json")
    round_ = factories.a_round(season, StageCode.SECOND_ROUND, state=RoundState.CLOSED, feedback=feedback)
    entry = factories.an_entry(factories.a_project(season, submitted=True), StageCode.SECOND_ROUND)
    for number in range(sheets):
        factories.a_sheet(round_, entry, 70 + 10 * number).comment = f"评语{number}"
    session.flush()
    decide(actor=SYSTEM, round_id=round_.id, previewed=fingerprint(computed(get_round(SYSTEM, round_.id))))
    factories.a_seal(round_)
    return round_, entry


def test_means_and_comments_are_read_once_the_results_are_public(session: Any) -> None:
    round_, entry = judged(session, 3, when=FeedbackWhen.PUBLISHED, **EVERYTHING)
    assert queries.feedback_of(entry.subject_id) == []
    services.publish(actor=SYSTEM, round_id=round_.id)
    (found,) = queries.feedback_of(entry.subject_id)
    assert (found.sheets, found.total, set(found.comments)) == (3, Decimal(80), {"评语0", "评语1", "评语2"})
    assert [(value, most) for _name, value, most in found.criteria] == [(Decimal(80), Decimal(100))]


def test_nothing_is_told_from_two_sheets_or_where_the_round_says_never(session: Any) -> None:
    for sheets, when in ((2, FeedbackWhen.PUBLISHED), (3, FeedbackWhen.NEVER)):
        round_, entry = judged(session, sheets, when=when, **EVERYTHING)
        services.publish(actor=SYSTEM, round_id=round_.id)
        assert queries.feedback_of(entry.subject_id) == []


def test_some_rounds_tell_only_with_the_final_list_and_only_what_they_name(session: Any) -> None:
    round_, entry = judged(session, 3, when=FeedbackWhen.FINAL, criteria=("team",))
    services.publish(actor=SYSTEM, round_id=round_.id)
    assert queries.feedback_of(entry.subject_id) == []
    session.query(Publication).filter_by(round_id=round_.id).update({"finalised_at": clock.now()})
    (found,) = queries.feedback_of(entry.subject_id)
    assert (found.total, len(found.criteria), found.comments) == (None, 1, ())


def test_the_teams_page_shows_it_and_a_stranger_gets_nothing(session: Any, signed_in: Any) -> None:
    round_, entry = judged(session, 3, when=FeedbackWhen.PUBLISHED, **EVERYTHING)
    services.publish(actor=SYSTEM, round_id=round_.id)
    address = f"/projects/{entry.subject_id}/results"
    page = signed_in(factories.a_user(Role.ORGANISER)).get(address).get_data(as_text=True)
    assert "评语1" in page
    assert signed_in(factories.a_user(Role.JUDGE)).get(address).status_code in (403, 404)

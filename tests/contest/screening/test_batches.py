"""Many entries decided at once, as previewed."""

from __future__ import annotations

from typing import Any

import pytest

from contest.kernel.access import Actor
from contest.screening import queries, services
from contest.screening.domain import (
    DecisionKind,
    MarkState,
    Order,
    PreviewChanged,
    Refusal,
    Stand,
)
from contest.screening.models import ScreeningBatch, ScreeningDecision
from contest.seasons.models import Season
from tests.contest.screening.cases import (
    MET,
    an_entry,
    answer_all,
)


def test_a_batch_does_what_its_preview_showed_and_only_once(
    season: Season, office: Actor, session: Any
) -> None:
    ready, open_ = an_entry(season), an_entry(season)
    answer_all(office, ready)
    order, ids = Order(DecisionKind.PASS), [ready.id, open_.id]
    shown = services.preview_batch(actor=office, season_id=season.id, entry_ids=ids, order=order)
    assert [case.entry_id for case in shown.decided] == [ready.id]
    assert shown.reasons == {Refusal.ITEMS_OPEN: 1}
    asked: dict[str, Any] = {
        "actor": office,
        "season_id": season.id,
        "entry_ids": ids,
        "order": order,
        "fingerprint": shown.fingerprint(season.id),
    }
    first, second = services.confirm_batch(**asked), services.confirm_batch(**asked)
    assert first.id == second.id
    assert first.decided == 1
    assert session.query(ScreeningDecision).count() == 1


def test_a_batch_whose_preview_is_stale_decides_nothing(season: Season, office: Actor, session: Any) -> None:
    entry = an_entry(season)
    order = Order(DecisionKind.REJECT, reason="不符合条件")
    shown = services.preview_batch(actor=office, season_id=season.id, entry_ids=[entry.id], order=order)
    answer_all(office, entry)
    nested = session.begin_nested()
    with pytest.raises(PreviewChanged):
        services.confirm_batch(
            actor=office,
            season_id=season.id,
            entry_ids=[entry.id],
            order=order,
            fingerprint=shown.fingerprint(season.id),
        )
    nested.rollback()
    assert session.query(ScreeningBatch).count() == 0
    assert session.query(ScreeningDecision).count() == 0


def test_a_batch_may_settle_the_office_questions(season: Season, office: Actor, officer: Actor) -> None:
    entry = an_entry(season)
    services.check(actor=officer, entry_id=entry.id, version=1, answers={"complete": MET, "place": MET})
    order = Order(DecisionKind.PASS, settle_office=True)
    shown = services.preview_batch(actor=office, season_id=season.id, entry_ids=[entry.id], order=order)
    services.confirm_batch(
        actor=office,
        season_id=season.id,
        entry_ids=[entry.id],
        order=order,
        fingerprint=shown.fingerprint(season.id),
    )
    assert queries.marks_of([entry.id])[entry.id]["readable"].state is MarkState.MET
    assert queries.get_case(office, entry.id).stand is Stand.PASSED

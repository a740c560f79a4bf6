"""A published round, and objections to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select, update

from contest.kernel import clock
from contest.kernel.access import SYSTEM
from contest.kernel.db import db
from contest.notices.models import Notice
from contest.permissions import Role
from contest.seasons.domain import StageCode
from judging.objections import services
from judging.objections.domain import (
    Consequence,
    Statement,
    Verdict,
)
from judging.objections.models import Objection
from judging.objections.services import Evidence
from judging.publication import services as publication
from judging.publication.models import Publication
from judging.ranking.queries import computed, fixed
from judging.ranking.services import decide, fingerprint
from judging.rounds.domain import RoundState
from judging.rounds.queries import get_round
from tests import factories

WORDS = Statement("沈清澜", "13912345678", "评分表第三项明显与评分标准不符，请予复核。")
UPHELD = Verdict(True, Consequence.CANCELLED, "查实材料不实，取消结果。")
DISMISSED = Verdict(False, Consequence.NONE, "经复核，评分符合标准。")


def published(marks: tuple[int, ...] = (90, 80, 70)) -> Any:
    season = factories.a_season()
    round_ = factories.a_round(season, StageCode.SECOND_ROUND, state=RoundState.CLOSED)
    for mark in marks:
        entry = factories.an_entry(factories.a_project(season, submitted=True), StageCode.SECOND_ROUND)
        factories.a_sheet(round_, entry, mark)
    decide(actor=SYSTEM, round_id=round_.id, previewed=fingerprint(computed(get_round(SYSTEM, round_.id))))
    factories.a_seal(round_)
    publication.publish(actor=SYSTEM, round_id=round_.id)
    return round_


def objector() -> Any:
    return factories.an_actor(Role.ENTREPRENEUR)


def raised(round_: Any, by: Any = None, number: str | None = None, **more: Any) -> Objection:
    values = {"statement": WORDS, "evidence": [Evidence("证据.pdf", factories.a_pdf())], **more}
    return services.raise_objection(
        actor=by or objector(),
        round_id=round_.id,
        entry_number=number or fixed(round_.id)[0].entry.number,
        storage=current_app.extensions["storage"],
        max_bytes=1_000_000,
        **values,
    )


def reported(round_: Any, verdict: Verdict = UPHELD) -> Objection:
    found = raised(round_)
    handler = factories.an_actor(Role.ORGANISER)
    services.take(actor=handler, objection_id=found.id)
    return services.report_finding(
        actor=handler, objection_id=found.id, verdict=verdict, version=found.version
    )


def end_period(round_: Any, ago: timedelta = timedelta(minutes=1)) -> None:
    ends = clock.now() - ago
    db.session.execute(
        update(Publication)
        .where(Publication.round_id == round_.id)
        .values(starts_at=ends - timedelta(days=7), ends_at=ends)
    )


def told(user_id: Any, code: str) -> int:
    return len(
        db.session.execute(select(Notice.id).where(Notice.user_id == user_id, Notice.code == code)).all()
    )

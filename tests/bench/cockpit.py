"""A city's round of 12,000 entries and 36,000 sheets: the ranking, a judge's queue, the cockpit, and every sheet as a
spreadsheet. Milliseconds in the server process (median of several answers) and statements of each."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import event, select, text

import wsgi
from contest.accounts.models import User
from contest.exports.models import Export
from contest.exports.tasks import make
from contest.kernel.db import db, transaction
from contest.permissions import Role
from contest.seasons.domain import StageCode
from judging.judges.models import Judge
from judging.ranking.services import store_lines
from judging.records.domain import RecordKind
from judging.rounds.domain import RoundState
from tests import database, factories
from tests.bench.serving import Served, session_cookie
from tests.factories.contest import TRACKS

ENTRIES, JUDGES, PER_ENTRY, TIMES = 12_000, 600, 3, 5
ENTRY_ROWS = text("""
INSERT INTO entries (id, season_id, stage_code, kind, subject_id, number, title, track_code, group_code, zone_code,
                     source)
SELECT uuidv7(), :season, :stage, 'project', uuidv7(), 'HJ2026-' || lpad(n::text, 5, '0'),
       jsonb_build_object('zh', '海岸项目' || n, 'en', 'Coast project ' || n),
       (CAST(:tracks AS text[]))[1 + n % 2], 'startup', 'city', 'submission'
FROM generate_series(1, :count) n
""")
ASSIGNMENT_ROWS = text("""
INSERT INTO assignments (id, round_id, judge_id, entry_id)
SELECT uuidv7(), :round, j.id, e.id
FROM (SELECT id, row_number() OVER (ORDER BY number) AS n FROM entries WHERE season_id = :season) e
CROSS JOIN generate_series(0, :per - 1) k
JOIN (SELECT judge_id AS id, row_number() OVER (ORDER BY judge_id) - 1 AS n FROM round_judges WHERE round_id = :round) j
  ON j.n = (e.n * 7 + k * 131) % :judges
""")
SHEET_ROWS = text("""
INSERT INTO score_sheets (assignment_id, round_id, marks, notes, comment, total, version, submitted_at)
SELECT id, round_id, jsonb_build_object('innovation', a::text, 'team', b::text),
       jsonb_build_object('innovation', '技术路线清楚，数据充分；市场验证仍需加强。'),
       '团队完整，里程碑合理，建议补充知识产权与量产方案的说明。', a * 0.6 + b * 0.4, 2, now() - interval '1 hour'
FROM (SELECT id, round_id, 60 + 0.5 * (abs(hashtext(id::text)) % 80) AS a,
             55 + 0.5 * (abs(hashtext(reverse(id::text))) % 88) AS b
      FROM assignments WHERE round_id = :round) s
""")


def run() -> dict[str, object]:
    """Return milliseconds and statements of the pages, seconds and statements of the spreadsheets."""
    name = f"bench_{os.getpid()}"
    url = database.create_copy(name)
    settings = database.settings_for(url, encryption_keys=("bench",))
    app = wsgi.create_app(settings)
    try:
        return _measured(app)
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        database.drop(name)


def _measured(app: Flask) -> dict[str, object]:
    with app.app_context(), transaction():
        round_id, organiser, judge = _filled()
    figures: dict[str, object] = {"entries": ENTRIES, "judges": JUDGES}
    figures["ranking_computed_in_page"] = _page(app, organiser, f"/rounds/{round_id}/ranking", times=1)
    began = time.perf_counter()
    with app.app_context(), transaction(), _counted(app) as count:
        store_lines(round_id=round_id)
    figures["storing_lines"] = {"seconds": _since(began), "statements": count[0]}
    for path in ("", "?page=240", "?track=life_health&q=project+11", "?mark=straddles"):
        figures[f"ranking{path}"] = _page(app, organiser, f"/rounds/{round_id}/ranking{path}")
    figures["queue"] = _page(app, judge, "/judging/desk")
    figures["progress"] = _page(app, organiser, f"/rounds/{round_id}/progress")
    figures["cockpit"] = _page(app, organiser, f"/rounds/{round_id}/cockpit")
    for kind in RecordKind:
        figures[f"spreadsheet_{kind}"] = _record(app, round_id, organiser, kind)
    return figures


def _filled() -> tuple[Any, UUID, UUID]:
    season = factories.a_season()
    round_ = factories.a_round(season, StageCode.SECOND_ROUND, state=RoundState.OPEN, max_load=100)
    judges = [factories.a_judge(round_) for _ in range(JUDGES)]
    organiser = factories.a_user(Role.ORGANISER)
    given = {"season": season.id, "stage": StageCode.SECOND_ROUND.value, "round": round_.id}
    db.session.execute(ENTRY_ROWS, {**given, "tracks": list(TRACKS), "count": ENTRIES})
    db.session.execute(ASSIGNMENT_ROWS, {**given, "per": PER_ENTRY, "judges": JUDGES})
    db.session.execute(SHEET_ROWS, given)
    db.session.commit()
    for table in ("entries", "assignments", "score_sheets"):
        db.session.execute(text(f"ANALYZE {table}"))
    user = db.session.execute(
        select(User).join(Judge, Judge.user_id == User.id).where(Judge.id == judges[0].id)
    )
    return round_.id, organiser.id, user.scalar_one().id


@contextmanager
def _counted(app: Flask) -> Iterator[list[int]]:
    with app.app_context():
        count, engine = [0], db.engine

    def note(*_: object) -> None:
        count[0] += 1

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield count
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _since(began: float) -> float:
    return round(time.perf_counter() - began, 2)


def _page(app: Flask, person: UUID, path: str, times: int = TIMES) -> dict[str, float]:
    with app.app_context(), transaction():
        site: Any = Served("", app, None, {})  # type: ignore[arg-type]
        cookie = session_cookie(site, db.session.get_one(User, person), "bench")
    client, answers = app.test_client(use_cookies=False), []
    ask: Callable[[], Any] = lambda: client.get(path, headers={"Cookie": cookie})  # noqa: E731 - three uses below
    if times > 1:
        ask()
    with _counted(app) as count:
        _expect(ask(), path) if times > 1 else None
    for _ in range(times):
        began = time.perf_counter()
        _expect(ask(), path)
        answers.append((time.perf_counter() - began) * 1000)
    return {"ms": round(statistics.median(answers), 1), "statements": count[0]}


def _expect(answer: Any, path: str) -> None:
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")


def _record(app: Flask, round_id: Any, person: UUID, kind: RecordKind) -> dict[str, object]:
    with app.app_context(), transaction():
        row = Export(
            kind="records", asked_by=person, about=round_id, locale="zh", wanted={"kind": kind}, kept={}
        )
        db.session.add(row)
        db.session.flush()
        key = row.id
    began = time.perf_counter()
    with app.app_context(), transaction(), _counted(app) as count:
        make(str(key))
    seconds = _since(began)
    with app.app_context():
        made = db.session.get_one(Export, key)
        return {"seconds": seconds, "statements": count[0], "rows": made.total, "bytes": made.size}

"""The closing second of a round: 200 judges save and submit at once against `flask serve`, each over a connection.

Every judge presses again with the same key until there is an answer, as the page does. Answers must agree with the
database: `lost` (told submitted, not stored), `untold` (stored, told otherwise), `double` and `late` must be 0.
"""

from __future__ import annotations

import http.client
import json
import random
import statistics
import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from contest.kernel.db import db
from contest.permissions import Role
from judging.rounds.models import Round
from judging.scoring.models import ScoreSheet, ScoreSheetVersion
from tests import factories
from tests.bench.serving import Served, served, session_cookie

JUDGES = 200
LEAD, BEFORE, AFTER = 8.0, 4.0, 1.0  # seconds to the close; presses begin and end so long before and after it
CSRF = "the same for every judge of the benchmark"
PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Seat:
    """One judge's open page."""

    assignment: str
    cookie: str
    token: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a judge was told in the end, after so many presses. Times in seconds of the epoch."""

    assignment: str
    status: int
    code: str
    presses: int
    pressed_at: float
    seconds: float


def run() -> dict[str, object]:
    """Return what 200 judges were told around the close, compared with what is stored."""
    with served() as site:
        seats, round_id = _seat(site)
        _read(site, seats)
        closes_at = _close_in(site, round_id, LEAD)
        answers = _press(site, seats, closes_at.timestamp())
        return _compared(site, answers, closes_at)


def _seat(site: Served) -> tuple[list[Seat], Any]:
    with site.app.app_context():
        season = factories.a_season()
        judged = factories.a_round(season, judges_per_entry=JUDGES)
        entry = factories.an_entry(factories.a_project(season, submitted=True))
        people = [factories.a_user(Role.JUDGE) for _ in range(JUDGES)]
        keys = [factories.an_assignment(judged, factories.a_judge(judged, one), entry).id for one in people]
        db.session.commit()
        signer = URLSafeTimedSerializer(str(site.app.secret_key), salt="wtf-csrf-token")
        token = str(signer.dumps(CSRF))
        seats = [
            Seat(str(key), session_cookie(site, one, CSRF), token)
            for key, one in zip(keys, people, strict=True)
        ]
        round_id = judged.id
        db.session.commit()
        db.session.remove()
        return seats, round_id


def _close_in(site: Served, round_id: Any, seconds: float) -> datetime:
    with site.app.app_context():
        closes_at = datetime.now(UTC) + timedelta(seconds=seconds)
        db.session.get_one(Round, round_id).closes_at = closes_at
        db.session.commit()
        db.session.remove()
        return closes_at


def _read(site: Served, seats: list[Seat]) -> None:
    """Have some judges open their sheet: by the closing second no worker is cold."""
    for seat in seats[:16]:
        connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=30)
        connection.request("GET", f"/judging/assignments/{seat.assignment}", headers={"Cookie": seat.cookie})
        connection.getresponse().read()
        connection.close()


def _press(site: Served, seats: list[Seat], closes: float) -> list[Answer]:
    answers: list[Answer] = []
    dice = random.Random(1)
    moments = [closes + dice.uniform(-BEFORE, AFTER) for _ in seats]
    netloc = urlsplit(site.url).netloc
    threads = [
        threading.Thread(target=lambda seat=seat, at=at: answers.append(_until_answered(netloc, seat, at)))
        for seat, at in zip(seats, moments, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _until_answered(netloc: str, seat: Seat, at: float) -> Answer:
    time.sleep(max(0.0, at - time.time()))
    body = json.dumps(
        {
            "version": 0,
            "key": f"key-{seat.assignment}",
            "fields": {"mark:innovation": "80", "mark:team": "70", "comment": "最后一秒"},
        }
    )
    pressed_at, presses, status, code = time.time(), 0, 0, ""
    while time.time() < pressed_at + PATIENCE:
        presses += 1
        status, code = _ask(netloc, seat, body)
        if 0 < status < 500 and status != 429:
            break
        time.sleep(0.2)
    return Answer(seat.assignment, status, code, presses, pressed_at, time.time() - pressed_at)


def _ask(netloc: str, seat: Seat, body: str) -> tuple[int, str]:
    headers = {
        "Cookie": seat.cookie,
        "X-CSRFToken": seat.token,
        "Accept": "application/json",
        "Content-Type": "application/json",
    }
    connection = http.client.HTTPConnection(netloc, timeout=15)
    try:
        connection.request("PUT", f"/judging/assignments/{seat.assignment}/sheet", body.encode(), headers)
        answer = connection.getresponse()
        said = answer.read()
        kind = answer.getheader("Content-Type") or ""
        return answer.status, json.loads(said).get("code", "") if "json" in kind else ""
    except (OSError, http.client.HTTPException) as error:
        return 0, type(error).__name__
    finally:
        connection.close()


def _compared(site: Served, answers: list[Answer], closes_at: datetime) -> dict[str, object]:
    with site.app.app_context():
        sheets = {str(row.assignment_id): row for row in db.session.execute(select(ScoreSheet)).scalars()}
        versions = Counter(
            str(key) for key in db.session.execute(select(ScoreSheetVersion.assignment_id)).scalars()
        )
        late = sum(row.submitted_at is None or row.submitted_at >= closes_at for row in sheets.values())
        db.session.remove()
    told = {one.assignment for one in answers if one.status == 200}
    times = sorted(one.seconds * 1000 for one in answers)
    return {
        "judges": len(answers),
        "answers": dict(sorted(Counter(f"{one.status} {one.code}".rstrip() for one in answers).items())),
        "pressed_in_the_last_second": sum(0 <= closes_at.timestamp() - one.pressed_at < 1 for one in answers),
        "stored": len(sheets),
        "lost": len(told - set(sheets)),
        "untold": len(set(sheets) - told),
        "double": sum(count > 1 for count in versions.values()),
        "late": late,
        "unanswered": sum(one.status == 0 or one.status >= 500 for one in answers),
        "answer_p50_ms": round(statistics.median(times), 1),
        "answer_p95_ms": round(statistics.quantiles(times, n=20)[18], 1),
    }

"""Board latency of a live final: judges submit against `flask serve` while streams are open.

`board_ms`: from a sheet's answer (the submission is acknowledged) to the event on each stream; negative where the
event was faster than the answer. `fragment_ms`: what the screen then asks for.
"""

from __future__ import annotations

import http.client
import json
import statistics
import threading
import time
from typing import Any
from urllib.parse import urlsplit

from itsdangerous import URLSafeTimedSerializer

from contest.kernel.db import db
from contest.permissions import Role
from tests import factories
from tests.bench.serving import Served, served, session_cookie
from tests.factories.live import a_final

JUDGES, STREAMS = 15, 20
CSRF = "the same for every judge of the benchmark"
APART, PATIENCE = 0.4, 20.0  # seconds


class Stream(threading.Thread):
    """One open stream: what it was told, and when. A process without room answers 503: try again, another has some."""

    def __init__(self, netloc: str, path: str, cookie: str) -> None:
        super().__init__(daemon=True)
        self.netloc, self.path, self.cookie = netloc, path, cookie
        self.told: list[tuple[str, float]] = []
        self.refused, self.open = 0, threading.Event()

    def run(self) -> None:
        for _try in range(50):
            connection = http.client.HTTPConnection(self.netloc, timeout=90)
            connection.request("GET", self.path, headers={"Cookie": self.cookie})
            answer = connection.getresponse()
            if answer.status == 200:
                break
            self.refused += 1
            connection.close()
            time.sleep(0.05)
        while line := answer.readline():
            self.open.set()
            if line.startswith(b"data: "):
                self.told.append((line[6:].strip().decode(), time.time()))


def run() -> dict[str, object]:
    """Return how long after the answer each stream knew, over 15 judges and 20 streams."""
    with served() as site:
        seats, round_id, cookie = _seat(site)
        netloc = urlsplit(site.url).netloc
        _warm(netloc, round_id, cookie)
        streams = [Stream(netloc, f"/rounds/{round_id}/live/events", cookie) for _ in range(STREAMS)]
        for one in streams:
            one.start()
        opened = [one.open.wait(PATIENCE) for one in streams]
        time.sleep(0.5)
        answered = [_submit(netloc, *seat) for seat in seats]
        time.sleep(1.5)
        return _figures(streams, opened, answered) | _fragments(netloc, round_id, cookie)


def _seat(site: Served) -> tuple[list[tuple[str, str, str]], Any, str]:
    with site.app.app_context():
        final = a_final(factories.a_season(), entries=12, judges=JUDGES)
        office = factories.a_user(Role.ORGANISER)
        entry = final["entries"][0]
        keys = [final["assignments"][judge.id, entry.id].id for judge in final["judges"]]
        round_id = final["round"].id
        db.session.commit()
        signer = URLSafeTimedSerializer(str(site.app.secret_key), salt="wtf-csrf-token")
        token = str(signer.dumps(CSRF))
        seats = [
            (str(key), session_cookie(site, one, CSRF), token)
            for key, one in zip(keys, final["users"], strict=True)
        ]
        cookie = session_cookie(site, office, CSRF)
        db.session.commit()
        db.session.remove()
        return seats, round_id, cookie


def _get(netloc: str, path: str, cookie: str) -> tuple[int, float]:
    began = time.time()
    connection = http.client.HTTPConnection(netloc, timeout=30)
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, (time.time() - began) * 1000


def _warm(netloc: str, round_id: Any, cookie: str) -> None:
    for _ in range(8):
        _get(netloc, f"/rounds/{round_id}/live/screen", cookie)


def _submit(netloc: str, key: str, cookie: str, token: str) -> tuple[float, int, float]:
    """Submit one sheet; return when it was answered, how, and how long that took."""
    time.sleep(APART)
    fields = {"mark:innovation": "80", "mark:team": "70", "comment": ""}
    body = json.dumps({"version": 0, "key": f"key-{key}", "fields": fields})
    headers = {"Cookie": cookie, "X-CSRFToken": token, "Accept": "application/json"}
    connection = http.client.HTTPConnection(netloc, timeout=30)
    began = time.time()
    connection.request(
        "PUT",
        f"/judging/assignments/{key}/sheet",
        body.encode(),
        headers | {"Content-Type": "application/json"},
    )
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return time.time(), answer.status, (time.time() - began) * 1000


def _figures(
    streams: list[Stream], opened: list[bool], answered: list[tuple[float, int, float]]
) -> dict[str, object]:
    late: list[float] = []
    missed = 0
    for number, (at, _status, _took) in enumerate(answered, start=1):
        for one in streams:
            # Stamps end with the sum of the sheets' versions: the first that counts this sheet tells of it.
            known = [when for stamp, when in one.told if int(stamp.partition(".")[2] or 0) >= number]
            if known:
                late.append((min(known) - at) * 1000)
            else:
                missed += 1
    ordered = sorted(late)
    return {
        "judges": len(answered),
        "streams": sum(opened),
        "refused_first": sum(one.refused for one in streams),
        "submitted": sum(status == 200 for _at, status, _took in answered),
        "missed": missed,
        "answer_p50_ms": round(statistics.median(took for *_rest, took in answered), 1),
        "board_p50_ms": round(statistics.median(ordered), 1),
        "board_p95_ms": round(statistics.quantiles(ordered, n=20)[18], 1),
        "board_max_ms": round(ordered[-1], 1),
    }


def _fragments(netloc: str, round_id: Any, cookie: str) -> dict[str, object]:
    took = [_get(netloc, f"/rounds/{round_id}/live/screen", cookie)[1] for _ in range(20)]
    return {"fragment_p50_ms": round(statistics.median(took), 1)}

"""Forty simultaneous nominations for one base over separate connections: exactly two may succeed, ten times."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from urllib.parse import urlsplit

from contest.kernel.db import db
from tests import factories
from tests.bench.serving import Served, served

PROJECTS, PRESSES, TIMES = 20, 40, 10


def run() -> dict[str, object]:
    """Return how often each answer was given in each of the ten rounds, and whether all were as they must be."""
    with served() as site:
        rounds = [_one(site) for _ in range(TIMES)]
    right = all(counts[201] == 2 and counts[409] == PRESSES - 2 for counts, _ in rounds)
    return {
        "rounds": [dict(counts) for counts, _ in rounds],
        "exactly_two_each_time": right,
        "slowest_round_seconds": max(seconds for _, seconds in rounds),
    }


def _one(site: Served) -> tuple[Counter[int], float]:
    with site.app.app_context():
        manager = factories.a_user()
        base, season = factories.a_base(manager), factories.a_season()
        projects = [str(factories.a_project(season, submitted=True).id) for _ in range(PROJECTS)]
        token, base_id = factories.a_token(manager), str(base.id)
        db.session.commit()
        db.session.remove()
    answers: Counter[int] = Counter()
    start = threading.Barrier(PRESSES)

    def press(project_id: str) -> None:
        connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=30)
        connection.connect()
        start.wait()
        body = json.dumps({"base_id": base_id, "project_id": project_id})
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        connection.request("POST", "/api/v1/nominations", body, headers)
        answers[connection.getresponse().status] += 1
        connection.close()

    threads = [threading.Thread(target=press, args=(project,)) for project in projects * 2]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers, round(time.perf_counter() - began, 2)

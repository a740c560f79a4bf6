"""Autosaves at 100 a second over 16 and over 64 connections, on a database that keeps every promise to the disk.

A save is sent when it is due, whatever became of those before it, and its time counts from then. Every answer is
compared with what is stored in the end.
"""

from __future__ import annotations

import json
import statistics
import time
from collections import Counter
from urllib.parse import urlsplit

from sqlalchemy import select

from contest.kernel.db import db
from contest.projects.models import Answer
from tests.bench._teams import enter
from tests.bench._wire import Client, request, talk
from tests.bench.clients import Team
from tests.bench.pages import spent, web_workers
from tests.bench.serving import Served, served_as_installed

TEAMS, PER_SECOND, SECONDS, WARMING = 320, 100, 20, 3


def run() -> dict[str, object]:
    """Return per number of connections p50, p95 and p99 in ms, answers, CPU ms a save, and what was `lost`: 0."""
    with served_as_installed() as site:
        teams = enter(site, TEAMS)
        _save(site, teams, connections=16, seconds=WARMING)
        return {f"{count}_connections": _save(site, teams, count, SECONDS) for count in (16, 64)}


def _save(site: Served, teams: list[Team], connections: int, seconds: int) -> dict[str, object]:
    times: list[float] = []
    answers: Counter[int] = Counter()
    last: dict[str, str] = {}
    began = time.perf_counter() + 0.2
    pause = connections / PER_SECOND

    def client(number: int) -> Client:
        own = teams[number::connections]
        for turn in range(int(seconds / pause)):
            team, text = own[turn % len(own)], f"第 {turn} 次（{connections}）：市场"
            answer = yield began + (turn + number / connections) * pause, _request(team, text)
            answers[answer.status] += 1
            if answer.status == 200:
                times.append(answer.seconds * 1000)
                team.version = int(json.loads(answer.body)["version"])
                last[team.project] = text

    web = spent(web_workers(site))
    own = talk(urlsplit(site.url).netloc, [client(number) for number in range(connections)])
    web = spent(web_workers(site)) - web
    cuts = statistics.quantiles(times, n=100)
    return {
        "saves_per_second": round(len(times) / seconds, 1),
        "p50_ms": round(cuts[49], 1),
        "p95_ms": round(cuts[94], 1),
        "p99_ms": round(cuts[98], 1),
        "answers": dict(answers),
        "lost": _lost(site, last),
        "web_cpu_ms": round(web / len(times) * 1000, 2),
        "client_cpu_ms": round(own / len(times) * 1000, 2),
    }


def _request(team: Team, text: str) -> bytes:
    headers = {
        "Cookie": team.cookie,
        "X-CSRFToken": team.token,
        "Accept": "application/json",
        "Content-Type": "application/json",
    }
    body = json.dumps({"field": "market.zh", "value": text, "version": team.version}).encode()
    return request("PATCH", f"/projects/{team.project}/fields", headers, body)


def _lost(site: Served, last: dict[str, str]) -> int:
    """Return of how many teams the last acknowledged text is not what is stored."""
    with site.app.app_context():
        stored = {
            str(row.project_id): row.value.zh
            for row in db.session.execute(select(Answer).where(Answer.field == "market")).scalars()
        }
        db.session.remove()
    return sum(stored.get(project) != text for project, text in last.items())

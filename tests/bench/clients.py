"""Teams at their browsers, for benchmarks: save a field, hand in, remember every answer."""

from __future__ import annotations

import http.client
import json
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

SAVES = 2  # a team saves so many fields, then hands in; then it is the next team's turn


@dataclass(slots=True)
class Team:
    """A team's open page: its project, its session and the version it last saw."""

    project: str
    cookie: str
    token: str
    version: int


@dataclass(frozen=True, slots=True)
class Said:
    """One request and its answer; status 0: none came, `code` says why. `asked_at` in seconds of the epoch."""

    project: str
    what: str
    text: str
    status: int
    code: str
    seconds: float
    asked_at: float


def press(url: str, shares: list[list[Team]], pause: float, until: float) -> list[Said]:
    """Run one connection per share, a press every `pause` seconds, until the moment `until`; return all answers."""
    said: list[Said] = []
    threads = [
        threading.Thread(target=_connection, args=(urlsplit(url).netloc, teams, pause, until, said))
        for teams in shares
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def _connection(netloc: str, teams: list[Team], pause: float, until: float, said: list[Said]) -> None:
    connection = http.client.HTTPConnection(netloc, timeout=15)
    began, turn = time.time(), 0
    while time.time() < until:
        visit, step = divmod(turn, SAVES + 1)
        team = teams[visit % len(teams)]
        what = "save" if step < SAVES else "submit"
        answer = _ask(connection, team, what, f"第 {turn} 次：市场")
        said.append(answer)
        turn += 1
        time.sleep(max(0.0, began + turn * pause - time.time()))


def _ask(connection: http.client.HTTPConnection, team: Team, what: str, text: str) -> Said:
    headers = {"Cookie": team.cookie, "X-CSRFToken": team.token, "Accept": "application/json"}
    asked_at = time.time()
    status, code = 0, ""
    try:
        if what == "save":
            body = json.dumps({"field": "market.zh", "value": text, "version": team.version})
            path = f"/projects/{team.project}/fields"
            connection.request("PATCH", path, body, headers | {"Content-Type": "application/json"})
        else:
            form = urlencode({"csrf_token": team.token})
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", f"/projects/{team.project}/submit", form, headers | kind)
        answer = connection.getresponse()
        content, status = answer.read(), answer.status
        # A conflict tells the version to go on from: an earlier save of ours was stored though no answer came.
        if "json" in (answer.getheader("Content-Type") or ""):
            said = json.loads(content)
            team.version, code = int(said.get("version", team.version)), said.get("code", "")
    except (OSError, http.client.HTTPException) as error:
        code = type(error).__name__
        connection.close()
        time.sleep(0.2)
    return Said(team.project, what, text, status, code, time.time() - asked_at, asked_at)

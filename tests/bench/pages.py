"""Pages under load: requests per second and p95 of the judge's queue and a project page at 16 clients, and memory.

On `season` data, with the job worker and the embedder paused: what seeding left to embed would take both cores for
minutes. The clients are one thread (`_wire`), whose processor time is given beside the server's.
"""

from __future__ import annotations

import http.client
import os
import signal
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from sqlalchemy import event, select, text

from contest.accounts.domain import DEMO_PASSWORD
from contest.accounts.models import User
from contest.kernel.db import db
from contest.projects.domain import ProjectState
from contest.projects.models import Project
from contest.teams.domain import TeamRole
from contest.teams.models import TeamMember
from judging.judges.models import Judge
from judging.panels.models import Assignment
from tests.bench._wire import Client, request, talk
from tests.bench.serving import Served, served

CLIENTS, SECONDS, WARMING = 16, 10, 2
BACKENDS = text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
TICKS = os.sysconf("SC_CLK_TCK")


def run() -> dict[str, object]:
    """Return for each page requests per second, p95 and median in ms, statements and CPU ms a request; and memory."""
    with served() as site:
        site.flask("demo", "seed", "--size", "season")
        with paused(site, "worker", "embedder"):
            judge, leader, project = _people(site)
            figures: dict[str, object] = {
                "judge_queue": _load(site, "/judging/desk", judge),
                "project_page": _load(site, f"/projects/{project}", leader),
                "judge_queue_api": _load(site, "/api/v1/judging/assignments", judge),
            }
            figures["web_worker_mb"] = _memory(site.process.pid)
    return figures


@contextmanager
def paused(site: Served, *names: str) -> Iterator[None]:
    pids = [pid for name in names for pid in children(site.process.pid, name)]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def _people(site: Served) -> tuple[str, str, str]:
    with site.app.app_context():
        judge = db.session.execute(
            select(User.email)
            .join(Judge, Judge.user_id == User.id)
            .join(Assignment, Assignment.judge_id == Judge.id)
            .limit(1)
        ).scalar_one()
        leader, project = db.session.execute(
            select(User.email, Project.id)
            .join(TeamMember, TeamMember.user_id == User.id)
            .join(Project, Project.team_id == TeamMember.team_id)
            .where(TeamMember.role == TeamRole.LEADER, Project.state == ProjectState.SUBMITTED)
            .limit(1)
        ).one()
        return judge, leader, str(project)


def _cookie(netloc: str, email: str) -> str:
    connection = http.client.HTTPConnection(netloc)
    connection.request("GET", "/account/sign-in")
    answer = connection.getresponse()
    cookie = answer.getheader("Set-Cookie", "").split(";")[0]
    token = answer.read().decode().split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    body = urlencode({"csrf_token": token, "email": email, "password": DEMO_PASSWORD})
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/account/sign-in", body, headers)
    answer = connection.getresponse()
    answer.read()
    return (answer.getheader("Set-Cookie") or cookie).split(";")[0]


def _statements(site: Served, path: str, headers: dict[str, str]) -> int:
    """Return how many statements one answer takes."""
    with site.app.app_context():
        engine = db.engine
    count = 0

    def note(*_: object) -> None:
        nonlocal count
        count += 1

    event.listen(engine, "before_cursor_execute", note)
    answer = site.app.test_client(use_cookies=False).get(path, headers=headers)
    event.remove(engine, "before_cursor_execute", note)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return count


def _load(site: Served, path: str, email: str) -> dict[str, float]:
    netloc = urlsplit(site.url).netloc
    headers = {"Cookie": _cookie(netloc, email)}
    if path.startswith("/api/"):
        headers = {"Authorization": "Bearer " + _token(site, email)}
    statements = _statements(site, path, headers)
    knock(netloc, path, headers, WARMING)
    web, database = spent(web_workers(site)), spent(_database(site))
    times, own = knock(netloc, path, headers, SECONDS)
    web, database = spent(web_workers(site)) - web, spent(_database(site)) - database
    return {
        "requests_per_second": round(len(times) / SECONDS, 1),
        "p95_ms": round(statistics.quantiles(times, n=20)[18] * 1000, 1),
        "median_ms": round(statistics.median(times) * 1000, 1),
        "statements": statements,
        "web_cpu_ms": round(web / len(times) * 1000, 2),
        "database_cpu_ms": round(database / len(times) * 1000, 2),
        "client_cpu_ms": round(own / len(times) * 1000, 2),
    }


def knock(netloc: str, path: str, headers: dict[str, str], seconds: float) -> tuple[list[float], float]:
    """Ask for one page over CLIENTS kept connections, each again as soon as it has its answer.

    Return the seconds of each answer, and the processor time the asking took.
    """
    times: list[float] = []
    asked = request("GET", path, headers)
    until = time.perf_counter() + seconds

    def client() -> Client:
        while time.perf_counter() < until:
            answer = yield 0.0, asked
            if answer.status != 200:
                raise RuntimeError(f"{path} answered {answer.status}")
            times.append(answer.seconds)

    return times, talk(netloc, [client() for _ in range(CLIENTS)])


def _token(site: Served, email: str) -> str:
    from tests import factories

    with site.app.app_context():
        user = db.session.execute(select(User).where(User.email == email)).scalar_one()
        token = factories.a_token(user)
        db.session.commit()
        return token


def web_workers(site: Served) -> list[int]:
    """Return the processes that answer."""
    return [pid for master in children(site.process.pid, "gunicorn") for pid in children(master, "gunicorn")]


def children(parent: int, word: str) -> list[int]:
    """Return the processes that `parent` started and whose command names `word`."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            above = int(stat.read_text().rsplit(")", 1)[1].split()[1])
            command = (stat.parent / "cmdline").read_bytes().decode()
        except OSError:
            continue
        if above == parent and word in command:
            found.append(int(stat.parent.name))
    return found


def _database(site: Served) -> list[int]:
    """Return the database server's processes for our connections; none where it runs on another machine."""
    with site.app.app_context():
        rows = db.session.execute(BACKENDS).scalars().all()
        db.session.remove()
    return [pid for pid in rows if Path(f"/proc/{pid}/stat").exists()]


def spent(pids: list[int]) -> float:
    """Return the processor seconds these processes have taken so far."""
    times = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13] for pid in pids]
    return sum(int(user) + int(system) for user, system in times) / TICKS


def _memory(supervisor: int) -> dict[str, float]:
    """Return of the largest web worker, in MB: what is resident, its share of it (PSS), and what is its alone (USS)."""
    sizes = []
    for master in children(supervisor, "gunicorn"):
        for pid in children(master, "gunicorn"):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
            rows = {name: int(rest.split()[0]) / 1024 for name, rest in (line.split(":") for line in lines)}
            own = rows["Private_Clean"] + rows["Private_Dirty"]
            sizes.append({"rss": rows["Rss"], "pss": rows["Pss"], "uss": own})
    largest = max(sizes, key=lambda size: size["rss"])
    return {name: round(size, 1) for name, size in largest.items()}

"""Pages under load: requests per second and p95 of the judge's queue and a project page at 16 clients, and memory."""

from __future__ import annotations

import http.client
import multiprocessing
import statistics
import time
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
from tests.bench.serving import Served, served

CLIENTS, SECONDS, PROCESSES = 16, 10, 4
PATIENCE = 1800  # seconds the worker may need for what seeding left it, mostly embeddings
BUSY = text(
    "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
    " AND coalesce(scheduled_at <= now(), true)"
)


def run() -> dict[str, object]:
    """Return requests per second, p95 in ms and statements of each page on `season` data, and a worker's memory."""
    with served() as site:
        site.flask("demo", "seed", "--size", "season")
        _wait_until_idle(site)
        judge, leader, project = _people(site)
        figures: dict[str, object] = {
            "judge_queue": _load(site, "/judging/desk", judge),
            "project_page": _load(site, f"/projects/{project}", leader),
            "judge_queue_api": _load(site, "/api/v1/judging/assignments", judge),
        }
        figures["web_worker_rss_mb"] = _memory(site.process.pid)
    return figures


def _wait_until_idle(site: Served) -> None:
    """Wait until the worker has nothing to do: the figures are about pages."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with site.app.app_context():
            if not db.session.execute(BUSY).scalar_one():
                return
        time.sleep(2)
    raise TimeoutError("the worker is still busy with what was seeded")


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
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        jobs = [(netloc, path, headers, CLIENTS // PROCESSES)] * PROCESSES
        times = [seconds for part in pool.starmap(hammer, jobs) for seconds in part]
    return {
        "requests_per_second": round(len(times) / SECONDS, 1),
        "p95_ms": round(statistics.quantiles(times, n=20)[18] * 1000, 1),
        "median_ms": round(statistics.median(times) * 1000, 1),
        "statements": statements,
    }


def _token(site: Served, email: str) -> str:
    from tests import factories

    with site.app.app_context():
        user = db.session.execute(select(User).where(User.email == email)).scalar_one()
        token = factories.a_token(user)
        db.session.commit()
        return token


def hammer(netloc: str, path: str, headers: dict[str, str], clients: int) -> list[float]:
    """Ask for one page over `clients` kept connections for SECONDS; return the seconds each answer took."""
    import threading

    times: list[float] = []

    def client() -> None:
        connection = http.client.HTTPConnection(netloc, timeout=30)
        until = time.perf_counter() + SECONDS
        while time.perf_counter() < until:
            began = time.perf_counter()
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path} answered {answer.status}")
            times.append(time.perf_counter() - began)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def _memory(supervisor: int) -> float:
    """Return the largest resident size of a gunicorn worker, in MB."""
    sizes = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            command = (stat.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            parent = int(stat.read_text().rsplit(")", 1)[1].split()[1])
            grandparent = int((Path("/proc") / str(parent) / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        if "gunicorn" in command and grandparent == supervisor:
            rows = dict(
                line.split(":", 1)
                for line in (stat.parent / "status").read_text().splitlines()
                if ":" in line
            )
            sizes.append(int(rows["VmRSS"].split()[0]) / 1024)
    return round(max(sizes, default=0.0), 1)

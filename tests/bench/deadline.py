"""The deadline hour: 2,000 teams save and hand in across the closing second, at 16 and at 64 connections.

With DRILL, web worker, job worker and database server are killed on the way: what was acknowledged must be there.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import statistics
import threading
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from contest.kernel.db import db
from contest.projects.models import Answer, Submission
from tests.bench._teams import enter
from tests.bench.clients import Said, Team, press
from tests.bench.serving import Served, served_as_installed

TEAMS, PER_SECOND, PROCESSES = 2_000, 100, 2
BEFORE, AFTER = 50, 4  # seconds of load on either side of the deadline
KILLS = (10.0, 18.0, 26.0)  # seconds after the start: web worker, job worker, database server


def run() -> dict[str, object]:
    """Return latencies, answers and disagreements of each run; `lost` and `late` must be 0."""
    return {
        "16_connections": _hour(16),
        "64_connections": _hour(64),
        "64_connections_with_kills": _hour(64, kills=KILLS),
    }


def _hour(connections: int, kills: tuple[float, ...] = ()) -> dict[str, object]:
    with served_as_installed() as site:
        teams = enter(site, TEAMS)
        closes_at = _close_in(site, BEFORE)
        killer = threading.Thread(target=_kill, args=(site, kills))
        killer.start()
        said = _load(site, teams, connections, until=closes_at + timedelta(seconds=AFTER))
        killer.join()
        return _figures(said, closes_at) | _compared(site, said, closes_at)


def _close_in(site: Served, seconds: float) -> datetime:
    from contest.seasons.models import Window

    with site.app.app_context():
        closes_at = datetime.now(UTC) + timedelta(seconds=seconds)
        db.session.query(Window).update({"closes_at": closes_at})
        db.session.commit()
        db.session.remove()
        return closes_at


def _load(site: Served, teams: list[Team], connections: int, until: datetime) -> list[Said]:
    """Have the teams press, PER_SECOND in all, over so many connections; return every answer."""
    pause = connections / PER_SECOND
    shares = [teams[number::connections] for number in range(connections)]
    jobs = [(site.url, shares[number::PROCESSES], pause, until.timestamp()) for number in range(PROCESSES)]
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        return [said for part in pool.starmap(press, jobs) for said in part]


def _kill(site: Served, moments: tuple[float, ...]) -> None:
    began = time.monotonic()
    for moment, find in zip(moments, (_web_worker, _job_worker, _database), strict=False):
        time.sleep(max(0.0, began + moment - time.monotonic()))
        with suppress(ProcessLookupError):
            os.kill(find(site), signal.SIGKILL)


def _web_worker(site: Served) -> int:
    return _child(_child(site.process.pid, "gunicorn"), "gunicorn")


def _job_worker(site: Served) -> int:
    return _child(site.process.pid, "worker")


def _database(site: Served) -> int:
    pid_file = Path(site.environment["HAIJU_DATA"]) / "postgres" / "postmaster.pid"
    return int(pid_file.read_text().splitlines()[0])


def _child(parent: int, word: str) -> int:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            above = int(stat.read_text().rsplit(")", 1)[1].split()[1])
            command = (stat.parent / "cmdline").read_bytes().decode()
            if above == parent and word in command:
                return int(stat.parent.name)
    raise LookupError(word)


def _figures(said: list[Said], closes_at: datetime) -> dict[str, object]:
    saves = sorted(one.seconds * 1000 for one in said if one.what == "save" and one.status == 200)
    answers = Counter(f"{one.what} {one.status} {one.code}".rstrip() for one in said)
    broken = [one.asked_at for one in said if one.status == 0 or one.status >= 500]
    return {
        "asked": len(said),
        "answers": dict(sorted(answers.items())),
        "save_p50_ms": round(statistics.median(saves), 1),
        "save_p95_ms": round(statistics.quantiles(saves, n=20)[18], 1),
        "handed_in_in_the_last_second": sum(
            one.what == "submit" and one.status == 303 and 0 <= closes_at.timestamp() - one.asked_at < 1
            for one in said
        ),
        "seconds_from_first_to_last_failure": round(max(broken) - min(broken), 1) if broken else 0,
    }


def _compared(site: Served, said: list[Said], closes_at: datetime) -> dict[str, object]:
    """Compare what was acknowledged with what is stored.

    lost: an acknowledged text that neither stands nor was followed by a later one; late: stored after the deadline;
    unanswered: handed in without an answer that said so (a killed process), which loses nobody anything.
    """
    last: dict[str, list[Said]] = {}
    for one in said:
        last.setdefault(one.project, []).append(one)
    with site.app.app_context():
        stored = {
            str(row.project_id): row.value.zh
            for row in db.session.execute(select(Answer).where(Answer.field == "market")).scalars()
        }
        handed_in = Counter(
            str(project_id) for project_id in db.session.execute(select(Submission.project_id)).scalars()
        )
        late = db.session.execute(select(Submission.id).where(Submission.submitted_at >= closes_at)).all()
        db.session.remove()
    lost = receipts_lost = unanswered = 0
    for project, answers in last.items():
        saves = [one for one in answers if one.what == "save"]
        kept = [place for place, one in enumerate(saves) if one.status == 200]
        # What was sent after the last acknowledgement may have been stored, unheard.
        allowed = {one.text for one in saves[kept[-1] :]} if kept else set()
        lost += bool(kept) and stored.get(project) not in allowed
        receipts = sum(one.what == "submit" and one.status == 303 for one in answers)
        receipts_lost += max(0, receipts - handed_in[project])
        unanswered += max(0, handed_in[project] - receipts)
    return {"lost": lost, "receipts_lost": receipts_lost, "late": len(late), "unanswered": unanswered}

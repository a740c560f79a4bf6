"""Small processes under the supervisor: their words, their deaths, and an end that leaves nobody behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SUPERVISE = """
import sys
from contest.kernel import supervisor
supervisor.STOP_SECONDS = 0.5
programs = [program.split("=", 1) for program in sys.argv[1:]]
supervisor.Supervisor(
    [supervisor.Process(name, ("/bin/sh", "-c", script), {"WHO": name}) for name, script in programs],
    tell=lambda line: print(line, flush=True),
    is_ready=lambda: True,
    on_ready=lambda: print("READY", flush=True),
).run()
"""


def supervised(**programs: str) -> subprocess.Popen[str]:
    arguments = [f"{name}={script}" for name, script in programs.items()]
    return subprocess.Popen(
        [sys.executable, "-c", SUPERVISE, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def read_until(process: subprocess.Popen[str], words: str, lines: int = 200) -> list[str]:
    assert process.stdout is not None
    seen: list[str] = []
    for _ in range(lines):
        seen.append(process.stdout.readline().rstrip("\n"))
        if words in seen[-1]:
            return seen
    raise AssertionError(f"{words!r} is not in {seen}")


def stopped(process: subprocess.Popen[str], number: int = signal.SIGTERM) -> list[str]:
    process.send_signal(number)
    rest, _ = process.communicate(timeout=10)
    return rest.splitlines()


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def until(condition: Callable[[], object]) -> None:
    limit = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.02)


def test_words_are_passed_on_line_by_line_under_a_name_even_the_last_without_an_end() -> None:
    process = supervised(one='echo "$WHO says 你好" >&2; printf half; exec sleep 60')
    assert "[one] one says 你好" in read_until(process, "says")
    time.sleep(1)  # the second word follows at once, but not before a stop that comes at once
    assert "[one] half" in stopped(process)
    assert process.returncode == 0


def test_readiness_is_told_once() -> None:
    process = supervised(one="exec sleep 60")
    read_until(process, "READY")
    time.sleep(0.5)
    assert "READY" not in stopped(process)


def test_what_dies_starts_again_after_ever_longer_pauses() -> None:
    process = supervised(brief="exit 3")
    told = read_until(process, "in 2 s")
    assert [line for line in told if line != "READY"] == [
        f"brief ended with code 3; starting it again in {pause} s" for pause in ("0.5", "1", "2")
    ]
    stopped(process)


def test_whoever_does_not_stop_is_killed_with_everything_it_started() -> None:
    process = supervised(stubborn="trap '' TERM; sleep 60 & echo $! $$; while :; do sleep 1; done")
    pids = [int(word) for word in read_until(process, "[stubborn]")[-1].removeprefix("[stubborn] ").split()]
    began = time.monotonic()
    stopped(process)
    assert time.monotonic() - began < 3
    until(lambda: all(gone(pid) for pid in pids))


def test_what_a_dead_process_started_does_not_outlive_it() -> None:
    process = supervised(parent="sleep 60 & echo $!; exit 1")
    pid = int(read_until(process, "[parent]")[-1].removeprefix("[parent] "))
    read_until(process, "starting it again")
    until(lambda: gone(pid))
    stopped(process)


def test_a_killed_supervisor_takes_its_processes_with_it() -> None:
    process = supervised(one="echo $$; exec sleep 60")
    pid = int(read_until(process, "[one]")[-1].removeprefix("[one] "))
    assert os.getpgid(pid) == pid != os.getpgid(process.pid)
    stopped(process, signal.SIGKILL)
    until(lambda: gone(pid))

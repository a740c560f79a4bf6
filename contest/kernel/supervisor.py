"""Runs a few processes as one: passes their words on, starts again what dies, stops all together."""

from __future__ import annotations

import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

STOP_SECONDS = 5.0
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 30.0  # whoever ran this long starts again without a longer pause
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class Process:
    """A process to run: its name in the log, its command, and what its environment has beyond ours."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)


def die_with_parent(parent: int) -> None:
    """Have Linux send this process SIGTERM when the thread that started it ends; run before exec."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)


class Child:
    """One process and its lives so far."""

    def __init__(
        self, process: Process, selector: selectors.BaseSelector, tell: Callable[[str], None]
    ) -> None:
        self.process = process
        self._selector = selector
        self._tell = tell
        self._popen: subprocess.Popen[bytes] | None = None
        self._pause = FIRST_PAUSE
        self._started = 0.0
        self._due = 0.0
        self._rest = b""

    def start(self) -> None:
        """Start it, in a process group of its own: Ctrl-C reaches the supervisor alone, which stops all."""
        parent = os.getpid()
        self._started = time.monotonic()
        # Only ever called from the main thread: the kernel watches the thread, not the process.
        self._popen = subprocess.Popen(  # noqa: S603 - our own list of processes
            self.process.argv,
            env={**os.environ, **self.process.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            process_group=0,
            preexec_fn=lambda: die_with_parent(parent),
        )
        assert self._popen.stdout is not None
        os.set_blocking(self._popen.stdout.fileno(), False)
        self._selector.register(self._popen.stdout, selectors.EVENT_READ, self)

    def read(self) -> bool:
        """Pass on what it has written, line by line under its name. False: there is no more for now."""
        stdout = self._popen.stdout if self._popen else None
        if stdout is None or stdout.closed:
            return False
        try:
            chunk = os.read(stdout.fileno(), 65536)
        except BlockingIOError:
            return False
        if not chunk:
            self._close()
            return False
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        for line in lines:
            self._say(line)
        return True

    def running(self) -> bool:
        """Say whether it runs; the first time it does not, clear away what it left behind."""
        if self._popen is None:
            return False
        if self._popen.poll() is None:
            return True
        self._signal_group(signal.SIGKILL)  # what it started would keep its port or its jobs
        while self.read():
            pass
        self._close()
        return False

    def look_after(self) -> None:
        """Start it again when it has died and its pause is over."""
        if self._popen is None:
            if time.monotonic() >= self._due:
                self.start()
        elif not self.running():
            lived = time.monotonic() - self._started
            if lived > STEADY_SECONDS:
                self._pause = FIRST_PAUSE
            self._due = time.monotonic() + self._pause
            code = self._popen.returncode
            how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
            self._tell(f"{self.process.name} {how}; starting it again in {self._pause:g} s")
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
            self._popen = None

    def ask_to_stop(self) -> None:
        """Send SIGTERM to the process itself, which looks after those it started."""
        if self._popen is not None and self._popen.poll() is None:
            self._popen.terminate()

    def kill(self) -> None:
        """End it and everything it started, now."""
        if self._popen is not None:
            self._signal_group(signal.SIGKILL)
            self._popen.wait()
            self.running()

    def _signal_group(self, number: int) -> None:
        assert self._popen is not None
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._popen.pid, number)

    def _close(self) -> None:
        stdout = self._popen.stdout if self._popen else None
        if stdout is not None and not stdout.closed:
            self._selector.unregister(stdout)
            stdout.close()
        if self._rest:
            self._say(self._rest)
            self._rest = b""

    def _say(self, line: bytes) -> None:
        self._tell(f"[{self.process.name}] {line.decode(errors='replace').rstrip()}")


class Supervisor:
    """Keeps `processes` running until SIGINT or SIGTERM.

    `tell` gets every line for people. `is_ready` is asked until it says yes, then `on_ready` is called once.
    """

    def __init__(
        self,
        processes: Sequence[Process],
        *,
        tell: Callable[[str], None],
        is_ready: Callable[[], bool],
        on_ready: Callable[[], None],
    ) -> None:
        self._selector = selectors.DefaultSelector()
        self._children = [Child(process, self._selector, tell) for process in processes]
        self._is_ready = is_ready
        self._on_ready: Callable[[], None] | None = on_ready
        self._stops = 0

    def run(self) -> None:
        """Run all; returns when all have stopped."""
        with self._signals():
            try:
                for child in self._children:
                    child.start()
                while not self._stops:
                    self._listen(0.2)
                    for child in self._children:
                        child.look_after()
                    self._announce()
            finally:
                self._stop_all()
                self._selector.close()

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        def stop(_number: int, _frame: FrameType | None) -> None:
            self._stops += 1

        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _listen(self, seconds: float) -> None:
        for key, _events in self._selector.select(seconds):
            key.data.read()

    def _announce(self) -> None:
        if self._on_ready is not None and self._is_ready():
            self._on_ready()
            self._on_ready = None

    def _stop_all(self) -> None:
        """Ask all at once; whoever is left after STOP_SECONDS, or at the second Ctrl-C, is killed."""
        for child in self._children:
            child.ask_to_stop()
        limit = time.monotonic() + STOP_SECONDS
        asked = max(self._stops, 1)
        while time.monotonic() < limit and self._stops <= asked:
            self._listen(0.05)
            running = [child.running() for child in self._children]
            if not any(running):
                return
        for child in self._children:
            child.kill()

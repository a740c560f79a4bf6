"""Server-sent events: one thread per process listens to the database and wakes the streams of this process.

Events carry no content, only that something changed (`stamp`): what a reader may see is asked for by an ordinary
request. Generators hold values, never a session. Streams are for projector, stage manager and judges, and take at
most half of the threads, `EACH` for one account: nobody's open windows leave the room without. Whoever gets none,
polls.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from enum import StrEnum
from uuid import UUID

import psycopg
from flask import Response

from contest.web.serve import THREADS

MOST = THREADS // 2
EACH = 4  # a projector, a desk and two more windows
PING, LIFE = 15.0, 60.0  # seconds
PAUSE = 1.0
STAMPS = (
    "SELECT s.round_id, s.version, coalesce(sum(x.version) FILTER (WHERE x.submitted_at IS NOT NULL), 0) "
    "FROM live_sessions s LEFT JOIN score_sheets x ON x.round_id = s.round_id "
    "WHERE s.round_id = ANY(%s) GROUP BY s.round_id, s.version"
)


class Topic(StrEnum):
    """What a stream tells of: the stage alone (judges), or the sheets that come in as well (those who run it)."""

    STAGE = "stage"
    BOARD = "board"


def seen_by(topic: Topic, stamp: str) -> str:
    """Return the part of a stamp that a stream tells: a judge's does not say when a sheet came in."""
    return stamp.partition(".")[0] if topic is Topic.STAGE else stamp


class Hub:
    """The streams of one process and the thread that listens for them; without streams there is no thread."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._stamps: dict[UUID, str] = {}
        self._readers: Counter[UUID] = Counter()
        self._held: Counter[Hashable] = Counter()  # account -> its streams
        self._joined: set[UUID] = set()  # rounds followed since the listener last looked at all of them
        self._listening = False

    @property
    def readers(self) -> int:
        """Return how many streams are open."""
        return self._readers.total()

    def join(self, round_id: UUID, account: Hashable, stamp: str, database: Callable[[], str]) -> bool:
        """Take a place for an account's stream; False when all are taken, or all of its own.

        Whoever joined must leave.
        """
        with self._news:
            if self.readers >= MOST or self._held[account] >= EACH:
                return False
            if round_id not in self._readers:
                self._joined.add(round_id)
            self._readers[round_id] += 1
            self._held[account] += 1
            self._stamps.setdefault(round_id, stamp)
            if not self._listening:
                self._listening = True
                threading.Thread(target=self._listen, args=(database(),), name="live", daemon=True).start()
            return True

    def leave(self, round_id: UUID, account: Hashable) -> None:
        """Give the place back."""
        with self._news:
            self._held[account] -= 1
            if not self._held[account]:
                del self._held[account]
            self._readers[round_id] -= 1
            if not self._readers[round_id]:
                del self._readers[round_id]
                self._stamps.pop(round_id, None)

    def wait(self, round_id: UUID, topic: Topic, seen: str, seconds: float) -> str:
        """Return the stamp once it is another than `seen`, or what it is after so many seconds."""

        def now() -> str:
            return seen_by(topic, self._stamps.get(round_id, seen))

        with self._news:
            self._news.wait_for(lambda: now() != seen, timeout=seconds)
            return now()

    def _listen(self, database: str) -> None:
        while self._is_wanted():
            try:
                with psycopg.connect(database, autocommit=True) as connection:
                    connection.execute("LISTEN haiju_live")
                    self._refresh(connection)  # what happened while nobody listened
                    while self._is_wanted():
                        told = {UUID(one.payload) for one in connection.notifies(timeout=PAUSE, stop_after=1)}
                        told |= self._take_joined()  # what happened between a page's stamp and its stream
                        if told:
                            self._refresh(connection, told)
            except psycopg.OperationalError:
                time.sleep(PAUSE)  # the server restarts: try again, and look afresh

    def _is_wanted(self) -> bool:
        with self._news:
            self._listening = bool(self._readers)
            return self._listening

    def _take_joined(self) -> set[UUID]:
        with self._news:
            taken, self._joined = self._joined, set()
            return taken

    def _refresh(self, connection: psycopg.Connection, told: set[UUID] | None = None) -> None:
        with self._news:
            wanted = [one for one in self._readers if told is None or one in told]
        if not wanted:
            return
        rows = connection.execute(STAMPS, (wanted,)).fetchall()
        with self._news:
            self._stamps.update({row[0]: f"{row[1]}.{row[2]}" for row in rows if row[0] in self._readers})
            self._news.notify_all()


hub = Hub()


def event(stamp: str) -> str:
    """Return one event; its id is what a browser names when it comes back."""
    return f"id: {stamp}\nevent: change\ndata: {stamp}\n\n"


def stream(
    round_id: UUID,
    account: Hashable,
    topic: Topic,
    stamp: str,
    last_seen: str,
    database: Callable[[], str],
) -> Response:
    """Return the stream of a round; 503 when this process has no thread to spare for the account.

    `stamp` is what it is now.
    """
    taken = hub  # the place is given back where it was taken
    if not taken.join(round_id, account, stamp, database):
        return Response("", 503, {"Retry-After": "15"}, mimetype="text/plain")
    response = Response(events(round_id, topic, stamp, last_seen), mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    response.call_on_close(lambda: taken.leave(round_id, account))
    return response


def events(round_id: UUID, topic: Topic, stamp: str, last_seen: str) -> Iterator[str]:
    """Give events until the stream's life is over; the browser comes back by itself and misses nothing."""
    ends, seen = time.monotonic() + LIFE, seen_by(topic, stamp)
    yield "retry: 1000\n\n" + ("" if last_seen == seen else event(seen))
    while (left := ends - time.monotonic()) > 0:
        now = hub.wait(round_id, topic, seen, min(PING, left))
        yield ": here\n\n" if now == seen else event(now)
        seen = now

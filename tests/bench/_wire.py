"""Many clients in one thread: raw sockets kept open under one selector, so that what is measured is the server.

It runs on the cores of the server it measures. An answer costs it about 0.15 ms of processor time (a thread each with
http.client: 1 ms), most of it in the kernel; the benchmarks print it beside the server's own.
"""

from __future__ import annotations

import heapq
import selectors
import socket
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass

HEAD_ENDS = b"\r\n\r\n"
CHUNK = 256 * 1024
PATIENCE = 30.0  # seconds without any answer after which a load is given up


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `seconds` are counted from when the request was due: a server that is late is late."""

    status: int
    body: bytes
    seconds: float


# A client gives the moment (of time.perf_counter) of its next request, 0 for at once, and the request itself.
Client = Generator[tuple[float, bytes], Answer, None]


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """Return a request as it goes over the wire."""
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: bench",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + HEAD_ENDS + body


def talk(netloc: str, clients: Sequence[Client]) -> float:
    """Let each client have its say over a connection of its own until all are done; return our own CPU seconds."""
    began = time.process_time()
    host, _, port = netloc.partition(":")
    with selectors.DefaultSelector() as selector:
        talks = [_Talk(client, (host, int(port)), selector) for client in clients]
        waiting = [(talk.due, number) for number, talk in enumerate(talks)]
        heapq.heapify(waiting)
        heard = time.perf_counter()
        while waiting or selector.get_map():
            now = time.perf_counter()
            while waiting and waiting[0][0] <= now:
                talks[heapq.heappop(waiting)[1]].send()
            for key, _ in selector.select(max(0.0, waiting[0][0] - now) if waiting else 1.0):
                heard = time.perf_counter()
                if key.data.hear():
                    heapq.heappush(waiting, (key.data.due, talks.index(key.data)))
            if selector.get_map() and time.perf_counter() - heard > PATIENCE:
                raise TimeoutError(f"nothing was answered for {PATIENCE} s")
    return time.process_time() - began


class _Talk:
    """One client's connection: it waits for its moment, asks, and hears the answer."""

    def __init__(self, client: Client, address: tuple[str, int], selector: selectors.BaseSelector) -> None:
        self._client, self._address, self._selector = client, address, selector
        self._socket: socket.socket | None = None
        self._heard = bytearray()
        self.due, self._request = next(client)

    def send(self) -> None:
        """Ask what is due; a connection that the server has closed meanwhile is opened anew."""
        self.due = self.due or time.perf_counter()
        if self._socket is None:
            self._socket = socket.create_connection(self._address)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(self._request)
        self._selector.register(self._socket, selectors.EVENT_READ, self)

    def hear(self) -> bool:
        """Take in what came; say whether the client has another request after a whole answer."""
        assert self._socket is not None
        piece = self._socket.recv(CHUNK)
        self._heard += piece
        head, found, body = self._heard.partition(HEAD_ENDS)
        if piece and (not found or len(body) < _length(head)):
            return False
        self._selector.unregister(self._socket)
        answered = bool(found) and len(body) >= _length(head)
        if not answered or b"\r\nconnection: close" in head.lower():
            self._socket.close()
            self._socket = None
        seconds = time.perf_counter() - self.due
        self._heard = bytearray()
        status = int(head.split(b" ", 2)[1]) if answered else 0
        try:
            self.due, self._request = self._client.send(Answer(status, bytes(body), seconds))
        except StopIteration:
            if self._socket is not None:
                self._socket.close()
            return False
        return True


def _length(head: bytes | bytearray) -> int:
    _, found, rest = bytes(head).lower().partition(b"\r\ncontent-length:")
    return int(rest.split(b"\r\n", 1)[0]) if found else 0

"""The embedder process and those who ask it."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from contest.embeddings.client import embed_query, question
from contest.embeddings.embedder import EmbedderServer
from contest.embeddings.encoder import Encoder
from contest.embeddings.segmenter import Segmenter
from contest.embeddings.services import refresh
from contest.embeddings.wire import MAX_BODY, MAX_TEXTS, Address, loopback_address
from contest.kernel.columns import new_id
from contest.kernel.settings import ROOT, EmbeddingSettings
from tests.database import CACHE
from tests.judging.encoders import CharacterEncoder

JSON = {"Content-Type": "application/json"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def taken(address: Address) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(address)
        except OSError:
            return True
    return False


def call(address: Address, method: str, path: str, body: Any = None, headers: Any = JSON) -> tuple[int, Any]:
    connection = http.client.HTTPConnection(*address, timeout=20)
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        assert response.headers["Content-Type"] == "application/json"
        return response.status, json.loads(response.read())
    finally:
        connection.close()


class FragileEncoder(CharacterEncoder):
    """Breaks on one word."""

    def encode_query(self, text: str) -> Any:
        if text == "break":
            raise RuntimeError("broken")
        return super().encode_query(text)


@pytest.fixture
def address() -> Iterator[Address]:
    """An embedder with a small encoder, in a thread."""
    server = EmbedderServer(Address("127.0.0.1", 0))
    server.activate(FragileEncoder())
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield Address("127.0.0.1", server.server_address[1])
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def asking(app: Flask, address: Address, monkeypatch: pytest.MonkeyPatch) -> Iterator[Address]:
    """An app context whose settings name that embedder."""
    settings = app.extensions["settings"]
    url = f"http://{address.host}:{address.port}"
    monkeypatch.setitem(app.extensions, "settings", replace(settings, embedding=EmbeddingSettings(url=url)))
    with app.app_context():
        yield address


def test_texts_become_vectors(address: Address) -> None:
    status, answer = call(address, "POST", "/embed", json.dumps({"texts": ["abc", ""], "kind": "query"}))
    assert (status, answer["model"]) == (200, "characters")
    assert answer["vectors"][0] == pytest.approx(CharacterEncoder().encode_query("abc").tolist(), abs=1e-5)
    assert answer["vectors"][1] == [0] * 32
    status, answer = call(address, "POST", "/embed", json.dumps({"texts": ["abc"], "kind": "document"}))
    assert (status, len(answer["vectors"])) == (200, 1)


def test_what_is_typed_comes_back_as_words_and_a_vector(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server = EmbedderServer(Address("127.0.0.1", 0))
    server.activate(CharacterEncoder(), Segmenter(tmp_path))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    settings = replace(app.extensions["settings"], embedding=EmbeddingSettings(url=url))
    monkeypatch.setitem(app.extensions, "settings", settings)
    try:
        with app.app_context():
            asked = question("  临床试验 GMP\0 ")
            long = question("芯片" * 5_000)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert (asked.text, asked.model, asked.by_meaning) == ("临床试验 GMP", "characters", True)
    assert asked.words == ("临床", "试验", "临床试验", "gmp")
    assert len(long.text) == 200
    with app.app_context():
        alone = question("临床试验 GMP")
    assert (alone.words, alone.by_meaning) == (("临床", "床试", "试验", "gmp"), False)


class EarlierEncoder(CharacterEncoder):
    """The model that still answers."""

    model_name = "earlier"


def test_a_question_is_embedded_by_the_model_that_serves() -> None:
    server = EmbedderServer(Address("127.0.0.1", 0))
    server.activate(CharacterEncoder(), None, [EarlierEncoder()])
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    address = Address("127.0.0.1", server.server_address[1])
    try:
        named = [
            call(address, "POST", "/embed", json.dumps({"texts": ["a"], "model": model}))[1]["model"]
            for model in ("earlier", "characters", "unheard of", "")
        ]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert named == ["earlier", "characters", "characters", "characters"]


def test_its_health_names_the_model(address: Address) -> None:
    assert call(address, "GET", "/healthz") == (200, {"status": "ok", "model": "characters"})


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b"null", 400),
        (b'{"texts": []}', 400),
        (b'{"texts": "abc"}', 400),
        (b'{"texts": [1]}', 400),
        (b'{"texts": [null]}', 400),
        (b'{"texts": ["a"], "kind": "other"}', 400),
        (b'{"texts": ["a"], "more": 1}', 400),
        (b'{"texts": ["\\ud800"]}', 400),
        (json.dumps({"texts": ["a"] * (MAX_TEXTS + 1)}).encode(), 400),
        (json.dumps({"texts": ["a" * MAX_BODY]}).encode(), 413),
        (b"x" * (3 * MAX_BODY), 413),
    ],
)
def test_junk_is_refused_with_a_reason(address: Address, body: bytes, status: int) -> None:
    found, answer = call(address, "POST", "/embed", body)
    assert (found, list(answer)) == (status, ["error"])
    assert answer["error"]
    assert call(address, "GET", "/healthz")[0] == 200


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("POST", "/other", JSON, 404),
        ("GET", "/embed", JSON, 404),
        ("DELETE", "/embed", JSON, 501),
        ("POST", "/embed", {"Content-Type": "text/plain"}, 415),
        ("POST", "/embed", {**JSON, "Content-Length": "-1"}, 411),
        ("POST", "/embed", {**JSON, "Content-Length": "9" * 5_000}, 411),
        ("POST", "/embed", {**JSON, "Transfer-Encoding": "chunked"}, 411),
    ],
)
def test_other_requests_are_refused(
    address: Address, method: str, path: str, headers: Any, status: int
) -> None:
    found, answer = call(address, method, path, b"" if "Transfer-Encoding" in headers else b"{}", headers)
    assert (found, list(answer)) == (status, ["error"])


def test_who_leaves_or_stammers_harms_nobody(address: Address) -> None:
    for words in (b"", b"\x00\x01\n", b"POST /embed HTTP/1.1\r\nContent-Length: 50\r\n\r\n{"):
        with socket.create_connection(address) as connection:
            connection.sendall(words)
    assert call(address, "GET", "/healthz")[0] == 200


def test_an_encoder_that_fails_is_an_answer_too(address: Address) -> None:
    assert call(address, "POST", "/embed", json.dumps({"texts": ["break"]})) == (
        500,
        {"error": "the encoder failed"},
    )
    assert call(address, "POST", "/embed", json.dumps({"texts": ["fine"]}))[0] == 200


def test_words_are_compared_alone_where_no_vector_of_the_answering_model_serves(
    asking: Address, session: Session
) -> None:
    known = [(new_id(), "") for _ in range(2)]
    assert not question("abc", kinds=("first", "second")).by_meaning, "nothing is embedded yet"
    refresh("second", dict.fromkeys(known, "abc"), EarlierEncoder())
    assert not question("abc", kinds=("first", "second")).by_meaning, "a model that this embedder has not got"
    refresh("second", dict.fromkeys(known, "abc"), CharacterEncoder())
    found = question("abc", kinds=("first", "second"))
    assert (found.by_meaning, found.model) == (True, "characters")


def test_a_page_gets_the_vector_of_a_query(asking: Address) -> None:
    found = embed_query("a\x00b \ud800")
    assert found is not None
    assert found.model == "characters"
    assert found.values == pytest.approx(CharacterEncoder().encode_query("a b").tolist(), abs=1e-5)


@pytest.mark.parametrize("query", ["", " \x00 ", "break"])
def test_a_page_gets_none_for_nothing_and_for_a_failure(asking: Address, query: str) -> None:
    assert embed_query(query) is None


def test_a_page_gets_none_at_once_when_the_embedder_is_down(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    settings = replace(app.extensions["settings"], embedding=EmbeddingSettings(url=url))
    monkeypatch.setitem(app.extensions, "settings", settings)
    started = time.monotonic()
    with app.app_context():
        assert embed_query("电池") is None
    assert time.monotonic() - started < 1


def test_a_page_waits_no_longer_than_it_said(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"http://127.0.0.1:{mute.getsockname()[1]}"
        settings = replace(app.extensions["settings"], embedding=EmbeddingSettings(url=url))
        monkeypatch.setitem(app.extensions, "settings", settings)
        started = time.monotonic()
        with app.app_context():
            assert embed_query("电池", timeout=0.2) is None
        assert 0.1 < time.monotonic() - started < 1.5


@pytest.mark.parametrize(
    "answer", [b"", b"HTTP/1.0 200 OK\r\n\r\n{}", b"junk\r\n\r\n", b"HTTP/1.0 200 OK\r\n\r\n[NaN"]
)
def test_a_page_gets_none_from_something_else_on_the_port(
    app: Flask, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        url = f"http://127.0.0.1:{other.getsockname()[1]}"
        settings = replace(app.extensions["settings"], embedding=EmbeddingSettings(url=url))
        monkeypatch.setitem(app.extensions, "settings", settings)

        def reply() -> None:
            connection, _ = other.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(answer)

        thread = threading.Thread(target=reply)
        thread.start()
        with app.app_context():
            assert embed_query("电池") is None
        thread.join()


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://127.0.0.1:8765", Address("127.0.0.1", 8765)),
        ("http://localhost:1", Address("127.0.0.1", 1)),
        ("http://[::1]:2/", Address("::1", 2)),
    ],
)
def test_the_address_is_on_this_machine(url: str, address: Address) -> None:
    assert loopback_address(url) == address


@pytest.mark.parametrize(
    "url",
    ["http://0.0.0.0:8765", "http://10.0.0.1:8765", "http://example.com:80", "https://127.0.0.1:1", "http://127.0.0.1",
     "http://127.0.0.1:99999", "127.0.0.1:8765", "http://127.0.0.1:1/path", ""],
)  # fmt: skip
def test_no_other_address_is_listened_on(url: str) -> None:
    with pytest.raises(ValueError, match=r"EMBEDDING_URL|[Pp]ort"):
        loopback_address(url)


def run_embedder(url: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "embedder"],
        env={
            **os.environ,
            "EMBEDDING_URL": url,
            "HAIJU_DATA": str(CACHE / "test-data"),
            "PYTHONUNBUFFERED": "1",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
    )


def test_the_process_answers_on_loopback_and_leaves_when_told(encoder: Encoder) -> None:
    address = Address("127.0.0.1", free_port())
    process = run_embedder(f"http://{address.host}:{address.port}")
    assert process.stdout is not None
    try:
        lines = iter(process.stdout.readline, "")
        assert any("ready" in line for line in lines)
        status, answer = call(address, "POST", "/embed", json.dumps({"texts": ["电池回收"]}))
        assert (status, answer["model"], len(answer["vectors"][0])) == (200, encoder.model_name, 384)
        assert (
            sum(a * b for a, b in zip(answer["vectors"][0], encoder.encode_query("电池回收"), strict=True))
            > 0.999
        )
        second = run_embedder(f"http://{address.host}:{address.port}")
        words, _ = second.communicate(timeout=60)
        assert (second.returncode, "Cannot listen" in words) == (1, True)
        started = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
        assert time.monotonic() - started < 5
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.parametrize("seconds", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_leaves_in_silence_while_it_still_loads(seconds: float, told: signal.Signals) -> None:
    address = Address("127.0.0.1", free_port())
    process = run_embedder(f"http://{address.host}:{address.port}")
    try:
        patience = time.monotonic() + 60
        while not taken(address) and time.monotonic() < patience:
            time.sleep(0.02)
        time.sleep(seconds)  # it has its port, and is somewhere among the imports
        process.send_signal(told)
        words, _ = process.communicate(timeout=20)
        assert (process.returncode, words) == (0, "")
    finally:
        process.kill()
        process.wait()


def test_the_process_refuses_to_listen_for_strangers() -> None:
    process = run_embedder("http://0.0.0.0:8765")
    words, _ = process.communicate(timeout=60)
    assert (process.returncode, "EMBEDDING_URL must be" in words) == (1, True)

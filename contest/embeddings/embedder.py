"""The HTTP server of `flask embedder`: vectors for queries, beside web workers that load no engine."""

from __future__ import annotations

import json
import logging
import socket
import sys
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pydantic import ValidationError

from contest.embeddings.encoder import TextEncoder
from contest.embeddings.segmenter import Segmenter
from contest.embeddings.wire import MAX_BODY, Address, EmbedAnswer, EmbedRequest

log = logging.getLogger(__name__)

PATIENCE = 5.0  # seconds for a request to arrive
DRAIN = 4 * MAX_BODY
DECIMALS = 6
MAX_DIGITS = 12


class Refusal(Exception):
    """A request that is answered with a 4xx status and a reason."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class EmbedderServer(ThreadingHTTPServer):
    """Listens on loopback. Bound when made, so that a port in use is noticed before a model is loaded.

    `activate(encoder)` lets requests in; until then they are refused by the operating system at once.
    """

    daemon_threads = True
    request_queue_size = 64
    encoder: TextEncoder
    earlier: Mapping[str, TextEncoder]
    segmenter: Segmenter | None

    def __init__(self, address: Address) -> None:
        self.address_family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        super().__init__(address, Handler, bind_and_activate=False)
        try:
            self.server_bind()
        except OSError:
            self.server_close()
            raise

    def activate(
        self,
        encoder: TextEncoder,
        segmenter: Segmenter | None = None,
        earlier: Sequence[TextEncoder] = (),
    ) -> None:
        """Take requests from now on. Without a segmenter there are vectors, but no words.

        `earlier`: encoders of models whose vectors still serve while those of `encoder` are being made.
        """
        self.encoder, self.segmenter = encoder, segmenter
        self.earlier = {one.model_name: one for one in earlier}
        self.server_activate()

    def handle_error(self, request: Any, client_address: Any) -> None:
        del request, client_address
        error = sys.exception()
        if isinstance(error, (ConnectionError, TimeoutError)):
            return  # the asker left, or never finished asking
        log.error("a request failed", exc_info=error)


class Handler(BaseHTTPRequestHandler):
    """One request. Every answer is JSON."""

    server: EmbedderServer
    timeout = PATIENCE
    server_version = "haiju-embedder"
    sys_version = ""

    def do_GET(self) -> None:
        if self.path != "/healthz":
            self._answer(HTTPStatus.NOT_FOUND, {"error": "there is only GET /healthz and POST /embed"})
            return
        self._answer(HTTPStatus.OK, {"status": "ok", "model": self.server.encoder.model_name})

    def do_POST(self) -> None:
        try:
            question = self._question()
        except Refusal as refusal:
            self._answer(refusal.status, {"error": str(refusal)})
            return
        try:
            encoder = self.server.earlier.get(question.model, self.server.encoder)
            vectors, words = _vectors(question, encoder), self._words(question)
        except Exception:  # an engine may raise anything; the asker gets an answer and the log the reason
            log.exception("the encoder failed")
            self._answer(HTTPStatus.INTERNAL_SERVER_ERROR, {"error": "the encoder failed"})
            return
        answer = EmbedAnswer(model=encoder.model_name, vectors=vectors, words=words)
        self._answer(HTTPStatus.OK, answer.model_dump())

    def _question(self) -> EmbedRequest:
        body = self._body()
        if self.path != "/embed":
            raise Refusal(HTTPStatus.NOT_FOUND, "there is only GET /healthz and POST /embed")
        # A page in somebody's browser can post a form here, but not JSON.
        if self.headers.get_content_type() != "application/json":
            raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send application/json")
        try:
            return EmbedRequest.model_validate_json(body)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            place = ".".join(str(step) for step in first["loc"])
            raise Refusal(HTTPStatus.BAD_REQUEST, f"{place}: {first['msg']}".removeprefix(": ")) from error

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit() and len(length) < MAX_DIGITS):
            raise Refusal(HTTPStatus.LENGTH_REQUIRED, "say the Content-Length")
        if int(length) > MAX_BODY:
            self._drain(min(int(length), DRAIN))
            raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {MAX_BODY} bytes")
        return self.rfile.read(int(length))

    def _drain(self, size: int) -> None:
        """Read a body that is too large to its end, within reason: who is still sending does not read answers."""
        while size > 0 and (piece := self.rfile.read(min(size, 64 * 1024))):
            size -= len(piece)

    def _words(self, question: EmbedRequest) -> list[list[str]]:
        segmenter = self.server.segmenter
        if segmenter is None or question.kind == "document":
            return []
        return [segmenter.words(text) for text in question.texts]

    def _answer(self, status: HTTPStatus, data: dict[str, Any]) -> None:
        body = json.dumps(data, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        del explain
        status = HTTPStatus(code)
        self.close_connection = True
        self._answer(status, {"error": message or status.phrase})

    def log_message(self, format: str, *args: Any) -> None:
        log.debug(format, *args)  # what people look for is nobody else's business


def _vectors(question: EmbedRequest, encoder: TextEncoder) -> list[list[float]]:
    if question.kind == "document":
        found = list(encoder.encode_documents(question.texts))
    else:
        found = [encoder.encode_query(text) for text in question.texts]
    return [vector.astype(float).round(DECIMALS).tolist() for vector in found]

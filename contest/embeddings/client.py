"""Asks the embedder process for the vector of a query. What web pages use: it loads no engine."""

from __future__ import annotations

import http.client
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from pydantic import ValidationError

from contest.embeddings.domain import MAX_QUERY, clean, plain_words
from contest.embeddings.queries import find_model
from contest.embeddings.search import NOTHING_ASKED, Question
from contest.embeddings.wire import EmbedAnswer, EmbedRequest, loopback_address
from contest.kernel.settings import Settings

log = logging.getLogger(__name__)

HEADERS = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class QueryVector:
    """A query as a unit vector of `model`, to compare with vectors of the same model."""

    model: str
    values: tuple[float, ...]


def embed_query(text: str, *, timeout: float = 2.0) -> QueryVector | None:
    """Return the vector of a query, or None: nothing to embed, or the embedder is away or slower than `timeout`.

    A page that gets None answers lexically and says so.
    """
    found = question(text, timeout=timeout)
    return QueryVector(found.model, found.vector) if found.model else None


def question(text: str, *, kinds: Sequence[str] = (), timeout: float = 2.0) -> Question:
    """Return what somebody typed as `search` reads it, to be compared with the vectors of `kinds` that serve now.

    While the embedder is away or slower than `timeout` it has no vector, and its words are as good as they get
    without a dictionary; nor has it one where no vectors serve, or those of a model that the embedder has not got. A
    page then says that it compares words alone.
    """
    settings: Settings = current_app.extensions["settings"]
    query = clean(text, limit=MAX_QUERY)
    plain = tuple(plain_words(query))
    if not query:
        return NOTHING_ASKED
    serving = next(filter(None, map(find_model, kinds)), "")
    try:
        answer = _ask(
            settings.embedding.url,
            EmbedRequest(texts=[query], model=serving),
            timeout,
        )
        (vector,) = answer.vectors
    except (OSError, http.client.HTTPException, ValidationError, ValueError) as error:
        log.warning("the embedder gives no vector: %s", error)
        return Question(query, plain)
    words = tuple(answer.words[0]) if answer.words else plain
    if kinds and answer.model != serving:
        return Question(query, words)
    return Question(query, words, answer.model, tuple(vector))


def _ask(url: str, question: EmbedRequest, timeout: float) -> EmbedAnswer:
    # http.client, not urllib: a proxy in the environment has no business between two processes of one machine.
    connection = http.client.HTTPConnection(*loopback_address(url), timeout=timeout)
    try:
        connection.request("POST", "/embed", question.model_dump_json().encode(), HEADERS)
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    if response.status != http.client.OK:
        raise ValueError(f"status {response.status}")
    return EmbedAnswer.model_validate_json(body)

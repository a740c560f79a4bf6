"""`flask embedder`: the process that embeds what people type into a search box."""

from __future__ import annotations

import logging
import os
import signal
from dataclasses import replace

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from contest.embeddings.embedder import EmbedderServer
from contest.embeddings.encoder import EncoderUnavailable, TextEncoder, current_encoder, load_encoder
from contest.embeddings.queries import serving_sources
from contest.embeddings.segmenter import current_segmenter
from contest.embeddings.wire import loopback_address
from contest.kernel.db import db
from contest.kernel.settings import Settings

log = logging.getLogger(__name__)


@click.command("embedder")
@with_appcontext
def embedder() -> None:
    """Embed queries for web pages and cut them into words, on loopback HTTP at EMBEDDING_URL."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    for name in ("sentence_transformers", "transformers", "httpx"):
        logging.getLogger(name).setLevel(logging.WARNING)
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, _leave_at_once)
    server = _bound()
    try:
        encoder = _encoder()
        server.activate(encoder, current_segmenter(), _earlier(encoder))
        signal.signal(signal.SIGTERM, _leave)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        click.echo(f"The embedder is ready with {server.encoder.model_name}.")
        server.serve_forever()
    except EncoderUnavailable as error:
        raise click.ClickException(str(error)) from error
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


def _encoder() -> TextEncoder:
    import torch  # noqa: PLC0415 - engine, not for web workers

    # A query is a few words. Two threads that wait for each other are the slower way while a worker is busy too.
    torch.set_num_threads(1)
    return current_encoder()


def _earlier(encoder: TextEncoder) -> list[TextEncoder]:
    """Load the models whose vectors still answer while those of `encoder` are being made: twice the memory."""
    settings: Settings = current_app.extensions["settings"]
    found: list[TextEncoder] = []
    try:
        sources = serving_sources()
        db.session.rollback()
    except DBAPIError as error:  # no database, or one that is not migrated yet
        log.warning("which model serves is not known: %s", error.orig)
        return []
    for model, source in sources.items():
        if model == encoder.model_name or not source:
            continue
        try:
            loaded = load_encoder(replace(settings.embedding, model=source), settings.models_dir)
        except EncoderUnavailable as error:
            log.warning("searches go by words until %s has every vector: %s", encoder.model_name, error)
            continue
        if loaded.model_name == model:
            found.append(loaded)
    return found


def _leave_at_once(_signal: int, _frame: object) -> None:
    """Leave while the engine loads. An exception out of an import that is half done makes the engine's modules look for
    each other without end; nothing is held yet that would have to be put down.
    """
    os._exit(0)


def _leave(_signal: int, _frame: object) -> None:
    raise SystemExit(0)


def _bound() -> EmbedderServer:
    settings: Settings = current_app.extensions["settings"]
    try:
        address = loopback_address(settings.embedding.url)
        return EmbedderServer(address)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"Cannot listen at {settings.embedding.url}: {error.strerror}") from error

"""What the embedder and those who ask it agree on. Plain JSON over loopback HTTP.

    POST /embed    {"texts": ["…", …], "kind": "query" | "document", "model": "…"}
               →   {"model": "…", "vectors": [[…], …], "words": [["…", …], …]}
    GET  /healthz  →  {"status": "ok", "model": "…"}

Refusals are {"error": "…"} with a 4xx status.
"""

from __future__ import annotations

import ipaddress
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

MAX_BODY = 256 * 1024
MAX_TEXTS = 32


class EmbedRequest(BaseModel):
    """Texts to embed. A query is short and typed by a person; a document is what queries look for.

    `model`: whose vectors are to be compared with; the embedder takes its own where it has not got that one.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    texts: list[str] = Field(min_length=1, max_length=MAX_TEXTS)
    kind: Literal["query", "document"] = "query"
    model: str = Field(default="", max_length=300)


class EmbedAnswer(BaseModel):
    """Unit vectors in the order of the texts; an empty text has zeros. `model` is stored with every vector.

    `words`: those of queries, in the same order, as documents are cut into words too.
    """

    model_config = ConfigDict(allow_inf_nan=False)

    model: str
    vectors: list[list[float]]
    words: list[list[str]] = Field(default_factory=list)


class Address(NamedTuple):
    """Where the embedder listens."""

    host: str
    port: int


def loopback_address(url: str) -> Address:
    """Return host and port of EMBEDDING_URL; raise ValueError unless it is plain HTTP on this machine."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    if parts.scheme != "http" or not local or parts.path.strip("/") or parts.port is None:
        raise ValueError(f"EMBEDDING_URL must be http://, a loopback address and a port, not {url!r}")
    return Address("127.0.0.1" if host == "localhost" else host, parts.port)

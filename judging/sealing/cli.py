"""`flask judging verify`: check a sealed result, without a database."""

from __future__ import annotations

import json
import string
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from contest.kernel.errors import DomainError
from contest.kernel.signing import KeyUnreadable, PublicKey, grouped
from contest.web.commands import json_option, refusals
from contest.web.errors import describe
from judging.commands import judging
from judging.sealing.domain import Verdict
from judging.sealing.domain import verify as verify_file

FINGERPRINT_LENGTH = 64
SHOWN = 50  # differences in words; all stand in the JSON object
READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


class SealKeyUnreadable(DomainError):
    """What was given as the key is none."""

    code = "seal_key_unreadable"


@judging.command()
@click.argument("result", type=READABLE, metavar="RESULT.zip")
@click.option(
    "--key", type=READABLE, help="The key that must have sealed it: PEM, or its fingerprint as text."
)
@json_option
@with_appcontext
def verify(result: Path, key: Path | None, as_json: bool) -> None:
    """Recompute a sealed round from RESULT.zip alone and check its seal; needs no database.

    Prints the number of entries, the digest and the fingerprint of the key that sealed it: compare that with the
    published one, or give --key. Exit status 1 says what differs.
    """
    with refusals(as_json=as_json):
        expected = _fingerprint(key.read_bytes()) if key else ""
    verdict = verify_file(result.read_bytes(), expected=expected)
    if not verdict.valid:
        _refuse(verdict, as_json=as_json)
    if as_json:
        found = {"valid": True, "items": verdict.items, "digest": verdict.digest, "key": verdict.key}
        click.echo(json.dumps(found))
        return
    click.echo(f"valid: {verdict.items} entries")
    click.echo(f"digest: {grouped(verdict.digest)}")
    click.echo(f"key:    {grouped(verdict.key)}")


def _fingerprint(given: bytes) -> str:
    text = "".join(given.decode("utf-8", errors="replace").split()).lower()
    if len(text) == FINGERPRINT_LENGTH and set(text) <= set(string.hexdigits):
        return text
    try:
        return PublicKey.load(given).fingerprint
    except KeyUnreadable:
        raise SealKeyUnreadable() from None


def _refuse(verdict: Verdict, *, as_json: bool) -> None:
    lines = [describe(one.code, one.params) for one in verdict.differences]
    for line in lines[:SHOWN]:
        click.echo(line, err=True)
    if len(lines) > SHOWN:
        click.echo(f"… {len(lines) - SHOWN}", err=True)
    if as_json:
        differences: list[dict[str, Any]] = [
            {"code": one.code, "detail": line, **one.params}
            for one, line in zip(verdict.differences, lines, strict=True)
        ]
        detail = {"code": "seal_broken", "detail": "\n".join(lines[:SHOWN]), "differences": differences}
        found = {"items": verdict.items, "digest": verdict.digest, "key": verdict.key}
        click.echo(json.dumps({"valid": False, **found, "error": detail}, ensure_ascii=False))
    raise SystemExit(1)

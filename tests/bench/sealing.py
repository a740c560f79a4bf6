"""Sealing: seconds to make and to check the files of a season's rounds, and of a city's 12,000 entries.

The second round of the season (ranked by calibrated scores) is closed, decided and sealed here; every file is then
checked as a stranger would, by the command alone: valid, with one flipped byte, and against another key.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

import wsgi
from contest.accounts.models import RoleAssignment
from contest.kernel.access import SYSTEM, Actor
from contest.kernel.db import db
from contest.kernel.settings import ROOT, from_environ
from contest.kernel.signing import Signer, signer
from contest.permissions import Role
from judging.ranking.queries import computed
from judging.ranking.services import calibrate, decide, fingerprint
from judging.rounds.domain import RoundMode, RoundState
from judging.rounds.models import Round
from judging.rounds.queries import get_round
from judging.sealing import queries, services
from judging.sealing.domain import Content, seal, verify
from judging.sealing.domain.archive import regions, unpack
from judging.sealing.domain.states import SealState
from judging.sealing.models import Seal
from tests import database
from tests.judging.sealing.rounds import a_content, sealed

CITY, PER_ENTRY = 12_000, 3


def run() -> dict[str, object]:
    """Return seconds and sizes: from the database, from the file alone, and for a stranger without a database."""
    figures: dict[str, object] = {}
    with _season() as app, app.app_context():
        figures["season_second_round_judged"] = _judge_on(app)
        for row in db.session.execute(select(Seal).where(Seal.state == SealState.SEALED)).scalars():
            figures[f"season_{get_round(SYSTEM, row.round_id).stage_code.value}"] = _sealed_again(row)
        db.session.remove()
        db.engine.dispose()
    city, made = _timed(lambda: sealed(a_content(CITY, PER_ENTRY)))
    checked, verdict = _timed(lambda: verify(made.data))
    figures["city"] = {
        "entries": verdict.items,
        "valid": verdict.valid,
        "bytes": len(made.data),
        "made_with_sheets_drawn_s": city,
        "verify_s": checked,
    }
    return figures


@contextmanager
def _season() -> Iterator[Flask]:
    """Give the app on a database with a season in judging and last year's finished one."""
    name = f"bench_{os.getpid()}"
    url = database.create_copy(name)
    folder = str(database.cache_folder("bench-data"))
    environment = {**os.environ, "DATABASE_URL": url, "HAIJU_DATA": folder}
    try:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "seed", "--size", "season"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        yield wsgi.create_app(from_environ(environment))
    finally:
        database.drop(name)


def _judge_on(app: Flask) -> dict[str, object]:
    """Close, calibrate, decide and seal the round that is being judged, as two people of the office would."""
    round_ = (
        db.session.execute(
            select(Round).where(Round.state == RoundState.OPEN, Round.mode == RoundMode.ONLINE, ~Round.blind)
        )
        .scalars()
        .one()
    )
    round_.state = RoundState.CLOSED
    db.session.flush()
    calibrating, _run = _timed(lambda: calibrate(round_id=round_.id))
    lines = computed(get_round(SYSTEM, round_.id))
    deciding, made = _timed(
        lambda: decide(actor=SYSTEM, round_id=round_.id, previewed=fingerprint(lines), answer="bench")
    )
    people = _office()
    preview = queries.preview(get_round(SYSTEM, round_.id))
    unmet = {check.code.value: "bench" for check in preview.checks if not check.met}
    proposal = services.propose(
        actor=people[0], round_id=round_.id, previewed=preview.fingerprint({}), waived=unmet
    )
    services.confirm(actor=people[1], round_id=round_.id, previewed=proposal.fingerprint)
    sealing, row = _timed(lambda: services.make(seal_id=proposal.id, storage=app.extensions["storage"]))
    db.session.commit()
    return {
        "entries": made,
        "calibrate_s": calibrating,
        "decide_s": deciding,
        "seal_and_verify_s": sealing,
        "state": row.state.value,
        "set_aside": sorted(unmet),
        "calibrated_sections": len(
            {line.section for line in lines if line.basis and line.basis.code == "calibrated"}
        ),
    }


def _office() -> list[Actor]:
    """Two people of the demonstration's office, one to propose and another to confirm."""
    held = select(RoleAssignment.user_id, RoleAssignment.role).where(
        RoleAssignment.role.in_((Role.ORGANISER, Role.CONFIRMER))
    )
    found = {role: user_id for user_id, role in db.session.execute(held)}
    return [
        Actor(found[role], roles=frozenset({Role.PUBLIC, Role.USER, role}))
        for role in (Role.ORGANISER, Role.CONFIRMER)
    ]


def _timed(call: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = call()
    return round(time.perf_counter() - began, 2), found


def _sealed_again(row: Seal) -> dict[str, object]:
    round_ = get_round(SYSTEM, row.round_id)
    checks, _preview = _timed(lambda: queries.preview(round_))
    reading, content = _timed(lambda: queries.content_of(round_, key=row.pseudonym_key, seal=row))
    writing, made = _timed(lambda: _file(content))
    checking, verdict = _timed(lambda: verify(made.data))
    twice = _file(content).data == made.data
    return {
        "entries": verdict.items,
        "sheets": len(content.sheets),
        "bytes": len(made.data),
        "valid": verdict.valid,
        "same_bytes_twice": twice,
        "checklist_s": checks,
        "read_s": reading,
        "seal_s": writing,
        "verify_s": checking,
        **_stranger(made.data),
    }


def _file(content: Content) -> Any:
    return seal(content, public=signer.public, sign=signer.sign, software="bench")


def _stranger(data: bytes) -> dict[str, object]:
    """Check the file by the command on a data folder of its own, with a database that nobody answers at."""
    with tempfile.TemporaryDirectory(prefix="haiju-bench-") as folder:
        path = Path(folder) / "result.zip"
        path.write_bytes(data)
        environment = {
            **os.environ,
            "HAIJU_DATA": folder,
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        }
        whole, answer = _timed(lambda: _command(path, environment))
        place = next(
            one for one in regions(unpack(data)) if (one.member, one.what) == ("sheets.json", "content")
        )
        broken = bytearray(data)
        broken[data.index(b'"total":"', place.start) + 9] ^= 1
        path.write_bytes(bytes(broken))
        refused = _command(path, environment)
        path.write_bytes(data)
        other = Path(folder) / "other.pem"
        stranger = Signer()
        stranger.install("somebody else")
        other.write_text(stranger.public.pem)
        wrong = _command(path, environment, "--key", str(other))
    codes = {one["code"] for one in refused.get("error", {}).get("differences", ())}
    return {
        "command_s": whole,
        "command_valid": answer["valid"],
        "flipped_byte": sorted(codes),
        "wrong_key": [one["code"] for one in wrong["error"]["differences"]],
        "flipped_byte_named": [
            one["detail"] for one in refused["error"]["differences"] if one["code"] == "seal_total_differs"
        ][:1],
    }


def _command(path: Path, environment: dict[str, str], *more: str) -> dict[str, Any]:
    command = [
        sys.executable,
        "-m",
        "flask",
        "--app",
        "wsgi",
        "judging",
        "verify",
        str(path),
        "--json",
        *more,
    ]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    found: dict[str, Any] = json.loads(done.stdout)
    return found

"""Start the reading process and believe only what it has time, memory and room to say."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict
from typing import BinaryIO

from contest.documents.domain import Caps, DocumentType, Reading, Trouble
from contest.kernel.settings import ROOT
from contest.kernel.storage import CHUNK

# A machine under load gives a process less than a second of processor per second.
PATIENCE = 2.0


def read_document(stream: BinaryIO, kind: DocumentType, caps: Caps | None = None) -> Reading:
    """Return the text of a stored document. Never raises for what is in the file."""
    caps = caps or Caps()
    with tempfile.NamedTemporaryFile(suffix=f".{kind.extension}") as file, tempfile.TemporaryFile() as answer:
        shutil.copyfileobj(stream, file, CHUNK)
        file.flush()
        arguments = (file.name, kind.extension, json.dumps(asdict(caps)))
        try:
            done = subprocess.run(  # noqa: S603 - our own module; the file's name is made here
                (sys.executable, "-m", "contest.documents.reading", *arguments),
                stdin=subprocess.DEVNULL,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
                env={"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},  # keys and addresses stay here
                timeout=caps.seconds * PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Reading(trouble=Trouble.TOO_SLOW)
        if done.returncode != 0:
            return Reading(trouble=_cause(done.returncode))
        answer.seek(0)
        return _reading(answer.read())


def _cause(status: int) -> Trouble:
    if status == -signal.SIGXCPU:
        return Trouble.TOO_SLOW
    # The kernel kills what takes too much memory; a failed allocation aborts or ends in an unhandled error.
    return Trouble.CORRUPT if status == -signal.SIGSEGV else Trouble.TOO_MUCH_MEMORY


def _reading(said: bytes) -> Reading:
    try:
        values = json.loads(said)
    except ValueError:
        return Reading(trouble=Trouble.CORRUPT)
    trouble = Trouble(values["trouble"]) if values["trouble"] else None
    return Reading(tuple(values["pages"]), values["cut"], trouble, values["limit"])

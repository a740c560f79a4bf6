"""Start the stamping process, and believe only that it ended well."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from contest.documents.domain import Caps
from contest.kernel.settings import ROOT
from contest.kernel.storage import CHUNK

CAPS = Caps(seconds=20, memory_mb=1024)
PATIENCE = 2.0  # a machine under load gives a process less than a second of processor per second


class NotStamped(Exception):
    """There is no copy with a mark: the document is behind a password, damaged, or too much for the caps."""


class NotStampedNow(Exception):
    """There is no copy yet: a machine under load gave the process too little. It says nothing about the document."""


def stamp(document: BinaryIO, mark: bytes, target: Path, caps: Caps = CAPS) -> None:
    """Write a copy of a PDF to `target` with the first page of `mark` over each of its pages.

    Raises NotStamped, NotStampedNow.

    `mark` is a square page without ground. It is drawn around the middle of each page, upright as the page is read,
    and as large as the page's longer side.
    """
    with (
        tempfile.NamedTemporaryFile(suffix=".pdf") as file,
        tempfile.NamedTemporaryFile(suffix=".pdf") as over,
    ):
        shutil.copyfileobj(document, file, CHUNK)
        file.flush()
        over.write(mark)
        over.flush()
        call = (sys.executable, "-m", "contest.documents.stamping", file.name, over.name, str(target))
        try:
            done = subprocess.run(  # noqa: S603 - our own module; the files' names are made here
                (*call, json.dumps(asdict(caps))),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
                env={"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},  # keys and addresses stay here
                timeout=caps.seconds * PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise NotStampedNow from error
    if done.returncode != 0:
        raise NotStamped

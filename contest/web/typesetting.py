"""PDF documents, set by typst from the templates in templates/pdf.

The typesetter and its fonts run in a process of their own: a web worker stays small, and a document that takes too
long is stopped. It knows no keys and no addresses, bounds what it takes, and few run beside each other: whoever prints
a hundred documents at once waits, not everybody else. Data reach a template as JSON only, so that nothing a person
typed is ever read as markup.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "pdf"
SECONDS = 30
AT_ONCE = 2  # in one web process
MEMORY = 2 * 2**30  # of addresses; a plan of a hundred pages takes about 200 MB

_turns = threading.BoundedSemaphore(AT_ONCE)


class TypesettingFailed(RuntimeError):
    """A document could not be set; the message is the typesetter's."""


def typeset(template: str, data: Mapping[str, Any]) -> bytes:
    """Return the PDF of `templates/pdf/<template>.typ` with `data` (JSON values). Raises TypesettingFailed."""
    call = [sys.executable, "-m", "contest.web.typesetting", template]
    if not _turns.acquire(timeout=SECONDS):
        raise TypesettingFailed(f"{template} waited more than {SECONDS} s for its turn")
    try:
        done = subprocess.run(  # noqa: S603 - our own module; `template` is a name from our code
            call,
            input=json.dumps(data, ensure_ascii=False).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd=TEMPLATES.parents[1],
            env={"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise TypesettingFailed(f"{template} took more than {SECONDS} s") from error
    finally:
        _turns.release()
    if done.returncode != 0:
        raise TypesettingFailed(done.stderr.decode(errors="replace"))
    return done.stdout


def _main(template: str) -> None:
    import pylopdf_fonts_zh_cn  # noqa: PLC0415 - only in the typesetter's own process
    import typst  # noqa: PLC0415 - only in the typesetter's own process

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    source = (TEMPLATES / f"{template}.typ").resolve()
    if source.parent != TEMPLATES:
        raise SystemExit(f"no template named {template}")
    fonts = Path(pylopdf_fonts_zh_cn.__file__).parent
    document = typst.compile(
        str(source),
        root=str(TEMPLATES),
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
        sys_inputs={"data": sys.stdin.read()},
    )
    sys.stdout.buffer.write(document)


if __name__ == "__main__":
    _main(sys.argv[1])

"""The process that stamps one document: `python -m contest.documents.stamping DOCUMENT MARK TARGET CAPS`.

It limits itself before it opens anything, has no environment, no database and no keys, and ends with 1 for whatever
keeps it from making a whole copy.
"""

from __future__ import annotations

import json
import resource
import sys

from contest.documents.domain.reading import Caps
from contest.documents.stamping.pages import stamped

MEGABYTE = 2**20
LARGEST_OUTPUT = 256 * MEGABYTE
MOST_OPEN = 64


def main(document: str, mark: str, target: str, caps_json: str) -> int:
    """Write the copy; return the exit status."""
    caps = Caps(**json.loads(caps_json))
    resource.setrlimit(resource.RLIMIT_CPU, (caps.seconds, caps.seconds + 1))
    for what, most in (
        (resource.RLIMIT_AS, caps.memory_mb * MEGABYTE),
        (resource.RLIMIT_FSIZE, LARGEST_OUTPUT),
        (resource.RLIMIT_NOFILE, MOST_OPEN),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    try:
        stamped(document, mark, target, most_pages=caps.pages)
    except Exception:
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))

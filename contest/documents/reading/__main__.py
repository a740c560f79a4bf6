"""The process that reads one document: `python -m contest.documents.reading PATH EXTENSION CAPS`, JSON on stdout.

It limits itself before it opens anything, has no environment, no database and no keys, and is alone in dying of
what a file does to it.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable, Iterator

from contest.documents.domain.reading import Caps, Reading, Trouble
from contest.documents.reading.cleaning import clean
from contest.documents.reading.ending import Ended
from contest.documents.reading.office import deck_pages, word_pages
from contest.documents.reading.pdf import pages_of
from contest.documents.reading.photograph import check

READERS: dict[str, Callable[[str, Caps], Iterator[str]]] = {
    "pdf": pages_of,
    "docx": word_pages,
    "pptx": deck_pages,
}
PICTURES = frozenset({"jpg", "png"})
MEGABYTE = 2**20
LARGEST_OUTPUT = 64 * MEGABYTE
MOST_OPEN = 64
POLITENESS = 10


def main(path: str, extension: str, caps_json: str) -> None:
    """Read the file and print what came of it."""
    caps = Caps(**json.loads(caps_json))
    limit(caps)
    try:
        result = looked_at(path) if extension in PICTURES else read(READERS[extension], path, caps)
    except Ended as ended:
        result = Reading(trouble=ended.trouble, limit=ended.limit)
    except MemoryError:
        result = Reading(trouble=Trouble.TOO_MUCH_MEMORY)
    except Exception:
        result = Reading(trouble=Trouble.CORRUPT)
    json.dump(
        {"pages": result.pages, "cut": result.cut, "trouble": result.trouble, "limit": result.limit},
        sys.stdout,
    )


def looked_at(path: str) -> Reading:
    """Return the reading of a photograph: it holds no text, only the word that it opens."""
    check(path)
    return Reading()


def limit(caps: Caps) -> None:
    """Bound what this process may take from now on, and let everything else go first."""
    os.nice(POLITENESS)
    # A second more in the hard limit: passing the soft one is a signal that says what happened.
    resource.setrlimit(resource.RLIMIT_CPU, (caps.seconds, caps.seconds + 1))
    for what, most in (
        (resource.RLIMIT_AS, caps.memory_mb * MEGABYTE),
        (resource.RLIMIT_FSIZE, LARGEST_OUTPUT),
        (resource.RLIMIT_NOFILE, MOST_OPEN),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def read(reader: Callable[[str, Caps], Iterator[str]], path: str, caps: Caps) -> Reading:
    """Return the pages up to the cap on characters."""
    pages: list[str] = []
    left, cut = caps.characters, False
    for raw in reader(path, caps):
        page = clean(raw)
        cut = cut or len(page) > left
        pages.append(page[:left])
        left -= len(pages[-1])
    if not any(page.strip() for page in pages):
        return Reading(trouble=Trouble.NO_TEXT)
    return Reading(pages=tuple(pages), cut=cut)


if __name__ == "__main__":
    main(*sys.argv[1:4])

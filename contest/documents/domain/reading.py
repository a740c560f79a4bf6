"""What reading a document may cost, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from contest.kernel.errors import DomainError


class ReadingState(StrEnum):
    """Where the reading of a file's text stands."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Trouble(StrEnum):
    """Why no text came out of a file."""

    PASSWORD = "password"  # noqa: S105 - a code, not a secret
    CORRUPT = "corrupt"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_LARGE_INSIDE = "too_large_inside"  # unpacked: a zip bomb, or pictures beyond measure
    TOO_SLOW = "too_slow"
    TOO_MUCH_MEMORY = "too_much_memory"
    NO_TEXT = "no_text"  # scanned pages
    MISSING = "missing"  # the store has no such bytes


class Language(StrEnum):
    """What most of a text is written in."""

    ZH = "zh"
    EN = "en"
    OTHER = "other"


class NothingToRetry(DomainError):
    """The text of this file is read, or waits to be."""

    code = "nothing_to_retry"


@dataclass(frozen=True, slots=True)
class Caps:
    """What one file may cost: seconds of processor and of patience, megabytes of address space, pages, characters.

    A plan of the contest has 20 to 60 pages; the caps leave room for ten times that. What goes past `characters` is
    cut, everything else ends the reading.
    """

    seconds: int = 40
    memory_mb: int = 768
    pages: int = 600
    characters: int = 400_000
    unpacked_mb: int = 300


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out of a file: its pages, or the trouble. `limit` is the cap that was passed, where there is one."""

    pages: tuple[str, ...] = ()
    cut: bool = False
    trouble: Trouble | None = None
    limit: int | None = None

    @property
    def characters(self) -> int:
        return sum(map(len, self.pages))


def language_of(text: str) -> Language:
    """Guess by the script of the letters: enough to choose a field, not to judge a text."""
    han = kana = latin = letters = 0
    for character in text:
        if not character.isalpha():
            continue
        letters += 1
        point = ord(character)
        han += 0x3400 <= point <= 0x9FFF or 0x20000 <= point <= 0x3FFFF
        kana += 0x3040 <= point <= 0x30FF
        latin += point < 0x250
    if letters == 0:
        return Language.OTHER
    # A Chinese plan is full of Latin names; one character says about as much as three letters.
    if kana * 10 <= han and han * 3 >= latin and han * 2 > letters - latin:
        return Language.ZH
    return Language.EN if latin * 2 > letters else Language.OTHER

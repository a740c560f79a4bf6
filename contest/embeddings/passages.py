"""Cuts long texts into passages that a model reads to their ends, at paragraphs and sentences where there are any."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from contest.embeddings.domain import content_hash

# Of the model's tokens. One of 512 has room for them and for what it puts before a text.
PASSAGE_TOKENS = 480
# Tokens to a character, of Chinese and of other letters: what 99 of 100 descriptions stay below (medians .6 and .22).
WIDE, NARROW = 0.8, 0.31
LEAST_TOKENS = 48  # what is shorter says too little to be compared on its own
MOST_READ = 60_000  # characters of one text; more than a hundred pages are looked at by nobody
NAME_DIGITS = 12

PARAGRAPH = re.compile(r"\n\s*")
SENTENCE = re.compile(r".+?(?:[。！？；!?;…]+[”’」』）)\"']*|\.(?=\s|$)|$)", re.DOTALL)
LETTERS = re.compile(r"[\x00-\u2dff]")


def tokens(text: str) -> int:
    """Return how many tokens a model makes of a text, rather too many than too few.

    Counting exactly would take a model at hand, and longer than everything else that is done with the text.
    """
    narrow = len(LETTERS.findall(text))
    return math.ceil((len(text) - narrow) * WIDE + narrow * NARROW)


def passages(text: str, *, room: int = PASSAGE_TOKENS) -> list[str]:
    """Return a text as passages of about equal length, each of at most `room` tokens, in order and without blanks.

    Nothing is left out but blanks, and what lies beyond MOST_READ characters.
    """
    units = [unit for paragraph in PARAGRAPH.split(text[:MOST_READ]) for unit in _units(paragraph, room)]
    sizes = [tokens(unit) for unit in units]
    aim = sum(sizes) / max(1, math.ceil(sum(sizes) / room))
    found, held, size = [], "", 0
    for unit, more in zip(units, sizes, strict=True):
        if held and (size >= aim or size + more > room):
            found.append(held.strip())
            held, size = "", 0
        held += unit
        size += more
    return [one for one in (*found, held.strip()) if one]


def part_name(language: str, passage: str) -> str:
    """Return what a passage is called among the parts of its subject: by what it says, not by where it stands.

    What stands before it may grow, and it is not embedded again.
    """
    return f"{language}:{content_hash(passage)[:NAME_DIGITS]}"


def _units(paragraph: str, room: int) -> Iterator[str]:
    """Yield a paragraph, or if it is too long its sentences, or of a sentence without an end pieces that fit."""
    if tokens(paragraph) < room:
        yield paragraph + "\n"
        return
    for sentence in SENTENCE.findall(paragraph):
        rest = sentence
        while tokens(rest) > room:
            yield rest[:room]  # a character is one token at most
            rest = rest[room:]
        yield rest
    yield "\n"

"""Cuts long texts into passages that a model reads to their ends, at paragraphs and sentences where there are any."""

from __future__ import annotations

import math
import re

from contest.embeddings.domain import clean, content_hash

# Of the model's tokens. What 512 have room for, beside what the model puts before a text, needs no cutting.
WHOLE_TOKENS = 480
# Of a passage. Shorter ones tell better what they are about: a paragraph in a long plan on other things finds .40 of
# its ten nearest when passages have 120, .24 with 240, .16 with 480, .03 by the middle of the whole plan.
PASSAGE_TOKENS, LEAST_TOKENS = 160, 56
# Tokens to a character, of Chinese and of other letters: what 99 of 100 descriptions stay below (medians .6 and .22).
WIDE, NARROW = 0.8, 0.31
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


def passages(text: str, *, room: int = PASSAGE_TOKENS, least: int = LEAST_TOKENS) -> list[str]:
    """Return a text as passages of at most `room` tokens, in order: paragraphs, and where these are long their parts.

    What has fewer than `least` tokens is joined with what follows, or at the end with what stands before. Nothing is
    left out but blanks, and what lies beyond MOST_READ characters.
    """
    pieces = [
        piece
        for paragraph in PARAGRAPH.split(text[:MOST_READ])
        for piece in _pieces(paragraph.strip(), room)
        if piece
    ]
    found: list[str] = []
    for piece in pieces:
        if found and tokens(found[-1]) < least and _fit(found[-1], piece, room):
            found[-1] = f"{found[-1]}\n{piece}"
        else:
            found.append(piece)
    if len(found) > 1 and tokens(found[-1]) < least and _fit(found[-2], found[-1], room):
        found[-2:] = [f"{found[-2]}\n{found[-1]}"]
    return found


def part_name(language: str, passage: str) -> str:
    """Return what a passage is called among the parts of its subject: by what it says, not by where it stands.

    What stands before it may grow, and it is not embedded again.
    """
    return f"{language}:{content_hash(clean(passage))[:NAME_DIGITS]}"


def _fit(one: str, other: str, room: int) -> bool:
    return tokens(one) + tokens(other) < room


def _pieces(paragraph: str, room: int) -> list[str]:
    """Return a paragraph, or if it is too long its sentences in pieces of about equal length."""
    if tokens(paragraph) <= room:
        return [paragraph]
    sentences = [part for sentence in SENTENCE.findall(paragraph) for part in _parts(sentence, room)]
    sizes = [tokens(sentence) for sentence in sentences]
    aim = sum(sizes) / math.ceil(sum(sizes) / room)
    found, held, size = [], "", 0
    for sentence, more in zip(sentences, sizes, strict=True):
        if held and (size >= aim or size + more > room):
            found.append(held.strip())
            held, size = "", 0
        held += sentence
        size += more
    return [*found, held.strip()]


def _parts(sentence: str, room: int) -> list[str]:
    """Return a sentence, or one without an end in parts that fit: a character is one token at most."""
    if tokens(sentence) <= room:
        return [sentence]
    return [sentence[start : start + room] for start in range(0, len(sentence), room)]

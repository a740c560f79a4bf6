"""What changed from one text to the next, word by word; in Chinese, character by character."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# A run of letters and digits, a run of spaces, or one sign: Chinese has no spaces to part its words by.
_PIECE = re.compile(r"[A-Za-zÀ-ɏ0-9]+|\s+|.", re.DOTALL)
# Beyond so many comparisons (texts that repeat themselves take longest) two texts are shown whole.
_MOST_COMPARED = 60_000


class Kind(StrEnum):
    """Whether a run stands in both texts or in one of them."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text of one kind."""

    kind: Kind
    text: str


def word_changes(before: str, after: str) -> tuple[Run, ...]:
    """Return the runs that lead from one text to the other; those not removed read as `after`, in order."""
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    runs = [
        Run(Kind.SAME, "".join(old[:head])),
        *_between(middle_old, middle_new),
        Run(Kind.SAME, "".join(old[len(old) - tail :])),
    ]
    return tuple(run for run in runs if run.text)


def _common(old: list[str], new: list[str]) -> int:
    """Return how many pieces both begin with: typing changes a text in one place."""
    length = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        length += 1
    return length


def _between(old: list[str], new: list[str]) -> list[Run]:
    if len(old) * len(new) > _MOST_COMPARED:
        return [Run(Kind.REMOVED, "".join(old)), Run(Kind.ADDED, "".join(new))]
    runs: list[Run] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(Run(Kind.SAME, "".join(old[i1:i2])))
        else:
            runs += [Run(Kind.REMOVED, "".join(old[i1:i2])), Run(Kind.ADDED, "".join(new[j1:j2]))]
    return runs


def abridged(runs: tuple[Run, ...], around: int = 60) -> tuple[Run, ...]:
    """Return the runs with long unchanged stretches cut to `around` characters beside what changed."""
    found: list[Run] = []
    for place, run in enumerate(runs):
        first, last = place == 0, place == len(runs) - 1
        keep = around * (2 - first - last)
        if run.kind is not Kind.SAME or len(run.text) <= keep + around:
            found.append(run)
            continue
        left = "" if first else run.text[:around]
        right = "" if last else run.text[-around:]
        found.append(Run(Kind.SAME, f"{left} … {right}"))
    return tuple(found)

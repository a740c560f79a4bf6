"""How alike two texts are in their words, whatever was renamed, shortened, reordered or reworded.

Two views of a text. *Grams* are pairs of Chinese characters and single Latin words: they survive rewording.
*Runs* are four characters (or three Latin words) in a row: sharing them means copying. Both are weighed by how
rare they are among the candidates at hand, so that phrases every application uses count for little.
"""

from __future__ import annotations

import math
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

TOKEN = re.compile(r"[\u3400-\u9fff]|[a-z0-9]+")
# What English says about every company, and the mortar between its words.
MORTAR = (
    "a an and are around as at be been by can company companies customer customers develop developed develops for "
    "founded from has have in include includes including into is it its more of offer offers on or our product "
    "products provide provides service services solution solutions such than that the their them these they this "
    "those through to us use uses was we what which who will with work works you your"
)
SAYS_NOTHING = frozenset(MORTAR.split())
RUN_WEIGHT, CHARACTER, WORD = 12, 3, 4  # four Chinese characters in a row, or three Latin words
SKETCH = 96
MOST_CHARACTERS = 8_000  # of one language; more would only cost time
MOST_HASH = 2**31


@dataclass(frozen=True)
class Words:
    """What a text is compared by. `sample`: the least hashes of its runs -> the runs."""

    grams: frozenset[str]
    runs: frozenset[str]

    @cached_property
    def sample(self) -> dict[int, str]:
        runs = {_hash(run): run for run in self.runs}
        return {number: runs[number] for number in sorted(runs)[:SKETCH]}

    def __bool__(self) -> bool:
        return bool(self.grams)


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of the shorter text the longer one holds, 0…1, in grams and in runs."""

    grams: float
    runs: float


def words_of(text: str) -> Words:
    """Return the grams and runs of a text; width, letter case and punctuation make no difference."""
    plain = unicodedata.normalize("NFKC", text[:MOST_CHARACTERS]).casefold()
    tokens = [token for token in TOKEN.findall(plain) if token not in SAYS_NOTHING]
    grams = {first + second for first, second in pairwise(tokens) if first >= "\u3400" and second >= "\u3400"}
    grams.update(token for token in tokens if len(token) > 1)
    return Words(frozenset(grams), frozenset(_runs(tokens)))


def _runs(tokens: Sequence[str]) -> Iterable[str]:
    weights = [CHARACTER if piece >= "\u3400" else WORD for piece in tokens]
    for start in range(len(tokens)):
        end, weight = start, 0
        while end < len(tokens) and weight < RUN_WEIGHT:
            weight += weights[end]
            end += 1
        if weight >= RUN_WEIGHT:
            yield " ".join(tokens[start:end])


def sketch(words: Words) -> list[int]:
    """Return the least hashes of a text's runs, as signed 31-bit numbers: a sample that finds copies by index.

    The same run has the same hash in every text, so that even half of a copied text shares part of its sample.
    """
    return list(words.sample)


def rare_in_common(one: Words, other: Words, holders: Mapping[int, int]) -> float:
    """Return how many runs two texts have in common that hardly anybody else has.

    `holders`: hash of a run of `one`'s sample -> how many other texts hold it, `other` included. A run that only
    these two hold counts in full, one that a third holds a quarter, and so on: what all write about themselves is
    no copying. A sample of a long text stands for all of it.
    """
    shared = [number for number, run in one.sample.items() if run in other.runs]
    if not shared:
        return 0.0
    found = sum(1.0 / max(1, holders.get(number, 1)) ** 2 for number in shared)
    return found * len(one.runs) / len(one.sample)


def _hash(run: str) -> int:
    # CRC alone keeps neighbours together; a multiplication by an odd number spreads them.
    return (zlib.crc32(run.encode()) * 2_654_435_761 & 0xFFFF_FFFF) % MOST_HASH


class Crowd:
    """How common grams and runs are among texts that are all somewhat alike: those retrieved as candidates."""

    def __init__(self, texts: Iterable[Words]) -> None:
        self._size = 0
        self._grams: Counter[str] = Counter()
        self._runs: Counter[str] = Counter()
        for words in texts:
            self._size += 1
            self._grams.update(words.grams)
            self._runs.update(words.runs)

    def overlap(self, one: Words, other: Words) -> Overlap:
        """Return the weighed overlap of two texts."""
        return Overlap(
            self._share(one.grams, other.grams, self._grams), self._share(one.runs, other.runs, self._runs)
        )

    def _share(self, one: frozenset[str], other: frozenset[str], seen: Counter[str]) -> float:
        whole = min(self._weight(one, seen), self._weight(other, seen))
        return min(1.0, self._weight(one & other, seen) / whole) if whole else 0.0

    def _weight(self, parts: Iterable[str], seen: Counter[str]) -> float:
        # Two texts of a pair hold a shared part anyway: what only they hold is as rare as it gets.
        top = math.log(max(self._size, 2) + 1)
        return sum(1.0 - math.log(max(1, seen[part] - 1)) / top for part in parts)


def standing_out(cosine: float, crowd: float) -> float:
    """Return how far a cosine lies above what is usual around the two texts: 0 like everybody, 1 the same text.

    Cosines of small models crowd between 0.7 and 0.95; which of them means anything depends on the neighbours.
    """
    return (cosine - crowd) / (1.0 - crowd) if crowd < 1.0 else 0.0


NEIGHBOURS = slice(4, 20)  # the nearest few may be copies themselves
FEW = 20
USUAL = 0.85


def crowd_of(likenesses: Sequence[float], *, usual: float = USUAL) -> float:
    """Return what is usual around a text, from its likenesses to its nearest neighbours, best first.

    Among too few to tell it is `usual`, whose default is that of cosines.
    """
    if len(likenesses) < FEW:
        return usual
    around = likenesses[NEIGHBOURS]
    return sum(around) / len(around)


# Fitted by logistic regression on disguised copies of real company texts against their true neighbours
# (tests/bench/duplicates.py, development half); the price of length on whole application forms.
BIAS, OF_MEANING, OF_GRAMS_OUT, OF_GRAMS, OF_RARE = -8.4, 5.1, 4.6, 4.6, 2.4
ENOUGH_RUNS = 30.0
SHORT, OF_LENGTH = 200, 9.0
# A run of words stands for more text than one of characters, the more as little words are left out.
LENGTH_OF_RUN = {"zh": 1.0, "en": 2.8}
# Between languages only the meaning compares, and a small model tells it less sharply.
CROSS_LEAST, CROSS_STEEP = 0.17, 40.0


def same_text(
    *, meaning: float, shared: Overlap, out: Overlap, rare: float, length: int, language: str = "zh"
) -> float:
    """Return how likely one text was made from the other, 0…1.

    `shared` is the overlap as it is; `meaning` and `out` are how far the likenesses stand out of their crowds
    (`standing_out`); `rare` is `rare_in_common`; `length` is the runs of the shorter text. Ten runs in common are
    much in eighty and little in two thousand: what counts is their number up to `ENOUGH_RUNS`, and the longer the
    text, the more it costs not to share the rest of it.
    """
    longer = max(0.0, math.log(max(length, 1) * LENGTH_OF_RUN[language] / SHORT))
    return logistic(
        BIAS
        + OF_MEANING * meaning
        + OF_GRAMS_OUT * out.grams
        + OF_GRAMS * shared.grams
        + OF_RARE * math.log1p(min(rare, ENOUGH_RUNS))
        - OF_LENGTH * longer * (1.0 - out.runs)
    )


def same_meaning(standing: float) -> float:
    """Return how likely a text says in one language what another says in the other, 0…1."""
    return logistic(CROSS_STEEP * (standing - CROSS_LEAST))


def logistic(value: float) -> float:
    """Map any number to 0…1, zero to a half."""
    return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, value))))

"""How well a judge fits an entry, as the matrix that the solver maximises.

numpy is imported inside the functions that fill a matrix: the rest of this module may be used by web workers,
and panels are proposed in the worker.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from contest.kernel.errors import FieldError, Invalid

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UNKNOWN = 0.5  # what a judge or an entry does not state speaks neither for nor against the pair


@dataclass(frozen=True, slots=True)
class AffinityWeights:
    """How much each part counts; only proportions matter. Raises Invalid on negative or no weights."""

    expertise: float = 0.6
    track: float = 0.3
    language: float = 0.1

    def __post_init__(self) -> None:
        weights = {"expertise": self.expertise, "track": self.track, "language": self.language}
        wrong = [name for name, weight in weights.items() if not 0 <= weight < float("inf")]
        if wrong or not any(weights.values()):
            raise Invalid(*(FieldError(f"weights.{name}", "not_positive") for name in wrong or weights))


@dataclass(frozen=True, slots=True)
class JudgeProfile:
    """What a judge states: the tracks and the languages (zh, en) one can judge. Empty means not stated."""

    tracks: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class EntryProfile:
    """An entry's track and the languages of its text, each enough to read it. Empty means unknown."""

    track: str = ""
    languages: frozenset[str] = frozenset()


def affinity_matrix(
    similarity: NDArray[np.float64],
    judges: Sequence[JudgeProfile],
    entries: Sequence[EntryProfile],
    weights: AffinityWeights = AffinityWeights(),
) -> NDArray[np.float64]:
    """Return affinities [judges, entries] within 0…1: the weighted mean of expertise, track and language.

    `similarity` [judges, entries] compares texts in any unit; it is stretched first (see `stretch`). NaN
    stands for a text that is missing and counts as unknown, like an unstated track or language.
    """
    import numpy as np  # noqa: PLC0415 - keeps numpy out of web workers

    if similarity.shape != (len(judges), len(entries)):
        raise ValueError(f"similarity has the shape {similarity.shape}, not {(len(judges), len(entries))}")
    track = _agreement(
        [judge.tracks for judge in judges], [frozenset([entry.track]) - {""} for entry in entries]
    )
    language = _agreement([judge.languages for judge in judges], [entry.languages for entry in entries])
    parts = weights.expertise * stretch(similarity) + weights.track * track + weights.language * language
    affinity: NDArray[np.float64] = parts / (weights.expertise + weights.track + weights.language)
    return np.clip(affinity, 0.0, 1.0)


def stretch(similarity: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return similarities with the smallest of the matrix at 0 and the largest at 1, NaN at UNKNOWN.

    Cosines of sentence embeddings crowd into a narrow band (e5: about 0.7 to 0.9), where any weight beside
    them would decide alone. A matrix without differences says nothing: all UNKNOWN.
    """
    import numpy as np  # noqa: PLC0415 - keeps numpy out of web workers

    known = np.isfinite(similarity)
    stretched = np.full(similarity.shape, UNKNOWN)
    if known.any() and (width := float(np.ptp(similarity[known]))) > 0:
        stretched[known] = (similarity[known] - similarity[known].min()) / width
    return stretched


def pair_mask(
    judge_ids: Sequence[UUID], item_ids: Sequence[UUID], pairs: Iterable[tuple[UUID, UUID]]
) -> NDArray[np.bool_]:
    """Return [judges, items], true at every (judge, item) of `pairs`: conflicts to forbid or sheets to keep.

    Pairs with a judge or an item that takes no part are ignored.
    """
    import numpy as np  # noqa: PLC0415 - keeps numpy out of web workers

    row = {judge_id: index for index, judge_id in enumerate(judge_ids)}
    column = {item_id: index for index, item_id in enumerate(item_ids)}
    mask = np.zeros((len(row), len(column)), dtype=np.bool_)
    for judge_id, item_id in pairs:
        if judge_id in row and item_id in column:
            mask[row[judge_id], column[item_id]] = True
    return mask


def _agreement(stated: Sequence[frozenset[str]], asked: Sequence[frozenset[str]]) -> NDArray[np.float64]:
    """Return [judges, entries]: 1 where the sets meet, 0 where they do not, UNKNOWN where one is empty."""
    import numpy as np  # noqa: PLC0415 - keeps numpy out of web workers

    names = sorted(frozenset().union(*stated, *asked))
    judges = np.array([[name in one for name in names] for one in stated], dtype=np.float64)
    entries = np.array([[name in one for name in names] for one in asked], dtype=np.float64)
    judges, entries = judges.reshape(len(stated), len(names)), entries.reshape(len(asked), len(names))
    agreement: NDArray[np.float64] = (judges @ entries.T > 0).astype(np.float64)
    agreement[~judges.any(axis=1), :] = UNKNOWN
    agreement[:, ~entries.any(axis=1)] = UNKNOWN
    return agreement


MANY_WORDS = 8  # a Chinese text may name a product or two in Latin letters without being English


def languages_of(text: str) -> frozenset[str]:
    """Return in which of zh and en a text can be read; empty for an empty one."""
    chinese = any("\u4e00" <= character <= "\u9fff" for character in text)
    words = [word for word in text.split() if word.isascii() and any(map(str.isalpha, word))]
    found = {"zh"} if chinese else set()
    return frozenset(found | ({"en"} if len(words) >= MANY_WORDS or (words and not chinese) else set()))

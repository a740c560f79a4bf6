"""A small encoder for tests that are not about meaning: a text's vector is the counts of its characters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

DIMENSIONS = 32


class CharacterEncoder:
    """Texts that share characters are alike."""

    model_name = "characters"
    dimensions = DIMENSIONS

    def encode_documents(self, texts: Sequence[str], *, progress: Any = None) -> Any:
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for place, text in enumerate(texts):
            for character in text:
                vectors[place, ord(character) % DIMENSIONS] += 1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / np.where(lengths, lengths, 1)

    def encode_query(self, text: str) -> Any:
        return self.encode_documents([text])[0]

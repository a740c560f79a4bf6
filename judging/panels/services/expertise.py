"""How close judges' expertise is to what entries are about. For the worker and the command line only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from contest.embeddings.encoder import current_encoder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def similarity(judge_texts: Sequence[str], entry_texts: Sequence[str]) -> NDArray[np.float64]:
    """Return cosines [judges, entries]; NaN where a text is empty."""
    import numpy as np  # noqa: PLC0415 - keeps numpy out of web workers

    encoder = current_encoder()
    judges = encoder.encode_documents(list(judge_texts)).astype(np.float64)
    entries = encoder.encode_documents(list(entry_texts)).astype(np.float64)
    cosines: NDArray[np.float64] = judges @ entries.T
    cosines[~judges.any(axis=1), :] = np.nan
    cosines[:, ~entries.any(axis=1)] = np.nan
    return cosines

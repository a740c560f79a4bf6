"""How close judges' expertise is to what entries are about. For the worker and the command line only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from contest.embeddings.encoder import TextEncoder, current_encoder
from contest.embeddings.queries import vectors_of
from contest.embeddings.services import refresh

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Kinds of text vectors: by judge, and by what an entry is about (a project keeps its vector from stage to stage).
EXPERTISE, SUBJECT = "judge_expertise", "judged_subject"


def similarity(judges: Mapping[UUID, str], subjects: Mapping[UUID, str]) -> NDArray[np.float64]:
    """Return cosines [judges, subjects] in the order of the mappings (id -> text); NaN where a text is empty.

    Vectors of texts that are new or changed are made first, the others are read.
    """
    import numpy as np  # noqa: PLC0415 - keeps numpy out of web workers

    encoder = current_encoder()
    left, right = _matrix(EXPERTISE, judges, encoder), _matrix(SUBJECT, subjects, encoder)
    cosines: NDArray[np.float64] = left @ right.T
    cosines[~left.any(axis=1), :] = np.nan
    cosines[:, ~right.any(axis=1)] = np.nan
    return cosines


def _matrix(kind: str, texts: Mapping[UUID, str], encoder: TextEncoder) -> NDArray[np.float64]:
    """Return unit vectors [texts, dimensions], rows of zeros for empty texts."""
    import numpy as np  # noqa: PLC0415 - keeps numpy out of web workers

    refresh(kind, {(key, ""): text for key, text in texts.items()}, encoder)
    found = vectors_of(kind, list(texts), model=encoder.model_name)
    matrix = np.zeros((len(texts), encoder.dimensions), dtype=np.float64)
    for row, key in enumerate(texts):
        if key in found:
            matrix[row] = found[key][""]
    return matrix

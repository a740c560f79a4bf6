"""How close judges' expertise is to what entries are about. For the worker and the command line only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from contest.embeddings.encoder import TextEncoder, current_encoder
from contest.embeddings.queries import vectors_of
from contest.embeddings.services import refresh
from judging.panels.domain import stretch, words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Kinds of text vectors: by judge, and by what an entry is about (a project keeps its vector from stage to stage).
EXPERTISE, SUBJECT = "judge_expertise", "judged_subject"
LEXICAL = 0.5  # of the whole: full text in a lexical channel is worth as much as a model of meaning
TERMS = 200_000


def similarity(judges: Mapping[UUID, str], subjects: Mapping[UUID, Mapping[str, str]]) -> NDArray[np.float64]:
    """Return similarities 0…1 [judges, subjects] in the order of the mappings; NaN where a text is empty.

    Subjects come in parts (the form, passages of the plan). Meaning and words are each stretched over their whole
    range and fused. Vectors of texts that are new or changed are made first, the others are read.
    """
    import numpy as np  # noqa: PLC0415 - keeps numpy out of web workers

    meant = _meaning(judges, subjects)
    said = _words(list(judges.values()), [" ".join(parts.values()) for parts in subjects.values()])
    fused = LEXICAL * stretch(said) + (1 - LEXICAL) * stretch(meant)
    fused[np.isnan(meant)] = np.nan
    return fused


def _meaning(judges: Mapping[UUID, str], subjects: Mapping[UUID, Mapping[str, str]]) -> NDArray[np.float64]:
    """Return cosines: half of the nearest part, half of all parts' mean, so that one page alone decides little."""
    import numpy as np  # noqa: PLC0415 - keeps numpy out of web workers

    encoder = current_encoder()
    left = _vectors(EXPERTISE, {key: {"": text} for key, text in judges.items()}, encoder)
    right = _vectors(SUBJECT, subjects, encoder)
    matrix = np.array([left[key][0] if left[key] else np.zeros(encoder.dimensions) for key in judges])
    matrix = matrix.reshape(len(judges), encoder.dimensions).astype(np.float64)
    cosines = np.full((len(judges), len(subjects)), np.nan)
    for column, key in enumerate(subjects):
        if right[key]:
            parts = matrix @ np.array(right[key]).T
            cosines[:, column] = (parts.max(axis=1) + parts.mean(axis=1)) / 2
    cosines[~matrix.any(axis=1), :] = np.nan
    return cosines


def _vectors(
    kind: str, texts: Mapping[UUID, Mapping[str, str]], encoder: TextEncoder
) -> dict[UUID, list[NDArray[np.float32]]]:
    """Return the unit vectors of each one's parts, none for those without text."""
    wanted = {(key, part): text for key, parts in texts.items() for part, text in parts.items()}
    refresh(kind, wanted, encoder)
    found = vectors_of(kind, list(texts), model=encoder.model_name)
    return {
        key: [vector for part, vector in found.get(key, {}).items() if part in parts]
        for key, parts in texts.items()
    }


def _words(judges: Sequence[str], subjects: Sequence[str]) -> NDArray[np.float64]:
    """Return cosines of weighted words; NaN where a text has none."""
    import numpy as np  # noqa: PLC0415 - keeps numpy out of web workers
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - engine, not for web workers

    cosines = np.full((len(judges), len(subjects)), np.nan)
    if not any(words_of(text) for text in (*judges, *subjects)):
        return cosines
    engine = TfidfVectorizer(analyzer=words_of, sublinear_tf=True, max_features=TERMS)
    weighted = engine.fit_transform([*judges, *subjects])
    known = np.asarray(weighted.getnnz(axis=1)) > 0
    found = np.asarray((weighted[: len(judges)] @ weighted[len(judges) :].T).todense())
    both = np.outer(known[: len(judges)], known[len(judges) :])
    cosines[both] = found[both]
    return cosines

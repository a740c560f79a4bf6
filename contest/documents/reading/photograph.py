"""Whether a photograph opens: the only place that decodes one, in the process that may die of it."""

from __future__ import annotations

import warnings

from contest.documents.domain.photographs import MOST_PIXELS
from contest.documents.domain.reading import Trouble
from contest.documents.reading.ending import Ended


def check(path: str) -> None:
    """Decode every pixel; raise Ended for a picture that is broken or larger than it said."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - only the reading process pays for the library

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(path, formats=("JPEG", "PNG")) as picture:
            picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Ended(Trouble.TOO_LARGE_INSIDE) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise Ended(Trouble.CORRUPT) from None

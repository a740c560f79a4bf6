"""Rules about texts before they become vectors."""

from __future__ import annotations

import hashlib
import unicodedata

# A model of 512 tokens sees about 800 Chinese or 2,000 English characters; what follows would only cost time.
MAX_CHARACTERS = 2_000


def clean(text: str, *, limit: int = MAX_CHARACTERS) -> str:
    """Return `text` fit for any tokenizer: NFKC, no control characters, no lone surrogates, single spaces.

    At most `limit` characters. Empty means that there is nothing to embed.
    """
    # Cut first as well: normalising may make one character eighteen, and nobody should wait for a megabyte.
    normal = unicodedata.normalize("NFKC", text[: 4 * limit])
    visible = "".join(
        " " if unicodedata.category(c) == "Cc" else c for c in normal if not "\ud800" <= c <= "\udfff"
    )
    return " ".join(visible.split())[:limit].rstrip()


def content_hash(text: str) -> str:
    """Return what tells two cleaned texts apart, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()

"""Text as it is kept and counted: NFC, LF, no control characters. static/js/counting.js counts the same way."""

from __future__ import annotations

import unicodedata


def clean_text(raw: str, *, lines: bool) -> str:
    """Normalise to NFC with LF line ends and without control characters; one line unless `lines`.

    Its length in code points is what limits count.
    """
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return kept.rstrip() if lines else " ".join(kept.split())

"""Text as it comes out of files, made fit to be kept."""

from __future__ import annotations

import re
import unicodedata

# PDF fonts often name a character by its look-alike among the radicals or compatibility forms.
LOOKALIKES = re.compile("[\u2f00-\u2fdf\uf900-\ufaff\ufb00-\ufb06]")
BLANKS = re.compile("[ \u00a0\u2000-\u200a\u202f\u205f\u3000]+")
EMPTY_LINES = re.compile(r"\n{3,}")


def clean(raw: str) -> str:
    """Return text without what cannot be stored or seen: controls, lone surrogates, look-alikes, rows of blanks."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n")
    text = LOOKALIKES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = unicodedata.normalize("NFC", text)
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs", "Cf", "Co"})
    lines = (BLANKS.sub(" ", line).rstrip() for line in kept.split("\n"))
    return EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip("\n")

"""Cuts texts into words with jieba: in workers, the embedder and commands. A web process asks the embedder."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Lock

from flask import current_app

from contest.embeddings.domain import MAX_INDEXED, MAX_WORD, WORD, clean, plain_words
from contest.kernel.settings import Settings

SEGMENTATION = 1  # raise it when the same text gives other words: all are cut again


class Segmenter:
    """A dictionary of Chinese words, 70 MB and most of a second to load, once. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        import jieba  # noqa: PLC0415 - engine, not for web workers

        jieba.setLogLevel(logging.WARNING)
        self._dictionary = jieba.Tokenizer()
        folder.mkdir(parents=True, exist_ok=True)
        # Its cache is code to whoever reads it: never in a folder that others may write to.
        self._dictionary.tmp_dir = str(folder)
        self._dictionary.initialize()

    def words(self, text: str) -> list[str]:
        """Return the words of a text in lower case, long ones also in the parts that are words themselves."""
        pieces = self._dictionary.cut_for_search(clean(text, limit=MAX_INDEXED).lower())
        return [word for piece in pieces for word in WORD.findall(piece) if len(word) <= MAX_WORD]

    def name_words(self, name: str) -> list[str]:
        """Return the words of a name; its pairs of characters too, for names are in no dictionary."""
        return list(dict.fromkeys([*self.words(name), *plain_words(clean(name))]))


_segmenter: Segmenter | None = None
_loading = Lock()


def current_segmenter() -> Segmenter:
    """Return this process's segmenter, loading it on first use. Needs an app context; never call it for a request."""
    global _segmenter
    with _loading:
        if _segmenter is None:
            settings: Settings = current_app.extensions["settings"]
            _segmenter = Segmenter(settings.models_dir)
        return _segmenter

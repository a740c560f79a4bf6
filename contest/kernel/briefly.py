"""Answers kept for a moment in one process, for pages that many people ask for over and over."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Briefly(Generic[T]):
    """Keeps each answer for so many seconds; who asks while it is being made waits and gets the same.

    The key must hold all the answer depends on, the audience included: what one reader may see is never another's.
    Answers must not be changed by who gets them, nor hold rows of a session.
    """

    def __init__(
        self, seconds: float, *, most: int = 64, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds, self._most, self._clock = seconds, most, clock
        self._kept: dict[Hashable, tuple[float, T]] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the answer kept under `key`, or make it; what `make` raises is not kept."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None and self._clock() < found[0]:
                return found[1]
            made = make()
            self._kept.pop(key, None)
            while len(self._kept) >= self._most:
                del self._kept[next(iter(self._kept))]  # the one made first
            self._kept[key] = (self._clock() + self._seconds, made)
            return made

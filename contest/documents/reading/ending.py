"""How reading ends early."""

from __future__ import annotations

from contest.documents.domain.reading import Trouble


class Ended(Exception):
    """There will be no text; `limit` is the cap that was passed, where there is one."""

    def __init__(self, trouble: Trouble, limit: int | None = None) -> None:
        self.trouble, self.limit = trouble, limit
        super().__init__(trouble)

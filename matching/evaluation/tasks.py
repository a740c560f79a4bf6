"""Jobs: learn from new deals."""

from __future__ import annotations

import logging

from contest.kernel.access import SYSTEM
from matching.evaluation import services

log = logging.getLogger(__name__)


def learn() -> None:
    """Learn anew if any deal is new."""
    found = services.learn(actor=SYSTEM)
    log.info("ranking of investors: %s", found.verdict.value)

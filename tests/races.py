"""Races: real threads that start at the same moment, each in a transaction of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from contest.kernel.db import db, transaction
from contest.kernel.errors import DomainError

DONE = "done"
PATIENCE = 60.0  # seconds


def at_once(app: Flask, calls: Sequence[Callable[[], object]]) -> list[str]:
    """Do the calls at the same moment; return what became of each, in their order.

    That is "done", or the code of what the rules refused it with. Whatever else one raises is raised here.
    """
    start = threading.Barrier(len(calls), timeout=PATIENCE)

    def press(call: Callable[[], object]) -> str:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    call()
            except DomainError as refusal:
                return refusal.code
            finally:
                db.session.remove()
        return DONE

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(press, calls, timeout=PATIENCE))

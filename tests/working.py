"""The worker in a test: it does what waits, and ends."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from procrastinate import App

from contest.kernel.worker import run_worker


def work_off(queue: App, *, concurrency: int = 2) -> None:
    """Do every job that waits. In a thread of its own: a browser's driver may keep this one's event loop."""
    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(run_worker, queue, wait=False, concurrency=concurrency).result()

"""Settings of gunicorn that are code: what happens between loading the application and forking the web processes."""

from __future__ import annotations

import gc


def when_ready(_server: object) -> None:
    """Leave what was loaded out of every later search for garbage.

    It lives as long as the process; looking through it again and again took a tenth of the time of a busy web process,
    all at once, and unshared the memory the processes have in common.
    """
    gc.collect()
    gc.freeze()

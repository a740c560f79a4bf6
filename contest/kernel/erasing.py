"""Bytes go after the rows that spoke of them: what fails in between leaves a job to be done again, not a lost file."""

from __future__ import annotations

from collections.abc import Iterable

from contest.kernel.jobs import defer

ERASE = "privacy.erase_files"
AT_ONCE = 500


def erase_after_commit(files: Iterable[tuple[str, str]]) -> None:
    """Have files erased once this transaction stands; if it does not, nothing happens to them.

    `files`: the digest of a file whose text was read (else "") and its key in the store. What a row still speaks of
    when the job comes to it stays.
    """
    found = sorted(set(files))
    for start in range(0, len(found), AT_ONCE):
        defer(ERASE, files=found[start : start + AT_ONCE])

"""The key that signs sessions: made once, for its owner's eyes, whoever starts first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from contest.kernel.settings import from_environ


def test_processes_that_start_together_agree_on_one_secret_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: from_environ({"HAIJU_DATA": str(tmp_path)}).secret_key, range(24)))
    assert len(keys) == 1
    assert len(keys.pop()) >= 48
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "encryption_keys",
        "secret_key",
        "signing_key",
    ]
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0

"""The keys of an installation: without them numbers stay unreadable, links stop working, and seals are another's."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from contest.backup.domain import KeyName, KeysDiffer, Manifest
from contest.kernel.settings import Settings

NAMES: tuple[KeyName, ...] = ("secret_key", "encryption_keys", "signing_key")
ASIDE = ".before-restore"


def in_use(settings: Settings) -> dict[KeyName, str]:
    """Return the keys as they are used, wherever they come from."""
    return {
        "secret_key": settings.secret_key,
        "encryption_keys": " ".join(settings.encryption_keys or (settings.secret_key,)),
        "signing_key": settings.signing_key or settings.secret_key,
    }


def checks(name: KeyName, text: str) -> tuple[str, ...]:
    """Return what tells whether another key is the same, and nothing else; one for each of a list."""
    parts = text.split() if name == "encryption_keys" else [text]
    return tuple(hashlib.sha256(f"haiju backup {name}\0{part}".encode()).hexdigest() for part in parts)


@dataclass(frozen=True, slots=True)
class Plan:
    """Which keys are put into the data folder, and which of the backup's are left because others are set here."""

    placed: Mapping[KeyName, str]
    left: tuple[KeyName, ...]


def plan(settings: Settings, manifest: Manifest, found: Mapping[str, str]) -> Plan:
    """Say what becomes of the backup's keys (`found`: those that are in it).

    Keys that were made by themselves in the data folder give way; what the environment sets stays. Raises KeysDiffer
    when what is encrypted could not be read then.
    """
    current, placed, left = in_use(settings), {}, []
    for key in manifest.keys:
        here = checks(key.name, current[key.name])
        if here == key.checks:
            continue
        if key.name in found and _kept_in_folder(settings, key.name, current[key.name]):
            placed[key.name] = found[key.name]
        elif key.name == "encryption_keys" and not (
            set(key.checks) <= set(here) and key.checks[-1] == here[-1]
        ):
            raise KeysDiffer(variable=key.name.upper())
        else:
            left.append(key.name)
    return Plan(placed, tuple(left))


def _kept_in_folder(settings: Settings, name: KeyName, text: str) -> bool:
    path = settings.data_dir / name
    return path.is_file() and path.read_text() == text


class Placing:
    """Keys put into the data folder, each in one step, and taken out again if the rest does not succeed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._moved: list[tuple[Path, Path]] = []

    def place(self, keys: Mapping[KeyName, str]) -> None:
        """Put keys in place; those that were there stay beside them under another name."""
        for name, text in keys.items():
            path = self._folder / name
            aside = path.with_name(f"{name}{ASIDE}-{os.urandom(4).hex()}")
            aside.hardlink_to(path)
            self._moved.append((path, aside))
            with tempfile.NamedTemporaryFile("w", dir=self._folder, prefix=".secret-", delete=False) as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(file.name).replace(path)

    def undo(self) -> None:
        """Have the former keys again."""
        while self._moved:
            path, aside = self._moved.pop()
            aside.replace(path)

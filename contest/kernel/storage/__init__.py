"""Where uploaded files are kept: one interface, content-addressed, so that a stored file never changes."""

from __future__ import annotations

from contest.kernel.settings import Settings
from contest.kernel.storage.interface import CHUNK, PartsMissing, Storage, StorageUnavailable, StoredFile
from contest.kernel.storage.local import LocalStorage
from contest.kernel.storage.s3 import S3Storage

__all__ = [
    "CHUNK",
    "LocalStorage",
    "PartsMissing",
    "S3Storage",
    "Storage",
    "StorageUnavailable",
    "StoredFile",
    "open_storage",
]


def open_storage(settings: Settings) -> Storage:
    """Return the store the settings name: a bucket, or the data folder. Connects to nothing."""
    return S3Storage(settings.files.s3) if settings.files.s3 else LocalStorage(settings.files_dir)

"""Bytes put back into either kind of store, and taken out again."""

from __future__ import annotations

import hashlib
import io
import os
import uuid

from contest.backup.store import Filling
from contest.kernel.storage import LocalStorage, Storage
from tests.contest.kernel.test_storage import bucket as bucket
from tests.contest.kernel.test_storage import storage as storage

LIMIT = 2**20


def test_what_is_put_back_is_there_and_goes_again_when_the_rest_fails(storage: Storage) -> None:
    new, known, part, upload = os.urandom(3000), os.urandom(10), os.urandom(500), uuid.uuid4()
    before = storage.put(io.BytesIO(known), max_bytes=LIMIT)
    filling = Filling(storage)
    key = hashlib.sha256(new).hexdigest()
    assert filling.put(key, [new[:1000], new[1000:]])
    assert filling.put(before.key, [known])
    filling.put_upload(upload, [part])
    joined = io.BytesIO()
    assert storage.join_parts(upload, joined) == 500
    assert storage.open(key).read() == new
    filling.undo()
    assert (storage.exists(key), storage.exists(before.key)) == (False, True)
    assert storage.join_parts(upload, io.BytesIO()) == 0


def test_bytes_that_are_not_what_their_name_says_are_told(storage: Storage) -> None:
    assert not Filling(storage).put(hashlib.sha256(b"one").hexdigest(), [b"another"])


def test_damaged_bytes_in_the_store_are_replaced(storage: Storage) -> None:
    content = os.urandom(100)
    key = hashlib.sha256(content).hexdigest()
    if isinstance(storage, LocalStorage):
        storage.put(io.BytesIO(content), max_bytes=LIMIT)
        (storage._root / key[:2] / key).write_bytes(b"damaged")
    assert Filling(storage).put(key, [content])
    assert storage.open(key).read() == content

"""What every store of files must do: one suite, run against the folder and against an S3-protocol server."""

from __future__ import annotations

import hashlib
import io
import os
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from minio import Minio

from contest.kernel.errors import Invalid, NotFound
from contest.kernel.settings import S3Settings, SettingsError, from_environ
from contest.kernel.storage import (
    LocalStorage,
    PartsMissing,
    S3Storage,
    Storage,
    StorageUnavailable,
    open_storage,
)

LIMIT = 20 * 2**20


@pytest.fixture(scope="module")
def bucket() -> Iterator[S3Settings]:
    """A bucket of a server on loopback that speaks the S3 protocol."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    settings = S3Settings(
        "plans", f"{host}:{port}", "key", "secret", "haiju/", secure=False, region="us-east-1"
    )
    Minio(
        settings.endpoint, access_key="key", secret_key="secret", secure=False, region="us-east-1"
    ).make_bucket("plans")
    yield settings
    server.stop()


@pytest.fixture(params=["local", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "local":
        return LocalStorage(tmp_path / "files")
    return S3Storage(request.getfixturevalue("bucket"))


def fresh(size: int = 1000) -> bytes:
    """Content no other test has: the store of the S3 side is shared."""
    return os.urandom(size)


def test_what_is_put_is_named_by_its_digest_and_read_again(storage: Storage) -> None:
    content = fresh()
    stored = storage.put(io.BytesIO(content), max_bytes=LIMIT)
    assert (stored.sha256, stored.size) == (hashlib.sha256(content).hexdigest(), 1000)
    with storage.open(stored.key) as stream:
        assert stream.read() == content
    assert storage.put(io.BytesIO(content), max_bytes=LIMIT) == stored


def test_a_file_of_several_megabytes_and_an_empty_one_come_back_whole(storage: Storage) -> None:
    for content in (fresh(12 * 2**20 + 7), b""):
        stored = storage.put(io.BytesIO(content), max_bytes=LIMIT)
        with storage.open(stored.key) as stream:
            assert hashlib.sha256(stream.read()).hexdigest() == stored.sha256


def test_any_range_can_be_read(storage: Storage) -> None:
    content = fresh(700_000)
    stored = storage.put(io.BytesIO(content), max_bytes=LIMIT)
    with storage.open(stored.key) as stream:
        assert stream.seekable()
        assert stream.seek(0, io.SEEK_END) == 700_000
        assert stream.read() == b""
        stream.seek(600_000)
        assert stream.read(10) == content[600_000:600_010]
        stream.seek(5)
        assert stream.read(300_000) == content[5:300_005]
        assert stream.tell() == 300_005
        stream.seek(-3, io.SEEK_END)
        assert stream.read() == content[-3:]


def test_a_stream_past_the_limit_is_refused_and_nothing_is_kept(storage: Storage) -> None:
    content = fresh(2**20 + 1)
    with pytest.raises(Invalid) as refused:
        storage.put(io.BytesIO(content), max_bytes=2**20)
    assert [(e.field, e.code, e.params) for e in refused.value.errors] == [
        ("file", "file_too_large", {"limit_mb": 1})
    ]
    assert not storage.exists(hashlib.sha256(content).hexdigest())


def test_a_file_that_is_not_there_is_not_found(storage: Storage) -> None:
    absent = hashlib.sha256(fresh()).hexdigest()
    assert not storage.exists(absent)
    with pytest.raises(NotFound):
        storage.open(absent)


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "A" * 64, "0" * 63, "parts/" + "0" * 58])
def test_a_key_that_is_no_digest_names_nothing(storage: Storage, key: str) -> None:
    for use in (storage.open, storage.exists, storage.delete):
        with pytest.raises(NotFound):
            use(key)


def test_a_deleted_file_is_gone_and_deleting_again_does_nothing(storage: Storage) -> None:
    kept, erased = (storage.put(io.BytesIO(fresh()), max_bytes=LIMIT) for _ in range(2))
    storage.delete(erased.key)
    storage.delete(erased.key)
    assert (storage.exists(kept.key), storage.exists(erased.key)) == (True, False)


def joined(storage: Storage, upload: uuid.UUID) -> bytes:
    target = io.BytesIO()
    assert storage.join_parts(upload, target) == len(target.getvalue())
    return target.getvalue()


def test_the_parts_of_an_upload_join_in_the_order_of_their_offsets(storage: Storage) -> None:
    upload, other = uuid.uuid4(), uuid.uuid4()
    assert storage.put_part(upload, 3, io.BytesIO(b"defg"), max_bytes=LIMIT) == 4
    assert storage.put_part(upload, 0, io.BytesIO(b"abc"), max_bytes=LIMIT) == 3
    storage.put_part(upload, 7, io.BytesIO(b"h"), max_bytes=LIMIT)
    storage.put_part(other, 0, io.BytesIO(b"other"), max_bytes=LIMIT)
    assert joined(storage, upload) == b"abcdefgh"
    assert joined(storage, uuid.uuid4()) == b""


def test_a_part_sent_again_replaces_the_first_one(storage: Storage) -> None:
    upload = uuid.uuid4()
    storage.put_part(upload, 0, io.BytesIO(b"half a part"), max_bytes=LIMIT)
    storage.put_part(upload, 0, io.BytesIO(b"part"), max_bytes=LIMIT)
    assert joined(storage, upload) == b"part"


def test_parts_with_a_gap_or_an_overlap_do_not_join(storage: Storage) -> None:
    gap, overlap = uuid.uuid4(), uuid.uuid4()
    for offset in (0, 4):
        storage.put_part(gap, offset, io.BytesIO(b"abc"), max_bytes=LIMIT)
    for offset in (0, 2):
        storage.put_part(overlap, offset, io.BytesIO(b"abc"), max_bytes=LIMIT)
    for upload in (gap, overlap):
        with pytest.raises(PartsMissing):
            storage.join_parts(upload, io.BytesIO())


def test_a_part_past_its_limit_is_refused(storage: Storage) -> None:
    upload = uuid.uuid4()
    with pytest.raises(Invalid):
        storage.put_part(upload, 0, io.BytesIO(b"x" * 11), max_bytes=10)
    assert joined(storage, upload) == b""


def test_dropped_parts_are_gone_and_those_of_others_stay(storage: Storage) -> None:
    upload, other = uuid.uuid4(), uuid.uuid4()
    for each in (upload, other):
        storage.put_part(each, 0, io.BytesIO(b"abc"), max_bytes=LIMIT)
    storage.drop_parts(upload)
    storage.drop_parts(upload)
    assert (joined(storage, upload), joined(storage, other)) == (b"", b"abc")


def test_an_s3_store_that_does_not_answer_is_said_to_be_unavailable(bucket: S3Settings) -> None:
    away = S3Storage(replace(bucket, endpoint="127.0.0.1:9"))
    foreign = S3Storage(replace(bucket, bucket="no-such-bucket"))
    for store in (away, foreign):
        with pytest.raises(StorageUnavailable):
            store.put(io.BytesIO(b"x"), max_bytes=LIMIT)


def test_the_local_folder_holds_nothing_half_written(tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path)

    class Broken(io.BytesIO):
        def read(self, *_args: Any) -> bytes:
            raise OSError("the line is cut")

    with pytest.raises(OSError, match="cut"):
        storage.put(Broken(), max_bytes=LIMIT)
    assert list(tmp_path.iterdir()) == []


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    return {"HAIJU_DATA": str(tmp_path), "SECRET_KEY": "x", **more}


def test_the_store_is_chosen_by_settings(tmp_path: Path) -> None:
    plain = open_storage(from_environ(environment(tmp_path)))
    assert isinstance(plain, LocalStorage)
    url = "s3://plans/haiju/?endpoint=https://s3.example.cn:9000&region=cn-east-1"
    settings = from_environ(
        environment(tmp_path, STORAGE_URL=url, STORAGE_ACCESS_KEY="key", STORAGE_SECRET_KEY="hidden")
    )
    assert settings.files.s3 == S3Settings(
        "plans", "s3.example.cn:9000", "key", "hidden", "haiju/", secure=True, region="cn-east-1"
    )
    assert "hidden" not in repr(settings)
    assert isinstance(open_storage(settings), S3Storage)


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("https://s3.example.cn/plans", "STORAGE_URL"),
        ("s3://plans", "STORAGE_URL"),
        ("s3://plans?endpoint=s3.example.cn", "STORAGE_URL"),
        ("s3://plans?endpoint=https://s3.example.cn", "STORAGE_ACCESS_KEY"),
    ],
)
def test_a_store_that_cannot_be_used_stops_the_start_and_is_named(
    tmp_path: Path, url: str, named: str
) -> None:
    with pytest.raises(SettingsError, match=named):
        from_environ(environment(tmp_path, STORAGE_URL=url))


def test_every_file_is_listed_with_the_moment_it_came_and_nothing_else(storage: Storage) -> None:
    before = {key for key, _ in storage.listed()}
    key = storage.put(io.BytesIO(fresh()), max_bytes=LIMIT).key
    storage.put_part(uuid.uuid4(), 0, io.BytesIO(fresh()), max_bytes=LIMIT)
    ((found, came),) = [(found, came) for found, came in storage.listed() if found not in before]
    assert found == key
    assert abs(datetime.now(UTC) - came) < timedelta(minutes=5)
    storage.forget_unfinished(datetime.now(UTC) + timedelta(days=1))
    assert storage.exists(key)

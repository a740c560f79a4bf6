"""Files in a bucket of anything that speaks the S3 protocol: MinIO, Ceph, or the object store of a cloud."""

from __future__ import annotations

import io
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO
from uuid import UUID

from contest.kernel.errors import NotFound
from contest.kernel.settings import S3Settings
from contest.kernel.storage.interface import (
    CHUNK,
    PartsMissing,
    StorageUnavailable,
    StoredFile,
    checked,
    copy,
    is_key,
)

if TYPE_CHECKING:
    from minio import Minio

IN_MEMORY = 8 * CHUNK  # what is larger waits in a temporary file until it is hashed
BUFFER = 256 * 1024
CONNECT_SECONDS, READ_SECONDS, RETRIES = 5, 30, 2
CONNECTIONS = 24
ABSENT = {"NoSuchKey", "NoSuchObject", "ResourceNotFound"}


class S3Storage:
    """Objects under one prefix of one bucket. Connects with the first call, in the process that makes it."""

    def __init__(self, settings: S3Settings) -> None:
        self._settings = settings
        self._bucket = settings.bucket
        self._made: Minio | None = None
        self._making = threading.Lock()

    def put(self, stream: BinaryIO, *, max_bytes: int) -> StoredFile:
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as spool:
            stored = copy(stream, spool, max_bytes=max_bytes)  # type: ignore[arg-type]
            if not self.exists(stored.key):
                self._send(self._name(stored.key), spool, stored.size)
        return stored

    def open(self, key: str) -> BinaryIO:
        name = self._name(key)
        with _answers():
            size = self._client.stat_object(self._bucket, name).size or 0
        return io.BufferedReader(_Reader(self._client, self._bucket, name, size), BUFFER)

    def exists(self, key: str) -> bool:
        name = self._name(key)
        try:
            with _answers():
                self._client.stat_object(self._bucket, name)
        except NotFound:
            return False
        return True

    def delete(self, key: str) -> None:
        with _answers():
            self._client.remove_object(self._bucket, self._name(key))

    def listed(self) -> Iterator[tuple[str, datetime]]:
        with _answers():
            for item in self._client.list_objects(self._bucket, prefix=self._settings.prefix, recursive=True):
                folder, _, name = (item.object_name or "").removeprefix(self._settings.prefix).partition("/")
                if is_key(name) and name.startswith(folder) and item.last_modified is not None:
                    yield name, item.last_modified

    def forget_unfinished(self, before: datetime) -> None:
        del before  # an object is there whole or not at all

    def put_part(self, upload: UUID, offset: int, stream: BinaryIO, *, max_bytes: int) -> int:
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as spool:
            size = copy(stream, spool, max_bytes=max_bytes).size  # type: ignore[arg-type]
            self._send(f"{self._folder(upload)}{offset:015d}", spool, size)
        return size

    def join_parts(self, upload: UUID, target: BinaryIO) -> int:
        total = 0
        for name, size in self._listed(upload):
            if int(name.rpartition("/")[2]) != total:
                raise PartsMissing()
            with io.BufferedReader(_Reader(self._client, self._bucket, name, size), BUFFER) as part:
                shutil.copyfileobj(part, target, CHUNK)
            total += size
        return total

    def drop_parts(self, upload: UUID) -> None:
        for name, _size in self._listed(upload):
            with _answers():
                self._client.remove_object(self._bucket, name)

    def _listed(self, upload: UUID) -> list[tuple[str, int]]:
        with _answers():
            found = self._client.list_objects(self._bucket, prefix=self._folder(upload), recursive=True)
            return sorted((item.object_name or "", item.size or 0) for item in found)

    def _send(self, name: str, spool: Any, size: int) -> None:
        spool.seek(0)
        with _answers():
            self._client.put_object(self._bucket, name, spool, size, num_parallel_uploads=1)

    def _name(self, key: str) -> str:
        return f"{self._settings.prefix}{checked(key)[:2]}/{key}"

    def _folder(self, upload: UUID) -> str:
        return f"{self._settings.prefix}parts/{upload}/"

    @property
    def _client(self) -> Minio:
        with self._making:
            if self._made is None:
                self._made = _connect(self._settings)
            return self._made


def _connect(settings: S3Settings) -> Minio:
    import urllib3  # noqa: PLC0415 - only installations with an S3 store pay for the client
    from minio import Minio  # noqa: PLC0415 - as above

    # The library's own patience (five minutes a try) would hold a web thread for as long as nobody waits.
    pool = urllib3.PoolManager(
        timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
        maxsize=CONNECTIONS,
        retries=urllib3.Retry(total=RETRIES, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504]),
    )
    return Minio(
        settings.endpoint,
        access_key=settings.access_key,
        secret_key=settings.secret_key,
        secure=settings.secure,
        region=settings.region,
        http_client=pool,
    )


@contextmanager
def _answers() -> Iterator[None]:
    """Turn the client's errors into ours."""
    from minio.error import MinioException, S3Error  # noqa: PLC0415 - see _connect
    from urllib3.exceptions import HTTPError  # noqa: PLC0415 - as above

    try:
        yield
    except S3Error as error:
        if error.code in ABSENT:
            raise NotFound(kind="file") from None
        raise StorageUnavailable(reason=str(error.code)) from error
    except (MinioException, HTTPError) as error:
        raise StorageUnavailable(reason=type(error).__name__) from error


class _Reader(io.RawIOBase):
    """One object as a seekable stream: a request begins where reading begins, and ends when reading jumps."""

    def __init__(self, client: Minio, bucket: str, name: str, size: int) -> None:
        self._client, self._bucket, self._object, self._size = client, bucket, name, size
        self._at = 0
        self._answer: Any = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        target = max(0, start + offset)
        if target != self._at:
            self._hang_up()
            self._at = target
        return self._at

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), self._size - self._at)
        if wanted <= 0:
            return 0
        with _answers():
            if self._answer is None:
                self._answer = self._client.get_object(self._bucket, self._object, offset=self._at)
            data = self._answer.read(wanted)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        self._hang_up()
        super().close()

    def _hang_up(self) -> None:
        if self._answer is not None:
            # Whatever was not read would otherwise be sent before the connection can serve again.
            self._answer.close()
            self._answer.release_conn()
            self._answer = None

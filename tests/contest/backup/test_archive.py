"""The file itself: any changed or missing byte is noticed, and a file made to deceive is refused."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import tempfile
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.backup import archive, domain
from contest.backup.archive import DIGEST, MARK, Reader, Writer
from contest.backup.domain import (
    MANIFEST,
    Arrived,
    BackupDamaged,
    BackupForeign,
    BackupTooNew,
    Manifest,
    StoredBytes,
    Table,
)

ROWS, PLAN, PART = b"1\ta\n2\tb\n" * 500, b"%PDF-1.7 plan" * 300, b"half a file"
UPLOAD = UUID(int=7)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def manifest(**changes: Any) -> Manifest:
    given: dict[str, Any] = {
        "version": "1",
        "head": "0001",
        "taken_at": datetime(2026, 5, 1, tzinfo=UTC),
        "postgres": "18",
        "tables": (Table(name="t", columns=("a", "b"), rows=1000, size=len(ROWS), sha256=sha256(ROWS)),),
        "sequences": (),
        "files": (StoredBytes(sha256=sha256(PLAN), size=len(PLAN)),),
        "uploads": (Arrived(id=UPLOAD, size=len(PART), sha256=sha256(PART)),),
        "keys": (),
        "log": None,
    }
    return Manifest(**{**given, **changes})


MEMBERS = {"tables/t.copy": ROWS, f"files/{sha256(PLAN)}": PLAN, f"uploads/{UPLOAD}": PART}


def written() -> bytes:
    with tempfile.TemporaryFile() as file:
        with Writer(file) as writer:
            for name, data in MEMBERS.items():
                assert writer.add(name, [data], pack=name.startswith("tables/")) == (len(data), sha256(data))
            digest = writer.close(manifest())
        file.seek(0)
        data = file.read()
    assert data.endswith(digest.encode())
    return data


WHOLE = written()


def read(data: bytes) -> dict[str, bytes]:
    reader = Reader(io.BytesIO(data))
    reader.verify(lambda *_: None)
    return {name: b"".join(reader.pieces(name)) for name in reader.manifest.members}


def test_what_is_written_is_read_and_is_an_ordinary_zip_file() -> None:
    assert read(WHOLE) == MEMBERS
    assert zipfile.ZipFile(io.BytesIO(WHOLE)).testzip() is None
    assert written() == WHOLE, "the same twice"


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_changed_byte_anywhere_is_noticed(data: st.DataObject) -> None:
    whole = bytearray(WHOLE)
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises((BackupDamaged, BackupForeign)):
        read(bytes(whole))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_file_that_was_cut_off_or_grew_is_refused(data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(WHOLE) - 1))
    with pytest.raises(BackupForeign):
        read(WHOLE[:cut])
    with pytest.raises((BackupForeign, BackupDamaged)):
        read(WHOLE + data.draw(st.binary(min_size=1, max_size=200)))


def test_what_is_no_backup_is_refused() -> None:
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as file:
        file.writestr("a.txt", "a")
    for data in (b"", b"not a zip file" * 50, plain.getvalue(), forged({"a.txt": b"a"}, None)):
        with pytest.raises(BackupForeign):
            read(data)


def forged(
    members: dict[str, bytes],
    said: Manifest | dict[str, Any] | None,
    *,
    change: Callable[[zipfile.ZipInfo], None] = lambda _info: None,
    packing: int = zipfile.ZIP_STORED,
) -> bytes:
    """Make a file whose digests are all right, by somebody who knows how they are made."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, data in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = packing
            change(info)
            file.writestr(info, data)
        if isinstance(said, Manifest):
            file.writestr(MANIFEST, said.model_dump_json())
        elif said is not None:
            file.writestr(MANIFEST, json.dumps(said))
        file.comment = MARK + b"0" * DIGEST
    front = made.getvalue()[:-DIGEST]
    return front + sha256(front).encode()


def test_a_forgery_that_is_right_in_everything_is_read_so_the_refusals_below_are_of_what_they_change() -> (
    None
):
    assert read(forged(MEMBERS, manifest())) == MEMBERS


@pytest.mark.parametrize(
    "name", ["../etc/passwd", "/etc/passwd", "files/../../x", "tables/t.copy/", "keys/other"]
)
def test_members_that_the_manifest_does_not_promise_are_refused(name: str) -> None:
    with pytest.raises(BackupForeign):
        read(forged({**MEMBERS, name: b"x"}, manifest()))


def test_members_that_are_not_there_are_missed() -> None:
    with pytest.raises(BackupForeign):
        read(forged({"tables/t.copy": ROWS}, manifest()))


@pytest.mark.parametrize("name", ["../x", "a/b", "T", "t;drop", ""])
def test_a_manifest_that_names_tables_of_other_shapes_is_refused(name: str) -> None:
    said = json.loads(manifest().model_dump_json())
    said["tables"][0]["name"] = name
    with pytest.raises(BackupForeign):
        read(forged({**MEMBERS, f"tables/{name}.copy": ROWS}, said))


def test_links_are_refused() -> None:
    def link(info: zipfile.ZipInfo) -> None:
        info.external_attr = (stat.S_IFLNK | 0o777) << 16

    with pytest.raises(BackupForeign):
        read(forged(MEMBERS, manifest(), change=link))


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_members_packed_as_we_never_pack_are_refused(packing: int) -> None:
    with pytest.raises(BackupForeign):
        read(forged(MEMBERS, manifest(), packing=packing))


def test_a_manifest_under_a_password_is_refused() -> None:
    made = bytearray(forged(MEMBERS, manifest()))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # in its own head and in the directory
        made[made.rindex(mark) + flags] |= 1
    front = bytes(made[:-DIGEST])
    with pytest.raises(BackupForeign):
        read(front + sha256(front).encode())


@pytest.mark.parametrize("last", [2**63, -(2**63) - 1, 10**30])
def test_numbers_no_sequence_gives_are_refused(last: int) -> None:
    said = json.loads(manifest().model_dump_json())
    said["sequences"] = [{"name": "s", "last": last}]
    with pytest.raises(BackupForeign):
        read(forged(MEMBERS, said))


def test_a_member_that_is_another_than_promised_is_noticed() -> None:
    with pytest.raises(BackupDamaged):
        read(forged({**MEMBERS, "tables/t.copy": ROWS[:-1] + b"x"}, manifest()))
    with pytest.raises(BackupDamaged):
        read(forged({**MEMBERS, "tables/t.copy": ROWS + b"x"}, manifest()))


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "HARMLESS", 2**20)
    bomb = bytes(8 * 2**20)
    said = manifest(
        tables=(Table(name="t", columns=("a",), rows=1, size=len(bomb), sha256=sha256(bomb)),),
        files=(),
        uploads=(),
    )
    file = forged({"tables/t.copy": bomb}, said, packing=zipfile.ZIP_DEFLATED)
    assert len(file) < 20_000
    with pytest.raises(BackupForeign):
        Reader(io.BytesIO(file))
    monkeypatch.setattr(archive, "HARMLESS", domain.HARMLESS)
    assert read(file) == {"tables/t.copy": bomb}, "small ones may be anything"


def test_a_later_format_is_told_from_something_else() -> None:
    said = {"format": "haiju-backup/2", "whatever": 1}
    with pytest.raises(BackupTooNew) as refused:
        read(forged({}, said))
    assert refused.value.params == {"found": "haiju-backup/2", "known": "haiju-backup/1"}
    with pytest.raises(BackupForeign):
        read(forged({}, {"format": "haiju-result/1"}))

"""What is refused changes nothing: no file, no rows, no bytes, no keys."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from contest.accounts.models import User
from contest.backup.archive import Reader
from contest.exports.models import Export
from contest.kernel.db import db, transaction
from contest.permissions import Role
from tests import factories
from tests.contest.backup.conftest import Site, is_untouched, manifest_of
from tests.contest.backup.test_archive import forged
from tests.contest.privacy.copies import a_copy


@pytest.fixture(scope="module")
def empty(a_site: Callable[..., Site]) -> Site:
    """Where to put things back; every test leaves it empty."""
    return a_site()


@pytest.fixture(scope="module")
def small(a_site: Callable[..., Site]) -> Site:
    """An installation with somebody in it."""
    site = a_site()
    with site.here(), transaction():
        factories.a_user(Role.JUDGE)
    return site


@pytest.fixture
def with_file(small: Site) -> Iterator[Path]:
    """A file of the store that a row speaks of."""
    with small.here() as app, transaction():
        stored = app.extensions["storage"].put(io.BytesIO(b"a plan"), max_bytes=100)
        user = db.session.query(User).first()
        assert user is not None
        a_copy(user.id, stored)
        path = small.settings.files_dir / stored.key[:2] / stored.key
    yield path
    path.unlink(missing_ok=True)
    with small.here(), transaction():
        db.session.query(Export).delete()


def refused(site: Site, *args: str | Path) -> dict[str, Any]:
    told: dict[str, Any] = site.tell(*args, status=1)["error"]
    assert told["detail"] not in {"", told["code"]}
    return told


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"another plan")])
def test_a_missing_or_damaged_attachment_is_told_and_left_out_only_when_asked(
    small: Site, a_site: Callable[..., Site], with_file: Path, tmp_path: Path, harm: Callable[[Path], object]
) -> None:
    file = tmp_path / "x.haiju"
    harm(with_file)
    told = refused(small, "backup", file)
    assert (told["code"], told["count"], told["files"]) == ("backup_incomplete", 1, [with_file.name])
    assert list(tmp_path.iterdir()) == []
    made = small.tell("backup", "--allow-missing", file)
    assert (made["missing"], made["files"]) == ([with_file.name], 0)
    other = a_site()
    assert other.tell("restore", file)["missing"] == [with_file.name]
    assert other.files == {}


def test_bytes_erased_while_the_backup_is_made_are_not_missed(
    small: Site, with_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contest.backup.services import making

    reading = making._read_files

    def after_erasing(*args: Any) -> Any:
        with_file.unlink()
        with db.engine.begin() as connection:
            connection.execute(text("DELETE FROM exports"))
        return reading(*args)

    monkeypatch.setattr(making, "_read_files", after_erasing)
    made = small.tell("backup", tmp_path / "x.haiju")
    assert (made["missing"], made["gone_meanwhile"], made["files"]) == ([], 1, 0)


def test_a_file_that_is_there_is_never_replaced(small: Site, tmp_path: Path) -> None:
    file = tmp_path / "x.haiju"
    file.write_text("precious")
    assert refused(small, "backup", file)["code"] == "backup_exists"
    assert file.read_text() == "precious"


def test_a_file_that_came_while_the_backup_was_made_is_not_replaced_either(
    small: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, verify = tmp_path / "x.haiju", Reader.verify

    def meanwhile(reader: Reader, progress: Any) -> None:
        verify(reader, progress)
        file.write_text("precious")

    monkeypatch.setattr(Reader, "verify", meanwhile)
    assert refused(small, "backup", file)["code"] == "backup_exists"
    assert file.read_text() == "precious"
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_that_is_not_there_and_a_database_without_tables_are_told(
    small: Site, a_site: Callable[..., Site], tmp_path: Path
) -> None:
    assert refused(small, "backup", tmp_path / "away" / "x.haiju")["code"] == "backup_unwritable"
    assert refused(a_site(migrated=False), "backup", tmp_path / "x.haiju")["code"] == "backup_nothing"
    assert list(tmp_path.iterdir()) == []


def test_wrong_usage_has_a_status_of_its_own(small: Site, tmp_path: Path) -> None:
    assert small.run("backup").exit_code == 2
    assert small.run("restore", tmp_path / "away.haiju").exit_code == 2
    for command in ("backup", "restore"):
        helped = small.run(command, "--help")
        assert (helped.exit_code, "FILE" in helped.stdout, "--json" in helped.stdout) == (0, True, True)


@pytest.fixture
def file(small: Site, with_file: Path, tmp_path: Path) -> Path:
    """A backup with a row, a file and keys in it."""
    small.tell("backup", tmp_path / "x.haiju")
    return tmp_path / "x.haiju"


def test_a_database_with_a_single_row_is_refused(file: Path, small: Site) -> None:
    before = small.rows()
    told = refused(small, "restore", file)
    assert told["code"] == "restore_not_empty"
    assert "users" in told["tables"]
    assert small.rows() == before


def test_tables_of_somebody_else_are_refused(file: Path, a_site: Callable[..., Site]) -> None:
    site = a_site(migrated=False)
    with site.here(), db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE theirs (id int)"))
    assert refused(site, "restore", file)["tables"] == "theirs"


def test_a_changed_byte_a_cut_and_a_foreign_file_change_nothing(file: Path, empty: Site) -> None:
    whole = file.read_bytes()
    changed = bytearray(whole)
    changed[len(whole) // 2] ^= 1
    for data, code in (
        (bytes(changed), "backup_damaged"),
        (whole[: len(whole) // 2], "backup_foreign"),
        (b"PK\x03\x04 something else", "backup_foreign"),
    ):
        file.write_bytes(data)
        assert refused(empty, "restore", file)["code"] == code
        assert is_untouched(empty)


def said_otherwise(file: Path, change: Callable[[dict[str, Any], dict[str, bytes]], None]) -> None:
    """Have the file say something else, with every digest right again."""
    with file.open("rb") as stream:
        reader = Reader(stream)
        said = reader.manifest.model_dump(mode="json")
        members = {name: b"".join(reader.pieces(name)) for name in reader.manifest.members}
    change(said, members)
    for table in said["tables"]:
        rows = members[f"tables/{table['name']}.copy"]
        table["size"], table["sha256"] = len(rows), hashlib.sha256(rows).hexdigest()
    file.write_bytes(forged(members, said))


def without_people(said: dict[str, Any], members: dict[str, bytes]) -> None:
    members["tables/users.copy"] = b""
    next(table for table in said["tables"] if table["name"] == "users")["rows"] = 0


def without_a_row(said: dict[str, Any], members: dict[str, bytes]) -> None:
    members["tables/users.copy"] = b""


def without_a_table(said: dict[str, Any], members: dict[str, bytes]) -> None:
    said["tables"] = [table for table in said["tables"] if table["name"] != "users"]
    del members["tables/users.copy"]


def with_another_column(said: dict[str, Any], members: dict[str, bytes]) -> None:
    table = next(table for table in said["tables"] if table["name"] == "users")
    table["columns"] = [*table["columns"][:-1], "another"]


def with_no_rows_at_all(said: dict[str, Any], members: dict[str, bytes]) -> None:
    members["tables/users.copy"] = b"no such row\n"


def with_another_key(said: dict[str, Any], members: dict[str, bytes]) -> None:
    members["keys/signing_key"] = b"theirs"
    key = next(key for key in said["keys"] if key["name"] == "signing_key")
    key["size"], key["sha256"] = 6, hashlib.sha256(b"theirs").hexdigest()


def with_a_key_that_is_no_text(said: dict[str, Any], members: dict[str, bytes]) -> None:
    members["keys/signing_key"] = b"\xff\xfe"
    key = next(key for key in said["keys"] if key["name"] == "signing_key")
    key["size"], key["sha256"] = 2, hashlib.sha256(b"\xff\xfe").hexdigest()


def with_another_log(said: dict[str, Any], members: dict[str, bytes]) -> None:
    said["log"]["events"] += 1


@pytest.mark.parametrize(
    "change",
    [
        without_people,
        without_a_row,
        without_a_table,
        with_another_column,
        with_no_rows_at_all,
        with_another_log,
    ],
)
def test_what_cannot_be_put_back_whole_is_not_put_back_at_all(
    file: Path, empty: Site, change: Callable[[dict[str, Any], dict[str, bytes]], None]
) -> None:
    said_otherwise(file, change)
    assert refused(empty, "restore", file)["code"] == "restore_differs"
    assert is_untouched(empty)


@pytest.mark.parametrize("change", [with_another_key, with_a_key_that_is_no_text])
def test_a_key_that_is_not_the_one_the_backup_speaks_of_is_not_put_in_place(
    file: Path, empty: Site, change: Callable[[dict[str, Any], dict[str, bytes]], None]
) -> None:
    said_otherwise(file, change)
    told = refused(empty, "restore", file)
    assert (told["code"], told["member"]) == ("backup_damaged", "keys/signing_key")
    assert is_untouched(empty)


def test_a_failure_at_the_very_end_takes_files_and_keys_out_again(
    file: Path, empty: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contest.backup.services import restoring

    def fail(*_: object) -> None:
        assert empty.files, "the bytes were in their place"
        raise RuntimeError("the machine is on fire")

    monkeypatch.setattr(restoring, "keep_index", fail)
    monkeypatch.setattr(restoring, "NEIGHBOURS", "SELECT 'k', 'm', 3")
    with pytest.raises(RuntimeError, match="on fire"):
        empty.run("restore", file)
    assert is_untouched(empty)


def test_a_store_that_cannot_be_written_to_is_told(file: Path, empty: Site) -> None:
    blocked = empty.settings.files_dir
    shutil.rmtree(blocked, ignore_errors=True)
    blocked.write_text("a file where the folder belongs")
    told = refused(empty, "restore", file)
    blocked.unlink()
    assert (told["code"], "files" in told["reason"]) == ("restore_unwritable", True)
    assert is_untouched(empty)


def test_a_later_schema_is_refused(file: Path, empty: Site) -> None:
    said_otherwise(file, lambda said, _members: said.update(head="9999"))
    told = refused(empty, "restore", file)
    assert (told["code"], told["found"]) == ("backup_too_new", "9999")
    assert is_untouched(empty)


def test_keys_that_the_environment_sets_stay_and_must_fit(
    file: Path, small: Site, a_site: Callable[..., Site], tmp_path: Path
) -> None:
    theirs = small.settings.encryption_keys[0]
    other = a_site(ENCRYPTION_KEYS="another-key", SIGNING_KEY="another-signature")
    told = refused(other, "restore", file)
    assert (told["code"], told["variable"]) == ("restore_keys_differ", "ENCRYPTION_KEYS")
    assert is_untouched(other)
    other.environ["ENCRYPTION_KEYS"] = f"newer-key {theirs}"
    other.start_again()
    assert other.tell("restore", file)["keys"] == {
        "placed": ["secret_key"],
        "left": ["encryption_keys", "signing_key"],
    }


def test_a_backup_without_keys_says_so_and_needs_those_it_was_made_with(
    small: Site, empty: Site, a_site: Callable[..., Site], tmp_path: Path
) -> None:
    file = tmp_path / "x.haiju"
    assert small.tell("backup", "--without-keys", file)["keys"] == []
    for name in ("secret_key", "encryption_keys", "signing_key"):
        secret = (small.folder / name).read_text().encode()
        assert secret not in file.read_bytes()
    assert not any(name.startswith("keys/") for name in manifest_of(file).members)
    assert refused(empty, "restore", file)["code"] == "restore_keys_differ"
    assert is_untouched(empty)
    other = a_site(ENCRYPTION_KEYS=small.settings.encryption_keys[0])
    assert other.tell("restore", file)["keys"] == {"placed": [], "left": ["secret_key", "signing_key"]}


def test_only_one_restores_at_a_time(file: Path, empty: Site) -> None:
    from contest.backup.services.restoring import ALONE

    with empty.here():
        connection = db.engine.connect()
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ALONE})
        result = empty.app.test_cli_runner().invoke(args=["restore", os.fspath(file), "--json"])
        connection.close()
    assert (result.exit_code, "restore_under_way" in result.stdout) == (1, True)
    assert is_untouched(empty)

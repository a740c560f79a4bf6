"""`flask judging verify` on the outcome the contract promises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import wsgi
from contest.kernel.settings import Settings
from judging.sealing.domain.archive import regions, unpack
from tests.judging.sealing.rounds import a_content, sealed, signer

FILE = sealed(a_content())


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application on a machine without any database: whatever connects fails."""
    return wsgi.create_app(
        Settings(
            secret_key="bare",
            data_dir=tmp_path_factory.mktemp("bare"),
            database_url="postgresql://nobody@127.0.0.1:1/none",
        )
    )


def run(app: Flask, *arguments: str) -> Any:
    return app.test_cli_runner().invoke(args=["judging", "verify", *arguments])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "result.zip"
    path.write_bytes(FILE.data)
    return path


def test_a_good_file_prints_exactly_the_promised_object(bare: Flask, file: Path) -> None:
    result = run(bare, str(file), "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (
        0,
        {"valid": True, "items": 6, "digest": FILE.digest, "key": signer().public.fingerprint},
    )
    assert FILE.digest[:4] in run(bare, str(file)).stdout


def test_the_published_key_or_its_fingerprint_says_whose_seal_it_is(
    bare: Flask, file: Path, tmp_path: Path
) -> None:
    ours, theirs, words = tmp_path / "ours.pem", tmp_path / "theirs.pem", tmp_path / "key.txt"
    ours.write_text(signer().public.pem)
    theirs.write_text(signer("two").public.pem)
    words.write_text("not a key")
    assert run(bare, str(file), "--key", str(ours)).exit_code == 0
    words_ok = tmp_path / "fingerprint.txt"
    words_ok.write_text(signer().public.fingerprint.upper() + "\n")
    assert run(bare, str(file), "--key", str(words_ok)).exit_code == 0
    wrong = run(bare, str(file), "--key", str(theirs), "--json")
    found = json.loads(wrong.stdout)
    assert (wrong.exit_code, found["valid"]) == (1, False)
    assert [one["code"] for one in found["error"]["differences"]] == ["seal_key_differs"]
    assert signer("two").public.fingerprint in wrong.stderr
    refused = run(bare, str(file), "--key", str(words), "--json")
    assert (refused.exit_code, json.loads(refused.stdout)["error"]["code"]) == (1, "seal_key_unreadable")


def test_one_flipped_byte_is_named(bare: Flask, file: Path) -> None:
    place = next(
        one for one in regions(unpack(FILE.data)) if (one.member, one.what) == ("sheets.json", "content")
    )
    at = FILE.data.index(b'"innovation":"', place.start) + len(b'"innovation":"')
    changed = bytearray(FILE.data)
    changed[at] = ord("6")
    file.write_bytes(bytes(changed))
    result = run(bare, str(file), "--json")
    found = json.loads(result.stdout)
    codes = {one["code"] for one in found["error"]["differences"]}
    assert result.exit_code == 1
    assert {"seal_archive_differs", "seal_member_differs", "seal_total_differs", "seal_line_differs"} <= codes
    assert "sheets.json" in result.stderr
    assert any(one.get("entry") for one in found["error"]["differences"])


def test_wrong_usage_is_exit_status_two(bare: Flask, tmp_path: Path) -> None:
    assert run(bare, str(tmp_path / "missing.zip")).exit_code == 2

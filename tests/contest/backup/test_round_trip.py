"""What is backed up and restored is what it was: rows, files, uploads under way, keys, the log and its seals."""

from __future__ import annotations

import io
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from contest.accounts.domain import DEMO_PASSWORD
from contest.accounts.models import User
from contest.audit import queries as audit_queries
from contest.documents.models import Upload
from contest.kernel import audit
from contest.kernel.access import SYSTEM
from contest.kernel.db import db, transaction
from contest.kernel.signing import signer
from judging.judges.models import Judge
from judging.sealing.domain import verify as verify_file
from judging.sealing.domain.states import SealState
from judging.sealing.models import Seal
from tests.contest.audit.test_audit import sealed
from tests.contest.backup.conftest import ARRIVED, Site, manifest_of, schema

FAR = 10**12  # transactions another cluster had seen


@pytest.fixture(scope="module")
def pair(
    season: Site, a_site: Callable[..., Site], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Site, Site, dict[str, list[str]], Any]:
    """The season and what was restored of it, with the rows it had and what restoring said."""
    file = tmp_path_factory.mktemp("backups") / "season.haiju"
    with season.here():
        audit.record(SYSTEM, "test.noted", None)
        db.session.commit()
        assert sealed(db.session) > 1
    rows = season.rows()
    season.tell("backup", file)
    other = a_site(migrated=False)
    told = other.tell("restore", file)
    other.start_again()
    return season, other, rows, told


def test_every_row_of_every_table_is_back(pair: tuple[Site, Site, dict[str, list[str]], Any]) -> None:
    _season, other, before, told = pair
    after = other.rows()
    after["audit_events"] = [row for row in after["audit_events"] if "backup.restored" not in row]
    del before["audit_offsets"], after["audit_offsets"]
    assert after == before
    assert told["rows"] == sum(len(rows) for name, rows in before.items() if name != "alembic_version")


def test_constraints_triggers_and_counters_are_as_they_were(pair: tuple[Site, Site, Any, Any]) -> None:
    season, other, *_rest = pair
    assert schema(other) == schema(season)
    last = "SELECT sequencename, last_value FROM pg_sequences ORDER BY 1"
    assert other.ask(last) == season.ask(last)
    assert [number for _name, number in season.ask(last) if number], "some sequence was used"


def test_attachments_and_uploads_under_way_are_back(pair: tuple[Site, Site, Any, Any]) -> None:
    season, other, *_rest = pair
    assert other.files == season.files
    assert len(other.files) > 3
    with other.here() as app:
        upload = db.session.scalars(select(Upload).where(Upload.file_id.is_(None))).one()
        joined = io.BytesIO()
        assert app.extensions["storage"].join_parts(upload.id, joined) == upload.received
        assert joined.getvalue() == ARRIVED


def test_keys_came_along_so_that_numbers_are_readable_and_links_work(
    pair: tuple[Site, Site, Any, Any],
) -> None:
    season, other, _rows, told = pair
    assert set(told["keys"]["placed"]) == {"secret_key", "encryption_keys", "signing_key"}
    assert other.settings.secret_key == season.settings.secret_key
    assert len(list(other.folder.glob("*.before-restore-*"))) == 3
    contacts = select(Judge.other_contacts).where(Judge.other_contacts.is_not(None))
    phones = select(User.phone).where(User.phone.is_not(None)).order_by(User.id)
    for query in (contacts, phones):
        found = []
        for site in (season, other):
            with site.here():
                found.append(list(db.session.scalars(query)))
        assert found[0] == found[1]


def test_people_sign_in_where_it_was_restored(pair: tuple[Site, Site, Any, Any]) -> None:
    _season, other, *_rest = pair
    with other.here() as app:
        email = db.session.scalars(select(User.email).where(User.is_demo, User.email.like("%judge%"))).first()
    with other.here() as app:
        client = app.test_client()
        answer = client.post("/account/sign-in", data={"email": email, "password": DEMO_PASSWORD})
        assert answer.status_code == 303
        assert client.get("/").status_code == 200


def test_a_sealed_result_still_verifies_under_the_key_of_before(pair: tuple[Site, Site, Any, Any]) -> None:
    _season, other, *_rest = pair
    with other.here() as app:
        key = db.session.scalars(select(Seal.storage_key).where(Seal.state == SealState.SEALED)).first()
        assert key is not None
        result = app.extensions["storage"].open(key).read()
        assert verify_file(result, expected=signer.public.fingerprint).valid


def test_the_restored_log_verifies_says_so_and_goes_on(pair: tuple[Site, Site, Any, Any]) -> None:
    season, other, _rows, told = pair
    with other.here():
        found = audit_queries.verify()
        assert (found.broken_at, found.seals) == (None, told["log"]["seals"])
    said = other.ask("SELECT facts->>'sha256' FROM audit_events WHERE action = 'backup.restored'")
    assert said == [(told["sha256"],)]
    assert season.ask("SELECT facts->>'sha256' FROM audit_events WHERE action = 'backup.made'")[0] == said[0]


def test_a_log_goes_on_in_a_cluster_that_counts_from_the_beginning(
    a_site: Callable[..., Site], tmp_path: Path
) -> None:
    season, other = a_site(), a_site()
    with season.here():
        # The numbers are those of a database that has seen many more transactions than this one.
        db.session.execute(text("INSERT INTO audit_offsets (ahead) VALUES (:far)"), {"far": FAR})
        for _ in range(2):
            audit.record(SYSTEM, "test.noted", None)
            db.session.commit()
            assert sealed(db.session) == 1
        db.session.execute(text("DELETE FROM audit_offsets"))
        db.session.commit()
    season.tell("backup", tmp_path / "x.haiju")
    other.tell("restore", tmp_path / "x.haiju")
    with other.here():
        with transaction():
            audit.record(SYSTEM, "test.noted", None)
        while (found := audit_queries.verify()).unsealed_events:  # that it was restored, and what came after
            assert sealed(db.session), "nothing can be sealed any more"
        assert (found.broken_at, found.sealed_events) == (None, 4)
        assert found.seals > 2


def test_the_file_is_the_owners_alone_and_holds_every_table(season: Site, backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    tables = {name for (name,) in season.ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    assert {table.name for table in manifest_of(backup).tables} == tables - {"alembic_version"}
    assert list(backup.parent.iterdir()) == [backup], "no traces beside it"


def test_a_table_nobody_knows_is_backed_up_and_left_out_aloud_where_it_does_not_belong(
    a_site: Callable[..., Site], tmp_path: Path
) -> None:
    season, other = a_site(), a_site()
    with season.here(), db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE brand_new (id int PRIMARY KEY, note text)"))
        connection.execute(text("INSERT INTO brand_new VALUES (1, E'a\\tb\\\\n')"))
        connection.execute(
            text("INSERT INTO serving_models (kind, model) VALUES ('k', E'tab\\t and \\\\. 模型')")
        )
    file = tmp_path / "x.haiju"
    season.tell("backup", file)
    assert ("brand_new", 1) in [(table.name, table.rows) for table in manifest_of(file).tables]
    assert other.tell("restore", file)["left_out"] == ["brand_new"]
    assert other.ask("SELECT kind, model FROM serving_models") == [("k", "tab\t and \\. 模型")]


def test_a_backup_of_an_earlier_schema_is_restored_and_brought_up_to_date(
    a_site: Callable[..., Site], tmp_path: Path
) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory

    season, other = a_site(), a_site()
    with season.here() as app:
        config = app.extensions["migrate"].migrate.get_config()
        command.downgrade(config, "-1")
        script = ScriptDirectory.from_config(config)
        with db.engine.begin() as connection:
            connection.execute(text("INSERT INTO serving_models (kind, model) VALUES ('k', 'm')"))
    told = season.tell("backup", tmp_path / "x.haiju")
    head = script.get_current_head()
    assert told["head"] == script.get_revision(head).down_revision
    back = other.tell("restore", tmp_path / "x.haiju")
    assert (back["head"], back["upgraded_to"]) == (told["head"], head)
    assert other.ask("SELECT version_num FROM alembic_version") == [(head,)]
    assert other.ask("SELECT kind, model FROM serving_models") == [("k", "m")]
    assert other.ask("SELECT action FROM audit_events") == [("backup.restored",)]

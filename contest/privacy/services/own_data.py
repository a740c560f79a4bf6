"""Take one's data along, close an account."""

from __future__ import annotations

import json
import secrets
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, text, update

from contest.accounts.models import User
from contest.accounts.queries import get_locked_user
from contest.accounts.services.passwords import passwords
from contest.accounts.services.profile import confirm_password
from contest.kernel import audit, clock, jobs
from contest.kernel.access import SYSTEM, Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.holdings import Erasure, register
from contest.kernel.keeping import keep
from contest.kernel.storage import CHUNK, Storage
from contest.notices.services import notify
from contest.permissions import Permission
from contest.privacy import queries
from contest.privacy.domain import (
    EXPORT_AGAIN_AFTER,
    EXPORT_KEPT,
    AccountInUse,
    erased_address,
)
from contest.privacy.models import DataExport
from contest.privacy.queries import ExportView

EXPORT = "privacy.export"
MAX_EXPORT = 2 * 1024**3
CLOSED_NAME = {"zh": "已注销用户", "en": "Closed account"}


def request_export(*, actor: Actor) -> DataExport:
    """Ask for a copy of everything held about the person; a notice says when it is there.

    A copy that is being made already, or was made within the last hours, is the same one: each may be large.
    """
    authorise(actor, Permission.OWN_ACCOUNT, actor.user_id)
    assert actor.user_id is not None
    get_locked_user(actor.user_id)  # pressing twice at once asks once
    fresh = DataExport.created_at > clock.now() - EXPORT_AGAIN_AFTER
    known = db.session.execute(
        select(DataExport)
        .where(DataExport.user_id == actor.user_id, DataExport.storage_key.is_(None) | fresh)
        .order_by(DataExport.created_at.desc())
    ).scalars()
    if (found := known.first()) is not None:
        return found
    made = DataExport(id=new_id(), user_id=actor.user_id)
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "data_export.requested", made)
    jobs.defer(EXPORT, export_id=made.id)
    return made


def make_export(*, export_id: UUID, storage: Storage, labels: Mapping[str, str]) -> None:
    """Write the copy: one JSON file and the uploaded files. `labels` name the holdings in the person's language."""
    row = db.session.get(DataExport, export_id, with_for_update=True)
    if row is None or row.storage_key is not None:
        return
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("data.json", _everything(row.user_id, labels))
            for number, own in enumerate(queries.own_files(row.user_id), 1):
                if storage.exists(own.storage_key):
                    # A name is a name: whatever was kept as one, it opens no folder where it is unpacked.
                    name = own.filename.replace("\\", "/").rpartition("/")[2]
                    with (
                        storage.open(own.storage_key) as source,
                        archive.open(f"files/{number:03}-{name}", "w", force_zip64=True) as target,
                    ):
                        shutil.copyfileobj(source, target, CHUNK)
        file.seek(0)
        stored = keep(storage, file, max_bytes=MAX_EXPORT)
    row.storage_key, row.size = stored.key, stored.size
    row.expires_at = clock.now() + EXPORT_KEPT
    audit.record(SYSTEM, "data_export.made", row, size=stored.size)
    notify(
        recipients=[row.user_id],
        code="privacy.export_ready",
        params={"until_at": row.expires_at.isoformat()},
        link="/account/data",
        once_key=f"data_export:{row.id}",
    )


def _everything(user_id: UUID, labels: Mapping[str, str]) -> str:
    held = {
        holding.table: {"about": labels.get(holding.table, ""), "rows": rows}
        for holding, rows in queries.contents(user_id)
        if rows
    }
    content = {"made_at": clock.now().astimezone(clock.SHANGHAI).isoformat(), "data": held}
    return json.dumps(content, ensure_ascii=False, indent=2)


def record_download(*, actor: Actor, export: ExportView) -> None:
    """Note in the audit log that a copy left."""
    row = db.session.get_one(DataExport, export.id)
    audit.record(actor, "data_export.fetched", row)


def close_account(*, actor: Actor, password: str, network: str = "") -> None:
    """Erase the person behind an account; what must remain remains under no name.

    Raises Invalid for a wrong password, AccountInUse with what is to be brought to an end first.
    """
    authorise(actor, Permission.OWN_ACCOUNT, actor.user_id)
    assert actor.user_id is not None
    user = get_locked_user(actor.user_id)
    confirm_password(user=user, password=password, network=network)
    if found := queries.obstacles_of(user.id):
        raise AccountInUse(obstacles=[obstacle.code for obstacle in found])
    erased = {
        holding.table: _erase(holding.table, holding.where, holding.erasure, holding.blank, user.id)
        # From the end: what is found by an address, a team or a judge goes before these do.
        for holding in reversed(register.holdings)
        if holding.table != "users"
    }
    _end_exports(user.id)
    _blank_user(user)
    audit.record(actor, "account.closed", user, rows={name: n for name, n in erased.items() if n})


def _erase(table: str, where: str, erasure: Erasure, blank: Mapping[str, Any], user_id: UUID) -> int:
    if erasure is Erasure.KEEP:
        return 0
    found = queries.table_of(table)
    rows = text(where)
    statement = (
        delete(found).where(rows)
        if erasure is Erasure.DELETE
        else update(found).where(rows).values({found.c[name]: value for name, value in blank.items()})
    )
    return int(db.session.execute(statement, {"person": user_id}).rowcount)  # type: ignore[attr-defined]


def _end_exports(user_id: UUID) -> None:
    """Have copies go with the next night, and make none that is still waiting."""
    mine = DataExport.user_id == user_id
    db.session.execute(delete(DataExport).where(mine, DataExport.storage_key.is_(None)))
    db.session.execute(update(DataExport).where(mine).values(expires_at=clock.now()))


def _blank_user(user: User) -> None:
    now = clock.now()
    user.email, user.name, user.name_en = erased_address(user.id), CLOSED_NAME["zh"], CLOSED_NAME["en"]
    user.phone, user.wechat_openid, user.external_id = "", None, None
    user.password_hash = passwords.hash(secrets.token_urlsafe(32))  # which nobody knows
    user.email_verified_at, user.disabled_at, user.closed_at = None, now, now
    user.session_epoch += 1
    db.session.flush()

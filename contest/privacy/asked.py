"""A copy of one's own data to take along: one JSON file, and the uploaded files."""

from __future__ import annotations

import json
import shutil
import zipfile
from datetime import timedelta
from typing import BinaryIO
from uuid import UUID

from flask import current_app
from flask_babel import force_locale

from contest.exports.domain import Asked, Deeds, ExportKind, Made, Tell
from contest.kernel import clock
from contest.kernel.access import Actor, authorise
from contest.kernel.storage import CHUNK, Storage
from contest.permissions import Permission
from contest.privacy import queries


def _check(actor: Actor, asked: Asked) -> None:
    authorise(actor, Permission.OWN_ACCOUNT, asked.about)


def _build(_actor: Actor, asked: Asked, file: BinaryIO, _tell: Tell) -> Made:
    storage: Storage = current_app.extensions["storage"]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        with force_locale(asked.locale):
            rows, everything = _everything(asked.about)
        archive.writestr("data.json", everything)
        for number, own in enumerate(queries.own_files(asked.about), 1):
            if storage.exists(own.storage_key):
                # A name is a name: whatever was kept as one, it opens no folder where it is unpacked.
                name = own.filename.replace("\\", "/").rpartition("/")[2]
                with (
                    storage.open(own.storage_key) as source,
                    archive.open(f"files/{number:03}-{name}", "w", force_zip64=True) as target,
                ):
                    shutil.copyfileobj(source, target, CHUNK)
    return Made(rows)


def _everything(user_id: UUID) -> tuple[int, str]:
    """Return how many rows there are about somebody, and all of them, each holding under its name."""
    held = {
        holding.table: {"about": str(holding.label), "rows": rows}
        for holding, rows in queries.contents(user_id)
        if rows
    }
    content = {"made_at": clock.now().astimezone(clock.SHANGHAI).isoformat(), "data": held}
    return sum(len(one["rows"]) for one in held.values()), json.dumps(content, ensure_ascii=False, indent=2)


KIND = ExportKind(
    name="own_data",
    place="/account/data",
    own_page=False,
    ending="zip",
    deeds=Deeds("data_export.requested", "data_export.made", "data_export.refused", "data_export.fetched"),
    ready="privacy.export_ready",
    check=_check,
    build=_build,
    told=lambda _asked, _rows: {},
    title=lambda _asked: "haiju",
    largest=2 * 1024**3,
    again_after=timedelta(hours=12),  # each may be large
)

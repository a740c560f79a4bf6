"""`flask backup` and `flask restore`."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from contest.backup import services
from contest.backup.services import Made, Restored, Wanted
from contest.kernel.access import SYSTEM
from contest.kernel.db import transaction
from contest.web.commands import ProgressLines, answer, json_option, refusals
from contest.web.migrating import Revisions

MEGABYTE = 2**20


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@click.option("--without-keys", is_flag=True, help="Leave the three keys out; you keep them elsewhere.")
@click.option(
    "--allow-missing", is_flag=True, help="Go on when attachments are missing or damaged, and name them."
)
@json_option
@with_appcontext
def backup(file: Path, without_keys: bool, allow_missing: bool, as_json: bool) -> None:
    """Write everything into FILE while the product runs: all rows as of one moment, attachments, keys.

    FILE gets its name only once it is complete and was read back; one of that name is never replaced. Only its owner
    can read it, and whoever can has everything: keep it like the keys themselves. Exit status 1 says why there is no
    backup.
    """
    started = time.monotonic()
    with refusals(as_json=as_json):
        made = services.make(
            wanted=Wanted(
                target=file.absolute(),
                head=Revisions().head,
                settings=current_app.extensions["settings"],
                storage=current_app.extensions["storage"],
                with_keys=not without_keys,
                allow_missing=allow_missing,
            ),
            progress=ProgressLines(),
        )
        with transaction():
            services.note(actor=SYSTEM, made=made)
    _warn(made)
    data = _said_of(made, file) | {"seconds": round(time.monotonic() - started, 1)}
    text = (
        f"{file}: {data['rows']:,} rows of {data['tables']} tables, {data['files']:,} attachments, "
        f"{made.size / MEGABYTE:,.1f} MB, {data['seconds']} s; read back and complete\nsha256 {made.sha256}"
    )
    answer(data, text, as_json=as_json)


def _warn(made: Made) -> None:
    log = made.manifest.log
    if made.missing:
        click.echo(
            f"{len(made.missing)} attachments are not in it: missing or damaged in the store.", err=True
        )
    if log is not None and log.broken_at is not None:
        click.echo(
            f"The audit log was changed after it was sealed: seal {log.broken_at} does not fit.", err=True
        )


def _said_of(made: Made, file: Path) -> dict[str, Any]:
    manifest = made.manifest
    return {
        "file": str(file),
        "format": manifest.format,
        "version": manifest.version,
        "head": manifest.head,
        "taken_at": manifest.taken_at.isoformat(),
        "tables": len(manifest.tables),
        "rows": manifest.rows,
        "files": len(manifest.files),
        "uploads": len(manifest.uploads),
        "keys": [key.name for key in manifest.keys if key.size is not None],
        "missing": list(made.missing),
        "gone_meanwhile": made.gone,
        "log": manifest.log.model_dump() if manifest.log else None,
        "size": made.size,
        "sha256": made.sha256,
    }


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE")
@json_option
@with_appcontext
def restore(file: Path, as_json: bool) -> None:
    """Put FILE back into an empty database (and files folder): everything, or nothing if anything is wrong.

    Stop the product first. A database that holds rows is refused, a FILE that was changed or cut off too. A backup of
    an earlier version is brought up to date.
    """
    started = time.monotonic()
    with refusals(as_json=as_json), file.open("rb") as source, ExitStack() as undo:
        with transaction():
            restored = services.restore(
                actor=SYSTEM,
                source=source,
                schema=Revisions(),
                settings=current_app.extensions["settings"],
                storage=current_app.extensions["storage"],
                undo=undo,
                progress=ProgressLines(),
            )
        undo.pop_all()
    _advise(restored)
    data = _said_of_restored(restored, file) | {"seconds": round(time.monotonic() - started, 1)}
    text = (
        f"{data['rows']:,} rows of {data['tables']} tables and {data['files']:,} attachments are back as of "
        f"{data['taken_at']}, checked, {data['seconds']} s"
    )
    answer(data, text, as_json=as_json)


def _advise(restored: Restored) -> None:
    manifest, plan = restored.manifest, restored.keys
    if manifest.missing:
        click.echo(f"{len(manifest.missing)} attachments were missing when the backup was made.", err=True)
    if manifest.log is not None and manifest.log.broken_at is not None:
        click.echo(f"The audit log was broken already, at seal {manifest.log.broken_at}.", err=True)
    for table in restored.left_out:
        click.echo(f"Left out, for it is no table of the product: {table}", err=True)
    for name in plan.placed:
        click.echo(f"{name} in the data folder is the backup's now; the former one lies beside it.", err=True)
    for name in plan.left:
        click.echo(f"{name.upper()} is another one here than where the backup was made, and stays.", err=True)


def _said_of_restored(restored: Restored, file: Path) -> dict[str, Any]:
    manifest = restored.manifest
    return {
        "file": str(file),
        "version": manifest.version,
        "taken_at": manifest.taken_at.isoformat(),
        "head": manifest.head,
        "upgraded_to": restored.head if restored.head != manifest.head else None,
        "tables": len(manifest.tables) - len(restored.left_out),
        "left_out": list(restored.left_out),
        "rows": sum(table.rows for table in manifest.tables if table.name not in restored.left_out),
        "files": len(manifest.files),
        "uploads": len(manifest.uploads),
        "missing": list(manifest.missing),
        "keys": {"placed": list(restored.keys.placed), "left": list(restored.keys.left)},
        "log": manifest.log.model_dump() if manifest.log else None,
        "sha256": restored.sha256,
    }

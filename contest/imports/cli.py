"""`flask import KIND FILE`: a spreadsheet in, from the command line."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask_babel import force_locale

from contest.imports.domain import (
    FileMapping,
    FileUnreadable,
    ImportKind,
    MappingInvalid,
    Scope,
    Table,
    mapping_from,
    read_table,
)
from contest.imports.domain.mapping import joined
from contest.imports.presentation import as_json as answer_of
from contest.imports.presentation import message
from contest.imports.registry import find_kind, kinds
from contest.imports.services import Report, import_table
from contest.imports.template import template as template_of
from contest.kernel.access import SYSTEM
from contest.kernel.db import transaction
from contest.kernel.errors import DomainError
from contest.web.commands import json_option
from contest.web.errors import describe

SHOWN = 50


class _KindFirst(click.Group):
    """A group whose first word, unless it is a command of its own, is the kind to import."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in (*self.commands, "--help"):
            args = ["file", *args]
        return super().parse_args(ctx, args)


@click.group("import", cls=_KindFirst, subcommand_metavar="KIND FILE [OPTIONS] | template KIND [OPTIONS]")
def import_() -> None:
    """Import a spreadsheet (.xlsx or .csv): every row, or none when any has an error.

    KIND is projects, judges, bases, investors, mentors, investments or scores. `template KIND` writes an empty
    spreadsheet with the columns, an example and help. Options of an import: --season S, --dry-run (check everything,
    write nothing), --map FILE, --lang, --json; `import file --help` explains them.
    """


language_option = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="Language of headers and errors.",
)


def _kind(_context: click.Context, _parameter: click.Parameter, name: str) -> ImportKind:
    kind = find_kind(name)
    if kind is None:
        raise click.BadParameter(f"{name!r} is none of: {', '.join(sorted(kind.name for kind in kinds()))}")
    return kind


def _parsed(_context: click.Context, _parameter: click.Parameter, path: Path | None) -> Any:
    """Read the mapping file and name its folder, where the files of its joins may lie."""
    if path is None:
        return {}, Path()
    try:
        text = path.read_text("utf-8-sig")
        return (tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)), path.parent
    except (UnicodeDecodeError, ValueError) as error:
        raise click.BadParameter(f"not JSON or TOML: {error}") from error


@import_.command("file")
@click.argument("kind", callback=_kind)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--season", default="", help="Season (slug) to import into; by default the current one.")
@click.option(
    "--map",
    "mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    callback=_parsed,
    help="JSON or TOML file that says which of its columns is which of ours (docs/imports.md).",
)
@click.option("--dry-run", is_flag=True, help="Check everything, write nothing.")
@language_option
@json_option
def file(
    kind: ImportKind,
    file: Path,
    season: str,
    mapping: tuple[Any, Path],
    dry_run: bool,
    lang: str,
    as_json: bool,
) -> None:
    """Import FILE as KIND."""
    with force_locale(lang):
        try:
            with transaction():
                report = _import(kind, file, Scope(SYSTEM, season), mapping, dry_run=dry_run)
        except DomainError as error:
            _refuse(error, as_json=as_json)
        _tell(report, dry_run=dry_run, as_json=as_json)


def _import(
    kind: ImportKind, file: Path, scope: Scope, mapping: tuple[Any, Path], *, dry_run: bool
) -> Report:
    found = mapping_from(mapping[0], kind.name)
    content = _content(file)
    table = read_table(
        content,
        sheet=found.sheet,
        header=found.header,
        delimiter=found.delimiter,
        encoding=found.encoding,
    )
    return import_table(
        scope=scope,
        kind=kind,
        table=_with_joins(table, found, (file.parent, mapping[1])),
        mapping=found,
        sha256=hashlib.sha256(content).hexdigest(),
        dry_run=dry_run,
    )


def _with_joins(table: Table, mapping: FileMapping, folders: Sequence[Path]) -> Table:
    """Add the cells of other files, which lie beside the imported one or beside the mapping."""
    others = []
    for join in mapping.join:
        path = next((folder / join.file for folder in folders if (folder / join.file).is_file()), None)
        if path is None:
            raise MappingInvalid(where=f"join.{join.file}")
        others.append((join, read_table(_content(path))))
    return joined(table, others)


def _content(path: Path) -> bytes:
    limit = current_app.extensions["settings"].files.max_bytes
    if path.stat().st_size > limit:
        raise FileUnreadable(why="too_large_unpacked", limit=limit // 2**20)
    return path.read_bytes()


def _refuse(error: DomainError, *, as_json: bool) -> None:
    detail = message(error)
    click.echo(detail, err=True)
    if as_json:
        click.echo(json.dumps({"error": {"code": error.code, "detail": detail}}, ensure_ascii=False))
    raise SystemExit(1) from error


def _tell(report: Report, *, dry_run: bool, as_json: bool) -> None:
    answer = answer_of(report.read, report.outcome, report.errors)
    if report.ignored:
        click.echo(describe("columns_ignored", {"columns": "、".join(report.ignored)}), err=True)
    if report.errors:
        count = len({error.row for error in report.errors})
        text = describe("rows_rejected", {"count": count, "read": report.read})
        answer["error"] = {"code": "rows_rejected", "detail": text}
        _list(answer["rejected"], text)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
    elif not report.errors:
        figures = {name: answer[name] for name in ("read", "created", "updated", "unchanged")}
        click.echo(describe("import_would" if dry_run else "import_did", figures))
    if report.errors:
        raise SystemExit(1)


def _list(rejected: Sequence[dict[str, Any]], text: str) -> None:
    click.echo(text, err=True)
    for line in rejected[:SHOWN]:
        click.echo(f"{line['row']:>7}  {line['column']:20} {line['code']:20} {line['detail']}", err=True)
    if len(rejected) > SHOWN:
        click.echo(describe("errors_left", {"count": len(rejected) - SHOWN}), err=True)


@import_.command("template")
@click.argument("kind", callback=_kind)
@click.option("--season", default="", help="Season (slug) whose tracks, groups and zones are offered.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write; KIND.xlsx by default."
)
@language_option
@json_option
def template(kind: ImportKind, season: str, out: Path | None, lang: str, as_json: bool) -> None:
    """Write an empty .xlsx with the columns of KIND, an example row and help in Chinese and English."""
    with force_locale(lang):
        try:
            with transaction():
                content = template_of(kind.columns(Scope(SYSTEM, season)), lang)
        except DomainError as error:
            _refuse(error, as_json=as_json)
        path = out or Path(f"{kind.name}.xlsx")
        path.write_bytes(content)
        click.echo(json.dumps({"file": str(path)}, ensure_ascii=False) if as_json else str(path))

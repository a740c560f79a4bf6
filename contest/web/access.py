"""Who may do what, as a table: a page, a command and docs/permissions.md, all from the grants in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import click
from flask import Blueprint, current_app, render_template
from flask_babel import force_locale

from contest.kernel.access import Grant, policy
from contest.permissions import Permission, Role
from contest.web.commands import answer, json_option
from contest.web.contributions import Manifest
from contest.web.guards import requires
from contest.web.i18n import label

YES, OWN, NO = "yes", "own", "–"
SIGNS = {YES: "●", OWN: "○", NO: "–"}

blueprint = Blueprint("access", __name__)


@dataclass(frozen=True, slots=True)
class Line:
    """One permission and what it allows; `cells` says for each role YES (on everything), OWN (by a rule) or NO."""

    permission: StrEnum
    text: str
    cells: Mapping[Role, str]


@dataclass(frozen=True, slots=True)
class Section:
    """The permissions of one context."""

    context: str
    lines: Sequence[Line]


def matrix() -> list[Section]:
    """Return the table of every context, in the order in which the permissions are declared."""
    manifests: Sequence[Manifest] = current_app.extensions["manifests"]
    grants = policy.grants()
    return [_section(manifest.PERMISSIONS, grants) for manifest in manifests]


def _section(permissions: type[StrEnum], grants: Sequence[Grant]) -> Section:
    texts: Mapping[Any, Any] = current_app.extensions["labels"].get(permissions, {})
    lines = [Line(item, str(texts.get(item, "")), _cells(item, grants)) for item in permissions]
    return Section(permissions.__module__.partition(".")[0], lines)


def _cells(permission: StrEnum, grants: Sequence[Grant]) -> dict[Role, str]:
    own = [grant for grant in grants if grant.permission is permission]
    return {role: _cell(role, own) for role in Role}


def _cell(role: Role, grants: Sequence[Grant]) -> str:
    held = {Role.PUBLIC} if role is Role.PUBLIC else {Role.PUBLIC, Role.USER, role}
    matching = [grant for grant in grants if not held.isdisjoint(grant.roles)]
    if not matching:
        return NO
    return YES if any(grant.on is None for grant in matching) else OWN


@blueprint.get("/access")
@requires(Permission.VIEW_PERMISSIONS)
def index() -> str:
    """Show the table."""
    return render_template("web/access.html", sections=matrix(), roles=list(Role), signs=SIGNS)


def markdown() -> str:
    """Return the table as docs/permissions.md holds it."""
    with force_locale("en"):
        parts = [
            "# Who may do what",
            "",
            "Made by `flask access matrix --markdown` from the grants in force; a test compares it.",
            "`yes`: on everything. `own`: where the feature's rule holds (one's own team, base, district). Else no.",
        ]
        for section in matrix():
            parts += ["", f"## {section.context}", "", _header()]
            parts += [_row(line) for line in section.lines]
    return "\n".join(parts) + "\n"


def _header() -> str:
    names = ["Permission", "What it allows", *(str(label(role)) for role in Role)]
    return "| " + " | ".join(names) + " |\n|" + "---|" * len(names)


def _row(line: Line) -> str:
    return "| " + " | ".join((f"`{line.permission}`", line.text, *line.cells.values())) + " |"


def plain() -> str:
    """Return the table for a terminal."""
    with force_locale("en"):
        lines = []
        for section in matrix():
            width = max((len(line.permission) for line in section.lines), default=0)
            lines += [
                f"{section.context}",
                " " * width + "  " + " ".join(f"{role.value[:6]:6}" for role in Role),
            ]
            lines += [
                f"{line.permission:{width}}  " + " ".join(f"{cell:6}" for cell in line.cells.values())
                for line in section.lines
            ]
    return "\n".join(lines)


@click.group("access")
def access() -> None:
    """Say who may do what."""


@access.command("matrix")
@json_option
@click.option("--markdown", "as_markdown", is_flag=True, help="Print the text of docs/permissions.md.")
def matrix_command(as_json: bool, as_markdown: bool) -> None:
    """Print the table of permissions and roles: yes, own (where a rule holds) or –."""
    if as_markdown:
        click.echo(markdown(), nl=False)
        return
    data = {
        str(line.permission): {role.value: cell for role, cell in line.cells.items()}
        for section in matrix()
        for line in section.lines
    }
    answer({"roles": [role.value for role in Role], "permissions": data}, plain(), as_json=as_json)

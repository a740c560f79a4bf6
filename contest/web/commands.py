"""What commands share: `--json` prints one object on stdout, exit 1 means that the data says no, with the reason."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click
from flask_babel import gettext as _

from contest.kernel.errors import DomainError, NotFound
from contest.web.errors import describe

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout.")


def answer(data: Mapping[str, Any], text: str, *, as_json: bool) -> None:
    """Print the outcome: `data` for programs, `text` for people."""
    click.echo(json.dumps(data, ensure_ascii=False, default=str) if as_json else text)


@contextmanager
def refusals(*, as_json: bool) -> Iterator[None]:
    """End the command with exit status 1 when a rule says no: the reason on stderr, with `--json` also on stdout."""
    try:
        yield
    except DomainError as error:
        detail = _said(error)
        click.echo(detail, err=True)
        if as_json:
            told = {"error": {"code": error.code, "detail": detail, **error.params}}
            click.echo(json.dumps(told, ensure_ascii=False, default=str))
        raise SystemExit(1) from error


def _said(error: DomainError) -> str:
    """Return the reason. Whoever types commands may know what there is not: a page would not say."""
    if isinstance(error, NotFound):
        return _("Not found: %(kind)s.", kind=error.params["kind"])
    return describe(error.code, error.params)


class ProgressLines:
    """Progress on stderr: one line per step, rewritten while it works where somebody is looking."""

    def __init__(self) -> None:
        self.step = ""

    def __call__(self, step: str, done: int, of: int) -> None:
        if step != self.step:
            click.echo(
                ("" if not self.step or not _watched() else "\n") + f"  {step} ...",
                err=True,
                nl=not _watched(),
            )
            self.step = step
        elif of and _watched():
            click.echo(f"\r  {step} ... {done * 100 // of} %", err=True, nl=False)


def _watched() -> bool:
    return sys.stderr.isatty()

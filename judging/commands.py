"""The command group every feature of judging puts its commands into. A leaf."""

from __future__ import annotations

import click


@click.group()
def judging() -> None:
    """Judged rounds."""

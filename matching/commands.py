"""The command group every feature of matching puts its commands into. A leaf."""

from __future__ import annotations

import click


@click.group("matching")
def matching() -> None:
    """Match winners with parks, investors and mentors."""

"""What a context contributes to the application, as plain tuples in its manifest module. Nothing is scanned for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

import click
from flask import Blueprint

from contest.kernel.access import Grant
from contest.kernel.jobs import Job, Tick


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One link of the navigation, shown to whoever holds `permission` through one of `roles` (empty: any)."""

    label: Any  # lazy text
    endpoint: str
    icon: str
    permission: StrEnum
    section: str = "main"
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of somebody's home page, loaded from `endpoint` for holders of one of `roles`.

    Those for the public stand on the first page, the others on the desk. `label` names the part while it loads.
    """

    endpoint: str
    roles: tuple[str, ...]
    label: Any = None  # lazy text


class Manifest(Protocol):
    """The shape of contest.manifest, judging.manifest and matching.manifest."""

    PERMISSIONS: type[StrEnum]
    GRANTS: tuple[Grant, ...]
    BLUEPRINTS: tuple[Blueprint, ...]
    API: tuple[Blueprint, ...]
    COMMANDS: tuple[click.Command, ...]
    JOBS: tuple[Job, ...]
    TICKS: tuple[Tick, ...]
    NAVIGATION: tuple[NavEntry, ...]
    HOME: tuple[Panel, ...]
    TEXTS: Mapping[str, Any]  # error code -> lazy text with %(param)s
    LABELS: Mapping[Any, Mapping[Any, Any]]  # enum -> member -> lazy text
    IMPORT_KINDS: tuple[Any, ...]  # contest.imports.domain.ImportKind
    DEMO: tuple[Callable[..., Any], ...]  # seeding steps, run in order by `flask demo seed`

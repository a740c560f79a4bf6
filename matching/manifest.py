"""What matching contributes to the application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

import click
from flask import Blueprint

from contest.kernel.access import Grant
from contest.kernel.jobs import Job, Tick
from contest.web.contributions import NavEntry, Panel
from matching.permissions import Permission
from matching.profiles.descriptions import DESCRIPTIONS

PERMISSIONS = Permission

GRANTS: tuple[Grant, ...] = ()

BLUEPRINTS: tuple[Blueprint, ...] = ()
API: tuple[Blueprint, ...] = ()
COMMANDS: tuple[click.Command, ...] = ()
JOBS: tuple[Job, ...] = ()
TICKS: tuple[Tick, ...] = ()
NAVIGATION: tuple[NavEntry, ...] = ()
HOME: tuple[Panel, ...] = ()
TEXTS: Mapping[str, Any] = {}
LABELS: Mapping[type[StrEnum], Mapping[Any, Any]] = {Permission: DESCRIPTIONS}
IMPORT_KINDS: tuple[Any, ...] = ()
DEMO: tuple[Callable[..., Any], ...] = ()

"""What the contest contributes to the application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

import click
from flask import Blueprint

import contest.accounts.models
import contest.bases.models
import contest.entries.models
import contest.kernel.audit
import contest.mail.models
import contest.nominations.models
import contest.organisations.models
import contest.projects.models
import contest.seasons.models
import contest.standings.models
import contest.teams.models  # noqa: F401 - until their features contribute views
from contest.accounts import rules as account_rules
from contest.accounts import sessions  # noqa: F401 - registers the loaders
from contest.kernel.access import Grant
from contest.kernel.jobs import Job, Tick
from contest.permissions import EVERYONE, OFFICE, SIGNED_IN, Permission, Role
from contest.web.contributions import NavEntry, Panel

PERMISSIONS = Permission

GRANTS: tuple[Grant, ...] = (
    Grant(Permission.BROWSE, EVERYONE),
    Grant(Permission.OWN_ACCOUNT, SIGNED_IN, account_rules.is_self),
    Grant(Permission.MANAGE_ACCOUNTS, (Role.ADMINISTRATOR,)),
    Grant(Permission.VIEW_PERMISSIONS, (*OFFICE, Role.AUDITOR)),
    Grant(Permission.READ_AUDIT, (Role.AUDITOR,)),
)

BLUEPRINTS: tuple[Blueprint, ...] = ()
API: tuple[Blueprint, ...] = ()
COMMANDS: tuple[click.Command, ...] = ()
JOBS: tuple[Job, ...] = ()
TICKS: tuple[Tick, ...] = ()
NAVIGATION: tuple[NavEntry, ...] = ()
HOME: tuple[Panel, ...] = ()
TEXTS: Mapping[str, Any] = {}
LABELS: Mapping[type[StrEnum], Mapping[Any, Any]] = {}
IMPORT_KINDS: tuple[Any, ...] = ()
DEMO: tuple[Callable[..., Any], ...] = ()

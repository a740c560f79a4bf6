"""What a context contributes to the application, as plain tuples in its manifest module. Nothing is scanned for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

import click
from flask import Blueprint

from contest.kernel.access import Grant
from contest.kernel.holdings import Ending, Holding, Obstacle
from contest.kernel.jobs import Job, Tick
from contest.kernel.notices import NoticeKind
from contest.kernel.ties import TieSource, Veil


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One link of the navigation, shown to whoever holds `permission` through one of `roles` (empty: any).

    It is left out for holders of a role in `unless`. It is the present one on its own page and on all others of its
    blueprint; `also` names what else belongs to it: endpoints, or "blueprint.*". The closest match wins.
    """

    label: Any  # lazy text
    endpoint: str
    icon: str
    permission: StrEnum
    section: str = "main"
    roles: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of the desk, loaded from `endpoint` for holders of one of `roles`. `label` names it while it loads.

    A panel that has nothing to say to its reader answers with nothing at all, and leaves no trace on the page.
    """

    endpoint: str
    roles: tuple[str, ...]
    label: Any = None  # lazy text


@dataclass(frozen=True, slots=True)
class Fact:
    """A detail of the audit log: what it is called (lazy text), and the enumerations whose codes it holds."""

    word: Any
    codes: tuple[type[StrEnum], ...] = ()

    def and_codes_of(self, other: Fact) -> Fact:
        """Return this detail with the codes that another context keeps under the same name."""
        return Fact(self.word, (*self.codes, *other.codes))


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
    DEEDS: Mapping[str, Any]  # action in the audit log -> lazy text
    FACTS: Mapping[str, Fact]  # name of a detail in the audit log -> what it is called, and its codes
    HOLDINGS: tuple[Holding, ...]  # what is held about people, and why
    OBSTACLES: tuple[Obstacle, ...]  # what keeps an account from being closed
    ENDINGS: tuple[Ending, ...]  # what goes when a season's retention period ends
    CONFLICTS: tuple[TieSource, ...]  # what ties people to subjects
    VEILS: tuple[Veil, ...]  # what is kept from whoever is tied
    NOTICES: Mapping[str, NoticeKind]  # code -> what it is about and how it reads
    IMPORT_KINDS: tuple[Any, ...]  # contest.imports.domain.ImportKind
    EXPORT_KINDS: tuple[Any, ...]  # contest.exports.domain.ExportKind
    DEMO: tuple[Callable[..., Any], ...]  # seeding steps, run in order by `flask demo seed`

"""What the contest contributes to the application."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from flask import Blueprint

from contest.accounts import api as accounts_api
from contest.accounts import cli as accounts_cli
from contest.accounts import sessions  # noqa: F401 - registers the loaders
from contest.accounts import views as accounts_views
from contest.announcements import views as announcements_views
from contest.audit import views as audit_views
from contest.audit.texts import DEEDS
from contest.backup import cli as backup_cli
from contest.bases import api as bases_api
from contest.bases import imports as base_imports
from contest.bases import views as bases_views
from contest.channels import views as channels_views
from contest.demo import cli as demo_cli
from contest.demo import seeding as demo_steps
from contest.duplicates import cli as duplicates_cli
from contest.duplicates import services as duplicate_services
from contest.duplicates import views as duplicates_views
from contest.embeddings import cli as embeddings_cli
from contest.entries import queries as entry_queries
from contest.entries import services as entry_services
from contest.entries import ties as entry_ties
from contest.entries import views as entries_views
from contest.entry_forms import views as form_views
from contest.entry_forms.effects import counting as form_effects
from contest.entry_forms.services import copy_form
from contest.exports.domain import ExportKind
from contest.funnel import views as funnel_views
from contest.home import views as home_views
from contest.imports import cli as imports_cli
from contest.imports import views as imports_views
from contest.imports.domain import ImportKind
from contest.kernel.holdings import Ending, Holding, Obstacle
from contest.kernel.ties import TieSource, Veil
from contest.mail import views as mail_views
from contest.manifest.facts import FACTS
from contest.manifest.grants import GRANTS
from contest.manifest.menu import HOME, NAVIGATION
from contest.manifest.words import LABELS, NOTICES, TEXTS
from contest.manifest.work import JOBS, TICKS
from contest.nominations import api as nominations_api
from contest.nominations import services as nomination_services
from contest.nominations import views as nominations_views
from contest.notices import views as notices_views
from contest.organisations import views as organisations_views
from contest.permissions import Permission
from contest.pool import queries as pool_queries
from contest.pool import services as pool_services
from contest.pool import ties as pool_ties
from contest.pool import views as pool_views
from contest.privacy import asked as privacy_asked
from contest.privacy import endings as privacy_endings
from contest.privacy import register as privacy_register
from contest.privacy import views as privacy_views
from contest.projects import api as projects_api
from contest.projects import asked as project_asked
from contest.projects import imports as project_imports
from contest.projects import views as projects_views
from contest.projects.events import events as project_events
from contest.projects.permits import permits as project_permits
from contest.projects.queries import effects_of_form
from contest.questions import views as questions_views
from contest.screening import queries as screening_queries
from contest.screening import services as screening_services
from contest.screening import views as screening_views
from contest.seasons import api as seasons_api
from contest.seasons import views as seasons_views
from contest.seasons.events import events as season_events
from contest.standings import views as standings_views
from contest.teams import views as teams_views
from contest.texting import views as texting_views
from contest.timelines import views as timelines_views
from contest.web import access as web_access

__all__ = [
    "API",
    "BLUEPRINTS",
    "COMMANDS",
    "CONFLICTS",
    "DEEDS",
    "DEMO",
    "ENDINGS",
    "EXPORT_KINDS",
    "FACTS",
    "GRANTS",
    "HOLDINGS",
    "HOME",
    "IMPORT_KINDS",
    "JOBS",
    "LABELS",
    "NAVIGATION",
    "NOTICES",
    "OBSTACLES",
    "PERMISSIONS",
    "TEXTS",
    "TICKS",
    "VEILS",
]

PERMISSIONS = Permission

BLUEPRINTS: tuple[Blueprint, ...] = (
    home_views.blueprint,
    accounts_views.blueprint,
    organisations_views.blueprint,
    mail_views.blueprint,
    texting_views.blueprint,
    notices_views.blueprint,
    privacy_views.blueprint,
    funnel_views.blueprint,
    channels_views.blueprint,
    questions_views.blueprint,
    timelines_views.blueprint,
    announcements_views.blueprint,
    web_access.blueprint,
    teams_views.blueprint,
    projects_views.blueprint,
    projects_views.office_blueprint,
    entries_views.blueprint,
    duplicates_views.blueprint,
    bases_views.blueprint,
    nominations_views.blueprint,
    screening_views.blueprint,
    pool_views.blueprint,
    standings_views.blueprint,
    audit_views.blueprint,
    seasons_views.blueprint,
    seasons_views.office,
    form_views.office,
    imports_views.blueprint,
)
API: tuple[Blueprint, ...] = (
    accounts_api.blueprint,
    projects_api.blueprint,
    bases_api.blueprint,
    nominations_api.blueprint,
    seasons_api.blueprint,
)
COMMANDS: tuple[click.Command, ...] = (
    accounts_cli.tokens,
    web_access.access,
    demo_cli.demo,
    imports_cli.import_,
    embeddings_cli.embedder,
    duplicates_cli.duplicates,
    backup_cli.backup,
    backup_cli.restore,
)

HOLDINGS: tuple[Holding, ...] = privacy_register.HOLDINGS
OBSTACLES: tuple[Obstacle, ...] = privacy_register.OBSTACLES
ENDINGS: tuple[Ending, ...] = privacy_endings.ENDINGS

CONFLICTS: tuple[TieSource, ...] = (*entry_ties.SOURCES, *pool_ties.SOURCES)
VEILS: tuple[Veil, ...] = ()

IMPORT_KINDS: tuple[ImportKind, ...] = (project_imports.KIND, base_imports.KIND)
EXPORT_KINDS: tuple[ExportKind, ...] = (project_asked.KIND, privacy_asked.KIND)
DEMO: tuple[Callable[..., Any], ...] = demo_steps.STEPS

project_permits.install(screening_queries.permits_of, entry_queries.revision_permits, pool_queries.permits_of)
form_effects.install(effects_of_form)
season_events.install(cloned=(copy_form,))
project_events.install(
    submitted=(entry_services.enter_submitted, screening_services.take_in, duplicate_services.check_later),
    withdrawn=(
        entry_services.withdraw,
        nomination_services.withdraw_for_project,
        pool_services.end_for_project,
        duplicate_services.check_later,
    ),
    imported=(entry_services.enter_imported, duplicate_services.check_imported),
    won_elsewhere=(pool_services.take_in,),
)

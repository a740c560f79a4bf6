"""What the contest contributes to the application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import click
from flask import Blueprint
from flask_babel import lazy_gettext as _l

from contest.accounts import api as accounts_api
from contest.accounts import cli as accounts_cli
from contest.accounts import rules as account_rules
from contest.accounts import sessions  # noqa: F401 - registers the loaders
from contest.accounts import tasks as account_tasks
from contest.accounts import texts as account_texts
from contest.accounts import views as accounts_views
from contest.accounts.descriptions import DESCRIPTIONS
from contest.accounts.services.registration import SEND_RESET
from contest.audit import tasks as audit_tasks
from contest.audit import views as audit_views
from contest.bases import api as bases_api
from contest.bases import imports as base_imports
from contest.bases import rules as base_rules
from contest.bases import texts as base_texts
from contest.bases import views as bases_views
from contest.demo import cli as demo_cli
from contest.demo import seeding as demo_steps
from contest.demo import texts as demo_texts
from contest.embeddings import cli as embeddings_cli
from contest.entries import services as entry_services
from contest.entries import texts as entry_texts
from contest.entries import views as entries_views
from contest.home import views as home_views
from contest.imports import cli as imports_cli
from contest.imports import tasks as import_tasks
from contest.imports import texts as import_texts
from contest.imports import views as imports_views
from contest.imports.domain import ImportKind
from contest.imports.services import CARRY_OUT, CHECK
from contest.kernel.access import Grant
from contest.kernel.jobs import Job, Tick
from contest.mail import tasks as mail_tasks
from contest.mail import views as mail_views
from contest.mail.services import SEND
from contest.nominations import api as nominations_api
from contest.nominations import rules as nomination_rules
from contest.nominations import services as nomination_services
from contest.nominations import texts as nomination_texts
from contest.nominations import views as nominations_views
from contest.organisations import rules as organisation_rules
from contest.organisations import texts as organisation_texts
from contest.organisations import views as organisations_views
from contest.permissions import EVERYONE, OFFICE, SIGNED_IN, Permission, Role
from contest.projects import api as projects_api
from contest.projects import imports as project_imports
from contest.projects import rules as project_rules
from contest.projects import texts as project_texts
from contest.projects import views as projects_views
from contest.projects.events import events as project_events
from contest.seasons import api as seasons_api
from contest.seasons import rules as season_rules
from contest.seasons import texts as season_texts
from contest.seasons import views as seasons_views
from contest.standings import texts as standing_texts
from contest.standings import views as standings_views
from contest.teams import rules as team_rules
from contest.teams import texts as team_texts
from contest.teams import views as teams_views
from contest.web import access as web_access
from contest.web.contributions import NavEntry, Panel

PERMISSIONS = Permission

GRANTS: tuple[Grant, ...] = (
    Grant(Permission.BROWSE, EVERYONE),
    Grant(Permission.OWN_ACCOUNT, SIGNED_IN, account_rules.is_self),
    Grant(Permission.MANAGE_ACCOUNTS, (Role.ADMINISTRATOR,)),
    Grant(Permission.VIEW_PERMISSIONS, (*OFFICE, Role.AUDITOR)),
    Grant(Permission.READ_AUDIT, (Role.AUDITOR,)),
    Grant(Permission.VIEW_ORGANISATION, SIGNED_IN, organisation_rules.is_member),
    Grant(Permission.VIEW_ORGANISATION, (Role.OFFICER,), organisation_rules.in_own_district),
    Grant(Permission.VIEW_ORGANISATION, OFFICE),
    Grant(Permission.CREATE_ORGANISATION, (Role.ORGANISER, Role.ADMINISTRATOR)),
    Grant(Permission.MANAGE_ORGANISATION, SIGNED_IN, organisation_rules.is_manager),
    Grant(Permission.MANAGE_ORGANISATION, (Role.ORGANISER, Role.ADMINISTRATOR)),
    Grant(Permission.OVERSEE_SEASONS, (*OFFICE, Role.AUDITOR)),
    Grant(Permission.VIEW_SEASON, (*OFFICE, Role.AUDITOR)),
    Grant(Permission.VIEW_SEASON, EVERYONE, season_rules.is_published),
    Grant(Permission.EDIT_SEASON, (Role.ORGANISER,)),
    Grant(Permission.OPEN_SEASON, (Role.CONFIRMER,)),
    Grant(Permission.CREATE_TEAM, (Role.ENTREPRENEUR,)),
    Grant(Permission.JOIN_TEAM, (Role.ENTREPRENEUR,)),
    Grant(Permission.VIEW_TEAM, SIGNED_IN, team_rules.is_member),
    Grant(Permission.VIEW_TEAM, (*OFFICE, Role.AUDITOR)),
    Grant(Permission.MANAGE_TEAM, SIGNED_IN, team_rules.leads),
    Grant(Permission.CREATE_PROJECT, (Role.ENTREPRENEUR,), team_rules.is_member),
    Grant(Permission.VIEW_PROJECT, SIGNED_IN, project_rules.on_team),
    Grant(Permission.VIEW_PROJECT, (Role.ORGANISER, Role.CONFIRMER, Role.AUDITOR)),
    Grant(Permission.VIEW_PROJECT, (Role.OFFICER,), project_rules.in_own_district),
    Grant(Permission.VIEW_PROJECT, (Role.BASE,), project_rules.offered_to_bases),
    Grant(Permission.READ_PLAN, SIGNED_IN, project_rules.on_team),
    Grant(Permission.READ_PLAN, (Role.ORGANISER, Role.CONFIRMER, Role.AUDITOR)),
    Grant(Permission.READ_PLAN, (Role.OFFICER,), project_rules.in_own_district),
    Grant(Permission.EDIT_PROJECT, (Role.ENTREPRENEUR,), project_rules.on_team),
    Grant(Permission.SUBMIT_PROJECT, (Role.ENTREPRENEUR,), project_rules.leads_team),
    Grant(Permission.LIST_PROJECTS, (Role.ORGANISER, Role.CONFIRMER, Role.AUDITOR, Role.OFFICER)),
    Grant(Permission.VIEW_BASE, EVERYONE),
    Grant(Permission.MANAGE_BASE, (Role.BASE,), base_rules.acts_for),
    Grant(Permission.MANAGE_BASE, (Role.ORGANISER,)),
    Grant(Permission.EDIT_BASES, (Role.ORGANISER,)),
    Grant(Permission.AWARD_TITLE, (Role.CONFIRMER,)),
    Grant(Permission.VIEW_SLOTS, (Role.BASE,), base_rules.acts_for),
    Grant(Permission.VIEW_SLOTS, (Role.OFFICER,), base_rules.in_district),
    Grant(Permission.VIEW_SLOTS, (*OFFICE, Role.AUDITOR)),
    Grant(Permission.BROWSE_CANDIDATES, (Role.BASE,), base_rules.acts_for),
    Grant(Permission.NOMINATE, (Role.BASE,), base_rules.acts_for),
    Grant(Permission.WITHDRAW_NOMINATION, (Role.BASE,), nomination_rules.from_own_base),
    Grant(Permission.ANSWER_NOMINATION, (Role.ENTREPRENEUR,), nomination_rules.leads_team),
    Grant(Permission.CONFIRM_NOMINATION, (Role.CONFIRMER,)),
    Grant(Permission.VIEW_NOMINATION, (Role.BASE,), nomination_rules.from_own_base),
    Grant(Permission.VIEW_NOMINATION, (Role.ENTREPRENEUR,), nomination_rules.in_team),
    Grant(Permission.VIEW_NOMINATION, (*OFFICE, Role.AUDITOR)),
    Grant(Permission.IMPORT, (Role.ORGANISER, Role.ADMINISTRATOR)),
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    home_views.blueprint,
    accounts_views.blueprint,
    organisations_views.blueprint,
    mail_views.blueprint,
    web_access.blueprint,
    teams_views.blueprint,
    projects_views.blueprint,
    projects_views.office_blueprint,
    entries_views.blueprint,
    bases_views.blueprint,
    nominations_views.blueprint,
    standings_views.blueprint,
    audit_views.blueprint,
    seasons_views.blueprint,
    seasons_views.office,
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
)
JOBS: tuple[Job, ...] = (
    Job(SEND, mail_tasks.send, retries=8),
    Job(SEND_RESET, account_tasks.send_reset),
    Job("accounts.forget_failures", account_tasks.forget_failures),
    Job("audit.seal", audit_tasks.seal_log),
    Job(CHECK, import_tasks.check, retries=1),
    Job(CARRY_OUT, import_tasks.carry_out, retries=1),
)
TICKS: tuple[Tick, ...] = (
    Tick("accounts.forget_failures", "20 3 * * *", "accounts.forget_failures"),
    Tick("audit.seal", timedelta(minutes=5), "audit.seal"),
)
NAVIGATION: tuple[NavEntry, ...] = (
    NavEntry(_l("Home"), "home.desk", "house", Permission.OWN_ACCOUNT),
    NavEntry(
        _l("My projects"),
        "projects.index",
        "rocket-takeoff",
        Permission.CREATE_PROJECT,
    ),
    NavEntry(_l("My teams"), "teams.index", "people", Permission.CREATE_TEAM),
    NavEntry(_l("Projects"), "project_office.index", "folder", Permission.LIST_PROJECTS, "office"),
    NavEntry(
        _l("Organisations"),
        "organisations.index",
        "buildings",
        Permission.VIEW_ORGANISATION,
        roles=(Role.BASE, Role.INVESTOR, *OFFICE, Role.OFFICER),
    ),
    NavEntry(_l("Haiju bases"), "bases.index", "building", Permission.VIEW_BASE),
    NavEntry(
        _l("Nominations"),
        "nominations.index",
        "ticket-perforated",
        Permission.VIEW_NOMINATION,
        roles=(Role.BASE, Role.ORGANISER, Role.CONFIRMER, Role.AUDITOR),
    ),
    NavEntry(_l("Seasons"), "season_office.index", "calendar3", Permission.OVERSEE_SEASONS, "office"),
    NavEntry(_l("Calendar"), "seasons.calendar", "calendar-event", Permission.VIEW_SEASON, "public"),
    NavEntry(_l("Tracks"), "seasons.tracks", "layers", Permission.VIEW_SEASON, "public"),
    NavEntry(_l("Rules"), "seasons.rules", "list-check", Permission.VIEW_SEASON, "public"),
    NavEntry(_l("Imports"), "imports.index", "file-earmark-arrow-up", Permission.IMPORT, "office"),
    NavEntry(_l("People and roles"), "accounts.people", "people", Permission.MANAGE_ACCOUNTS, "office"),
    NavEntry(_l("Permissions"), "access.index", "shield-lock", Permission.VIEW_PERMISSIONS, "office"),
    NavEntry(_l("Audit log"), "audit.index", "journal-text", Permission.READ_AUDIT, "office"),
    NavEntry(_l("My account"), "accounts.account", "person", Permission.OWN_ACCOUNT, "account"),
    NavEntry(_l("API tokens"), "accounts.tokens", "key", Permission.OWN_ACCOUNT, "account"),
)
HOME: tuple[Panel, ...] = (
    Panel("seasons.hero_panel", (Role.PUBLIC,), _l("The current season")),
    Panel("seasons.tracks_panel", (Role.PUBLIC,), _l("Tracks")),
    Panel("seasons.benefits_panel", (Role.PUBLIC,), _l("What a placing brings")),
    Panel("projects.panel", (Role.ENTREPRENEUR,)),
    Panel("project_office.figures", (Role.ORGANISER, Role.CONFIRMER, Role.OFFICER)),
    Panel("nominations.base_panel", (Role.BASE,)),
    Panel("nominations.waiting_panel", (Role.CONFIRMER, Role.ENTREPRENEUR)),
    Panel("organisations.panel", (Role.BASE, Role.INVESTOR), _l("Organisations")),
    Panel("accounts.people_panel", (Role.ADMINISTRATOR,), _l("People and roles")),
)
TEXTS: Mapping[str, Any] = {
    **import_texts.ERRORS,
    **account_texts.ERRORS,
    **demo_texts.ERRORS,
    **organisation_texts.ERRORS,
    **season_texts.ERRORS,
    **team_texts.ERRORS,
    **project_texts.ERRORS,
    **entry_texts.ERRORS,
    **base_texts.ERRORS,
    **nomination_texts.ERRORS,
}
LABELS: Mapping[Any, Mapping[Any, Any]] = {
    **account_texts.LABELS,
    **organisation_texts.LABELS,
    **import_texts.LABELS,
    Permission: DESCRIPTIONS,
    **season_texts.LABELS,
    **team_texts.LABELS,
    **project_texts.LABELS,
    **entry_texts.LABELS,
    **base_texts.LABELS,
    **nomination_texts.LABELS,
    **standing_texts.LABELS,
}
IMPORT_KINDS: tuple[ImportKind, ...] = (project_imports.KIND, base_imports.KIND)
DEMO: tuple[Callable[..., Any], ...] = demo_steps.STEPS

project_events.install(
    submitted=(entry_services.enter_submitted,),
    withdrawn=(entry_services.withdraw, nomination_services.withdraw_for_project),
    imported=(entry_services.enter_imported,),
)

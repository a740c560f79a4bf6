"""What the contest contributes to the application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

import click
from flask import Blueprint
from flask_babel import lazy_gettext as _l

import contest.entries.models
import contest.kernel.audit
import contest.projects.models
import contest.seasons.models
import contest.teams.models  # noqa: F401 - until their features contribute views
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
from contest.bases import rules as base_rules
from contest.bases import texts as base_texts
from contest.bases import views as bases_views
from contest.demo import cli as demo_cli
from contest.home import views as home_views
from contest.kernel.access import Grant
from contest.kernel.jobs import Job, Tick
from contest.mail import tasks as mail_tasks
from contest.mail import views as mail_views
from contest.mail.services import SEND
from contest.nominations import api as nominations_api
from contest.nominations import rules as nomination_rules
from contest.nominations import texts as nomination_texts
from contest.nominations import views as nominations_views
from contest.organisations import rules as organisation_rules
from contest.organisations import texts as organisation_texts
from contest.organisations import views as organisations_views
from contest.permissions import EVERYONE, OFFICE, SIGNED_IN, Permission, Role
from contest.seasons import rules as season_rules
from contest.seasons import texts as season_texts
from contest.standings import texts as standing_texts
from contest.standings import views as standings_views
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
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    home_views.blueprint,
    accounts_views.blueprint,
    organisations_views.blueprint,
    mail_views.blueprint,
    web_access.blueprint,
    bases_views.blueprint,
    nominations_views.blueprint,
    standings_views.blueprint,
    audit_views.blueprint,
)
API: tuple[Blueprint, ...] = (
    accounts_api.blueprint,
    bases_api.blueprint,
    nominations_api.blueprint,
)
COMMANDS: tuple[click.Command, ...] = (
    accounts_cli.tokens,
    web_access.access,
    demo_cli.demo,
)
JOBS: tuple[Job, ...] = (
    Job(SEND, mail_tasks.send, retries=8),
    Job(SEND_RESET, account_tasks.send_reset),
    Job("accounts.forget_failures", account_tasks.forget_failures),
    Job("audit.seal", audit_tasks.seal_log),
)
TICKS: tuple[Tick, ...] = (
    Tick("accounts.forget_failures", "20 3 * * *", "accounts.forget_failures"),
    Tick("audit.seal", timedelta(minutes=5), "audit.seal"),
)
NAVIGATION: tuple[NavEntry, ...] = (
    NavEntry(_l("Home"), "home.desk", "house", Permission.OWN_ACCOUNT),
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
    NavEntry(_l("People"), "accounts.people", "people", Permission.MANAGE_ACCOUNTS, "office"),
    NavEntry(_l("Permissions"), "access.index", "shield-lock", Permission.VIEW_PERMISSIONS, "office"),
    NavEntry(_l("Audit log"), "audit.index", "journal-text", Permission.READ_AUDIT, "office"),
    NavEntry(_l("My account"), "accounts.account", "person", Permission.OWN_ACCOUNT, "account"),
    NavEntry(_l("API tokens"), "accounts.tokens", "key", Permission.OWN_ACCOUNT, "account"),
)
HOME: tuple[Panel, ...] = (
    Panel("nominations.base_panel", (Role.BASE,)),
    Panel("nominations.waiting_panel", (Role.CONFIRMER, Role.ENTREPRENEUR)),
)
TEXTS: Mapping[str, Any] = {
    **account_texts.ERRORS,
    **organisation_texts.ERRORS,
    **season_texts.ERRORS,
    **base_texts.ERRORS,
    **nomination_texts.ERRORS,
}
LABELS: Mapping[type[StrEnum], Mapping[Any, Any]] = {
    **account_texts.LABELS,
    **organisation_texts.LABELS,
    Permission: DESCRIPTIONS,
    **season_texts.LABELS,
    **base_texts.LABELS,
    **nomination_texts.LABELS,
    **standing_texts.LABELS,
}
IMPORT_KINDS: tuple[Any, ...] = ()
DEMO: tuple[Callable[..., Any], ...] = ()

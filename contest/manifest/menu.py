"""What the navigation and the desk offer."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from contest.permissions import OFFICE, Permission, Role
from contest.web.contributions import NavEntry, Panel

# Those who run or watch the contest may enter it like anybody else, but it is not their daily work.
STAFF = (*OFFICE, Role.OFFICER, Role.AUDITOR)
NAVIGATION: tuple[NavEntry, ...] = (
    NavEntry(_l("Home"), "home.desk", "house", Permission.OWN_ACCOUNT),
    NavEntry(
        _l("My projects"),
        "projects.index",
        "rocket-takeoff",
        Permission.CREATE_PROJECT,
        unless=STAFF,
    ),
    NavEntry(_l("My teams"), "teams.index", "people", Permission.CREATE_TEAM, unless=STAFF),
    NavEntry(
        _l("Projects"),
        "project_office.index",
        "folder",
        Permission.LIST_PROJECTS,
        "office",
        also=("projects.*", "teams.*"),
    ),
    NavEntry(
        _l("Projects entered by partners"),
        "channels.imported",
        "envelope",
        Permission.IMPORT,
        "office",
        OFFICE,
    ),
    NavEntry(
        _l("Formal check"),
        "screening.index",
        "clipboard-check",
        Permission.VIEW_SCREENING,
        "office",
        also=("screening.*",),
    ),
    NavEntry(
        _l("Questions of teams"), "questions.index", "chat-left-text", Permission.ANSWER_QUESTION, "office"
    ),
    NavEntry(_l("Announcements"), "announcements.index", "envelope", Permission.ANNOUNCE, "office"),
    NavEntry(_l("From draft to award"), "funnel.index", "bar-chart-line", Permission.LIST_PROJECTS, "office"),
    NavEntry(
        _l("Organisations"),
        "organisations.index",
        "buildings",
        Permission.VIEW_ORGANISATION,
        roles=(Role.BASE, Role.INVESTOR, *OFFICE, Role.OFFICER),
        also=("accounts.colleagues",),
    ),
    NavEntry(_l("Duplicate check"), "duplicates.index", "copy", Permission.VIEW_DUPLICATES, "office"),
    NavEntry(
        _l("Haiju bases"),
        "bases.index",
        "building",
        Permission.VIEW_BASE,
        also=("channels.recommended", "pool.residents"),
    ),
    NavEntry(
        _l("Nominations"),
        "nominations.index",
        "ticket-perforated",
        Permission.VIEW_NOMINATION,
        roles=(Role.BASE, *OFFICE, Role.AUDITOR),
    ),
    NavEntry(
        _l("Project pool"), "pool.index", "box-seam", Permission.OVERSEE_POOL, "office", also=("pool.end",)
    ),
    NavEntry(_l("Seasons"), "season_office.index", "calendar3", Permission.OVERSEE_SEASONS, "office"),
    NavEntry(_l("Calendar"), "seasons.calendar", "calendar-event", Permission.VIEW_SEASON, "public"),
    NavEntry(_l("Tracks"), "seasons.tracks", "layers", Permission.VIEW_SEASON, "public"),
    NavEntry(
        _l("Rules"),
        "seasons.rules",
        "list-check",
        Permission.VIEW_SEASON,
        "public",
        also=("seasons.fairness",),
    ),
    NavEntry(_l("Results"), "standings.latest", "trophy", Permission.BROWSE, "public"),
    NavEntry(_l("Imports"), "imports.index", "file-earmark-arrow-up", Permission.IMPORT, "office"),
    NavEntry(
        _l("People and roles"),
        "accounts.people",
        "people",
        Permission.MANAGE_ACCOUNTS,
        "office",
        also=("accounts.person",),
    ),
    NavEntry(_l("Permissions"), "access.index", "shield-lock", Permission.VIEW_PERMISSIONS, "office"),
    NavEntry(_l("Audit log"), "audit.index", "journal-text", Permission.READ_AUDIT, "office"),
    NavEntry(
        _l("My account"),
        "accounts.account",
        "person",
        Permission.OWN_ACCOUNT,
        "account",
        also=(
            "accounts.password",
            "accounts.contacts",
            "accounts.prove_contact",
        ),
    ),
    NavEntry(_l("Notices"), "notices.index", "bell", Permission.OWN_NOTICES, "account"),
    NavEntry(_l("API tokens"), "accounts.tokens", "key", Permission.OWN_ACCOUNT, "account"),
)
HOME: tuple[Panel, ...] = (
    Panel("screening.returned_panel", (Role.ENTREPRENEUR,)),
    Panel("entries.updates_panel", (Role.ENTREPRENEUR,)),
    Panel("projects.panel", (Role.ENTREPRENEUR,)),
    Panel("screening.panel", (Role.ORGANISER, Role.OFFICER)),
    Panel("project_office.figures", (Role.ORGANISER, Role.CONFIRMER, Role.OFFICER, Role.AUDITOR)),
    Panel("duplicates.panel", (Role.ORGANISER, Role.OFFICER)),
    Panel("nominations.base_panel", (Role.BASE,)),
    Panel("nominations.waiting_panel", (Role.CONFIRMER, Role.ENTREPRENEUR)),
    Panel("organisations.panel", (Role.BASE, Role.INVESTOR), _l("Organisations")),
    Panel("accounts.people_panel", (Role.ADMINISTRATOR,), _l("People and roles")),
)

"""What judging contributes to the application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import click
from flask import Blueprint
from flask_babel import lazy_gettext as _l

import judging.certificates.models
import judging.objections.models
import judging.panels.cli
import judging.publication.models
import judging.ranking.cli
import judging.ranking.models
import judging.scoring.models
import judging.sealing.cli
import judging.sealing.models  # noqa: F401 - until their features contribute views
from contest.exports.domain import ExportKind
from contest.imports.domain import ImportKind
from contest.kernel.access import Grant
from contest.kernel.holdings import Ending, Holding, Obstacle
from contest.kernel.jobs import Job, Tick
from contest.kernel.notices import NoticeKind
from contest.kernel.ties import TieSource, Veil
from contest.permissions import EVERYONE, OFFICE, SIGNED_IN, Role
from contest.projects import rules as project_rules
from contest.web.contributions import Fact, NavEntry, Panel
from judging import commands, deeds, facts
from judging import demo as demo_steps
from judging.calibration import rules as calibration_rules
from judging.calibration import services as calibration_services
from judging.calibration import texts as calibration_texts
from judging.calibration import views as calibration_views
from judging.certificates import asked as certificates_asked
from judging.certificates import rules as certificate_rules
from judging.certificates import texts as certificate_texts
from judging.certificates import views as certificate_views
from judging.cockpit import texts as cockpit_texts
from judging.cockpit import views as cockpit_views
from judging.conflicts import queries as conflict_queries
from judging.conflicts import texts as conflict_texts
from judging.conflicts import views as conflicts_views
from judging.credit import texts as credit_texts
from judging.credit import views as credit_views
from judging.judges import holdings
from judging.judges import imports as judge_imports
from judging.judges import rules as judge_rules
from judging.judges import texts as judge_texts
from judging.judges import views as judges_views
from judging.live import rules as live_rules
from judging.live import texts as live_texts
from judging.live import views as live_views
from judging.objections import holdings as objection_holdings
from judging.objections import queries as objection_queries
from judging.objections import rules as objection_rules
from judging.objections import texts as objection_texts
from judging.objections import views as objection_views
from judging.panels import tasks as panel_tasks
from judging.panels import texts as panel_texts
from judging.panels import views as panels_views
from judging.panels.services import PROPOSE
from judging.permissions import Permission
from judging.publication import texts as publication_texts
from judging.publication import views as publication_views
from judging.ranking import api as ranking_api
from judging.ranking import services as ranking_services
from judging.ranking import tasks as ranking_tasks
from judging.ranking import texts as ranking_texts
from judging.ranking import views as ranking_views
from judging.records import asked as records_asked
from judging.records import texts as record_texts
from judging.records import views as record_views
from judging.room import texts as room_texts
from judging.room import views as room_views
from judging.rounds import api as rounds_api
from judging.rounds import rules as round_rules
from judging.rounds import texts as round_texts
from judging.rounds import views as rounds_views
from judging.rounds.descriptions import DESCRIPTIONS
from judging.scoring import api as scoring_api
from judging.scoring import imports as score_imports
from judging.scoring import rules as scoring_rules
from judging.scoring import tasks as scoring_tasks
from judging.scoring import texts as scoring_texts
from judging.scoring import views as scoring_views
from judging.scoring.copies import END_COPIES
from judging.sealing import tasks as sealing_tasks
from judging.sealing import texts as sealing_texts
from judging.sealing import views as sealing_views
from judging.sealing.services import MAKE
from judging.training import texts as training_texts
from judging.training import views as training_views

PERMISSIONS = Permission

GRANTS: tuple[Grant, ...] = (
    Grant(Permission.VIEW_ROUND, (*OFFICE, Role.AUDITOR)),
    Grant(Permission.VIEW_ROUND, (Role.OFFICER,), round_rules.runs_zone),
    Grant(Permission.VIEW_ROUND, (Role.JUDGE,), round_rules.takes_part),
    Grant(Permission.VIEW_ROUND, EVERYONE, round_rules.is_public),
    Grant(Permission.EDIT_ROUND, (Role.ORGANISER,)),
    Grant(Permission.EDIT_ROUND, (Role.OFFICER,), round_rules.runs_zone),
    Grant(Permission.VIEW_PROGRESS, (*OFFICE, Role.AUDITOR)),
    Grant(Permission.VIEW_PROGRESS, (Role.OFFICER,), round_rules.runs_zone),
    Grant(Permission.VIEW_JUDGES, (*OFFICE, Role.AUDITOR)),
    Grant(Permission.MANAGE_JUDGES, (Role.ORGANISER,)),
    Grant(Permission.INVITE_JUDGES, (Role.ORGANISER,)),
    Grant(Permission.INVITE_JUDGES, (Role.OFFICER,), round_rules.runs_zone),
    Grant(Permission.OWN_JUDGE_PROFILE, (Role.JUDGE,), judge_rules.is_own_judge),
    Grant(Permission.ANSWER_INVITATION, (Role.JUDGE,), judge_rules.is_own_judge),
    Grant(Permission.DECLARE_CONFLICT, (Role.JUDGE,), judge_rules.is_own_judge),
    Grant(Permission.VIEW_CONFLICTS, (*OFFICE, Role.AUDITOR)),
    Grant(Permission.VIEW_CONFLICTS, (Role.OFFICER,), round_rules.runs_zone),
    Grant(Permission.NOTE_CONFLICT, (Role.ORGANISER,)),
    Grant(Permission.WAIVE_CONFLICT, (Role.ORGANISER, Role.CONFIRMER)),
    Grant(Permission.REQUEST_RECUSAL, (Role.ENTREPRENEUR,), project_rules.on_team),
    Grant(Permission.ASSIGN_PANELS, (Role.ORGANISER,)),
    Grant(Permission.ASSIGN_PANELS, (Role.OFFICER,), round_rules.runs_zone),
    Grant(Permission.TRAIN, (Role.JUDGE,), round_rules.takes_part),
    Grant(Permission.JUDGE, (Role.JUDGE,), scoring_rules.is_its_judge),
    Grant(Permission.REOPEN_SHEET, (Role.ORGANISER,)),
    Grant(Permission.REOPEN_SHEET, (Role.OFFICER,), round_rules.runs_zone),
    Grant(Permission.RUN_LIVE, (Role.ORGANISER,)),
    Grant(Permission.RUN_LIVE, (Role.OFFICER,), round_rules.runs_zone),
    Grant(Permission.PROJECT_LIVE, (*OFFICE, Role.AUDITOR)),
    Grant(Permission.PROJECT_LIVE, (Role.OFFICER,), round_rules.runs_zone),
    Grant(Permission.FOLLOW_LIVE, (Role.JUDGE,), round_rules.takes_part),
    Grant(Permission.WATCH_LIVE, EVERYONE, live_rules.is_watched),
    Grant(Permission.REPORT_LIVE, (*OFFICE, Role.AUDITOR)),
    Grant(Permission.REPORT_LIVE, (Role.OFFICER,), round_rules.runs_zone),
    Grant(Permission.VIEW_RANKING, (*OFFICE, Role.AUDITOR)),
    Grant(Permission.VIEW_RANKING, (Role.OFFICER,), round_rules.runs_zone),
    Grant(Permission.VIEW_RANKING, EVERYONE, round_rules.is_public),
    Grant(Permission.VIEW_CALIBRATION, (*OFFICE, Role.AUDITOR)),
    Grant(Permission.VIEW_CALIBRATION, (Role.OFFICER,), round_rules.runs_zone),
    Grant(Permission.OWN_CALIBRATION, (Role.JUDGE,), calibration_rules.is_own_and_published),
    Grant(Permission.VIEW_ROOM, (*OFFICE, Role.AUDITOR)),
    Grant(Permission.VIEW_ROOM, (Role.OFFICER,), round_rules.runs_zone),
    Grant(Permission.VIEW_ROOM, (Role.JUDGE,), round_rules.leads),
    Grant(Permission.LEAD_ROOM, (Role.JUDGE,), round_rules.leads),
    Grant(Permission.VOTE, (Role.JUDGE,), round_rules.takes_part),
    Grant(Permission.END_BALLOT, (Role.JUDGE,), round_rules.leads),
    Grant(Permission.END_BALLOT, (Role.ORGANISER,)),
    Grant(Permission.END_BALLOT, (Role.OFFICER,), round_rules.runs_zone),
    Grant(Permission.EXPORT_RECORDS, (Role.ORGANISER, Role.AUDITOR)),
    Grant(Permission.EXPORT_RECORDS, (Role.OFFICER,), round_rules.runs_zone),
    Grant(Permission.NAME_JUDGES, (Role.ORGANISER, Role.AUDITOR)),
    Grant(Permission.DECIDE, (Role.ORGANISER,)),
    Grant(Permission.DECIDE, (Role.OFFICER,), round_rules.runs_zone),
    Grant(Permission.PROPOSE_SEAL, (Role.ORGANISER,)),
    Grant(Permission.PROPOSE_SEAL, (Role.OFFICER,), round_rules.runs_zone),
    Grant(Permission.CONFIRM_SEAL, (Role.CONFIRMER,)),
    Grant(Permission.PUBLISH, (Role.CONFIRMER,)),
    Grant(Permission.FINALISE, (Role.CONFIRMER,)),
    Grant(Permission.LIST_CERTIFICATES, (*OFFICE, Role.AUDITOR)),
    Grant(Permission.ISSUE_CERTIFICATES, (Role.CONFIRMER,)),
    Grant(Permission.FETCH_CERTIFICATE, (*OFFICE, Role.AUDITOR)),
    Grant(Permission.FETCH_CERTIFICATE, SIGNED_IN, certificate_rules.of_own_team),
    Grant(Permission.RAISE_OBJECTION, SIGNED_IN, round_rules.is_public),
    Grant(Permission.WITHDRAW_OBJECTION, SIGNED_IN, objection_rules.is_own),
    Grant(Permission.VIEW_OBJECTION, SIGNED_IN, objection_rules.is_own),
    Grant(Permission.VIEW_OBJECTION, (Role.ORGANISER, Role.CONFIRMER, Role.AUDITOR)),
    Grant(Permission.LIST_OBJECTIONS, (Role.ORGANISER, Role.CONFIRMER, Role.AUDITOR)),
    Grant(Permission.HANDLE_OBJECTION, (Role.ORGANISER,)),
    Grant(Permission.DECIDE_OBJECTION, (Role.CONFIRMER,)),
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    rounds_views.blueprint,
    judges_views.blueprint,
    conflicts_views.blueprint,
    credit_views.blueprint,
    panels_views.blueprint,
    scoring_views.blueprint,
    training_views.blueprint,
    calibration_views.blueprint,
    ranking_views.blueprint,
    room_views.blueprint,
    live_views.blueprint,
    sealing_views.blueprint,
    publication_views.blueprint,
    objection_views.blueprint,
    certificate_views.blueprint,
    cockpit_views.blueprint,
    record_views.blueprint,
)
API: tuple[Blueprint, ...] = (rounds_api.blueprint, scoring_api.blueprint, ranking_api.blueprint)
COMMANDS: tuple[click.Command, ...] = (commands.judging,)
JOBS: tuple[Job, ...] = (
    Job(PROPOSE, panel_tasks.propose_panels, retries=2),
    Job(MAKE, sealing_tasks.make_seal),
    Job(END_COPIES, scoring_tasks.end_copies),
    Job(calibration_services.CALIBRATE, ranking_tasks.calibrate_round, retries=2),
    Job(calibration_services.REFRESH, ranking_tasks.calibrate_changed),
    Job(ranking_services.RANK, ranking_tasks.rank_round, retries=2),
    Job(ranking_services.RANK_CHANGED, ranking_tasks.rank_changed),
)
TICKS: tuple[Tick, ...] = (
    Tick(calibration_services.REFRESH, timedelta(minutes=2), calibration_services.REFRESH),
    Tick(END_COPIES, timedelta(hours=1), END_COPIES),
    Tick(ranking_services.RANK_CHANGED, timedelta(minutes=1), ranking_services.RANK_CHANGED),
)
# The tabs of a round belong to the rounds, whichever feature they come from.
ROUND_PAGES = (
    "judges.of_round",
    "judges.choose",
    "panels.of_round",
    "panels.entry",
    "panels.proposal",
    "panels.progress",
    "conflicts.of_round",
    "conflicts.note",
    "conflicts.waive",
    "conflicts.requested",
    "conflicts.decide",
    "scoring.reopenings",
    "scoring.left_out",
    "ranking.*",
    "room.of_round",
    "room.entry",
    "room.ballot",
    "room.new_ballot",
    "live.control",
    "live.report",
    "sealing.of_round",
    "calibration.of_round",
    "publication.*",
    "objections.of_round",
    "certificates.of_round",
    "certificates.asked",
    "cockpit.*",
    "records.*",
)
NAVIGATION: tuple[NavEntry, ...] = (
    NavEntry(
        _l("Rounds"),
        "rounds.index",
        "list-check",
        Permission.VIEW_PROGRESS,
        "judging",
        roles=(*OFFICE, Role.OFFICER, Role.AUDITOR),
        also=ROUND_PAGES,
    ),
    NavEntry(_l("Judges"), "judges.index", "person-badge", Permission.VIEW_JUDGES, "judging"),
    NavEntry(
        _l("My rounds"),
        "panels.mine",
        "envelope",
        Permission.ANSWER_INVITATION,
        "judging",
        also=(
            "judges.profile",
            "judges.days",
            "training.*",
            "judges.invitation",
            "conflicts.declare",
            "credit.mine",
            "room.*",
            "rounds.*",
            "live.room",
        ),
    ),
    NavEntry(_l("My scoring desk"), "scoring.desk", "clipboard-check", Permission.JUDGE, "judging"),
)
HOME: tuple[Panel, ...] = (
    Panel("room.waiting", (Role.JUDGE,)),
    Panel("live.mine", (Role.JUDGE,)),
    Panel("panels.mine_panel", (Role.JUDGE,), _l("My rounds")),
    Panel("scoring.panel", (Role.JUDGE,)),
)
TEXTS: Mapping[str, Any] = {
    **round_texts.ERRORS,
    **judge_texts.ERRORS,
    **conflict_texts.ERRORS,
    **panel_texts.ERRORS,
    **scoring_texts.ERRORS,
    **calibration_texts.ERRORS,
    **ranking_texts.ERRORS,
    **room_texts.ERRORS,
    **live_texts.ERRORS,
    **sealing_texts.ERRORS,
    **publication_texts.ERRORS,
    **objection_texts.ERRORS,
    **certificate_texts.ERRORS,
    **cockpit_texts.ERRORS,
    **record_texts.ERRORS,
}
DEEDS: Mapping[str, Any] = deeds.DEEDS
FACTS: Mapping[str, Fact] = facts.FACTS
LABELS: Mapping[Any, Mapping[Any, Any]] = {
    Permission: DESCRIPTIONS,
    **round_texts.LABELS,
    **judge_texts.LABELS,
    **conflict_texts.LABELS,
    **credit_texts.LABELS,
    **panel_texts.LABELS,
    **scoring_texts.LABELS,
    **training_texts.LABELS,
    **room_texts.LABELS,
    **live_texts.LABELS,
    **sealing_texts.LABELS,
    **objection_texts.LABELS,
    **certificate_texts.LABELS,
    **cockpit_texts.LABELS,
    **record_texts.LABELS,
}
HOLDINGS: tuple[Holding, ...] = (*holdings.HOLDINGS, *objection_holdings.HOLDINGS)
OBSTACLES: tuple[Obstacle, ...] = holdings.OBSTACLES
ENDINGS: tuple[Ending, ...] = holdings.ENDINGS
CONFLICTS: tuple[TieSource, ...] = (conflict_queries.REQUESTED,)
VEILS: tuple[Veil, ...] = (conflict_queries.VEIL, objection_queries.VEIL)
NOTICES: Mapping[str, NoticeKind] = {
    **judge_texts.NOTICES,
    **panel_texts.NOTICES,
    **scoring_texts.NOTICES,
    **room_texts.NOTICES,
    **publication_texts.NOTICES,
    **objection_texts.NOTICES,
    **certificate_texts.NOTICES,
    **cockpit_texts.NOTICES,
    **record_texts.NOTICES,
}
IMPORT_KINDS: tuple[ImportKind, ...] = (judge_imports.KIND, score_imports.KIND)
EXPORT_KINDS: tuple[ExportKind, ...] = (records_asked.KIND, certificates_asked.KIND)
DEMO: tuple[Callable[..., Any], ...] = demo_steps.STEPS

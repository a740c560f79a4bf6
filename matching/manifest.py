"""What matching contributes to the application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import click
from flask import Blueprint
from flask_babel import lazy_gettext as _l

import matching.evaluation.cli
import matching.recommendations.cli  # noqa: F401 - its commands join the group
from contest.exports.domain import ExportKind
from contest.imports.domain import ImportKind
from contest.kernel.access import Grant
from contest.kernel.holdings import Ending, Holding, Obstacle
from contest.kernel.jobs import Job, Tick
from contest.kernel.notices import NoticeKind
from contest.kernel.ties import TieSource, Veil
from contest.permissions import EVERYONE, OFFICE, SIGNED_IN, Role
from contest.web.contributions import Fact, NavEntry, Panel
from matching import commands, deeds, facts
from matching import demo as demo_steps
from matching.alliance import rules as alliance_rules
from matching.alliance import texts as alliance_texts
from matching.alliance import views as alliance_views
from matching.assignment import tasks as assignment_tasks
from matching.assignment import texts as assignment_texts
from matching.assignment import views as assignment_views
from matching.assignment.queries.plans import ASSIGN
from matching.evaluation import tasks as evaluation_tasks
from matching.evaluation import texts as evaluation_texts
from matching.evaluation import views as evaluation_views
from matching.evaluation.services import LEARN
from matching.feedback.queries import sources as answer_sources
from matching.introductions import api as introductions_api
from matching.introductions import rules as introduction_rules
from matching.introductions import tasks as introduction_tasks
from matching.introductions import texts as introduction_texts
from matching.introductions import ties as introduction_ties
from matching.introductions import views as introductions_views
from matching.introductions.answers import ANSWERS
from matching.joinings import rules as joining_rules
from matching.joinings import tasks as joining_tasks
from matching.joinings import texts as joining_texts
from matching.joinings import views as joinings_views
from matching.outcomes import rules as outcome_rules
from matching.outcomes import tasks as outcome_tasks
from matching.outcomes import texts as outcome_texts
from matching.outcomes import views as outcomes_views
from matching.permissions import Permission
from matching.profiles import holdings
from matching.profiles import imports as profile_imports
from matching.profiles import rules as profile_rules
from matching.profiles import tasks as profile_tasks
from matching.profiles import texts as profile_texts
from matching.profiles import views as profiles_views
from matching.profiles.descriptions import DESCRIPTIONS
from matching.profiles.services import REFRESH
from matching.recommendations import api as recommendations_api
from matching.recommendations import rules as recommendation_rules
from matching.recommendations import tasks as recommendation_tasks
from matching.recommendations import texts as recommendation_texts
from matching.recommendations import views as recommendations_views
from matching.recommendations.services import RUN
from matching.team_gaps import rules as team_gap_rules
from matching.team_gaps import tasks as team_gap_tasks
from matching.team_gaps import texts as team_gap_texts
from matching.team_gaps import ties as team_gap_ties
from matching.team_gaps import views as team_gaps_views
from matching.team_gaps.services import REFRESH as REFRESH_TEAM_GAPS
from matching.twins import texts as twin_texts
from matching.twins import views as twins_views
from matching.visits import texts as visits_texts
from matching.visits import views as visits_views

PERMISSIONS = Permission

OWNERS = (Role.BASE, Role.INVESTOR, Role.MENTOR)
OVERSEERS = (*OFFICE, Role.AUDITOR)
EXPIRE, ASK_OUTCOME, KEEP_TEAM_GAPS = "introductions.expire", "outcomes.ask", "team_gaps.keep"
REMIND, ASK_JOINING = "profiles.remind", "joinings.ask"

GRANTS: tuple[Grant, ...] = (
    Grant(Permission.BROWSE_PARKS, EVERYONE),
    Grant(Permission.VIEW_PROFILE, SIGNED_IN, profile_rules.may_read),
    Grant(Permission.VIEW_PROFILE, OVERSEERS),
    Grant(Permission.LIST_PROFILES, (*OWNERS, *OVERSEERS)),
    Grant(Permission.CREATE_PROFILE, (Role.INVESTOR,), profile_rules.own_firm),
    Grant(Permission.CREATE_PROFILE, (Role.MENTOR,), profile_rules.oneself),
    Grant(Permission.CREATE_PROFILE, (Role.ORGANISER,)),
    Grant(Permission.EDIT_PROFILE, OWNERS, profile_rules.owns),
    Grant(Permission.EDIT_PROFILE, (Role.ORGANISER,)),
    Grant(Permission.VIEW_ALLIANCE, (Role.INVESTOR,), alliance_rules.own_investor),
    Grant(Permission.VIEW_ALLIANCE, OVERSEERS),
    Grant(Permission.APPLY_ALLIANCE, (Role.INVESTOR,), alliance_rules.own_investor),
    Grant(Permission.VET_ALLIANCE, (Role.ORGANISER,), alliance_rules.others_investor),
    Grant(Permission.MERGE_PROFILES, (Role.ORGANISER,)),
    Grant(Permission.APPOINT_MENTOR, (Role.ORGANISER,), profile_rules.is_mentor),
    Grant(Permission.OFFER_BASE, (Role.BASE,), profile_rules.runs_base),
    Grant(Permission.OFFER_BASE, (Role.ORGANISER,)),
    Grant(Permission.VIEW_MATCHES, (Role.ENTREPRENEUR,), recommendation_rules.on_team),
    Grant(Permission.VIEW_MATCHES, OVERSEERS),
    Grant(Permission.CHOOSE_PROFILING, (Role.ENTREPRENEUR,), recommendation_rules.leads_team),
    Grant(Permission.STATE_SPACE, (Role.ENTREPRENEUR,), recommendation_rules.leads_team),
    Grant(Permission.VIEW_CANDIDATES, OWNERS, profile_rules.owns),
    Grant(Permission.VIEW_CANDIDATES, OVERSEERS),
    Grant(Permission.LIST_RECOMMENDATIONS, (Role.ENTREPRENEUR, *OWNERS, *OVERSEERS)),
    Grant(Permission.OVERSEE_MATCHING, OVERSEERS),
    Grant(Permission.RUN_MATCHING, (Role.ORGANISER,)),
    Grant(Permission.ASSIGN, (Role.ORGANISER,)),
    Grant(Permission.PREFER_PROFILES, (Role.ENTREPRENEUR,), recommendation_rules.leads_team),
    Grant(Permission.PREFER_WINNERS, OWNERS, profile_rules.owns),
    Grant(Permission.VIEW_INTRODUCTION, (Role.ENTREPRENEUR,), introduction_rules.on_team),
    Grant(Permission.VIEW_INTRODUCTION, OWNERS, introduction_rules.speaks_for_profile),
    Grant(Permission.VIEW_INTRODUCTION, OVERSEERS),
    Grant(Permission.ASK_INTRODUCTION, (Role.ENTREPRENEUR,), introduction_rules.leads_team),
    Grant(Permission.ASK_INTRODUCTION, OWNERS, introduction_rules.speaks_for_profile),
    Grant(Permission.ANSWER_INTRODUCTION, (Role.ENTREPRENEUR,), introduction_rules.leader_was_asked),
    Grant(Permission.ANSWER_INTRODUCTION, OWNERS, introduction_rules.profile_was_asked),
    Grant(Permission.WITHDRAW_INTRODUCTION, (Role.ENTREPRENEUR,), introduction_rules.leader_asked),
    Grant(Permission.WITHDRAW_INTRODUCTION, OWNERS, introduction_rules.profile_asked),
    Grant(Permission.REPORT_OUTCOME, (Role.ENTREPRENEUR, *OWNERS), outcome_rules.may_report),
    Grant(Permission.ANSWER_OUTCOME, (Role.ENTREPRENEUR, *OWNERS), outcome_rules.is_asked),
    Grant(Permission.WITHDRAW_OUTCOME, (Role.ENTREPRENEUR, *OWNERS), outcome_rules.reported_it),
    Grant(Permission.VIEW_TEAM_GAPS, (Role.ENTREPRENEUR,), team_gap_rules.on_team),
    Grant(Permission.VIEW_TEAM_GAPS, OVERSEERS),
    Grant(Permission.STATE_TEAM_GAPS, (Role.ENTREPRENEUR,), team_gap_rules.on_team),
    Grant(Permission.OFFER_ONESELF, SIGNED_IN),
    Grant(Permission.ASK_TALENT, (Role.ENTREPRENEUR,), team_gap_rules.leads_team),
    Grant(Permission.VIEW_TALENT, SIGNED_IN, team_gap_rules.takes_part),
    Grant(Permission.ANSWER_TALENT, SIGNED_IN, team_gap_rules.was_asked),
    Grant(Permission.WITHDRAW_TALENT, SIGNED_IN, team_gap_rules.asked),
    Grant(Permission.REPORT_JOINING, SIGNED_IN, joining_rules.may_report),
    Grant(Permission.ANSWER_JOINING, SIGNED_IN, joining_rules.is_asked),
    Grant(Permission.WITHDRAW_JOINING, SIGNED_IN, joining_rules.reported_it),
    Grant(Permission.OVERSEE_TALENT, OVERSEERS),
    Grant(Permission.TAKE_TALENT_DOWN, (Role.ORGANISER,)),
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    profiles_views.parks_blueprint,
    profiles_views.profiles_blueprint,
    alliance_views.blueprint,
    recommendations_views.matches_blueprint,
    recommendations_views.candidates_blueprint,
    recommendations_views.office_blueprint,
    evaluation_views.blueprint,
    introductions_views.blueprint,
    visits_views.blueprint,
    assignment_views.blueprint,
    assignment_views.preferences_blueprint,
    outcomes_views.blueprint,
    team_gaps_views.gaps_blueprint,
    team_gaps_views.talent_blueprint,
    team_gaps_views.office_blueprint,
    joinings_views.blueprint,
    twins_views.blueprint,
)
API: tuple[Blueprint, ...] = (recommendations_api.blueprint, introductions_api.blueprint)
COMMANDS: tuple[click.Command, ...] = (commands.matching,)
JOBS: tuple[Job, ...] = (
    Job(REMIND, profile_tasks.remind),
    Job(REFRESH, recommendation_tasks.refresh_vectors),
    Job(RUN, recommendation_tasks.run),
    Job(ASSIGN, assignment_tasks.assign),
    Job(LEARN, evaluation_tasks.learn, priority=-1),
    Job(EXPIRE, introduction_tasks.expire),
    Job(ASK_OUTCOME, outcome_tasks.ask),
    Job(REFRESH_TEAM_GAPS, team_gap_tasks.refresh),
    Job(KEEP_TEAM_GAPS, team_gap_tasks.keep),
    Job(ASK_JOINING, joining_tasks.ask),
)
TICKS: tuple[Tick, ...] = (
    Tick("matching.nightly", "40 2 * * *", REFRESH),
    Tick("matching.hourly", timedelta(hours=1), RUN),
    Tick("matching.weekly", "20 3 * * mon", LEARN),
    Tick(REMIND, "10 9 * * *", REMIND),
    Tick(EXPIRE, timedelta(hours=1), EXPIRE),
    Tick(ASK_OUTCOME, "20 9 * * *", ASK_OUTCOME),
    Tick(REFRESH_TEAM_GAPS, "55 2 * * *", REFRESH_TEAM_GAPS),
    Tick(KEEP_TEAM_GAPS, timedelta(hours=1), KEEP_TEAM_GAPS),
    Tick(ASK_JOINING, "25 9 * * *", ASK_JOINING),
)
NAVIGATION: tuple[NavEntry, ...] = (
    NavEntry(
        _l("My matches"),
        "matches.index",
        "bullseye",
        Permission.VIEW_MATCHES,
        "matching",
        (Role.ENTREPRENEUR,),
        # Whoever confirmed an address may enter a contest; these came for something else, and a winner among them
        # finds the matches on the desk.
        unless=(*OFFICE, Role.OFFICER, Role.AUDITOR, Role.JUDGE, *OWNERS),
    ),
    NavEntry(
        _l("Projects that fit"),
        "candidates.index",
        "bullseye",
        Permission.VIEW_CANDIDATES,
        "matching",
        OWNERS,
    ),
    NavEntry(
        _l("My profiles"), "profiles.index", "person-badge", Permission.LIST_PROFILES, "matching", OWNERS
    ),
    NavEntry(
        _l("Introductions"), "introductions.index", "chat-left-text", Permission.VIEW_INTRODUCTION, "matching"
    ),
    NavEntry(
        _l("Offer yourself to teams"),
        "talent.index",
        "person-plus",
        Permission.OFFER_ONESELF,
        "matching",
        unless=(*OFFICE, Role.OFFICER, Role.AUDITOR),
    ),
    NavEntry(
        _l("Matching"),
        "matching_office.index",
        "bullseye",
        Permission.OVERSEE_MATCHING,
        "office",
        also=(
            "profiles.*",
            "alliance.*",
            "matches.*",
            "candidates.*",
            "matching_evaluation.*",
            "assignment.*",
            "talent_office.*",
            "twins.*",
        ),
    ),
    NavEntry(_l("Parks and incubators"), "parks.index", "pin-map", Permission.BROWSE_PARKS, "public"),
)
HOME: tuple[Panel, ...] = (
    Panel("introductions.panel", (Role.ENTREPRENEUR, *OWNERS), _l("Introductions")),
    Panel("talent.panel", (Role.USER,), _l("Offer yourself to teams")),
    Panel("matches.panel", (Role.ENTREPRENEUR,), _l("My matches")),
    Panel("candidates.panel", OWNERS, _l("Projects that fit")),
    Panel("alliance.panel", OVERSEERS, _l("Venture alliance")),
    Panel("matching_office.panel", OVERSEERS, _l("Matching")),
)
TEXTS: Mapping[str, Any] = {
    **profile_texts.ERRORS,
    **alliance_texts.ERRORS,
    **recommendation_texts.ERRORS,
    **evaluation_texts.ERRORS,
    **introduction_texts.ERRORS,
    **assignment_texts.ERRORS,
    **outcome_texts.ERRORS,
    **team_gap_texts.ERRORS,
    **joining_texts.ERRORS,
    **twin_texts.ERRORS,
}
DEEDS: Mapping[str, Any] = deeds.DEEDS
FACTS: Mapping[str, Fact] = facts.FACTS
LABELS: Mapping[Any, Mapping[Any, Any]] = {
    Permission: DESCRIPTIONS,
    **profile_texts.LABELS,
    **alliance_texts.LABELS,
    **recommendation_texts.LABELS,
    **visits_texts.LABELS,
    **evaluation_texts.LABELS,
    **introduction_texts.LABELS,
    **assignment_texts.LABELS,
    **outcome_texts.LABELS,
    **team_gap_texts.LABELS,
    **joining_texts.LABELS,
    **twin_texts.LABELS,
}
HOLDINGS: tuple[Holding, ...] = holdings.HOLDINGS
OBSTACLES: tuple[Obstacle, ...] = holdings.OBSTACLES
ENDINGS: tuple[Ending, ...] = holdings.ENDINGS
CONFLICTS: tuple[TieSource, ...] = (*introduction_ties.SOURCES, *team_gap_ties.SOURCES)
VEILS: tuple[Veil, ...] = ()
NOTICES: Mapping[str, NoticeKind] = {
    **profile_texts.NOTICES,
    **alliance_texts.NOTICES,
    **introduction_texts.NOTICES,
    **outcome_texts.NOTICES,
    **team_gap_texts.NOTICES,
    **joining_texts.NOTICES,
}
IMPORT_KINDS: tuple[ImportKind, ...] = profile_imports.KINDS
EXPORT_KINDS: tuple[ExportKind, ...] = ()
DEMO: tuple[Callable[..., Any], ...] = demo_steps.STEPS

answer_sources.install([ANSWERS])  # what ranking reads lies below the feature that knows it

"""Who may do what in the contest context: the one table of permissions."""

from __future__ import annotations

from contest.accounts import rules as account_rules
from contest.bases import rules as base_rules
from contest.duplicates import rules as duplicate_rules
from contest.kernel.access import Grant
from contest.nominations import rules as nomination_rules
from contest.notices import rules as notice_rules
from contest.organisations import rules as organisation_rules
from contest.permissions import EVERYONE, OFFICE, SIGNED_IN, Permission, Role
from contest.pool import rules as pool_rules
from contest.projects import rules as project_rules
from contest.questions import rules as question_rules
from contest.screening import rules as screening_rules
from contest.seasons import rules as season_rules
from contest.teams import rules as team_rules

GRANTS: tuple[Grant, ...] = (
    Grant(Permission.BROWSE, EVERYONE),
    Grant(Permission.OWN_ACCOUNT, SIGNED_IN, account_rules.is_self),
    Grant(Permission.OWN_NOTICES, SIGNED_IN, notice_rules.is_reader),
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
    Grant(Permission.EDIT_FORM, (Role.ORGANISER,)),
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
    Grant(Permission.READ_HISTORY, (Role.ENTREPRENEUR,), project_rules.on_team),
    Grant(Permission.READ_HISTORY, (Role.ORGANISER, Role.CONFIRMER, Role.AUDITOR)),
    Grant(Permission.SUBMIT_PROJECT, (Role.ENTREPRENEUR,), project_rules.leads_team),
    Grant(Permission.LIST_PROJECTS, (Role.ORGANISER, Role.CONFIRMER, Role.AUDITOR, Role.OFFICER)),
    Grant(Permission.PROPOSE_WAIVER, (Role.ORGANISER,)),
    Grant(Permission.CONFIRM_WAIVER, (Role.CONFIRMER,)),
    Grant(Permission.TRANSFER_PROJECT, (Role.ORGANISER,)),
    Grant(Permission.LIST_LATE_CODES, (Role.ORGANISER, Role.CONFIRMER, Role.AUDITOR)),
    Grant(Permission.ISSUE_LATE_CODE, (Role.ORGANISER,)),
    Grant(Permission.USE_LATE_CODE, (Role.ENTREPRENEUR,)),
    Grant(Permission.VIEW_SCREENING, (Role.ORGANISER, Role.CONFIRMER, Role.AUDITOR)),
    Grant(Permission.VIEW_SCREENING, (Role.OFFICER,), screening_rules.in_own_district),
    Grant(Permission.CHECK_ENTRY, (Role.ORGANISER,)),
    Grant(Permission.CHECK_ENTRY, (Role.OFFICER,), screening_rules.in_own_district),
    Grant(Permission.DECIDE_ENTRY, (Role.ORGANISER,)),
    Grant(Permission.VIEW_DUPLICATES, (Role.ORGANISER, Role.CONFIRMER, Role.AUDITOR)),
    Grant(Permission.VIEW_DUPLICATES, (Role.OFFICER,), duplicate_rules.lies_in_own_district),
    Grant(Permission.DECIDE_DUPLICATES, (Role.ORGANISER,)),
    Grant(Permission.DECIDE_DUPLICATES, (Role.OFFICER,), duplicate_rules.lies_in_own_district),
    Grant(Permission.VIEW_BASE, EVERYONE),
    Grant(Permission.VIEW_QUESTIONS, (Role.ENTREPRENEUR,), question_rules.on_team),
    Grant(Permission.VIEW_QUESTIONS, (Role.OFFICER,), question_rules.in_own_district),
    Grant(Permission.VIEW_QUESTIONS, (*OFFICE, Role.AUDITOR)),
    Grant(Permission.ASK, (Role.ENTREPRENEUR,), question_rules.on_team),
    Grant(Permission.WRITE_QUESTION, (Role.ENTREPRENEUR,), question_rules.on_team),
    Grant(Permission.WRITE_QUESTION, (Role.OFFICER,), question_rules.in_own_district),
    Grant(Permission.WRITE_QUESTION, (Role.ORGANISER,)),
    Grant(Permission.ANSWER_QUESTION, (Role.OFFICER,), question_rules.in_own_district),
    Grant(Permission.ANSWER_QUESTION, (Role.ORGANISER,)),
    Grant(Permission.ANNOUNCE, (Role.ORGANISER,)),
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
    Grant(Permission.OVERSEE_POOL, (*OFFICE, Role.AUDITOR)),
    Grant(Permission.VIEW_RESIDENTS, (Role.BASE,), base_rules.acts_for),
    Grant(Permission.VIEW_RESIDENTS, (*OFFICE, Role.AUDITOR)),
    Grant(Permission.INVITE_RESIDENT, (Role.BASE,), base_rules.acts_for),
    Grant(Permission.ANSWER_INVITATION, (Role.ENTREPRENEUR,)),
    Grant(Permission.END_PLACE, (Role.BASE,), pool_rules.of_own_base),
    Grant(Permission.END_PLACE, (Role.ORGANISER,)),
    Grant(Permission.IMPORT, (Role.ORGANISER, Role.ADMINISTRATOR)),
)

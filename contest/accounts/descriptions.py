"""What each permission of the contest context lets people do, in one line."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from contest.permissions import Permission

DESCRIPTIONS = {
    Permission.BROWSE: _l("Read public pages"),
    Permission.OWN_ACCOUNT: _l("Keep one's own account, password and API tokens"),
    Permission.MANAGE_ACCOUNTS: _l("Find people, give and withdraw roles, close accounts"),
    Permission.VIEW_PERMISSIONS: _l("Read the table of permissions"),
    Permission.READ_AUDIT: _l("Read the audit log"),
    Permission.VIEW_ORGANISATION: _l("See an organisation and its people"),
    Permission.CREATE_ORGANISATION: _l("Enter organisations into the register"),
    Permission.MANAGE_ORGANISATION: _l("Change an organisation's data and its members"),
    Permission.VIEW_SEASON: _l("See seasons, their rules and calendar"),
    Permission.OVERSEE_SEASONS: _l("See the office's pages about seasons, drafts included"),
    Permission.EDIT_SEASON: _l("Set up, change and clone seasons"),
    Permission.OPEN_SEASON: _l("Open, close and archive seasons, as the notice says"),
    Permission.CREATE_TEAM: _l("Form a team"),
    Permission.JOIN_TEAM: _l("Join a team by invitation"),
    Permission.VIEW_TEAM: _l("See a team and its members"),
    Permission.MANAGE_TEAM: _l("Change a team, invite and remove members"),
    Permission.CREATE_PROJECT: _l("Enter a project"),
    Permission.VIEW_PROJECT: _l("See a project"),
    Permission.READ_PLAN: _l("Read the uploaded files, people and receipts of a project"),
    Permission.EDIT_PROJECT: _l("Fill in a project while it is open"),
    Permission.SUBMIT_PROJECT: _l("Submit and reopen a project"),
    Permission.LIST_PROJECTS: _l("Search all submitted projects"),
    Permission.VIEW_BASE: _l("See the directory of bases"),
    Permission.MANAGE_BASE: _l("Change a base's description"),
    Permission.EDIT_BASES: _l("Keep the register of bases"),
    Permission.VIEW_SLOTS: _l("See the direct slots of a base"),
    Permission.AWARD_TITLE: _l("Award base titles"),
    Permission.BROWSE_CANDIDATES: _l("Browse consenting projects that fit a base"),
    Permission.NOMINATE: _l("Give a direct slot of a base to a project"),
    Permission.WITHDRAW_NOMINATION: _l("Withdraw a nomination"),
    Permission.ANSWER_NOMINATION: _l("Accept or decline a nomination for one's team"),
    Permission.CONFIRM_NOMINATION: _l("Confirm or refuse nominations"),
    Permission.VIEW_NOMINATION: _l("See nominations"),
    Permission.IMPORT: _l("Import tables"),
}

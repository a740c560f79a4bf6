"""What each permission of the matching context lets people do, in one line."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matching.permissions import Permission

DESCRIPTIONS = {
    Permission.BROWSE_PARKS: _l("Browse the public directory of parks"),
    Permission.VIEW_PROFILE: _l("See a park's, investor's or mentor's profile"),
    Permission.LIST_PROFILES: _l("List profiles"),
    Permission.CREATE_PROFILE: _l("Make a profile"),
    Permission.EDIT_PROFILE: _l("Change a profile"),
    Permission.OFFER_BASE: _l("Offer one's base to winners as a park"),
    Permission.VIEW_MATCHES: _l("See what is recommended to a winner"),
    Permission.CHOOSE_PROFILING: _l("Switch recommendations for one's project off and on"),
    Permission.VIEW_CANDIDATES: _l("See the winners recommended to a profile"),
    Permission.LIST_RECOMMENDATIONS: _l("List recommendations to one's projects and profiles"),
    Permission.OVERSEE_MATCHING: _l("Watch over matching"),
    Permission.RUN_MATCHING: _l("Run matching for all winners"),
    Permission.VIEW_INTRODUCTION: _l("See an introduction"),
    Permission.ASK_INTRODUCTION: _l("Ask for an introduction"),
    Permission.ANSWER_INTRODUCTION: _l("Accept or decline an introduction"),
    Permission.WITHDRAW_INTRODUCTION: _l("Withdraw an introduction"),
}

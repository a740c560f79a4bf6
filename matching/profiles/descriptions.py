"""What each permission of the matching context lets people do, in one line."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matching.permissions import Permission

DESCRIPTIONS = {
    Permission.BROWSE_PARKS: _l("Read the directory of parks"),
    Permission.VIEW_PROFILE: _l("See the profile of a park, an investor or a mentor"),
    Permission.LIST_PROFILES: _l("List one's own profiles, the office all"),
    Permission.CREATE_PROFILE: _l("Make a profile"),
    Permission.EDIT_PROFILE: _l("Change a profile, take it out of matching"),
    Permission.VIEW_ALLIANCE: _l("See a firm's membership of the venture alliance and its history"),
    Permission.APPLY_ALLIANCE: _l(
        "Apply for one's firm to join the venture alliance, withdraw the application"
    ),
    Permission.VET_ALLIANCE: _l(
        "Approve, refuse, suspend and reinstate alliance members, never one's own firm"
    ),
    Permission.MERGE_PROFILES: _l("Decide whether two investors are one firm, merge them, take it back"),
    Permission.APPOINT_MENTOR: _l("Write down a mentor's term and training"),
    Permission.OFFER_BASE: _l("Offer a base to winners as a park"),
    Permission.VIEW_MATCHES: _l("See what is recommended to a winner"),
    Permission.CHOOSE_PROFILING: _l("Switch profiling off and on for a project"),
    Permission.STATE_SPACE: _l("Say what space a project needs where it lands"),
    Permission.VIEW_CANDIDATES: _l("See the winners recommended to a profile"),
    Permission.LIST_RECOMMENDATIONS: _l("List recommendations by program"),
    Permission.OVERSEE_MATCHING: _l("See how well winners are served"),
    Permission.RUN_MATCHING: _l("Have all recommendations made anew"),
    Permission.ASSIGN: _l("Work out, publish and repair the assignment under capacity; pin and veto pairs"),
    Permission.PREFER_PROFILES: _l("Say in which order a team would rather have its matches"),
    Permission.PREFER_WINNERS: _l(
        "Say in which order a park, an investor or a mentor would rather have winners"
    ),
    Permission.VIEW_INTRODUCTION: _l("See introductions"),
    Permission.ASK_INTRODUCTION: _l("Ask for an introduction"),
    Permission.ANSWER_INTRODUCTION: _l("Accept or decline an introduction"),
    Permission.WITHDRAW_INTRODUCTION: _l("Withdraw one's own question for an introduction"),
    Permission.REPORT_OUTCOME: _l("Report what came of an introduction"),
    Permission.ANSWER_OUTCOME: _l("Confirm or dispute what the other side reported"),
    Permission.WITHDRAW_OUTCOME: _l("Take back what one's own side reported"),
    Permission.VIEW_TEAM_GAPS: _l("See the roles a team lacks and the people who fit"),
    Permission.STATE_TEAM_GAPS: _l("State which roles a team lacks"),
    Permission.OFFER_ONESELF: _l("Offer oneself to teams for a role, and take it back"),
    Permission.ASK_TALENT: _l("Ask somebody who offered themselves to meet the team"),
    Permission.VIEW_TALENT: _l("See the introductions between a team and a possible partner"),
    Permission.ANSWER_TALENT: _l("Accept or decline to meet a team or a possible partner"),
    Permission.WITHDRAW_TALENT: _l("Withdraw one's own question to a team or a possible partner"),
    Permission.REPORT_JOINING: _l("Report what came of meeting a possible partner"),
    Permission.ANSWER_JOINING: _l("Confirm or dispute what came of meeting a possible partner"),
    Permission.WITHDRAW_JOINING: _l("Take back one's own report about a possible partner"),
    Permission.OVERSEE_TALENT: _l("See how many roles are lacking and how many people offer themselves"),
    Permission.TAKE_TALENT_DOWN: _l("Take down abusive gaps and offers, with a reason"),
}

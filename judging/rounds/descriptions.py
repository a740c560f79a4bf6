"""What each permission of the judging context lets people do, in one line."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from judging.permissions import Permission

DESCRIPTIONS = {
    Permission.VIEW_ROUND: _l("See rounds, rubrics and windows"),
    Permission.EDIT_ROUND: _l("Set up and change rounds"),
    Permission.VIEW_JUDGES: _l("See the pool of judges"),
    Permission.MANAGE_JUDGES: _l("Keep the pool of judges"),
    Permission.INVITE_JUDGES: _l("Invite judges into a round"),
    Permission.ASSIGN_PANELS: _l("Assign panels"),
    Permission.VIEW_PROGRESS: _l("Watch a round's progress"),
    Permission.ANSWER_INVITATION: _l("Answer an invitation to judge"),
    Permission.OWN_JUDGE_PROFILE: _l("Keep one's own judge profile"),
    Permission.TRAIN: _l("Do the practice exercise of a round one was asked into"),
    Permission.JUDGE: _l("Score assigned entries"),
    Permission.REOPEN_SHEET: _l("Let a judge change a submitted sheet"),
    Permission.DECLARE_CONFLICT: _l("Declare one's own conflicts of interest"),
    Permission.VIEW_CONFLICTS: _l("See conflicts of interest"),
    Permission.NOTE_CONFLICT: _l("Note a conflict of interest for a judge"),
    Permission.WAIVE_CONFLICT: _l("Sign a waiver of a conflict as one of two"),
    Permission.REQUEST_RECUSAL: _l("Ask that somebody does not judge one's own project"),
    Permission.RUN_LIVE: _l("Run the stage of a live final"),
    Permission.PROJECT_LIVE: _l("Put a live final on the screen of the room"),
    Permission.FOLLOW_LIVE: _l("Follow the stage as one of its judges"),
    Permission.WATCH_LIVE: _l("Watch a live final the office has opened to the public"),
    Permission.REPORT_LIVE: _l("Read whether the order of pitching went with the scores"),
    Permission.VIEW_RANKING: _l("See a round's ranking"),
    Permission.VIEW_CALIBRATION: _l("See how severe and consistent a round's judges are"),
    Permission.OWN_CALIBRATION: _l("Read the report on one's own scoring after publication"),
    Permission.VIEW_ROOM: _l("See a round's panel room: entries close to the cut and the sheets on them"),
    Permission.LEAD_ROOM: _l("Record the panel's decisions and put questions to the vote, as a chief judge"),
    Permission.VOTE: _l("Vote in a panel one is a member of"),
    Permission.END_BALLOT: _l("End a panel's vote and have it counted"),
    Permission.DECIDE: _l("Decide who advances"),
    Permission.PROPOSE_SEAL: _l("Propose to seal a round's decisions"),
    Permission.CONFIRM_SEAL: _l("Confirm a seal that somebody else proposed"),
    Permission.PUBLISH: _l("Publish results"),
    Permission.FINALISE: _l("Issue the final list"),
    Permission.LIST_CERTIFICATES: _l("List the certificates and score sheets of a round"),
    Permission.ISSUE_CERTIFICATES: _l("Issue certificates of a final list"),
    Permission.FETCH_CERTIFICATE: _l("Fetch a certificate or score sheet as PDF"),
    Permission.RAISE_OBJECTION: _l("Raise an objection to a published result"),
    Permission.WITHDRAW_OBJECTION: _l("Take one's own objection back"),
    Permission.VIEW_OBJECTION: _l("Read an objection with its evidence"),
    Permission.LIST_OBJECTIONS: _l("List the objections of a round"),
    Permission.HANDLE_OBJECTION: _l("Work an objection and report what was found"),
    Permission.DECIDE_OBJECTION: _l("Decide an objection somebody else worked"),
}

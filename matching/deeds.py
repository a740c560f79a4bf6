"""What matching records in the audit log, in plain words; the codes are what the log keeps and is filtered by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

DEEDS: Mapping[str, Any] = {
    "alliance.apply": _l("Application to the alliance"),
    "alliance.approve": _l("Admitted to the alliance"),
    "alliance.refuse": _l("Application to the alliance refused"),
    "alliance.reinstate": _l("Back in the alliance"),
    "alliance.suspend": _l("Suspended from the alliance"),
    "alliance.withdraw": _l("Left the alliance"),
    "assignment.barred": _l("Pair ruled out"),
    "assignment.discarded": _l("Draft of a plan discarded"),
    "assignment.pinned": _l("Pair held together"),
    "assignment.published": _l("Plan published"),
    "assignment.requested": _l("Plan asked for"),
    "assignment.wish_withdrawn": _l("Wish for a pair withdrawn"),
    "assignment.worked_out": _l("Plan worked out"),
    "deal.imported": _l("Past investments imported"),
    "introduction.agreed": _l("One side agreed to an introduction"),
    "introduction.asked": _l("Introduction asked for"),
    "introduction.declined": _l("Introduction declined"),
    "introduction.expired": _l("Introduction expired"),
    "introduction.open": _l("Introduction opened"),
    "introduction.proposed": _l("Introduction proposed"),
    "introduction.withdrawn": _l("Introduction withdrawn"),
    "match_model.adopted": _l("Learned ranking adopted"),
    "match_model.lost": _l("Learned ranking not better"),
    "match_model.withdrawn": _l("Learned ranking taken out"),
    "match_run.done": _l("Recommendations made"),
    "match_run.requested": _l("Recommendations asked for"),
    "matching.preferences_stated": _l("Order of preference stated"),
    "matching.profiling_off": _l("Profiling turned off"),
    "matching.profiling_on": _l("Profiling turned on"),
    "outcome.confirmed": _l("Outcome confirmed"),
    "outcome.disputed": _l("Outcome disputed"),
    "outcome.reported": _l("Outcome reported"),
    "outcome.withdrawn": _l("Outcome withdrawn"),
    "profile.activated": _l("Profile activated"),
    "profile.appointed": _l("Mentor appointed for a term"),
    "profile.bases_offered": _l("Bases offered as parks"),
    "profile.changed": _l("Profile changed"),
    "profile.confirmed": _l("Profile confirmed as right"),
    "profile.created": _l("Profile created"),
    "profile.deactivated": _l("Profile deactivated"),
    "talent_introduction.asked": _l("Introduction to a person of the pool asked for"),
    "talent_offer.changed": _l("Offer to join teams changed"),
    "talent_offer.confirmed": _l("Offer to join teams confirmed"),
    "talent_offer.made": _l("Offer to join teams made"),
    "team_gap.changed": _l("Role a team lacks changed"),
    "team_gap.closed": _l("Role a team lacks filled or taken back"),
    "team_gap.stated": _l("Role a team lacks stated"),
}

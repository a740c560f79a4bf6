"""Words of panels: why no panel can be made, states of assignments and proposals."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.kernel.notices import Category, NoticeKind
from judging.panels.states import AssignmentState, ProposalScope, RunState, WishKind

ERRORS = {
    "assignment_infeasible": _l("No assignment keeps all the bounds."),
    "assignment_too_few_eligible": _l(
        "%(item)s needs %(needed)s judges, but only %(eligible)s may take it; the others are in conflict or "
        "recused. %(others)s further entries have the same problem. Invite more judges."
    ),
    "assignment_capacity_short": _l(
        "All judges together can take %(capacity)s entries, but %(needed)s places are to be filled: %(short)s "
        "too few. Invite more judges or raise the highest load."
    ),
    "assignment_group_short": _l(
        "These entries need %(needed)s places together, but the judges open to them have room for %(capacity)s: "
        "%(items)s. Invite more judges without conflicts, or raise the load of these: %(workers)s."
    ),
    "assignment_floor_above_cap": _l(
        "%(worker)s is to take at least %(floor)s entries, but at most %(cap)s. Change the bounds."
    ),
    "assignment_floors_exceed_demand": _l(
        "The least loads add up to %(floors)s, but only %(needed)s places are to be filled. Lower the least load."
    ),
    "assignment_floor_unreachable": _l(
        "These judges must take %(floors)s entries together, but because of conflicts only %(reachable)s are open "
        "to them: %(workers)s. Lower the least load."
    ),
    "assignment_too_few_under_rules": _l(
        "%(item)s needs %(needed)s judges, but with the rules on panels (outside experts, judges of one organisation) "
        "at most %(eligible)s can sit together. %(others)s further entries have the same problem. Invite judges from "
        "elsewhere or loosen the rules."
    ),
    "assignment_rules_short": _l(
        "Loads and conflicts could be kept, but not together with the rules on panels. Invite judges from elsewhere, "
        "raise the highest load or loosen the rules."
    ),
    "matrices_unreadable": _l("The file is no readable .npz archive of numbers."),
    "matrices_missing": _l("The file lacks these arrays: %(names)s."),
    "matrix_shape": _l("The array %(name)s has the shape %(shape)s; it needs %(wanted)s."),
    "matrix_not_numbers": _l(
        "The array %(name)s must hold finite numbers; counts and bounds must be whole and not negative."
    ),
    "random_needs_positive": _l("A random part needs affinities that are not negative."),
    "nothing_to_assign": _l(
        "Panels need entries and judges who accepted: there are %(entries)s entries and %(judges)s judges."
    ),
    "proposal_gone": _l("This proposal is no longer open: it was committed, replaced or could not be made."),
    "proposal_stale": _l(
        "Entries, judges, conflicts or finished sheets have changed since this proposal was made (%(changes)s "
        "changes). Have a new one made."
    ),
    "pair_in_conflict": _l("This judge has a conflict of interest with the entry."),
    "pair_barred": _l("The office barred this judge from the entry. Withdraw that first."),
    "pair_recused": _l("This judge recused from the entry."),
    "sheet_finished": _l("This judge has handed in the score sheet; it stays."),
    "already_assigned": _l("This judge has the entry already."),
    "judge_busy": _l("There are still %(left)s score sheets to hand in first."),
    "judge_full": _l("The highest load of %(most)s entries is reached."),
    "nothing_further": _l("There is no further entry that this judge could take."),
    "nobody_further": _l("There is no further judge with room who may take this entry."),
    "not_in_round": _l("The judge has not accepted, or the entry is not judged in this round."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    AssignmentState: {
        AssignmentState.ASSIGNED: _l("Assigned"),
        AssignmentState.RECUSED: _l("Recused"),
        AssignmentState.REMOVED: _l("Removed"),
    },
    ProposalScope: {
        ProposalScope.REPAIR: _l("Repair: move as little as possible"),
        ProposalScope.ANEW: _l("Begin anew: keep only finished sheets"),
    },
    WishKind: {
        WishKind.PINNED: _l("Pinned"),
        WishKind.BARRED: _l("Barred"),
    },
    RunState: {
        RunState.WAITING: _l("Being worked out"),
        RunState.PROPOSED: _l("Waiting for your decision"),
        RunState.FAILED: _l("Not possible"),
        RunState.COMMITTED: _l("Committed"),
        RunState.SUPERSEDED: _l("Replaced by a newer one"),
    },
}
RUN_TONES = {
    RunState.WAITING: "info",
    RunState.PROPOSED: "warning",
    RunState.FAILED: "danger",
    RunState.COMMITTED: "success",
    RunState.SUPERSEDED: "neutral",
}

NOTICES = {
    "judging.assigned": NoticeKind(
        Category.JUDGING,
        _l("%(count)s projects wait for your scores: %(round)s"),
        _l("The round is open until %(closes_at)s."),
    ),
}

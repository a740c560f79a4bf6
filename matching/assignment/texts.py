"""Words for plans: states, methods, errors."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from matching.assignment.domain import Change, Method, PlanState, WishKind

ERRORS: dict[str, Any] = {
    "assignment_nobody": _l(
        "There is nobody to assign: %(winners)s winners to match, %(profiles)s profiles that take part."
    ),
    "assignment_pin_beyond_room": _l(
        "The pinned pairs alone take %(pinned)s places there, and there are %(room)s."
    ),
    "assignment_pin_beyond_space": _l(
        "The pinned pairs alone take %(pinned)s m² there, and there are %(space)s m²."
    ),
    "assignment_wish_refused": _l(
        "This pair cannot be: one side has answered otherwise already, or the two belong together."
    ),
    "assignment_plan_gone": _l("This is no longer the draft to decide on. Look at the board again."),
    "assignment_plan_stale": _l(
        "Places, space or answers changed meanwhile, so that %(changes)s pairs of the draft cannot be proposed. "
        "Redo it."
    ),
    "assignment_off": _l("This season has no winners to match yet."),
    "assignment_prefers_stranger": _l("The list has changed meanwhile. Please look through it again."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    PlanState: {
        PlanState.WAITING: _l("Being worked out"),
        PlanState.FAILED: _l("Not possible"),
        PlanState.DRAFT: _l("Draft"),
        PlanState.PUBLISHED: _l("Published, both sides asked"),
        PlanState.SUPERSEDED: _l("Replaced"),
    },
    Method: {
        Method.OPTIMAL: _l("Best for all together: the smallest shortfall, then the largest total fit"),
        Method.STABLE: _l(
            "Stable: both sides' order of preference counts, and no two would rather have each other"
        ),
    },
    WishKind: {
        WishKind.PINNED: _l("pin: these two belong together"),
        WishKind.BARRED: _l("veto: these two are never proposed to each other"),
    },
    Change: {
        Change.ADDED: _l("new"),
        Change.KEPT: _l("unchanged"),
        Change.DECLINED: _l("declined or unanswered"),
        Change.MOVED: _l("moved"),
    },
}

TONES = {
    PlanState.WAITING: "info",
    PlanState.FAILED: "danger",
    PlanState.DRAFT: "warning",
    PlanState.PUBLISHED: "success",
    PlanState.SUPERSEDED: "neutral",
}

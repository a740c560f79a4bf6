"""Words for recommendations: criteria, closeness, errors."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from matching.recommendations.domain import Closeness, CriterionCode, CriterionState, RunState, TitleFact

ERRORS: dict[str, Any] = {
    "not_matchable": _l("This project is not open for matching."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    CriterionCode: {
        CriterionCode.TRACK: _l("track"),
        CriterionCode.GROWTH_STAGE: _l("growth stage"),
        CriterionCode.FINANCING: _l("financing round"),
        CriterionCode.TICKET: _l("size of the investment"),
        CriterionCode.DISTRICT: _l("district"),
        CriterionCode.FACILITIES: _l("facilities"),
        CriterionCode.CAPACITY: _l("free places"),
        CriterionCode.SPACE: _l("space"),
        CriterionCode.TITLE: _l("base title"),
        CriterionCode.SERVICES: _l("services"),
        CriterionCode.PRIORITY: _l("declared landing priority"),
        CriterionCode.LANGUAGE: _l("language"),
        CriterionCode.ACTIVE: _l("recent activity"),
    },
    CriterionState: {
        CriterionState.SATISFIED: _l("satisfied"),
        CriterionState.UNMET: _l("unmet"),
        CriterionState.UNKNOWN: _l("unknown"),
    },
    TitleFact: {
        TitleFact.VALID: _l("a base with a valid title"),
        TitleFact.RECTIFYING: _l("a base that is rectifying"),
        TitleFact.NONE: _l("no base title"),
    },
    Closeness: {
        Closeness.VERY_CLOSE: _l("the descriptions are very close in meaning"),
        Closeness.CLOSE: _l("the descriptions are close in meaning"),
        Closeness.SOME: _l("the descriptions have something in common"),
        Closeness.FAR: _l("the descriptions have little in common"),
        Closeness.UNKNOWN: _l("there is no description to compare"),
    },
    RunState: {
        RunState.WAITING: _l("Waiting for a worker"),
        RunState.DONE: _l("Done"),
    },
}

"""Words for bases: titles, facilities, errors."""

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.bases.domain import Facility, TitleState

ERRORS = {
    "base_not_certified": _l("The base holds no valid title today."),
    "titles_overlap": _l("The base already holds a title in that time."),
    "title_not_yours": _l("Only the confirming office may award a title."),
    "plaque_number_taken": _l("This plaque number is already in use."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    TitleState: {
        TitleState.VALID: _l("Title valid"),
        TitleState.RECTIFYING: _l("Rectifying within a time limit"),
        TitleState.DELISTED: _l("Delisted"),
    },
    Facility: {
        Facility.WET_LAB: _l("Wet laboratory"),
        Facility.GMP: _l("GMP workshop"),
        Facility.CLEAN_ROOM: _l("Clean room"),
        Facility.PILOT_LINE: _l("Pilot line"),
        Facility.COMPUTE: _l("Computing power"),
        Facility.TESTING: _l("Testing and inspection"),
        Facility.PROTOTYPING: _l("Prototyping workshop"),
        Facility.ROAD_TEST: _l("Road test site"),
        Facility.STUDIO: _l("Studio"),
        Facility.APARTMENTS: _l("Talent apartments"),
    },
}

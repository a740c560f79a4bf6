"""What matching holds about people."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from contest.kernel.columns import LocalizedText
from contest.kernel.holdings import Ending, Erasure, Holding, Obstacle

INTRODUCING = _l("Recommending and introducing each other")

HOLDINGS = (
    Holding(
        "match_profiles",
        _l("Profiles for matching"),
        ("kind", "name", "text", "track_codes", "languages", "capacity", "confirmed_at"),
        INTRODUCING,
        erasure=Erasure.BLANK,
        blank={"active": False, "name": LocalizedText("已注销", "Closed"), "text": LocalizedText()},
    ),
    Holding(
        "alliance_steps",
        _l("Membership of the venture alliance"),
        ("move", "reason", "record", "link", "created_at"),
        INTRODUCING,
        where="made_by = :person",
        erasure=Erasure.KEEP,
        because=_l("They belong to the firm and to the record of who vetted it."),
    ),
    Holding(
        "introductions",
        _l("Introductions"),
        ("project_id", "profile_id", "state", "created_at"),
        INTRODUCING,
        where="project_user_id = :person OR profile_user_id = :person",
        erasure=Erasure.KEEP,
        because=_l("They belong to both sides; the contact they disclosed is gone with the account."),
    ),
    Holding(
        "introduction_outcomes",
        _l("What came of introductions"),
        ("milestone", "happened_on", "state", "created_at"),
        INTRODUCING,
        where="reported_by = :person OR answered_by = :person",
        erasure=Erasure.KEEP,
        because=_l("They belong to both sides and to the record of the contest."),
    ),
)
ENDINGS = (
    Ending("introductions", "project_id = ANY(:projects)", {"message": "", "decline_note": ""}),
    Ending(
        "introduction_outcomes",
        "introduction_id IN (SELECT id FROM introductions WHERE project_id = ANY(:projects))",
        {"note": "", "answer_note": ""},
    ),
)
OBSTACLES: tuple[Obstacle, ...] = ()

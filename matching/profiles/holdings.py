"""What matching holds about people."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from contest.kernel.columns import LocalizedText
from contest.kernel.holdings import Ending, Erasure, Holding, Obstacle

OWN_OFFER = "SELECT id FROM talent_offers WHERE user_id = :person"
OWN_MEETING = (
    "SELECT meeting.id FROM talent_introductions AS meeting JOIN talent_offers AS offer ON offer.id = meeting.offer_id "
    "WHERE offer.user_id = :person"
)
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
        "project_visits",
        _l("Winners opened in matching"),
        ("project_id", "profile_id", "what", "created_at"),
        INTRODUCING,
        where="viewer_id = :person",
        erasure=Erasure.BLANK,
        blank={"viewer_id": None},
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
    Holding(
        "talent_offers",
        _l("Your offer to teams"),
        (
            "headline",
            "text",
            "roles",
            "track_codes",
            "languages",
            "districts",
            "commitments",
            "wishes",
            "consented_at",
            "confirmed_at",
            "expires_at",
        ),
        INTRODUCING,
    ),
    Holding(
        "talent_introductions",
        _l("Introductions of possible partners"),
        ("asked_by", "state", "message", "decline_reason", "decline_note", "created_at"),
        INTRODUCING,
        where=f"project_user_id = :person OR offer_id IN ({OWN_OFFER})",
    ),
    Holding(
        "talent_outcomes",
        _l("What came of meeting possible partners"),
        ("came", "joined_as", "happened_on", "state", "note", "answer_note", "created_at"),
        INTRODUCING,
        where=f"reported_by = :person OR answered_by = :person OR introduction_id IN ({OWN_MEETING})",
    ),
    Holding(
        "text_vectors",
        _l("Your offer to teams, as numbers that stand for its meaning"),
        ("kind", "model", "updated_at"),
        INTRODUCING,
        where=f"kind = 'talent_offer' AND subject_id IN ({OWN_OFFER})",
    ),
    Holding(
        "search_texts",
        _l("Your offer to teams, as the words it is found by"),
        ("kind", "updated_at"),
        INTRODUCING,
        where=f"kind = 'talent_offer' AND subject_id IN ({OWN_OFFER})",
    ),
    Holding(
        "talent_ties",
        _l("Projects you were introduced to as a possible partner"),
        ("project_id", "since"),
        _l("Nobody judges a project whose team they know"),
    ),
)
ENDINGS = (
    Ending("project_visits", "project_id = ANY(:projects)"),
    Ending("introductions", "project_id = ANY(:projects)", {"message": "", "decline_note": ""}),
    Ending(
        "introduction_outcomes",
        "introduction_id IN (SELECT id FROM introductions WHERE project_id = ANY(:projects))",
        {"note": "", "answer_note": ""},
    ),
    Ending(
        "text_vectors",
        "kind = 'team_gap' AND subject_id IN (SELECT id FROM team_gaps WHERE project_id = ANY(:projects))",
    ),
    Ending("team_gaps", "project_id = ANY(:projects)"),
    Ending("assignment_wishes", "project_id = ANY(:projects)"),
    Ending("match_preferences", "project_id = ANY(:projects)"),
)
OBSTACLES: tuple[Obstacle, ...] = ()

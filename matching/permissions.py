"""The permissions of the matching context. A leaf."""

from enum import StrEnum


class Permission(StrEnum):
    """What may be done in the matching context."""

    BROWSE_PARKS = "park.browse"  # the public directory
    VIEW_PROFILE = "profile.view"
    LIST_PROFILES = "profile.list"  # one's own; all for the office
    CREATE_PROFILE = "profile.create"
    EDIT_PROFILE = "profile.edit"
    VIEW_ALLIANCE = "alliance.view"  # a firm's membership and its history
    APPLY_ALLIANCE = "alliance.apply"
    VET_ALLIANCE = "alliance.vet"  # the office decides, and may suspend
    MERGE_PROFILES = "profile.merge"  # two investors are one firm, or two
    APPOINT_MENTOR = "profile.appoint"  # a mentor's term and training
    OFFER_BASE = "profile.offer_base"  # a base offers itself as a park

    VIEW_MATCHES = "match.view"  # what is recommended to a winner
    CHOOSE_PROFILING = "match.profiling"  # the team switches profiling off and on
    STATE_SPACE = "match.space"  # the team says what space it needs where it lands
    VIEW_CANDIDATES = "match.candidates"  # winners recommended to a profile
    LIST_RECOMMENDATIONS = "match.list"  # the API: to one's own projects and profiles
    OVERSEE_MATCHING = "match.oversee"
    RUN_MATCHING = "match.run"
    ASSIGN = "match.assign"  # plans under capacity: worked out, pinned, published, repaired
    PREFER_PROFILES = "match.prefer"  # the team says whom it would rather have
    PREFER_WINNERS = "profile.prefer"  # a park, investor or mentor says so

    VIEW_INTRODUCTION = "introduction.view"
    ASK_INTRODUCTION = "introduction.ask"
    ANSWER_INTRODUCTION = "introduction.answer"
    WITHDRAW_INTRODUCTION = "introduction.withdraw"

    REPORT_OUTCOME = "outcome.report"
    ANSWER_OUTCOME = "outcome.answer"
    WITHDRAW_OUTCOME = "outcome.withdraw"

    VIEW_TEAM_GAPS = "team_gap.view"  # what one's own team lacks, and who offers themselves for it
    STATE_TEAM_GAPS = "team_gap.state"
    OFFER_ONESELF = "talent.offer"  # one's own offer, and asking teams about their gaps
    ASK_TALENT = "talent.ask"  # the team's leader asks somebody
    VIEW_TALENT = "talent.view"  # an introduction one is a side of
    ANSWER_TALENT = "talent.answer"
    WITHDRAW_TALENT = "talent.withdraw"
    REPORT_JOINING = "talent.report"  # what came of meeting a possible partner
    ANSWER_JOINING = "talent.confirm"
    WITHDRAW_JOINING = "talent.take_back"
    OVERSEE_TALENT = "talent.oversee"
    TAKE_TALENT_DOWN = "talent.take_down"

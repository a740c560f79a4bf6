"""Words for seasons: errors, states, kinds."""

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.seasons.domain import (
    ChannelKind,
    CheckDesk,
    CheckState,
    CutKind,
    DeadlineState,
    Division,
    EligibilityKind,
    GrowthStage,
    PartKind,
    ScoreMethod,
    SeasonState,
    Severity,
    StageCode,
    WindowKind,
)
from contest.seasons.domain.completeness import GapCode

ERRORS = {
    "window_closed": _l(
        "The deadline has passed (%(moment)s, Shanghai time). Nothing more can be handed in."
    ),
    "window_not_open": _l("This is not open yet. It opens at %(moment)s, Shanghai time."),
    "season_row_in_use": _l("“%(row)s” is in use and cannot be removed."),
    "season_stale": _l(
        "Someone saved a newer version in the meantime. What you typed is still here; save again to keep it."
    ),
    "season_archived": _l("An archived season can only be read."),
    "season_state_refused": _l("The season cannot change from its present state to this one."),
    "season_incomplete": _l("The season cannot open yet: its rulebook is incomplete."),
    "season_code_format": _l("Use small letters, digits and underscores, beginning with a letter."),
    "season_slug_format": _l("Use small letters, digits and hyphens."),
    "season_code_taken": _l("There is already a row with this code."),
    "season_slug_taken": _l("There is already a season with this address."),
    "season_team_size_order": _l("The smallest team cannot be larger than the largest."),
    "season_step_misses_max": _l("The highest mark must be a multiple of the step."),
    "season_bands_miss_zero": _l("The lowest band must begin at 0, so that every mark lies in one."),
    "season_bands_order": _l(
        "Each band must begin below the one above it, the first below the highest mark."
    ),
    "season_variant_for_all": _l("Choose the tracks or the groups that this rubric is for."),
    "season_own_cut_undivided": _l(
        "Own numbers for tracks, groups or zones need the entries to compete within each of them."
    ),
    "season_cut_top": _l("Enter a whole number of places."),
    "season_cut_share": _l("Enter a share from 0 to 1, for example 0.3."),
    "season_cut_threshold": _l("Enter a score from 0 to 100."),
    "season_tie_break": _l("This tie rule is not known."),
    "season_tie_criterion": _l("A tie rule names a criterion that the rubric does not have."),
    "season_criterion_repeated": _l("Two criteria have the code “%(criterion)s”."),
    "season_range_empty": _l("Enter at least one bound."),
    "season_range_order": _l("The lower bound lies above the upper one."),
    "season_days_order": _l("The last day lies before the first."),
    "season_revision_order": _l("Updates need both an opening and a later closing, or neither."),
    "season_window_order": _l("It must close after it opens."),
    "season_zone_unknown": _l("The season has no such zone."),
    "season_track_unknown": _l("The season has no such track."),
    "season_group_unknown": _l("The season has no such group."),
    "season_stage_unknown": _l("The season has no such stage."),
    "at_least": _l("At least %(limit)s."),
    "at_most": _l("At most %(limit)s."),
    "above_only": _l("More than %(limit)s."),
    "not_a_whole_number": _l("Please enter a whole number."),
    "not_a_moment": _l("Please enter a date and a time."),
    "not_a_date": _l("Please enter a date."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    SeasonState: {
        SeasonState.DRAFT: _l("Draft"),
        SeasonState.OPEN: _l("In progress"),
        SeasonState.CLOSED: _l("Season over"),
        SeasonState.ARCHIVED: _l("Archived"),
    },
    StageCode: {
        StageCode.SCREENING: _l("Screening"),
        StageCode.PRELIMINARY: _l("Preliminary round"),
        StageCode.SECOND_ROUND: _l("Second round"),
        StageCode.SEMIFINAL: _l("Semifinal"),
        StageCode.FINAL: _l("Grand final"),
    },
    WindowKind: {
        WindowKind.SUBMISSION: _l("Project submission"),
        WindowKind.NOMINATION: _l("Nomination by bases"),
    },
    DeadlineState: {
        DeadlineState.UNSCHEDULED: _l("Not scheduled"),
        DeadlineState.NOT_YET: _l("Opens later"),
        DeadlineState.OPEN: _l("Open now"),
        DeadlineState.CLOSED: _l("Closed"),
    },
    Division: {
        Division.TRACK: _l("Track"),
        Division.GROUP: _l("Group"),
        Division.ZONE: _l("Zone"),
    },
    GrowthStage: {
        GrowthStage.SEED: _l("Seed stage"),
        GrowthStage.EARLY: _l("Start-up stage"),
        GrowthStage.GROWTH: _l("Growing stage"),
    },
    ChannelKind: {
        ChannelKind.OPEN: _l("Open entry"),
        ChannelKind.ZONE_DOMESTIC: _l("Domestic zone"),
        ChannelKind.ZONE_OVERSEAS: _l("Overseas zone"),
        ChannelKind.UNIVERSITY: _l("University"),
        ChannelKind.PARTNER_CONTEST: _l("Partner contest"),
        ChannelKind.BASE_RECOMMENDATION: _l("Base recommendation"),
    },
    CheckDesk: {
        CheckDesk.DISTRICT: _l("The officer of the district"),
        CheckDesk.OFFICE: _l("The contest office"),
    },
    Severity: {
        Severity.BLOCK: _l("Stops the submission"),
        Severity.WARN: _l("Warns only"),
    },
    CheckState: {
        CheckState.SATISFIED: _l("satisfied"),
        CheckState.UNMET: _l("unmet"),
        CheckState.UNKNOWN: _l("unknown"),
    },
    EligibilityKind: {
        EligibilityKind.COMPANY_AGE: _l("Years since registration"),
        EligibilityKind.REVENUE: _l("Revenue of the last year"),
        EligibilityKind.TEAM_SIZE: _l("Team size"),
        EligibilityKind.LEADER_SHARE: _l("Leader's share of the company"),
        EligibilityKind.TEAM_SHARE: _l("Team's share of the company"),
        EligibilityKind.DISTRICT: _l("District of landing"),
        EligibilityKind.GROWTH_STAGE: _l("Stage of growth"),
        EligibilityKind.EQUITY_ROUNDS: _l("Equity financing rounds"),
        EligibilityKind.PRIOR_PRIZES: _l("Prizes in earlier finals"),
        EligibilityKind.IP_COUNT: _l("Intellectual property"),
        EligibilityKind.DECLARATIONS: _l("Declarations"),
    },
    CutKind: {
        CutKind.TOP: _l("The best so many"),
        CutKind.SHARE: _l("A share of the entries"),
        CutKind.THRESHOLD: _l("All from a score"),
    },
    ScoreMethod: {
        ScoreMethod.MEAN: _l("Mean"),
        ScoreMethod.TRIMMED_MEAN: _l("Trimmed mean"),
        ScoreMethod.CALIBRATED: _l("Calibrated for severity"),
    },
    GapCode: {
        GapCode.TRACKS: _l("At least one track"),
        GapCode.GROUPS: _l("At least one group"),
        GapCode.ZONES: _l("At least one zone"),
        GapCode.CHANNELS: _l("At least one channel"),
        GapCode.STAGES: _l("At least one stage"),
        GapCode.SUBMISSION_WINDOW: _l("A city-wide window for submissions"),
        GapCode.NOMINATION_WINDOW: _l("A city-wide window for nominations"),
        GapCode.DIRECT_STAGE: _l("The stage that direct slots lead into"),
        GapCode.INTRO: _l("An introduction for the public"),
        GapCode.STAGE_DAYS: _l("Days of every stage"),
        GapCode.RUBRICS: _l("A rubric for every stage"),
        GapCode.ADVANCE_RULES: _l("Who goes on from every stage"),
        GapCode.MATCHABLE: _l("A stage whose winners are matched"),
        GapCode.ELIGIBILITY: _l("Eligibility rules"),
        GapCode.BENEFITS: _l("Benefits"),
    },
    PartKind: {
        PartKind.TRACK: _l("Tracks"),
        PartKind.GROUP: _l("Groups"),
        PartKind.ZONE: _l("Zones"),
        PartKind.CHANNEL: _l("Channels"),
        PartKind.STAGE: _l("Stages"),
        PartKind.WINDOW: _l("Windows"),
        PartKind.ELIGIBILITY: _l("Eligibility"),
        PartKind.CHECK_ITEM: _l("Formal check"),
        PartKind.BENEFIT: _l("Benefits"),
    },
}

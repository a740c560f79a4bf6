"""The rulebook's vocabulary: states, stages, kinds of windows, channels and eligibility rules."""

from __future__ import annotations

from enum import StrEnum


class SeasonState(StrEnum):
    """A draft is seen by the office only; an archived season can only be read."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"


class StageCode(StrEnum):
    """The five stages (domain.md §9). Never confuse 复赛 (second_round) with 半决赛 (semifinal)."""

    SCREENING = "screening"
    PRELIMINARY = "preliminary"
    SECOND_ROUND = "second_round"
    SEMIFINAL = "semifinal"
    FINAL = "final"


class WindowKind(StrEnum):
    """What a window opens."""

    SUBMISSION = "submission"
    NOMINATION = "nomination"


class DeadlineState(StrEnum):
    """Where a moment lies in a window; a window that does not exist is unscheduled."""

    UNSCHEDULED = "unscheduled"
    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSED = "closed"


class GrowthStage(StrEnum):
    """种子期 / 初创期 / 成长期."""

    SEED = "seed"
    EARLY = "early"
    GROWTH = "growth"


class ChannelKind(StrEnum):
    """Where entries come from: open entry, a zone at home or abroad, universities, partners, bases."""

    OPEN = "open"
    ZONE_DOMESTIC = "zone_domestic"
    ZONE_OVERSEAS = "zone_overseas"
    UNIVERSITY = "university"
    PARTNER_CONTEST = "partner_contest"
    BASE_RECOMMENDATION = "base_recommendation"


class Severity(StrEnum):
    """What an unmet eligibility rule does: stop the submission, or warn whoever checks the form."""

    BLOCK = "block"
    WARN = "warn"


class CheckState(StrEnum):
    """The answer to one rule. Unknown is not unmet: a fact is missing, nobody has failed."""

    SATISFIED = "satisfied"
    UNMET = "unmet"
    UNKNOWN = "unknown"


class EligibilityKind(StrEnum):
    """What an eligibility rule looks at; each kind has its own parameters (eligibility.py)."""

    COMPANY_AGE = "company_age"
    REVENUE = "revenue"
    TEAM_SIZE = "team_size"
    LEADER_SHARE = "leader_share"
    TEAM_SHARE = "team_share"
    DISTRICT = "district"
    GROWTH_STAGE = "growth_stage"
    EQUITY_ROUNDS = "equity_rounds"
    PRIOR_PRIZES = "prior_prizes"
    IP_COUNT = "ip_count"
    DECLARATIONS = "declarations"


class CheckDesk(StrEnum):
    """Who answers a question of the formal check: the officer of the zone's district, or the contest office."""

    DISTRICT = "district"
    OFFICE = "office"


class Division(StrEnum):
    """What the entries of a round are divided by before they are ranked and cut."""

    TRACK = "track"
    GROUP = "group"
    ZONE = "zone"


class CutKind(StrEnum):
    """How many advance: the best so many, a share (0…1) of the entries, or all from a score."""

    TOP = "top"
    SHARE = "share"
    THRESHOLD = "threshold"


class ScoreMethod(StrEnum):
    """How an entry's sheets become one score: calibrated takes judges' severity out where that can be shown to help."""

    MEAN = "mean"
    TRIMMED_MEAN = "trimmed_mean"
    CALIBRATED = "calibrated"


class PartKind(StrEnum):
    """The parts of a rulebook that are rows of their own."""

    TRACK = "track"
    GROUP = "group"
    ZONE = "zone"
    CHANNEL = "channel"
    STAGE = "stage"
    WINDOW = "window"
    ELIGIBILITY = "eligibility"
    CHECK_ITEM = "check_item"
    BENEFIT = "benefit"

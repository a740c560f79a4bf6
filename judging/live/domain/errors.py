"""What the stage refuses."""

from __future__ import annotations

from contest.kernel.errors import DomainError


class NotLive(DomainError):
    """The round is judged online: there is no stage."""

    code = "round_not_live"


class AlreadyPrepared(DomainError):
    """The stage was prepared already."""

    code = "live_prepared"


class NotDrawn(DomainError):
    """Nobody pitches before the order is drawn."""

    code = "live_not_drawn"


class UnderWay(DomainError):
    """The order stands once somebody has pitched."""

    code = "live_under_way"


class NotBegun(DomainError):
    """Before the first pitch the whole order is drawn again."""

    code = "live_not_begun"


class NobodyLate(DomainError):
    """Every entry of the round has its place in the order."""

    code = "live_nobody_late"


class StageTaken(DomainError):
    """Somebody's time runs."""

    code = "live_stage_taken"


class NothingRuns(DomainError):
    """No time runs that could be paused, prolonged or ended."""

    code = "live_nothing_runs"


class NotArrived(DomainError):
    """The team has not been checked in."""

    code = "live_not_arrived"


class SheetsMissing(DomainError):
    """A score goes on the board when every judge of the panel has handed in; `numbers` wait."""

    code = "live_sheets_missing"


class NothingToReveal(DomainError):
    """Everything that has a score stands on the board."""

    code = "live_nothing_to_reveal"


class BoardFrozen(DomainError):
    """Nothing changes on a frozen board."""

    code = "live_board_frozen"

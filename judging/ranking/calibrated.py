"""What a round's stored calibration means for its ranking: the scores to rank by, and why not where the mean counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from judging.calibration.domain import Recommended
from judging.calibration.queries import EntryFigures, RunView, entries_of, find_run
from judging.ranking.domain import Method, Reason

NO_RUN = Reason("calibration_missing")
OUTDATED = Reason("calibration_outdated")


@dataclass(frozen=True, slots=True)
class Known:
    """The stored calibration of a round, if there is one."""

    run: RunView | None = None
    entries: Mapping[UUID, EntryFigures] = field(default_factory=dict)

    def recommended(self, section: str) -> bool:
        """Say whether a section may be ranked by calibrated scores: made from these sheets, and recommended."""
        group = self.run.groups.get(section) if self.run and self.run.fresh else None
        return group is not None and group.recommended is Recommended.CALIBRATED

    def score(self, section: str, entry_id: UUID) -> Decimal | None:
        """Return the calibrated score to rank by, None where the mean counts."""
        found = self.entries.get(entry_id)
        return found.calibrated if found is not None and self.recommended(section) else None

    def fallback(self, section: str) -> Reason | None:
        """Return why the mean counts in a section, None where it need not."""
        if self.run is None:
            return NO_RUN
        if not self.run.fresh:
            return OUTDATED
        group = self.run.groups.get(section)
        if group is None or self.recommended(section):
            return None
        return Reason(group.because.code, dict(group.because.params))

    def stderr(self, method: Method, section: str, entry_id: UUID) -> Decimal | None:
        """Return the standard error of the score an entry is ranked by."""
        found = self.entries.get(entry_id)
        if found is None:
            return None
        calibrated = method is Method.CALIBRATED and self.recommended(section)
        return found.stderr if calibrated else found.mean_stderr


def known(round_id: UUID) -> Known:
    """Return the round's calibration and its entries; three statements at most."""
    run = find_run(round_id)
    return Known() if run is None else Known(run, entries_of(run.id))

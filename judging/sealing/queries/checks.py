"""What must hold before a round is sealed, and the fingerprint of what both approvers look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from contest.entries.queries import find_entries
from contest.standings.domain import Outcome
from judging.calibration.queries import find_run, sheets_state
from judging.panels.queries import situation
from judging.ranking import domain as ranking
from judging.ranking.queries import Line, fixed
from judging.ranking.services import fingerprint, vacancies
from judging.rounds.domain import Method, RoundState
from judging.rounds.queries import RoundView
from judging.scoring.queries import waiting_numbers
from judging.sealing.domain import differences, new_key
from judging.sealing.domain.states import Check, CheckCode
from judging.sealing.queries.content import content_of


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be sealed now: the decisions, and whether everything holds."""

    lines: tuple[Line, ...]
    checks: tuple[Check, ...]

    @property
    def counts(self) -> dict[Outcome, int]:
        """Return outcome -> entries, in the order of the outcomes."""
        found = {outcome: sum(line.outcome is outcome for line in self.lines) for outcome in Outcome}
        return {outcome: count for outcome, count in found.items() if count}

    def fingerprint(self, waived: Mapping[str, str]) -> str:
        """Return what an approval commits to: every decision, what was open, and what is set aside."""
        rows = [["decisions", fingerprint(list(self.lines))]]
        rows += [["check", check.code.value, str(check.met), *check.names] for check in self.checks]
        rows += [["waived", code, reason] for code, reason in sorted(waived.items())]
        return ranking.digest(rows)


def preview(round_: RoundView) -> Preview:
    """Return the decisions of a round and its checklist; the number of statements does not grow with the entries."""
    decided = round_.state in {RoundState.DECIDED, RoundState.PUBLISHED}
    lines = fixed(round_.id) if decided else []
    numbers = {line.entry.id: line.entry.number for line in lines}
    now = situation(round_)
    unfinished = sorted({numbers.get(entry, "") for _judge, entry in now.counting() - now.finished} - {""})
    tied = {entry for _judge, entry in now.in_conflict}
    in_conflict = tuple(sorted(entry.number for entry in find_entries(list(tied)).values()))
    moving = tuple(sorted(numbers[change.id] for change in vacancies(round_))) if decided else ()

    def of(outcome: Outcome) -> tuple[str, ...]:
        return tuple(line.entry.number for line in lines if line.outcome is outcome)

    found = [
        Check(CheckCode.DECIDED, bool(lines)),
        Check(CheckCode.FOLLOWS, bool(lines) and not moving and _follows(round_), ()),
        Check(CheckCode.CALIBRATION, not bool(lines) or _is_calibrated(round_)),
        Check(CheckCode.REOPENINGS, not (asked := tuple(waiting_numbers(round_.id))), asked),
        Check(CheckCode.COMPLETE, not unfinished, tuple(unfinished)),
        Check(CheckCode.SCORED, not of(Outcome.UNSCORED), of(Outcome.UNSCORED)),
        Check(CheckCode.TIES, not of(Outcome.HELD), of(Outcome.HELD)),
        Check(CheckCode.CONFLICTS, not in_conflict, in_conflict),
        Check(CheckCode.VACANCIES, not moving, moving),
    ]
    return Preview(tuple(lines), tuple(found))


def _is_calibrated(round_: RoundView) -> bool:
    """Say whether the calibration a round ranks by was made from its sheets as they stand at this moment."""
    if round_.method is not Method.CALIBRATED:
        return True
    run = find_run(round_.id)
    return run.fresh if run is not None else sheets_state(round_.id).startswith("0:")


def _follows(round_: RoundView) -> bool:
    """Say whether the decisions are those that sheets and rules make at this moment."""
    return next(differences(content_of(round_, key=new_key())), None) is None

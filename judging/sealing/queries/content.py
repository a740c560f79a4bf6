"""A decided round as the content of a sealed file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from contest.projects.queries import consenting_to_publication
from contest.seasons.queries import rulebook
from judging.calibration.queries import find_run
from judging.judges.queries import chief_judges
from judging.ranking import domain
from judging.ranking.queries import OUTCOMES, Line, fixed, previous_scores, rule_of
from judging.room.queries import ballots_of_round, results
from judging.rounds.domain import Method
from judging.rounds.queries import RoundView
from judging.rubrics.queries import rubric_of
from judging.scoring.queries import valid_sheets
from judging.sealing.domain import (
    Content,
    SealedAdvice,
    SealedBallot,
    SealedCalibration,
    SealedEntry,
    SealedLine,
    SealedOption,
    SealedRubric,
    SealedRules,
    SealedSheet,
    pseudonym,
)
from judging.sealing.models import Seal

MEANINGS = {outcome: meaning for meaning, outcome in OUTCOMES.items()}
ENTRY, JUDGE = "entry", "judge"
CALIBRATED = "calibrated"  # the basis of a score that was ranked as calibrated


def content_of(round_: RoundView, *, key: str, seal: Seal | None = None) -> Content:
    """Return what the file of a round says, under pseudonyms made with `key`; the same rows give the same content.

    `seal` tells who approved what; without one it is a preview, good for checks. The number of statements does not
    grow with the entries.
    """
    lines = fixed(round_.id)
    entries = [line.entry for line in lines]
    names = {entry.id: pseudonym(key, ENTRY, entry.id) for entry in entries}
    sheets = tuple(
        SealedSheet(names[one.entry_id], pseudonym(key, JUDGE, one.judge_id), one.marks, one.total)
        for one in valid_sheets(round_.id)
        if one.entry_id in names
    )
    counts = {
        "entries": len(entries),
        "sheets": len(sheets),
        "judges": len({sheet.judge for sheet in sheets}),
    }
    return Content(
        about={**_about(round_), **counts, **(_approval(seal) if seal else {})},
        rubrics=_rubrics(round_),
        rules=SealedRules(
            divided_by=tuple(round_.advance.get("divided_by", ["track"])),
            method=domain.Method(round_.method.value),
            min_for_trim=round_.min_for_trim,
            min_sheets=round_.min_valid,
            tie_breaks=tuple(round_.tie_breaks),
            advance=rule_of(round_),
            chiefs=tuple(pseudonym(key, JUDGE, judge) for judge in sorted(chief_judges(round_.id))),
        ),
        entries=_entries(round_, lines, names),
        sheets=sheets,
        lines=tuple(_line(line, names[line.entry.id]) for line in lines),
        advice=tuple(
            SealedAdvice(
                names[line.entry.id],
                line.panel.advice,
                line.panel.place,
                tuple(pseudonym(key, JUDGE, judge) for judge in line.panel.present),
            )
            for line in lines
            if line.panel
        ),
        ballots=_ballots(round_, key),
        calibration=_calibration(round_, lines),
    )


def _calibration(round_: RoundView, lines: list[Line]) -> SealedCalibration | None:
    if round_.method is not Method.CALIBRATED:
        return None
    run = find_run(round_.id)
    ranked = {line.section for line in lines if line.basis and line.basis.code == CALIBRATED}
    return SealedCalibration(run.components if run else None, tuple(sorted(ranked)))


def _ballots(round_: RoundView, key: str) -> tuple[SealedBallot, ...]:
    """Return the votes that were held; a question is not told: it may name people."""
    return tuple(
        SealedBallot(
            number=ballot.number,
            section=ballot.section,
            places=ballot.places,
            secret=ballot.secret,
            quorum=ballot.quorum,
            members=ballot.members,
            voted=ballot.voted,
            options=tuple(
                SealedOption(
                    entry=pseudonym(key, ENTRY, entry.id),
                    votes=counted.option.votes,
                    eligible=counted.option.eligible,
                    chosen=counted.chosen,
                    voters=tuple(pseudonym(key, JUDGE, judge) for judge in by),
                )
                for entry, counted, by in results(ballot)
                if counted is not None
            ),
        )
        for ballot in ballots_of_round(round_.id)
    )


def _rubrics(round_: RoundView) -> tuple[SealedRubric, ...]:
    """Return the rubrics in the order in which they are looked through: the one all others share comes last."""
    found = [(one.track_codes, one.group_codes, one.criteria) for one in round_.variants]
    if round_.criteria:
        found.append(((), (), round_.criteria))
    return tuple(
        SealedRubric(tracks, groups, rubric_of(criteria), {one.code: one.name.as_dict() for one in criteria})
        for tracks, groups, criteria in found
    )


def _entries(round_: RoundView, lines: list[Line], names: Mapping[UUID, UUID]) -> tuple[SealedEntry, ...]:
    entries = [line.entry for line in lines]
    ranked_by = {
        line.entry.id: line.calibrated for line in lines if line.basis and line.basis.code == CALIBRATED
    }
    settled = {line.entry.id: line.panel.place for line in lines if line.panel}
    before = previous_scores(round_)
    named = consenting_to_publication(entry.subject_id for entry in entries)
    return tuple(
        SealedEntry(
            id=names[entry.id],
            number=entry.number if entry.subject_id in named else "",
            track=entry.track_code,
            group=entry.group_code,
            zone=entry.zone_code,
            previous=before.get(entry.subject_id),
            calibrated=ranked_by.get(entry.id),
            settled=settled.get(entry.id),
        )
        for entry in entries
    )


def _line(line: Line, name: UUID) -> SealedLine:
    return SealedLine(
        entry=name,
        section=line.section,
        rank=line.rank,
        tied=line.tied,
        sheets=line.sheets,
        mean=line.mean,
        trimmed=line.trimmed,
        spread=line.spread,
        score=line.score,
        places=line.places,
        outcome=MEANINGS.get(line.outcome, domain.Outcome.ADVANCES),
        because=line.because,
    )


def _about(round_: RoundView) -> dict[str, Any]:
    season = rulebook(round_.season_id)
    return {
        "round": str(round_.id),
        "name": round_.name.as_dict(),
        "season": {"slug": season.slug, "name": season.name.as_dict()},
        "stage": round_.stage_code.value,
        "zone": round_.zone_code,
        "tracks": list(round_.track_codes),
        "opened_at": _moment(round_.opens_at),
        "closed_at": _moment(round_.closes_at),
        "judges_per_entry": round_.judges_per_entry,
        "blind": round_.blind,
    }


def _approval(seal: Seal) -> dict[str, Any]:
    """Say when it was approved and what was set aside; who the two were stands in the audit log, not in public."""
    return {
        "seal": str(seal.id),
        "proposed_at": _moment(seal.proposed_at),
        "confirmed_at": _moment(seal.confirmed_at) if seal.confirmed_at else None,
        "preview": seal.fingerprint,
        "waived": dict(seal.waived),
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()

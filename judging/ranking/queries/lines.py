"""Rankings computed from the sheets, and the decisions once they are fixed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import column, exists, select, table

from contest.entries.models import Entry
from contest.entries.queries import EntryView, view_of
from contest.kernel.db import db
from contest.seasons.queries import rulebook
from contest.standings.domain import Outcome
from contest.standings.queries import scores_of_stage
from judging.judges.queries import chief_judges
from judging.ranking import domain
from judging.ranking.calibrated import known
from judging.ranking.domain import AdvanceRule, Advice, Cut, CutKind, Item, Reason, section_code
from judging.ranking.models import Decision
from judging.ranking.panel import Recorded, recorded
from judging.rounds.domain import Method as RoundMethod
from judging.rounds.domain import RoundState
from judging.rounds.queries import RoundView, entries_of_round
from judging.scoring.queries import ValidSheet, valid_sheets

# The feature above ranking that seals decisions, named without its model.
SEALS = table("seals", column("round_id"), column("state"))
OUTCOMES = {
    domain.Outcome.ADVANCES: Outcome.ADVANCED,
    domain.Outcome.RESERVE: Outcome.RESERVE,
    domain.Outcome.ENDS: Outcome.NOT_ADVANCED,
    domain.Outcome.HELD: Outcome.HELD,
    domain.Outcome.UNSCORED: Outcome.UNSCORED,
    domain.Outcome.WITHDRAWN: Outcome.WITHDRAWN,
}
MEANINGS = {outcome: meaning for meaning, outcome in OUTCOMES.items()} | {
    Outcome.PROMOTED: domain.Outcome.ADVANCES
}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a ranking. `section` is what it competes in (domain.section_code).

    Scores are unrounded, on a scale of 100; `tied` counts others with its rank.
    """

    entry: EntryView
    section: str
    sheets: int
    mean: Decimal | None
    trimmed: Decimal | None
    spread: Decimal | None
    score: Decimal | None
    rank: int | None
    tied: int
    outcome: Outcome
    because: Reason
    places: int | None
    calibrated: Decimal | None = None
    stderr: Decimal | None = None
    score_stderr: Decimal | None = None
    basis: Reason | None = None
    straddles: bool = False
    wide: bool = False
    panel: Recorded | None = None

    @property
    def advice(self) -> Advice | None:
        """Return what the panel advised, if it recorded anything."""
        return self.panel.advice if self.panel else None

    @property
    def departs(self) -> bool:
        """Say whether the outcome is not what the panel advised."""
        return self.outcome in MEANINGS and domain.departs(self.advice, MEANINGS[self.outcome])

    @property
    def advances(self) -> bool:
        """Say whether the entry goes on."""
        return self.outcome in {Outcome.ADVANCED, Outcome.PROMOTED}

    @property
    def interval(self) -> tuple[Decimal, Decimal] | None:
        """Return the interval around the score that ranks."""
        if self.score is None or self.score_stderr is None:
            return None
        return domain.interval(self.score, self.score_stderr)


def rule_of(round_: RoundView) -> AdvanceRule:
    """Return the round's advance rule; raises Invalid on one that cannot be applied."""
    kept = round_.advance

    def cut(raw: Mapping[str, Any]) -> Cut:
        return Cut(CutKind(raw["kind"]), Decimal(str(raw["value"])))

    return AdvanceRule(
        cut=cut(kept["cut"]),
        own={
            section_code(**{division: code}): cut(raw)
            for division in ("track", "group", "zone")
            for code, raw in kept.get(f"per_{division}", {}).items()
        },
        reserves=int(kept.get("reserves", 0)),
        at_cut=domain.at_cut(round_.tie_breaks),
    )


def section_of(round_: RoundView, entry: EntryView) -> str:
    """Return the section of the round that an entry competes in, as its rule divides them."""
    codes = {"track": entry.track_code, "group": entry.group_code, "zone": entry.zone_code}
    divided_by = round_.advance.get("divided_by", ["track"])
    return section_code(**{name: code for name, code in codes.items() if name in divided_by})


def computed(round_: RoundView) -> list[Line]:
    """Return the ranking as the sheets stand now, with the decision each line would get.

    The same function makes the preview and what is fixed: nobody sees one thing and gets another.
    """
    entries = {entry.id: entry for entry in entries_of_round(round_)}
    sheets = _sheets_by_entry(round_.id)
    previous = previous_scores(round_)
    calibration, method = known(round_.id), domain.Method(round_.method.value)
    chiefs, panel = chief_judges(round_.id), recorded(round_.id)
    items = []
    for entry in entries.values():
        section = section_of(round_, entry)
        item = _item(entry, section, sheets.get(entry.id, []), previous, chiefs)
        score, fallback = calibration.score(section, entry.id), calibration.fallback(section)
        settled = panel[entry.id].place if entry.id in panel else None
        items.append(replace(item, calibrated=score, fallback=fallback, settled=settled))
    placed = domain.rank(
        items,
        method=method,
        tie_breaks=round_.tie_breaks,
        min_for_trim=round_.min_for_trim,
        min_sheets=round_.min_valid,
    )
    by_id = {one.id: one for one in placed}
    rule, limit = rule_of(round_), spread_limit(round_)
    stderrs = {one.id: calibration.stderr(method, one.track, one.id) for one in placed}
    straddling = domain.straddlers(
        placed, rule, {key: err for key, err in stderrs.items() if err is not None}
    )
    lines = []
    for decision in domain.decide(placed, rule):
        one, totals = by_id[decision.id], [sheet.total for sheet in sheets.get(decision.id, [])]
        figures, spread = calibration.entries.get(decision.id), domain.spread(totals)
        lines.append(
            Line(
                entry=entries[decision.id],
                section=decision.track,
                sheets=len(totals),
                mean=domain.as_decimal(domain.mean(totals)) if totals else None,
                trimmed=_trimmed(totals, round_.min_for_trim),
                spread=spread,
                score=domain.as_decimal(one.score) if one.score is not None else None,
                rank=one.rank,
                tied=one.tied,
                outcome=OUTCOMES[decision.outcome],
                because=decision.because,
                places=decision.places,
                calibrated=figures.calibrated if figures else None,
                stderr=figures.stderr if figures else None,
                score_stderr=stderrs[decision.id] if one.score is not None else None,
                basis=one.because[0] if one.because else None,
                straddles=decision.id in straddling,
                wide=limit is not None and spread is not None and spread > limit,
                panel=panel.get(decision.id),
            )
        )
    return lines


def spread_limit(round_: RoundView) -> Decimal | None:
    """Return the spread above which an entry is due a further judge, None where the round names none."""
    kept = round_.advance.get("spread_limit")
    return None if kept is None else Decimal(str(kept))


def _sheets_by_entry(round_id: UUID) -> dict[UUID, list[ValidSheet]]:
    found: defaultdict[UUID, list[ValidSheet]] = defaultdict(list)
    for sheet in valid_sheets(round_id):
        found[sheet.entry_id].append(sheet)
    return found


def _item(
    entry: EntryView,
    section: str,
    sheets: list[ValidSheet],
    previous: Mapping[UUID, Decimal],
    chiefs: frozenset[UUID],
) -> Item:
    criteria: defaultdict[str, list[Decimal]] = defaultdict(list)
    for sheet in sheets:
        for code, mark in sheet.marks.items():
            criteria[code].append(mark)
    return Item(
        id=entry.id,
        scores=tuple(sheet.total for sheet in sheets),
        track=section,
        criteria={code: tuple(marks) for code, marks in criteria.items()},
        previous=previous.get(entry.subject_id),
        chief=tuple(sheet.total for sheet in sheets if sheet.judge_id in chiefs),
    )


def _trimmed(totals: list[Decimal], min_for_trim: int) -> Decimal | None:
    if not totals:
        return None
    return domain.as_decimal(domain.trimmed_mean(totals, min_for_trim=min_for_trim))


def previous_scores(round_: RoundView) -> dict[UUID, Decimal]:
    """Return subject -> unrounded score of the stage before, which tie rules may compare."""
    stages = [stage.code for stage in rulebook(round_.season_id).stages]
    place = stages.index(round_.stage_code)
    return scores_of_stage(round_.season_id, stages[place - 1]) if place else {}


def fixed(round_id: UUID) -> list[Line]:
    """Return the decisions of a round as they were fixed and changed since, in rank order within tracks."""
    query = (
        select(Decision, Entry)
        .join(Entry, Entry.id == Decision.entry_id)
        .where(Decision.round_id == round_id)
        .order_by(Decision.section, Decision.rank.nulls_last(), Entry.number)
    )
    rows = db.session.execute(query).all()
    panel = recorded(round_id) if rows else {}
    shared: defaultdict[tuple[str, int | None], int] = defaultdict(int)
    for decision, _entry in rows:
        shared[decision.section, decision.rank] += 1
    return [
        line_of(decision, entry, shared[decision.section, decision.rank] - 1, panel.get(entry.id))
        for decision, entry in rows
    ]


def line_of(kept: Any, entry: Entry, tied: int, panel: Recorded | None) -> Line:
    """Return what is kept of a line, decided or not; `tied` others share its rank, `panel` is its panel's word."""
    return Line(
        entry=view_of(entry),
        section=kept.section,
        sheets=kept.valid_sheets,
        mean=kept.mean,
        trimmed=kept.trimmed,
        spread=kept.spread,
        score=kept.score,
        rank=kept.rank,
        tied=tied if kept.rank is not None else 0,
        outcome=kept.outcome,
        because=Reason(kept.because["code"], kept.because.get("params", {})),
        places=kept.places,
        calibrated=kept.calibrated,
        stderr=kept.stderr,
        score_stderr=kept.score_stderr,
        basis=Reason(kept.basis["code"], kept.basis["params"]) if kept.basis else None,
        straddles=kept.straddles,
        wide=kept.wide,
        panel=panel,
    )


def figures_of(line: Line) -> dict[str, Any]:
    """Return the columns that keep a line: the reverse of `line_of`."""
    return {
        "entry_id": line.entry.id,
        "track_code": line.entry.track_code,
        "section": line.section,
        "valid_sheets": line.sheets,
        "mean": line.mean,
        "trimmed": line.trimmed,
        "spread": line.spread,
        "calibrated": line.calibrated,
        "stderr": line.stderr,
        "score": line.score,
        "score_stderr": line.score_stderr,
        "basis": {"code": line.basis.code, "params": line.basis.params} if line.basis else None,
        "straddles": line.straddles,
        "wide": line.wide,
        "rank": line.rank,
        "places": line.places,
        "outcome": line.outcome,
        "because": {"code": line.because.code, "params": line.because.params},
    }


def is_sealed(round_id: UUID) -> bool:
    """Say whether two people approved the decisions of a round: then they stay as they are."""
    approved = exists().where(SEALS.c.round_id == round_id, SEALS.c.state.in_(("confirmed", "sealed")))
    return bool(db.session.execute(select(approved)).scalar_one())


def ranking(round_: RoundView) -> list[Line]:
    """Return the fixed decisions where there are any, else the ranking as it stands."""
    settled = round_.state in {RoundState.DECIDED, RoundState.PUBLISHED}
    return in_order(fixed(round_.id) if settled else computed(round_))


def in_order(lines: Iterable[Line]) -> list[Line]:
    """Return lines by section and rank, the unranked last."""
    return sorted(lines, key=lambda line: (line.section, line.rank or 10**9, line.entry.number))


def apart_from(lines: Iterable[Line], round_: RoundView, tied: Collection[UUID]) -> list[Line]:
    """Return what of a ranking tells nothing of the entries somebody is tied to: nothing calibrated, no shared cut."""
    lines = list(lines)
    if not tied:
        return lines
    tracks = {entry.track_code for entry in entries_of_round(round_) if entry.id in tied}
    sections = {line.section for line in lines if line.entry.id in tied}
    calibrated = round_.method is RoundMethod.CALIBRATED
    return [
        replace(line, calibrated=None, stderr=None, score_stderr=None, straddles=False)
        for line in lines
        if not calibrated and line.entry.track_code not in tracks and line.section not in sections
    ]


def rivals_of(round_: RoundView, tied: Collection[UUID]) -> frozenset[UUID]:
    """Return the entries whose scores are kept from whoever is tied to `tied`: these, and what competes with them.

    Once results are public only these: the totals of a whole track are its ranking.
    """
    if not tied or round_.is_public:
        return frozenset(tied)
    entries = entries_of_round(round_)
    tracks = {one.track_code for one in entries if one.id in tied}
    sections = {section_of(round_, one) for one in entries if one.id in tied}
    return frozenset(
        one.id for one in entries if one.track_code in tracks or section_of(round_, one) in sections
    )

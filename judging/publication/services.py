"""Make a round's decisions public, under a publicity period, exactly once."""

from __future__ import annotations

from uuid import UUID

from contest.entries import services as entries
from contest.entries.queries import conflict_facts
from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import DomainError
from contest.kernel.notices import term
from contest.notices.services import Draft, notify_all
from contest.seasons.domain import StageCode
from contest.seasons.queries import holidays, rulebook
from contest.standings.services import Result, make_final, report
from judging.conflicts.queries import ensure_impartial
from judging.permissions import Permission
from judging.publication.domain import PublicityPeriod, publicity_period
from judging.publication.models import Publication
from judging.publication.queries import WINNING, checklist, find_publication
from judging.ranking.domain import digest
from judging.ranking.queries import Line, fixed
from judging.ranking.services import move_up
from judging.rounds import queries as rounds
from judging.rounds.domain import RoundState
from judging.rounds.queries import RoundView


class NotPublishable(DomainError):
    """The round is not decided, or a precondition is not met; `missing` lists the codes."""

    code = "round_not_publishable"


def proposed_period(round_: RoundView) -> PublicityPeriod:
    """Return the publicity period that would start now, in working days of the season's rules."""
    table = holidays()
    return publicity_period(
        clock.now(),
        rulebook(round_.season_id).rules.publicity_working_days,
        zone=clock.SHANGHAI,
        holidays=table.holidays,
        extra_workdays=table.extra_workdays,
    )


class PublicationChanged(DomainError):
    """What would be published or told is no longer what was previewed."""

    code = "publication_changed"


def fingerprint(lines: list[Line], drafts: list[Draft]) -> str:
    """Return what a preview of the publication commits to: every decision, and who is told what."""
    rows: list[list[str]] = [["line", str(one.entry.id), str(one.rank), one.outcome.value] for one in lines]
    rows += [["notice", one.once_key, one.code, *map(str, one.recipients)] for one in drafts]
    return digest(rows)


def publish(*, actor: Actor, round_id: UUID, previewed: str | None = None, tell: bool = True) -> Publication:
    """Publish the decisions: results reach contest.standings, who advances enters the next stage.

    `previewed` is the fingerprint of the preview a person looked at; None where none did (a command, a past round).
    The teams are told, unless `tell` is False. Of two who publish at once the second is refused.
    """
    row = rounds.locked(round_id)
    round_ = rounds.get_round(actor, round_id)
    authorise(actor, Permission.PUBLISH, round_)
    ensure_impartial(actor, round_)
    if round_.state is not RoundState.DECIDED:
        raise NotPublishable(state=round_.state.value, missing=[])
    lines = fixed(round_id)
    missing = [check.code for check in checklist(round_id, lines) if check.blocking and not check.met]
    if missing:
        raise NotPublishable(state=round_.state.value, missing=missing)
    period = proposed_period(round_)
    drafts = drafts_of(round_, lines, period)
    if previewed is not None and previewed != fingerprint(lines, drafts):
        raise PublicationChanged()
    publication = Publication(
        id=new_id(),
        round_id=round_id,
        starts_at=period.starts,
        ends_at=period.ends,
        working_days=rulebook(round_.season_id).rules.publicity_working_days,
        published_by=actor.user_id,
    )
    db.session.add(publication)
    row.state = RoundState.PUBLISHED
    row.version += 1
    db.session.flush()
    _report(actor, round_, lines, period)
    told = notify_all(drafts) if tell else 0
    facts = {"until": period.ends.isoformat(), "results": len(lines), "told": told}
    audit.record(actor, "round.published", row, preview=previewed, **facts)
    return publication


def promote_after_publication(*, actor: Actor, round_id: UUID) -> int:
    """Fill vacancies of a published round and bring the public lists up to date; return how many moved."""
    round_ = rounds.get_round(actor, round_id)
    authorise(actor, Permission.DECIDE, round_)
    ensure_impartial(actor, round_)
    return bring_up_to_date(actor=actor, round_id=round_id)


def bring_up_to_date(*, actor: Actor, round_id: UUID) -> int:
    """As promote_after_publication, for a service that has asked what the actor may do."""
    changes = move_up(actor=actor, round_id=round_id)
    found = find_publication(round_id)
    if found and changes:
        round_ = rounds.get_round(actor, round_id)
        lines = fixed(round_id)
        _report(actor, round_, lines, found.period)
        if found.finalised_at is not None:
            make_final(actor=actor, source=source_of(round_id), moment=found.finalised_at)
        notify_all(drafts_of(round_, lines, found.period))
    return len(changes)


def source_of(round_id: UUID) -> str:
    """Return by which name a round reports to contest.standings."""
    return f"round:{round_id}"


def _report(actor: Actor, round_: RoundView, lines: list[Line], period: PublicityPeriod) -> None:
    report(
        actor=actor,
        season_id=round_.season_id,
        stage_code=round_.stage_code,
        source=source_of(round_.id),
        results=[Result(line.entry.id, line.outcome, line.rank, line.score) for line in lines],
        public_from=period.starts,
        objections_until=period.ends,
        final_from=None,
    )
    following = _next_stage(round_)
    if following is not None:
        winning = [line.entry.id for line in lines if line.outcome in WINNING]
        entries.advance(actor=actor, entry_ids=winning, to_stage=following)


def drafts_of(round_: RoundView, lines: list[Line], period: PublicityPeriod) -> list[Draft]:
    """Return what every member of a team is told; whose result stays what it was hears nothing anew."""
    people = {
        facts.entry_id: facts.member_user_ids for facts in conflict_facts([line.entry.id for line in lines])
    }
    return [
        Draft(
            recipients=sorted(people.get(line.entry.id, ())),
            code="results.published",
            once_key=f"results:{round_.id}:{line.entry.id}:{line.outcome}",
            supersedes=f"results:{round_.id}:{line.entry.id}:",
            params={
                "project": line.entry.title.as_dict(),
                "round": round_.name.as_dict(),
                "outcome": term(line.outcome),
                "until_at": period.ends.isoformat(),
            },
            link=f"/projects/{line.entry.subject_id}",
        )
        for line in lines
    ]


def _next_stage(round_: RoundView) -> StageCode | None:
    stages = [stage.code for stage in rulebook(round_.season_id).stages]
    place = stages.index(round_.stage_code) + 1
    return stages[place] if place < len(stages) else None

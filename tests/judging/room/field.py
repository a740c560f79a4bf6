"""A closed round that its panel still has to speak about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from contest.kernel.access import SYSTEM, Actor
from contest.kernel.db import db
from contest.permissions import Role
from judging.judges.models import RoundJudge
from judging.ranking import services as ranking
from judging.ranking.domain import Advice
from judging.ranking.models import PanelDecision
from judging.ranking.queries import computed
from judging.room import services
from judging.rounds.domain import RoundState
from judging.rounds.queries import get_round
from tests import factories

TOP_ONE = {"cut": {"kind": "top", "value": "1"}, "per_track": {}, "reserves": 0}


@dataclass
class Field:
    """A closed round with one place: two entries with equal scores, one below; three judges, the first the chief."""

    round: Any
    entries: list[Any]
    judges: list[Any]
    users: list[Any]
    projects: list[Any]
    season: Any

    def actor(self, at: int = 0) -> Actor:
        user = self.users[at]
        return Actor(user.id, roles=frozenset({Role.PUBLIC, Role.USER, Role.JUDGE}))

    def record(self, at: int, advice: Advice = Advice.RECOMMENDED, **more: Any) -> PanelDecision:
        values = {"version": 0, "place": None, "reason": "突出", "present": [self.judges[0].id], **more}
        return services.record_decision(
            actor=values.pop("actor", self.actor()),
            round_id=self.round.id,
            entry_id=self.entries[at].id,
            advice=advice,
            **values,
        )

    def ballot(self, **more: Any) -> Any:
        values = {
            "question": "哪一个？",
            "places": 1,
            "secret": True,
            "quorum": 2,
            "entries": [entry.id for entry in self.entries[:2]],
            "members": [judge.id for judge in self.judges],
            **more,
        }
        return services.open_ballot(actor=values.pop("actor", self.actor()), round_id=self.round.id, **values)

    def vote(self, at: int, ballot: Any, *entries: int) -> None:
        chosen = [self.entries[entry].id for entry in entries]
        services.cast_vote(actor=self.actor(at), ballot_id=ballot.id, entries=chosen)

    def decide(self, answer: str = "") -> int:
        lines = computed(get_round(SYSTEM, self.round.id))
        return ranking.decide(
            actor=SYSTEM, round_id=self.round.id, previewed=ranking.fingerprint(lines), answer=answer
        )


def a_field(ties: tuple[str, ...] = ("chief_judge", "hold")) -> Field:
    season = factories.a_season()
    round_ = factories.a_round(season, judges_per_entry=3, advance=TOP_ONE, tie_breaks=list(ties))
    users = [factories.a_user(Role.JUDGE, name=name, name_en="") for name in ("沈知微", "陆言", "顾念")]
    judges = [factories.a_judge(round_, user) for user in users]
    db.session.query(RoundJudge).filter_by(judge_id=judges[0].id).update({"chief": True})
    projects = [factories.a_project(season, submitted=True) for _ in range(3)]
    entries = [factories.an_entry(project) for project in projects]
    for entry, marks in zip(entries, ((80, 80, 80), (80, 80, 80), (60, 62, 64)), strict=True):
        for judge, mark in zip(judges, marks, strict=True):
            factories.a_sheet(round_, entry, mark, judge)
    round_.state = RoundState.CLOSED
    db.session.flush()
    return Field(round_, entries, judges, users, projects, season)

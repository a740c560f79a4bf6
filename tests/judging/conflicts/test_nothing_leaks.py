"""Whoever is tied to an entry can fetch nothing that tells who judges it, how far that is, or what came of it.

Over random graphs of ties, panels and sheets, on the real database and through the real pages: with the person's own
assignments held fixed, no page, count, mean, bar, export, notice or API answer changes when the judges or the scores of
the entry change, until the results are public. Routes come from the address map: a new page is covered when it exists.
"""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from contest.kernel.access import SYSTEM
from contest.kernel.db import db
from contest.kernel.ties import veils
from contest.permissions import Role
from contest.seasons.domain import SeasonState
from contest.web.api import PREFIX
from judging.panels.models import Assignment, PanelRun
from judging.panels.services import assign_judge
from judging.panels.states import AssignmentState, ProposalScope, RunState
from judging.ranking import services as ranking
from judging.ranking.queries import computed
from judging.rounds.domain import Method, RoundState
from judging.rounds.queries import get_round
from judging.scoring.services import save_sheet
from tests import factories
from tests.architecture.test_matrix import credentials, routes, the_connection
from tests.architecture.world import HERE, objects_of
from tests.judging.conflicts.ties import TIES

STAFF = (Role.ORGANISER, Role.CONFIRMER, Role.ADMINISTRATOR, Role.AUDITOR, Role.OFFICER)
ROLES = (*STAFF, Role.JUDGE, Role.ENTREPRENEUR)
# Answers that are about the asking itself, not about what is in the contest.
ABOUT_ASKING = {"metrics.metrics", "web.readyz"}
MOST_LINKS = 60
JUDGES = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """One random world: who looks, how tied, which of the judges have which entry and what they gave, what changes."""

    roles: frozenset[Role]
    tie: str
    state: RoundState
    panels: tuple[
        frozenset[int], ...
    ]  # of the secret entry, its neighbour in the track, and one of another track
    marks: tuple[int, ...]
    after: frozenset[int]
    marks_after: tuple[int, ...]
    calibrated: bool = False


marks = st.tuples(*[st.integers(0, 100)] * JUDGES)
judges = st.frozensets(st.integers(0, JUDGES - 1), max_size=JUDGES)
plans = st.builds(
    Plan,
    roles=st.frozensets(st.sampled_from(ROLES), min_size=1, max_size=2),
    tie=st.sampled_from(sorted(TIES)),
    state=st.sampled_from([RoundState.OPEN, RoundState.CLOSED, RoundState.DECIDED]),
    panels=st.tuples(judges, judges, judges),
    marks=marks,
    after=judges,
    marks_after=marks,
    calibrated=st.booleans(),
)


class World:
    """A season with one round over three entries, the first of which the person is tied to unless `tied` is false."""

    def __init__(self, plan: Plan, actor_of: Any, *, tied: bool = True) -> None:
        self.plan, self.actor_of = plan, actor_of
        district = HERE if Role.OFFICER in plan.roles else ""
        given_ = plan.roles - {Role.ENTREPRENEUR}
        self.person = factories.a_user(*sorted(given_), district=district)
        self.season, self.draft = factories.a_season(), factories.a_season(state=SeasonState.DRAFT)
        first = Role.ORGANISER if Role.ORGANISER in plan.roles else min(plan.roles)
        self.objects = objects_of(first, self.person, own=True, season=self.season, draft=self.draft)
        zone = "yangpu" if Role.OFFICER in plan.roles else ""
        method = Method.CALIBRATED if plan.calibrated else Method.MEAN
        self.round = factories.a_round(self.season, zone_code=zone, judges_per_entry=2, method=method)
        tracks = ("life_health", "life_health", "green")
        projects = [
            factories.a_project(self.season, submitted=True, zone_code=zone or "city", track_code=track)
            for track in tracks
        ]
        self.entries = [factories.an_entry(project) for project in projects]
        self.users = [factories.a_user(Role.JUDGE) for _ in range(JUDGES)]
        self.judges = [factories.a_judge(self.round, user) for user in self.users]
        self.own = self._own_assignment() if Role.JUDGE in plan.roles else None
        if tied:
            TIES[plan.tie](self.person, projects[0], self.entries[0])
        run = PanelRun(round_id=self.round.id, scope=ProposalScope.ANEW, state=RunState.WAITING, outcome={})
        db.session.add(run)
        db.session.flush()
        self.run = run.id
        for entry, panel in zip(self.entries, plan.panels, strict=True):
            self._seat(entry, panel, plan.marks)
        self._settle()

    def _own_assignment(self) -> Any:
        """What the person judges: not the secret entry."""
        from judging.judges.models import Judge, RoundJudge

        mine = db.session.query(Judge).filter_by(user_id=self.person.id).one()
        db.session.add(RoundJudge(round_id=self.round.id, judge_id=mine.id, invitation="accepted"))
        db.session.flush()
        return factories.an_assignment(self.round, mine, self.entries[2])

    def _seat(self, entry: Any, panel: frozenset[int], given_marks: tuple[int, ...]) -> None:
        """Give the entry these judges and no other, each with a draft or a finished sheet."""
        for number, judge in enumerate(self.judges):
            row = db.session.query(Assignment).filter_by(judge_id=judge.id, entry_id=entry.id).one_or_none()
            seated = row is not None and row.state is AssignmentState.ASSIGNED
            if number in panel:
                if not seated:
                    row = assign_judge(
                        actor=SYSTEM, round_id=self.round.id, judge_id=judge.id, entry_id=entry.id
                    )
                self._mark(row, self.users[number], given_marks[number])
            elif seated:
                db.session.execute(
                    Assignment.__table__.update()
                    .where(Assignment.id == row.id)
                    .values(state=AssignmentState.RECUSED if number % 2 else AssignmentState.REMOVED)
                )
                db.session.expire_all()

    def _mark(self, row: Any, user: Any, mark: int) -> None:
        from judging.scoring.models import ScoreSheet

        sheet = db.session.get(ScoreSheet, row.id)
        save_sheet(
            actor=self.actor_of(user),
            assignment_id=row.id,
            version=sheet.version if sheet else 0,
            marks={"innovation": mark, "team": 100 - mark},
            comment=f"评语 {mark}",
            submit=mark % 5 != 0,
        )

    def _settle(self) -> None:
        self.round.state = self.plan.state if self.plan.state is RoundState.OPEN else RoundState.CLOSED
        db.session.flush()
        if self.plan.calibrated:
            ranking.calibrate(round_id=self.round.id)
        if self.plan.state is RoundState.DECIDED:
            lines = computed(get_round(SYSTEM, self.round.id))
            ranking.decide(actor=SYSTEM, round_id=self.round.id, previewed=ranking.fingerprint(lines))

    def change(self) -> None:
        """Change the secret entry's judges and scores, by the same services as ever."""
        if self.plan.state is RoundState.DECIDED:
            ranking.reopen(actor=SYSTEM, round_id=self.round.id)
        self.round.state, self.round.resubmit = RoundState.OPEN, "until_close"
        db.session.flush()
        self._seat(self.entries[0], self.plan.after, self.plan.marks_after)
        self.round.resubmit = "never"
        self._settle()

    def addresses(self, app: Flask) -> Iterator[str]:
        """Give the address of every page, about the secret entry and about its neighbours."""
        others = self._values(1), self._values(0), self._values(2)
        seen: set[str] = set()
        for rule in routes(app):
            if "GET" not in (rule.methods or ()) or rule.endpoint in ABOUT_ASKING:
                continue
            for mine in others:
                found = {
                    name: str(mine.get(name) or self.objects.of(rule.endpoint, name))
                    for name in rule.arguments - set(rule.defaults or ())
                }
                path = rule.build(found)
                if path and path[1] not in seen:
                    seen.add(path[1])
                    yield path[1]

    def _values(self, number: int) -> dict[str, Any]:
        entry = self.entries[number]
        seat = db.session.query(Assignment).filter_by(entry_id=entry.id).first()
        values = {"round_id": self.round.id, "entry_id": entry.id, "project_id": entry.subject_id}
        values |= {"judge_id": self.judges[number].id, "run_id": self.run}
        seat = self.own if self.own is not None and number == 2 else seat
        return values | ({"assignment_id": seat.id} if seat is not None else {})


class Reader:
    """The person's browser and token; answers without what differs between any two of them."""

    def __init__(self, app: Flask, world: World, signed_in: Any) -> None:
        cookie, self.bearer = credentials(world.person, signed_in)
        self.client = app.test_client(use_cookies=False)
        self.page = {"Cookie": cookie}

    def read(self, address: str) -> tuple[int, str]:
        answer = self.client.get(address, headers=self.bearer if address.startswith(PREFIX) else self.page)
        return answer.status_code, plain(answer.data, answer.mimetype)

    def read_all(self, addresses: list[str]) -> dict[str, tuple[int, str]]:
        """Read the pages, and further those that they link to with a question in the address."""
        # What the person opened is noted, and listed among the person's own data: that page comes last.
        ordered = sorted(addresses, key=lambda address: address.startswith("/account/data"))
        found = {address: self.read(address) for address in ordered}
        links = {
            link.replace("&amp;", "&")
            for _status, body in found.values()
            for link in re.findall(r'href="(/[^"#]*\?[^"#]*)"', body)
            if "/static/" not in link and "next=" not in link
        }
        # Sorted by what they read like without keys, so that the same ones are followed each time.
        chosen = sorted(links - set(found), key=lambda link: re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", link))
        return found | {link: self.read(link) for link in chosen[:MOST_LINKS]}


def plain(content: bytes, mimetype: str) -> str:
    """Return an answer as text without moments and single-use values."""
    if mimetype.endswith("spreadsheetml.sheet"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            names = sorted(name for name in book.namelist() if not name.startswith("docProps/"))
            content = b"\n".join(book.read(name) for name in names)
    if mimetype == "application/pdf":
        with contextlib.suppress(PyPdfError):  # the world's stand-in for a plan is compared as it is
            pages = PdfReader(io.BytesIO(content)).pages
            content = "\n".join(page.extract_text() for page in pages).encode()
    text = content.decode("utf-8", "replace")
    text = re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(\+\d\d:?\d\d|Z)?", "<moment>", text)
    text = re.sub(r"\d{4} ?年 ?\d+ ?月 ?\d+ ?日( \d\d:\d\d)?|\b\d\d:\d\d(:\d\d)?\b", "<moment>", text)
    text = re.sub(r'[\w-]{20,}\.[\w-]{6}\.[\w-]{27}|nonce="[^"]*"', "<once>", text)  # tokens of forms
    return re.sub(r'name="once"[^>]*>|DTSTAMP:\w+', "<once>", text)


@pytest.fixture
def examples(session: Any) -> Iterator[Any]:
    """`with examples():` is one example, undone after it."""
    from contextlib import contextmanager

    @contextmanager
    def one() -> Iterator[None]:
        undo = the_connection().begin_nested()
        try:
            yield
        finally:
            db.session.rollback()
            undo.rollback()
            db.session.expire_all()

    return one


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return the addresses that read otherwise, each with the first line that does."""
    return [
        f"{address}: {_first_difference(before.get(address), after.get(address))}"
        for address in sorted(before.keys() | after.keys())
        if before.get(address) != after.get(address)
    ]


def _first_difference(one: Any, other: Any) -> str:
    if one is None or other is None or one[0] != other[0]:
        return f"{one and one[0]} → {other and other[0]}"
    lines = zip_longest(one[1].splitlines(), other[1].splitlines(), fillvalue="")
    return next(
        (f"{mine.strip()[:200]} → {theirs.strip()[:200]}" for mine, theirs in lines if mine != theirs), ""
    )


RICH = Plan(
    roles=frozenset({Role.ORGANISER}),
    tie="member",
    state=RoundState.OPEN,
    panels=(frozenset({0, 1}), frozenset({1, 2}), frozenset({0, 3})),
    marks=(61, 72, 83, 94),
    after=frozenset({1, 2, 3}),
    marks_after=(12, 35, 47, 58),
)


@example(RICH)
@example(replace(RICH, roles=frozenset({Role.OFFICER, Role.JUDGE}), tie="contact", state=RoundState.CLOSED))
@example(replace(RICH, roles=frozenset({Role.AUDITOR, Role.CONFIRMER}), tie="base", state=RoundState.DECIDED))
@example(
    replace(RICH, roles=frozenset({Role.ORGANISER, Role.AUDITOR}), state=RoundState.CLOSED, calibrated=True)
)
@settings(
    max_examples=2,
    phases=[
        Phase.explicit,
        Phase.generate,
    ],  # a counterexample reads well as it is, and each try costs seconds
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(plan=plans)
def test_nothing_a_tied_person_can_fetch_tells_of_the_entry(
    app: Flask, examples: Any, signed_in: Any, actor_of: Any, plan: Plan
) -> None:
    with examples():
        found, read = what_changes(app, World(plan, actor_of), signed_in)
        assert not found, "\n".join([str(plan), *found])
        assert read > 50


def what_changes(app: Flask, world: World, signed_in: Any) -> tuple[list[str], int]:
    """Change the secret entry; return what the person can tell by, and how many pages were there to read."""
    reader = Reader(app, world, signed_in)
    addresses = list(world.addresses(app))
    before = reader.read_all(addresses)
    world.change()
    db.session.commit()
    return differences(before, reader.read_all(addresses)), sum(
        status == 200 for status, _ in before.values()
    )


def test_without_the_veil_the_same_pages_tell(
    app: Flask, examples: Any, signed_in: Any, actor_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(veils, "_veils", ())
    with examples():
        world = World(replace(RICH, roles=frozenset({Role.ORGANISER, Role.AUDITOR})), actor_of)
        rounds, (entry, neighbour) = f"/rounds/{world.round.id}", [one.id for one in world.entries[:2]]
        found, _read = what_changes(app, world, signed_in)
    telling = {address.partition(":")[0].partition("?")[0] for address in found}
    assert {
        "/rounds",
        f"{rounds}/panels",
        f"{rounds}/panels/entries/{entry}",
        f"{rounds}/panels/entries/{neighbour}",
        f"{rounds}/progress",
        f"{rounds}/readiness",
        f"{rounds}/ranking",
        f"{rounds}/ranking.xlsx",
        f"{rounds}/decide",
        "/audit",
        "/audit/export.xlsx",
        "/audit/verify",
    } <= telling

"""The stage manager's page: check-in, draw, clock, board."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from contest.kernel.errors import DomainError, Invalid, StaleVersion
from contest.seasons.queries import rulebook
from contest.web.errors import field_messages
from contest.web.forms import seen_version
from contest.web.guards import current_actor, requires
from judging.judges.queries import accepted_judges
from judging.live import queries, services
from judging.live.domain import Minutes, RevealRule
from judging.live.views.blueprint import Page, blueprint, scene
from judging.permissions import Permission
from judging.rounds.queries import RoundView
from judging.rounds.views.blueprint import flash_refusal, heading

SCORING_MINUTES = 3
STAGE = "/rounds/<uuid:round_id>/live"


@blueprint.get(STAGE)
@requires(Permission.RUN_LIVE)
def control(round_id: UUID) -> Page:
    """Show the stage to whoever runs it."""
    return _page(services.ensure_manager(current_actor(), round_id))


def _page(
    round_: RoundView, errors: dict[str, str] | None = None, typed: dict[str, Any] | None = None
) -> str:
    stage = queries.find_stage(round_)
    shared = heading(round_, "live.control") | {"errors": errors or {}, "typed": typed or {}}
    if stage is None:
        rules = rulebook(round_.season_id).rules
        minutes = Minutes(rules.roadshow_minutes, rules.defence_minutes, SCORING_MINUTES)
        return render_template("judging/live/prepare.html", minutes=minutes, **shared)
    return render_template("judging/live/control.html", **(shared | _desk(round_)))


def _desk(round_: RoundView) -> dict[str, Any]:
    stage = queries.get_stage(round_)
    counts = queries.panel_counts(round_.id)
    found = queries.standings(round_, stage, counts)
    return scene(round_, stage) | {
        "counts": counts,
        "standings": {one.entry_id: one for one in found},
        "lines": queries.board(round_, stage, found),
        "judges": [row.judge for row in accepted_judges(round_.id)],
        "there": queries.judges_there(stage.id),
        "rules": list(RevealRule),
        "stamp": queries.stamp(round_.id),
    }


@blueprint.get(f"{STAGE}/desk")
@requires(Permission.RUN_LIVE)
def desk(round_id: UUID) -> str:
    """The part of the stage manager's page that follows what happens (fragment)."""
    round_ = services.ensure_manager(current_actor(), round_id)
    return render_template("judging/live/_desk.html", **_desk(round_))


def _minutes() -> Minutes:
    given = request.form.get
    return Minutes(given("pitch", -1, int), given("questions", -1, int), given("scoring", -1, int))


@blueprint.post(f"{STAGE}/prepare")
@requires(Permission.RUN_LIVE)
def prepare(round_id: UUID) -> Page:
    """Prepare the stage with the minutes of each phase."""
    return _written(
        round_id, lambda: services.prepare(actor=current_actor(), round_id=round_id, minutes=_minutes())
    )


@blueprint.post(f"{STAGE}/draw")
@requires(Permission.RUN_LIVE)
def draw(round_id: UUID) -> Page:
    """Draw the order with the word called out."""
    return _drawn(round_id, services.draw)


@blueprint.post(f"{STAGE}/draw/late")
@requires(Permission.RUN_LIVE)
def draw_late(round_id: UUID) -> Page:
    """Draw whoever came into the round after the order to its end."""
    return _drawn(round_id, services.draw_late)


def _drawn(round_id: UUID, draw: Callable[..., object]) -> Page:
    given = request.form.get
    called_out = {"word": given("word", ""), "reason": given("reason", "")}
    return _written(
        round_id,
        lambda: draw(actor=current_actor(), round_id=round_id, version=seen_version(), **called_out),
    )


def _written(round_id: UUID, write: Callable[[], object]) -> Page:
    """Do one thing and show the stage again; what was typed stays beside what is wrong with it."""
    round_ = services.ensure_manager(current_actor(), round_id)
    try:
        write()
    except Invalid as error:
        return _page(round_, field_messages(error), dict(request.form)), 422
    except StaleVersion:
        flash(_("Somebody else was faster. This is how the stage stands now."), "warning")
        if "word" in request.form:  # a colleague who checks teams in must not cost what the room called out
            return _page(round_, typed=dict(request.form)), 409
    except DomainError as error:
        flash_refusal(error)
    return redirect(url_for("live.control", round_id=round_id), 303)


@blueprint.post(f"{STAGE}/arrivals/teams/<uuid:entry_id>")
@requires(Permission.RUN_LIVE)
def team(round_id: UUID, entry_id: UUID) -> Page:
    """Check a team in or out."""
    there = request.form.get("there") == "yes"
    return _written(
        round_id,
        lambda: services.check_in_team(
            actor=current_actor(), round_id=round_id, entry_id=entry_id, there=there
        ),
    )


@blueprint.post(f"{STAGE}/arrivals/judges/<uuid:judge_id>")
@requires(Permission.RUN_LIVE)
def judge_there(round_id: UUID, judge_id: UUID) -> Page:
    """Check a judge in or out."""
    there = request.form.get("there") == "yes"
    return _written(
        round_id,
        lambda: services.check_in_judge(
            actor=current_actor(), round_id=round_id, judge_id=judge_id, there=there
        ),
    )


@blueprint.post(f"{STAGE}/call/<uuid:entry_id>")
@requires(Permission.RUN_LIVE)
def call(round_id: UUID, entry_id: UUID) -> Page:
    """Call a team on stage and start its time."""
    return _written(
        round_id,
        lambda: services.call(
            actor=current_actor(), round_id=round_id, version=seen_version(), entry_id=entry_id
        ),
    )


@blueprint.post(f"{STAGE}/clock")
@requires(Permission.RUN_LIVE)
def run_clock(round_id: UUID) -> Page:
    """Pause, resume or prolong the phase, or go on to the next one."""
    steps = {"pause": services.pause, "resume": services.resume, "advance": services.advance}
    step = request.form.get("do", "")
    shared: dict[str, Any] = {"actor": current_actor(), "round_id": round_id}
    seconds = request.form.get("seconds", 0, int)
    if step in steps:
        return _written(round_id, lambda: steps[step](**shared, version=seen_version()))
    return _written(round_id, lambda: services.extend(**shared, version=seen_version(), seconds=seconds))


@blueprint.post(f"{STAGE}/board")
@requires(Permission.RUN_LIVE)
def set_board(round_id: UUID) -> Page:
    """Choose how scores get on the board, and whether the public watches."""
    wanted = request.form.get("rule", "")
    rule = RevealRule(wanted) if wanted in set(RevealRule) else RevealRule.BY_ENTRY
    return _written(
        round_id,
        lambda: services.set_board(
            actor=current_actor(),
            round_id=round_id,
            version=seen_version(),
            reveal=rule,
            watched=request.form.get("watched") == "yes",
        ),
    )


@blueprint.post(f"{STAGE}/reveal/<uuid:entry_id>")
@requires(Permission.RUN_LIVE)
def reveal(round_id: UUID, entry_id: UUID) -> Page:
    """Put one entry's score on the board."""
    return _written(
        round_id,
        lambda: services.reveal(
            actor=current_actor(), round_id=round_id, version=seen_version(), entry_id=entry_id
        ),
    )


@blueprint.post(f"{STAGE}/show")
@requires(Permission.RUN_LIVE)
def show(round_id: UUID) -> Page:
    """Reveal the next place, clear, freeze or thaw the board, or show another section."""
    shared: dict[str, Any] = {"actor": current_actor(), "round_id": round_id}
    section, version = request.form.get("section", ""), seen_version()
    steps: dict[str, Callable[[], object]] = {
        "next": lambda: services.reveal_next(**shared, version=version, section=section),
        "clear": lambda: services.clear(**shared, version=version),
        "freeze": lambda: services.freeze(**shared, version=version),
        "thaw": lambda: services.thaw(**shared, version=version),
    }
    chosen = steps.get(request.form.get("do", ""), lambda: services.show_section(**shared, section=section))
    return _written(round_id, chosen)

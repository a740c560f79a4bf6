"""A round is chosen, drafted, edited, prolonged, closed or thrown away."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from contest.kernel import clock
from contest.kernel.access import authorise, policy
from contest.kernel.errors import DomainError, NotFound
from contest.seasons.domain import Rulebook, SeasonState, StageCode
from contest.seasons.queries import rulebook, visible_seasons
from contest.web.forms import seen_version
from contest.web.guards import current_actor, requires
from judging.permissions import Permission
from judging.rounds import queries, services
from judging.rounds.domain import RoundState
from judging.rounds.forms import ExtendForm, filled_round, form_values, round_form
from judging.rounds.views.blueprint import Page, blueprint, flash_refusal, heading
from judging.rounds.views.pages import stage_of


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a round would be held, for the question who may hold it."""

    zone_district: str


@blueprint.get("/rounds/new")
@requires(Permission.EDIT_ROUND)
def choose() -> str:
    """Choose the stage and the place a new round is for."""
    seasons = [one for one in visible_seasons(current_actor()) if one.state is not SeasonState.ARCHIVED]
    chosen = next((one for one in seasons if str(one.id) == request.args.get("season")), None)
    season = chosen or next((one for one in seasons if one.state is SeasonState.OPEN), None)
    book = rulebook(season.id) if season else None
    return render_template(
        "judging/rounds/choose.html", seasons=seasons, book=book, places=_places(book) if book else []
    )


def _places(book: Rulebook) -> list[tuple[str, str]]:
    """Return (zone code, district) of the places the reader may hold rounds in; the whole city is ("", "")."""
    places = [("", ""), *((zone.code, zone.district) for zone in book.zones if zone.own_heat)]
    return [one for one in places if policy.allows(current_actor(), Permission.EDIT_ROUND, _Place(one[1]))]


@blueprint.route("/rounds/new/<uuid:season_id>/<stage_code>", methods=["GET", "POST"])
@requires(Permission.EDIT_ROUND)
def create(season_id: UUID, stage_code: str) -> Page:
    """Draft a round from what the stage says."""
    book = rulebook(season_id)
    zone_code = request.args.get("zone", "")
    if zone_code not in dict(_places(book)):
        raise NotFound(kind="zone")
    stage = book.stage(stage_code)
    zone = book.zone(zone_code) if zone_code else None
    suggested = services.default_values(stage, zone, clock.today())
    form = round_form(book)(data=form_values(suggested))
    form.offer_round(book, stage)
    made: list[UUID] = []

    def save() -> None:
        round_ = services.create_round(
            actor=current_actor(),
            season_id=season_id,
            stage_code=StageCode(stage.code),
            zone_code=zone_code,
            values=form.values(),
        )
        made.append(round_.id)

    if request.method == "POST" and form.save(save):
        flash(_("The round is drafted with the stage's rubric. Invite judges next."), "success")
        return redirect(url_for("rounds.show", round_id=made[0]), 303)
    page = render_template(
        "judging/rounds/edit.html", form=form, stage=stage, zone=zone, book=book, round=None
    )
    return (page, 422) if form.errors else page


@blueprint.route("/rounds/<uuid:round_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_ROUND)
def edit(round_id: UUID) -> Page:
    """Change a draft."""
    round_ = queries.get_round(current_actor(), round_id)
    authorise(current_actor(), Permission.EDIT_ROUND, round_)
    book = rulebook(round_.season_id)
    stage = stage_of(book, round_)
    form = round_form(book)(data=filled_round(round_))
    form.offer_round(book, stage)

    def save() -> None:
        services.edit_round(
            actor=current_actor(), round_id=round_id, version=form.expected_version(), values=form.values()
        )

    if request.method == "POST" and form.save(save):
        flash(_("Saved."), "success")
        return redirect(url_for("rounds.show", round_id=round_id), 303)
    page = render_template("judging/rounds/edit.html", form=form, stage=stage, book=book, round=round_)
    return (page, 422) if form.errors else page


@blueprint.route("/rounds/<uuid:round_id>/extend", methods=["GET", "POST"])
@requires(Permission.EDIT_ROUND)
def extend(round_id: UUID) -> Page:
    """Give the judges of an open round more time."""
    round_ = queries.get_round(current_actor(), round_id)
    authorise(current_actor(), Permission.EDIT_ROUND, round_)
    shown = filled_round(round_)
    form = ExtendForm(data={name: shown[name] for name in ("closes_at", "version")})

    def save() -> None:
        services.extend_round(
            actor=current_actor(), round_id=round_id, version=form.expected_version(), **form.typed()
        )

    if request.method == "POST" and form.save(save):
        flash(_("The new close holds from now on."), "success")
        return redirect(url_for("rounds.show", round_id=round_id), 303)
    page = render_template("judging/rounds/extend.html", form=form, **heading(round_, "rounds.show"))
    return (page, 422) if form.errors else page


@blueprint.route("/rounds/<uuid:round_id>/close", methods=["GET", "POST"])
@requires(Permission.EDIT_ROUND)
def close(round_id: UUID) -> Page:
    """Show what closing means, then close."""
    round_ = queries.get_round(current_actor(), round_id)
    authorise(current_actor(), Permission.EDIT_ROUND, round_)
    if request.method == "POST":
        services.close_round(actor=current_actor(), round_id=round_id)
        flash(_("Scoring is closed. The ranking can be decided."), "success")
        return redirect(url_for("rounds.show", round_id=round_id), 303)
    early = round_.state is RoundState.OPEN and clock.now() < round_.closes_at
    return render_template("judging/rounds/close.html", early=early, **heading(round_, "rounds.show"))


@blueprint.post("/rounds/<uuid:round_id>/discard")
@requires(Permission.EDIT_ROUND)
def discard(round_id: UUID) -> Page:
    """Throw a draft away."""
    try:
        services.discard_round(actor=current_actor(), round_id=round_id, version=seen_version())
    except DomainError as error:
        flash_refusal(error)
        return redirect(url_for("rounds.show", round_id=round_id), 303)
    flash(_("The draft is gone."), "success")
    return redirect(url_for("rounds.index"), 303)

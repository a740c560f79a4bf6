"""Pages of direct slots: what a base has left, whom it may nominate, and where each nomination stands."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.bases.queries import BaseFilter, BaseView, get_base, list_bases
from contest.bases.views import track_choices
from contest.kernel import clock
from contest.kernel.access import authorise, policy
from contest.kernel.errors import DomainError
from contest.nominations import queries, services
from contest.nominations.domain import MOVES, Move, NominationState
from contest.nominations.forms import RefusalForm
from contest.nominations.queries import NominationView, SlotBook
from contest.nominations.texts import TONES
from contest.permissions import Permission
from contest.seasons.domain import WindowKind
from contest.seasons.queries import current_season, rulebook
from contest.web.errors import describe
from contest.web.guards import current_actor, requires
from contest.web.i18n import label

blueprint = Blueprint("nominations", __name__)


def _slot_book(base: BaseView) -> SlotBook | None:
    season = current_season()
    if season is None:
        return None
    rules = rulebook(season.id).rules
    return queries.slot_book(base.id, rules.slot_year, rules.slots_per_base)


@blueprint.get("/bases/<uuid:base_id>/slots")
@requires(Permission.VIEW_SLOTS)
def slots(base_id: UUID) -> str:
    """Show how many direct slots a base has left and what holds the others (fragment)."""
    base = get_base(current_actor(), base_id, clock.today())
    authorise(current_actor(), Permission.VIEW_SLOTS, base)
    return render_template(
        "contest/nominations/_slots.html",
        base=base,
        book=_slot_book(base),
        tones=TONES,
        may_nominate=policy.allows(current_actor(), Permission.NOMINATE, base),
    )


@blueprint.get("/bases/<uuid:base_id>/candidates")
@requires(Permission.BROWSE_CANDIDATES)
def candidates(base_id: UUID) -> str:
    """List projects whose teams agreed to be seen by bases, those that fit this base first."""
    actor = current_actor()
    base = get_base(actor, base_id, clock.today())
    authorise(actor, Permission.BROWSE_CANDIDATES, base)
    season = current_season()
    track = request.args.get("track", "")
    found = (
        queries.list_candidates(
            season.id,
            into=rulebook(season.id).rules.direct_stage,
            fitting=base.track_codes,
            track_codes=(track,) if track else (),
            text=request.args.get("q", "").strip()[:80],
            page=request.args.get("page", 1, int),
        )
        if season
        else None
    )
    held = queries.active_of_projects(season.id, [c.id for c in found]) if season and found else {}
    return render_template(
        "contest/nominations/candidates.html",
        base=base,
        page=found,
        held=held,
        book=_slot_book(base),
        tracks=track_choices(),
        track_names=dict(track_choices()),
        may_nominate=policy.allows(actor, Permission.NOMINATE, base),
    )


@blueprint.post("/bases/<uuid:base_id>/nominate")
@requires(Permission.NOMINATE)
def nominate(base_id: UUID) -> Response:
    """Nominate one project."""
    try:
        project_id = UUID(request.form.get("project_id", ""))
        made = services.nominate(actor=current_actor(), base_id=base_id, project_id=project_id)
    except ValueError:
        flash(_("Please choose a project."), "warning")
    except DomainError as error:
        if error.status != 409:
            raise
        flash(describe(error.code, error.params), "warning")
    else:
        flash(_("Slot %(slot)s is reserved. The team has been asked to answer.", slot=made.slot), "success")
    return redirect(url_for("nominations.candidates", base_id=base_id), 303)


@blueprint.get("/nominations")
@requires(Permission.VIEW_NOMINATION)
def index() -> str:
    """List the nominations the reader may see."""
    asked = request.args.get("state", "")
    state = NominationState(asked) if asked in set(NominationState) else None
    season = current_season()
    page = queries.list_nominations(
        current_actor(),
        season_id=season.id if season else None,
        state=state,
        page=request.args.get("page", 1, int),
    )
    return render_template(
        "contest/nominations/index.html",
        page=page,
        tones=TONES,
        states=[(s.value, label(s)) for s in NominationState],
        state=asked,
    )


def _steps(nomination: NominationView) -> dict[str, bool]:
    actor, state = current_actor(), nomination.state
    allowed = {
        Move.ACCEPT: Permission.ANSWER_NOMINATION,
        Move.DECLINE: Permission.ANSWER_NOMINATION,
        Move.WITHDRAW: Permission.WITHDRAW_NOMINATION,
        Move.CONFIRM: Permission.CONFIRM_NOMINATION,
        Move.REFUSE: Permission.CONFIRM_NOMINATION,
    }
    return {
        move.value: state in MOVES[move] and policy.allows(actor, permission, nomination)
        for move, permission in allowed.items()
    }


@blueprint.get("/nominations/<uuid:nomination_id>")
@requires(Permission.VIEW_NOMINATION)
def show(nomination_id: UUID) -> str:
    """Show one nomination, where it stands, and what the reader may do."""
    return _page(nomination_id, RefusalForm())


def _page(nomination_id: UUID, form: RefusalForm) -> str:
    nomination = queries.get_nomination(current_actor(), nomination_id)
    window = rulebook(nomination.season_id).window(WindowKind.NOMINATION)
    return render_template(
        "contest/nominations/show.html",
        nomination=nomination,
        until=window.closes_at if window and nomination.state is NominationState.PROPOSED else None,
        steps=_steps(nomination),
        tones=TONES,
        form=form,
    )


@blueprint.post("/nominations/<uuid:nomination_id>/answer")
@requires(Permission.ANSWER_NOMINATION)
def answer(nomination_id: UUID) -> Response:
    """The team's leader accepts or declines."""
    accept = request.form.get("accept") == "yes"
    services.answer(actor=current_actor(), nomination_id=nomination_id, accept=accept)
    flash(
        _("Accepted. The office confirms next.") if accept else _("Declined. The slot is free again."),
        "success",
    )
    return redirect(url_for("nominations.show", nomination_id=nomination_id), 303)


@blueprint.post("/nominations/<uuid:nomination_id>/withdraw")
@requires(Permission.WITHDRAW_NOMINATION)
def withdraw(nomination_id: UUID) -> Response:
    """The base takes its nomination back."""
    services.withdraw(actor=current_actor(), nomination_id=nomination_id)
    flash(_("Withdrawn. The slot is free again."), "success")
    return redirect(url_for("nominations.show", nomination_id=nomination_id), 303)


@blueprint.post("/nominations/<uuid:nomination_id>/confirm")
@requires(Permission.CONFIRM_NOMINATION)
def confirm(nomination_id: UUID) -> Response:
    """The office confirms."""
    services.confirm(actor=current_actor(), nomination_id=nomination_id)
    flash(_("Confirmed. The project is in the stage direct slots lead into."), "success")
    return redirect(url_for("nominations.show", nomination_id=nomination_id), 303)


@blueprint.post("/nominations/<uuid:nomination_id>/refuse")
@requires(Permission.CONFIRM_NOMINATION)
def refuse(nomination_id: UUID) -> Response | tuple[str, int]:
    """The office refuses, with a reason."""
    form = RefusalForm()
    if not form.validate():
        return _page(nomination_id, form), 422
    services.refuse(actor=current_actor(), nomination_id=nomination_id, reason=form.reason.data)
    flash(_("Refused. Base and team are told why."), "success")
    return redirect(url_for("nominations.show", nomination_id=nomination_id), 303)


@blueprint.get("/desk/base")
@requires(Permission.BROWSE_CANDIDATES)
def base_panel() -> str:
    """A base's part of the desk: its slots (fragment)."""
    own = list_bases(current_actor(), clock.today(), BaseFilter(own_only=True), size=10)
    books = [(base, _slot_book(base)) for base in own]
    return render_template("contest/nominations/_base_panel.html", books=books)


@blueprint.get("/desk/nominations")
@requires(Permission.VIEW_NOMINATION)
def waiting_panel() -> str:
    """What waits for the reader: the office confirms, a leader answers; nothing for all others (fragment)."""
    office = policy.holds(current_actor(), Permission.CONFIRM_NOMINATION)
    state = NominationState.ACCEPTED if office else NominationState.PROPOSED
    page = queries.list_nominations(current_actor(), state=state, led=not office, size=5)
    if not (office or page.total):
        return ""
    return render_template("contest/nominations/_waiting_panel.html", page=page, office=office)

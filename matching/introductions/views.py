"""Pages of introductions: asking, answering, and whom to write to once both agreed."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from contest.kernel import clock
from contest.kernel.access import authorise, policy
from contest.kernel.errors import NotFound
from contest.web.guards import current_actor, requires
from contest.web.i18n import label
from matching.introductions import queries, services
from matching.introductions.domain import IntroductionState
from matching.introductions.forms import AskForm, DeclineForm
from matching.introductions.pages import add_answers, asked
from matching.introductions.queries import IntroductionView, PairView
from matching.introductions.rules import on_team, speaks_for_profile
from matching.introductions.texts import TONES
from matching.permissions import Permission
from matching.visits.domain import Visited
from matching.visits.noting import note_afterwards

blueprint = Blueprint("introductions", __name__)
MOST_ON_A_PAGE = 100


@blueprint.get("/introductions")
@requires(Permission.VIEW_INTRODUCTION)
def index() -> str:
    """List the introductions of one's teams and profiles."""
    wanted = request.args.get("state", "")
    state = IntroductionState(wanted) if wanted in set(IntroductionState) else None
    return render_template(
        "matching/introductions/index.html",
        page=queries.list_introductions(current_actor(), state=state, page=request.args.get("page", 1, int)),
        states=[(item.value, label(item)) for item in IntroductionState],
        state=wanted,
        tones=TONES,
        answers=_may_answer,
    )


def _may_answer(introduction: IntroductionView) -> bool:
    waits = introduction.state is IntroductionState.ASKED
    return waits and policy.allows(current_actor(), Permission.ANSWER_INTRODUCTION, introduction)


@blueprint.get("/introductions/new")
@requires(Permission.ASK_INTRODUCTION)
def new() -> Response | str:
    """Say what an introduction means before asking for it."""
    pair = _pair_to_ask()
    for item in queries.states_of(current_actor(), project_id=pair.project_id, profile_id=pair.profile_id):
        if item.state in {IntroductionState.ASKED, IntroductionState.OPEN}:
            return redirect(url_for("introductions.show", introduction_id=item.id), 303)
    return _ask_page(pair, AskForm())


def _pair_to_ask() -> PairView:
    try:
        project_id, profile_id = (UUID(request.values.get(name, "")) for name in ("project_id", "profile_id"))
    except ValueError:
        abort(404)
    pair = queries.get_pair(project_id, profile_id)
    # Whoever may not ask does not learn whether the project exists.
    if not policy.allows(current_actor(), Permission.ASK_INTRODUCTION, pair):
        raise NotFound(kind="pair")
    services.side_of(current_actor(), pair)
    return pair


def _ask_page(pair: PairView, form: AskForm) -> str:
    own_side = on_team(current_actor(), pair)
    return render_template("matching/introductions/new.html", pair=pair, form=form, own_side=own_side)


@blueprint.post("/introductions")
@requires(Permission.ASK_INTRODUCTION)
def ask() -> Response | tuple[str, int]:
    """Ask for an introduction."""
    pair = _pair_to_ask()
    form = AskForm()
    if form.validate():
        ids = {"project_id": pair.project_id, "profile_id": pair.profile_id}
        made = asked(form, lambda message: services.ask(actor=current_actor(), message=message, **ids))
        if made is not None:
            return redirect(url_for("introductions.show", introduction_id=made.id), 303)
    return _ask_page(pair, form), 422


def _page(introduction_id: UUID, form: DeclineForm) -> str:
    actor = current_actor()
    introduction = queries.get_introduction(actor, introduction_id)
    authorise(actor, Permission.VIEW_INTRODUCTION, introduction)
    if speaks_for_profile(actor, introduction):
        note_afterwards(
            actor=actor,
            project_id=introduction.project_id,
            profile_id=introduction.profile_id,
            what=Visited.INTRODUCTION,
        )
    waits = introduction.state is IntroductionState.ASKED
    return render_template(
        "matching/introductions/show.html",
        introduction=introduction,
        form=form,
        tones=TONES,
        now=clock.now(),
        may_answer=_may_answer(introduction),
        may_withdraw=waits and policy.allows(actor, Permission.WITHDRAW_INTRODUCTION, introduction),
        on_team=on_team(actor, introduction),
    )


add_answers(
    blueprint,
    _page,
    accept=services.accept,
    decline=services.decline,
    withdraw=services.withdraw,
    permissions=(
        Permission.VIEW_INTRODUCTION,
        Permission.ANSWER_INTRODUCTION,
        Permission.WITHDRAW_INTRODUCTION,
    ),
)


@blueprint.get("/introductions/states")
@requires(Permission.VIEW_INTRODUCTION)
def states() -> str:
    """Where the pairs on a page of recommendations stand: pieces that replace their buttons (fragment).

    `of`: the other sides that are on the page; a piece without its place there is an error to htmx.
    """
    project_id = request.args.get("project_id", type=UUID)
    profile_id = request.args.get("profile_id", type=UUID)
    if project_id is None and profile_id is None:
        abort(404)
    others = request.args.getlist("of", type=UUID)
    found = queries.states_of(
        current_actor(), project_id=project_id, profile_id=profile_id, others=others[:MOST_ON_A_PAGE]
    )
    return render_template("matching/introductions/_states.html", states=found, tones=TONES)


@blueprint.get("/desk/introductions")
@requires(Permission.VIEW_INTRODUCTION)
def panel() -> str:
    """What waits for the reader's answer, for the desk (fragment); empty when nothing does."""
    return render_template("matching/introductions/_panel.html", waiting=queries.waiting_for(current_actor()))

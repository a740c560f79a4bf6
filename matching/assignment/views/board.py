"""The office's board: a plan is asked for, looked at, published and repaired; pairs are pinned and barred."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from contest.kernel import clock
from contest.kernel.access import policy
from contest.kernel.errors import DomainError, Invalid, NotFound
from contest.kernel.paging import sliced
from contest.web.errors import describe, ensure_refusal
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n, label
from contest.web.sheets import spreadsheet
from matching.assignment import queries, services
from matching.assignment.domain import Change, Pair, PlanState, Terms, WishKind
from matching.assignment.export import WIDTHS, rows, titles
from matching.assignment.forms import TermsForm, WishForm
from matching.assignment.queries import Board
from matching.assignment.texts import TONES
from matching.introductions.texts import TONES as ANSWER_TONES
from matching.permissions import Permission
from matching.profiles.domain import ProfileKind
from matching.profiles.queries import get_profile
from matching.recommendations.queries import SeasonChoice, seasons

blueprint = Blueprint("assignment", __name__, url_prefix="/office/matching")
WISH = "wish"
OF_KIND = "/<uuid:season_id>/assignment/<kind>"
Page = str | BaseResponse | tuple[str, int]


def _season(season_id: UUID) -> SeasonChoice:
    found = next((season for season in seasons() if season.id == season_id), None)
    if found is None:
        raise NotFound(kind="season")
    return found


def _kind(asked: str) -> ProfileKind:
    if asked not in set(ProfileKind):
        abort(404)
    return ProfileKind(asked)


@blueprint.get(OF_KIND)
@requires(Permission.OVERSEE_MATCHING)
def board(season_id: UUID, kind: str) -> str:
    """Show the plan of a kind: who is proposed to whom, what is full, what is missing, what would help."""
    return _page(_season(season_id), _kind(kind))


def _page(
    season: SeasonChoice, kind: ProfileKind, terms: TermsForm | None = None, wish: WishForm | None = None
) -> str:
    shown = queries.board(season.id, kind)
    latest = shown.pending or shown.published
    short = request.args.get("only") == "short"
    lines = [line for line in shown.lines if line.short or not short]
    return render_template(
        "matching/assignment/board.html",
        season=season,
        board=shown,
        kind=kind,
        kinds=list(ProfileKind),
        lines=sliced(lines, number=request.args.get("page", 1, int), size=20),
        only="short" if short else "",
        terms_form=terms or TermsForm(formdata=None).offer(kind, latest.terms if latest else None),
        wish_form=_offered(wish or WishForm(formdata=None, prefix=WISH), shown),
        cause=_cause(shown),
        name=_namer(shown),
        changes=Change,
        tones=TONES,
        answer_tones=ANSWER_TONES,
        may_assign=policy.holds(current_actor(), Permission.ASSIGN),
        now=clock.now(),
    )


def _offered(form: WishForm, shown: Board) -> WishForm:
    winners = [(line.id, f"{line.number} {l10n(line.name)}".strip()) for line in shown.lines]
    profiles = sorted(((one.id, l10n(one.name)) for one in shown.counterparts), key=lambda one: one[1])
    return form.offer(winners, profiles)


def _namer(shown: Board) -> Any:
    """Return what names a winner or profile by its key as it stands in an outcome."""
    names = {str(key): l10n(text) for key, text in shown.names.items()}
    return lambda key: names.get(str(key), "—")


def _cause(shown: Board) -> str:
    if not shown.pending or shown.pending.state is not PlanState.FAILED:
        return ""
    found = shown.pending.outcome["cause"]
    said = describe(found["code"], found["params"])
    where = found["params"].get("profile")
    return _("%(name)s: %(cause)s", name=_namer(shown)(where), cause=said) if where else said


@blueprint.get(f"{OF_KIND}/status")
@requires(Permission.OVERSEE_MATCHING)
def status(season_id: UUID, kind: str) -> Response:
    """Say whether the plan is worked out (fragment, asked again until it is; then the page is loaded anew)."""
    pending, _published = queries.current_plans(_season(season_id).id, _kind(kind))
    response = make_response(
        render_template(
            "matching/assignment/_status.html", plan=pending, season_id=season_id, kind=kind, now=clock.now()
        )
    )
    if pending is None or pending.state is not PlanState.WAITING:
        response.headers["HX-Refresh"] = "true"
    return response


@blueprint.get(f"{OF_KIND}/plan.xlsx")
@requires(Permission.OVERSEE_MATCHING)
def export(season_id: UUID, kind: str) -> Response:
    """Send the plan that the board shows as a spreadsheet."""
    season, wanted = _season(season_id), _kind(kind)
    shown = queries.board(season.id, wanted)
    name = "-".join([season.slug, _("assignment"), label(wanted), clock.today().isoformat()])
    return spreadsheet(name, titles(wanted), rows(shown), WIDTHS)


@blueprint.post(f"{OF_KIND}/plan")
@requires(Permission.ASSIGN)
def plan(season_id: UUID, kind: str) -> Page:
    """Have a worker work a plan out."""
    season, wanted = _season(season_id), _kind(kind)
    form = TermsForm().offer(wanted, None)
    if form.validate():
        try:
            services.request_plan(actor=current_actor(), season_id=season.id, kind=wanted, terms=form.terms())
        except Invalid as error:
            show_errors(form, error)
        except DomainError as error:
            return _refused(error, season.id, wanted)
        else:
            return _back(season.id, wanted)
    return _page(season, wanted, terms=form), 422


@blueprint.post("/assignment/plans/<uuid:plan_id>/publish")
@requires(Permission.ASSIGN)
def publish(plan_id: UUID) -> BaseResponse:
    """Propose the draft to everybody in it."""
    shown = queries.get_plan(plan_id)
    try:
        change = services.publish(actor=current_actor(), plan_id=plan_id)
    except DomainError as error:
        return _refused(error, shown.season_id, shown.kind)
    flash(
        _(
            "Published: %(added)s pairs are proposed to both sides, %(kept)s stay, %(gone)s are taken back.",
            added=change.count(Change.ADDED),
            kept=change.count(Change.KEPT),
            gone=change.count(Change.MOVED),
        ),
        "success",
    )
    return _back(shown.season_id, shown.kind)


@blueprint.post("/assignment/plans/<uuid:plan_id>/discard")
@requires(Permission.ASSIGN)
def discard(plan_id: UUID) -> BaseResponse:
    """Drop a draft."""
    shown = queries.get_plan(plan_id)
    try:
        services.discard(actor=current_actor(), plan_id=plan_id)
    except DomainError as error:
        return _refused(error, shown.season_id, shown.kind)
    flash(_("The draft is dropped. Nothing was proposed to anybody."), "success")
    return _back(shown.season_id, shown.kind)


@blueprint.post(f"{OF_KIND}/wishes")
@requires(Permission.ASSIGN)
def wish(season_id: UUID, kind: str) -> Page:
    """Pin a pair, or bar it."""
    season, wanted = _season(season_id), _kind(kind)
    shown = queries.board(season.id, wanted)
    form = _offered(WishForm(prefix=WISH), shown)
    if form.validate():
        latest = shown.pending or shown.published
        terms = latest.terms if latest else Terms.usual(wanted)
        try:
            services.wish(
                actor=current_actor(),
                season_id=season.id,
                pair=Pair(UUID(form.project.data), UUID(form.profile.data)),
                kind=WishKind(form.kind.data),
                reason=form.reason.data,
                terms=terms,
            )
        except DomainError as error:
            show_errors(form, error, "profile")
        else:
            flash(
                _("Every plan from now on heeds this. Work the plan out anew to see what it changes."),
                "success",
            )
            return _back(season.id, wanted)
    return _page(season, wanted, wish=form), 422


@blueprint.post("/assignment/wishes/<uuid:wish_id>/withdraw")
@requires(Permission.ASSIGN)
def withdraw_wish(wish_id: UUID) -> BaseResponse:
    """Let plans decide about the pair again."""
    gone = services.withdraw_wish(actor=current_actor(), wish_id=wish_id)
    flash(_("Plans decide about this pair again."), "success")
    return _back(gone.season_id, get_profile(current_actor(), gone.profile_id).kind)


def _refused(error: DomainError, season_id: UUID, kind: ProfileKind) -> BaseResponse:
    ensure_refusal(error)
    flash(describe(error.code, error.params), "danger")
    return _back(season_id, kind)


def _back(season_id: UUID, kind: ProfileKind) -> BaseResponse:
    return redirect(url_for("assignment.board", season_id=season_id, kind=kind.value), 303)

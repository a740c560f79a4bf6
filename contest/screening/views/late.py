"""Codes for late entries: the office's list, and the page where a team uses one."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from contest.entry_forms.queries import current_form
from contest.kernel.access import policy
from contest.kernel.columns import LocalizedText
from contest.kernel.errors import Invalid, NotFound
from contest.permissions import Permission
from contest.projects import queries as project_queries
from contest.screening import presentation, queries, services
from contest.screening.domain import CodeState, CodeUnusable, is_for
from contest.screening.links import path_of, read_token
from contest.screening.queries import LateCodeView
from contest.screening.texts import CODE_TONES
from contest.screening.views.blueprint import blueprint
from contest.seasons import queries as season_queries
from contest.seasons.domain import Rulebook
from contest.teams import queries as team_queries
from contest.web.errors import field_messages
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n


@blueprint.get("/office/late-codes")
@requires(Permission.LIST_LATE_CODES)
def codes() -> str:
    """List the codes of a season and what became of them."""
    _seasons, book = presentation.chosen_season(current_actor())
    if book is None:
        raise NotFound(kind="season")
    return _list(book)


def _list(book: Rulebook, errors: dict[str, str] | None = None) -> str:
    page = queries.list_codes(book.season_id, page=request.args.get("page", 1, type=int))
    base = current_app.extensions["settings"].public_url.rstrip("/")
    return render_template(
        "contest/screening/codes.html",
        book=book,
        page=page,
        tones=CODE_TONES,
        links={code.id: base + path_of(code.id) for code in page if code.state is CodeState.OPEN},
        issues=policy.holds(current_actor(), Permission.ISSUE_LATE_CODE),
        team=_team(),
        errors=errors or {},
        typed=request.form,
    )


def _team() -> tuple[UUID, LocalizedText] | None:
    """Return the team that the address, or the form, names."""
    team_id = request.values.get("team", type=UUID)
    name = queries.find_team_name(team_id) if team_id else None
    return (team_id, name) if team_id and name is not None else None


@blueprint.post("/office/late-codes")
@requires(Permission.ISSUE_LATE_CODE)
def issue() -> Response | tuple[str, int]:
    """Issue a code and send it."""
    _seasons, book = presentation.chosen_season(current_actor())
    if book is None:
        raise NotFound(kind="season")
    team = _team()
    try:
        services.issue(
            actor=current_actor(),
            season_id=book.season_id,
            team_id=team[0] if team else None,
            email=request.form.get("email", ""),
            until=presentation.moment(request.form.get("until", "")),
            reason=request.form.get("reason", ""),
        )
    except Invalid as error:
        return _list(book, field_messages(error)), 422
    flash(_("The code is issued and sent."), "success")
    return redirect(url_for("screening.codes", season=book.slug), 303)


@blueprint.post("/office/late-codes/<uuid:code_id>/revoke")
@requires(Permission.ISSUE_LATE_CODE)
def revoke(code_id: UUID) -> Response:
    """Take an unused code back."""
    code = queries.get_code(code_id)
    services.revoke(actor=current_actor(), code_id=code_id)
    flash(_("The code is revoked."), "success")
    season = season_queries.get_season(code.season_id)
    return redirect(url_for("screening.codes", season=season.slug), 303)


@blueprint.get("/late/<token>")
@requires(Permission.BROWSE)
def late(token: str) -> Response | str:
    """Say what the code is for and ask which project; whoever is not signed in comes back here after it."""
    code = queries.get_code(read_token(token))
    if code.project_id is not None and _own(code):
        return redirect(url_for("projects.show", project_id=code.project_id), 303)
    return _offer(code, token)


def _own(code: LateCodeView) -> bool:
    lines = project_queries.own_projects(current_actor()) if current_user.is_authenticated else []
    return any(line.id == code.project_id for line in lines)


def _offer(code: LateCodeView, token: str, errors: dict[str, str] | None = None) -> str:
    if code.state is not CodeState.OPEN:
        raise CodeUnusable(state=code.state)
    actor = current_actor()
    ready = policy.holds(actor, Permission.USE_LATE_CODE)
    mine = ready and is_for(queries.holder(actor), team_id=code.team_id, email=code.email)
    led = queries.holder(actor).teams if mine else frozenset()
    if code.team_id is not None:
        led &= {code.team_id}
    teams = [team for team in team_queries.teams_of(actor) if team.id in led] if led else []
    return render_template(
        "contest/screening/late.html",
        code=code,
        token=token,
        season=season_queries.get_season(code.season_id),
        ready=ready,
        mine=mine,
        signed_in=current_user.is_authenticated,
        teams=[(str(team.id), l10n(team.name)) for team in teams],
        projects=queries.choices_of(code, led) if led else [],
        errors=errors or {},
        typed=request.form,
    )


@blueprint.post("/late/<token>")
@requires(Permission.USE_LATE_CODE)
def redeem(token: str) -> Response | tuple[str, int]:
    """Open the submission of the chosen project, or of a new one."""
    code = queries.get_code(read_token(token))
    try:
        project_id = services.redeem(
            actor=current_actor(),
            code_id=code.id,
            project_id=_uuid(request.form.get("project", "")),
            team_id=_uuid(request.form.get("team", "")),
            name=LocalizedText(request.form.get("name_zh", ""), request.form.get("name_en", "")),
        )
    except Invalid as error:
        return _offer(code, token, field_messages(error)), 422
    flash(_("The project is open for you until the time of the code. Hand it in before then."), "success")
    first = current_form(code.season_id).sections[0].code
    return redirect(url_for("projects.step", project_id=project_id, step=first), 303)


def _uuid(raw: str) -> UUID | None:
    try:
        return UUID(raw) if raw else None
    except ValueError:
        raise Invalid() from None

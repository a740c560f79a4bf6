"""Pages of bases: the public directory, a base's page, the office's register."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.bases import queries, services
from contest.bases.domain import Facility
from contest.bases.forms import BaseForm, TitleForm, filled
from contest.bases.queries import BaseFilter
from contest.kernel import clock
from contest.kernel.access import authorise, policy
from contest.kernel.errors import DomainError, Invalid
from contest.organisations.domain import District
from contest.organisations.queries import choices_of_kind
from contest.permissions import Permission
from contest.seasons.queries import current_season, rulebook
from contest.web.errors import describe, field_messages
from contest.web.forms import seen_version
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n, label

blueprint = Blueprint("bases", __name__)


def track_choices() -> list[tuple[str, str]]:
    """Return (code, name) of the open season's tracks."""
    season = current_season()
    return [(t.code, l10n(t.name)) for t in rulebook(season.id).tracks] if season else []


@blueprint.get("/bases")
@requires(Permission.VIEW_BASE)
def index() -> str:
    """List the bases with their titles; a public fact."""
    asked = request.args
    wanted = BaseFilter(
        text=asked.get("q", "").strip()[:80],
        district=asked.get("district", ""),
        track=asked.get("track", ""),
        certified={"yes": True, "no": False}.get(asked.get("certified", "")),
    )
    today = clock.today()
    return render_template(
        "contest/bases/index.html",
        page=queries.list_bases(current_actor(), today, wanted, page=asked.get("page", 1, int)),
        certified=queries.certified_count(today),
        wanted=wanted,
        districts=[(str(d), label(d)) for d in District],
        tracks=track_choices(),
        may_edit=policy.holds(current_actor(), Permission.EDIT_BASES),
    )


@blueprint.get("/bases/<uuid:base_id>")
@requires(Permission.VIEW_BASE)
def show(base_id: UUID) -> str:
    """Show one base: its title, what it offers, and to its own people its slots."""
    actor = current_actor()
    base = queries.get_base(actor, base_id, clock.today())
    return render_template(
        "contest/bases/show.html",
        base=base,
        titles=queries.titles_of(base_id),
        district=label(District(base.district)),
        tracks=[name for code, name in track_choices() if code in base.track_codes],
        facilities=[label(Facility(code)) for code in base.facilities],
        may_manage=policy.allows(actor, Permission.MANAGE_BASE, base),
        may_see_slots=policy.allows(actor, Permission.VIEW_SLOTS, base),
        may_see_residents=policy.allows(actor, Permission.VIEW_RESIDENTS, base),
        may_award=policy.allows(actor, Permission.AWARD_TITLE, base),
    )


@blueprint.route("/office/bases/new", methods=["GET", "POST"])
@requires(Permission.EDIT_BASES)
def create() -> Response | tuple[str, int] | str:
    """Enter a base into the register."""
    form = BaseForm()
    form.offer(track_choices())
    organisations = [(str(o.id), l10n(o.name)) for o in choices_of_kind("base_operator")]
    chosen = request.values.get("organisation_id", "")
    if request.method == "POST":
        if form.validate() and chosen in dict(organisations):
            try:
                base = services.enter_base(
                    actor=current_actor(), organisation_id=UUID(chosen), details=form.details()
                )
            except Invalid as error:
                _put(form, error)
            else:
                flash(_("The base is in the register. Award its title next."), "success")
                return redirect(url_for("bases.show", base_id=base.id), 303)
        return render_template(
            "contest/bases/edit.html", form=form, organisations=organisations, chosen=chosen
        ), 422
    return render_template("contest/bases/edit.html", form=form, organisations=organisations, chosen=chosen)


@blueprint.route("/bases/<uuid:base_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_BASE)
def edit(base_id: UUID) -> Response | tuple[str, int] | str:
    """Change what describes a base."""
    base = queries.get_base(current_actor(), base_id, clock.today())
    authorise(current_actor(), Permission.MANAGE_BASE, base)
    form = BaseForm(data=filled(base)) if request.method == "GET" else BaseForm()
    form.offer(track_choices())
    if request.method == "GET":
        return render_template("contest/bases/edit.html", form=form, base=base)
    if form.validate():
        try:
            services.describe_base(
                actor=current_actor(),
                base_id=base_id,
                details=form.details(),
                version=seen_version(),
            )
        except Invalid as error:
            _put(form, error)
        except DomainError as error:
            flash(describe(error.code, error.params), "warning")
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("bases.show", base_id=base_id), 303)
    return render_template("contest/bases/edit.html", form=form, base=base), 422


@blueprint.route("/office/bases/<uuid:base_id>/title", methods=["GET", "POST"])
@requires(Permission.AWARD_TITLE)
def award(base_id: UUID) -> Response | tuple[str, int] | str:
    """Award a title for three years."""
    base = queries.get_base(current_actor(), base_id, clock.today())
    form = TitleForm()
    if request.method == "GET":
        return render_template("contest/bases/award.html", form=form, base=base)
    if form.validate():
        try:
            services.award_title(
                actor=current_actor(),
                base_id=base_id,
                plaque_number=form.plaque_number.data,
                valid_from=form.valid_from.data,
            )
        except Invalid as error:
            _put(form, error)
        except DomainError as error:
            form.valid_from.errors = [describe(error.code, error.params)]
        else:
            flash(_("The title is awarded for three years."), "success")
            return redirect(url_for("bases.show", base_id=base_id), 303)
    return render_template("contest/bases/award.html", form=form, base=base), 422


def _put(form: BaseForm | TitleForm, error: Invalid) -> None:
    """Put a service's complaints beside their fields."""
    for name, message in field_messages(error).items():
        if name in form:
            form[name].errors = [*form[name].errors, message]

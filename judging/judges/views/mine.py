"""A judge's own pages: an invitation with the undertaking, the profile."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.errors import DomainError
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from judging.judges import queries, services
from judging.judges.domain import UNDERTAKING, Invitation, UndertakingChanged
from judging.judges.forms import AcceptForm, SelfForm, filled
from judging.judges.texts import TONES
from judging.judges.views.blueprint import Page, blueprint, track_names
from judging.permissions import Permission
from judging.rounds.domain import RoundState
from judging.rounds.queries import find_round

INVITATION = "/judging/invitations/<uuid:round_id>"


def _invitation_page(round_id: UUID, form: AcceptForm) -> str:
    row = queries.get_own_invitation(current_actor(), round_id)
    round_ = find_round(current_actor(), round_id)  # a judge who declined no longer sees the round
    form.digest.data = UNDERTAKING.digest
    answerable = round_ is not None and round_.state in (RoundState.DRAFT, RoundState.OPEN)
    return render_template(
        "judging/judges/invitation.html",
        form=form,
        round=round_,
        row=row,
        undertaking=UNDERTAKING,
        tones=TONES,
        waiting=answerable and row.invitation is Invitation.INVITED,
        may_leave=answerable and row.invitation is Invitation.ACCEPTED,
    )


@blueprint.get(INVITATION)
@requires(Permission.ANSWER_INVITATION)
def invitation(round_id: UUID) -> str:
    """Show an invitation with the undertaking that accepting signs."""
    return _invitation_page(round_id, AcceptForm(formdata=None))


@blueprint.post(f"{INVITATION}/accept")
@requires(Permission.ANSWER_INVITATION)
def accept(round_id: UUID) -> Page:
    """Accept and sign."""
    form = AcceptForm()
    if form.validate():
        try:
            services.accept(
                actor=current_actor(),
                round_id=round_id,
                digest=form.digest.data or "",
                signature=form.signature.data,
            )
        except UndertakingChanged as error:
            form.agreed.data = False
            show_errors(form, error, "agreed")
        except DomainError as error:
            show_errors(form, error, "signature")
        else:
            flash(
                _("Thank you. Your undertaking is signed; entries appear once your panel is set."), "success"
            )
            return redirect(url_for("panels.mine"), 303)
    return _invitation_page(round_id, form), 422


@blueprint.post(f"{INVITATION}/decline")
@requires(Permission.ANSWER_INVITATION)
def decline(round_id: UUID) -> Response:
    """Decline, or leave a round one accepted."""
    services.decline(actor=current_actor(), round_id=round_id)
    flash(_("The contest office knows that you will not judge in this round."), "success")
    return redirect(url_for("panels.mine"), 303)


@blueprint.route("/judging/profile", methods=["GET", "POST"])
@requires(Permission.OWN_JUDGE_PROFILE)
def profile() -> Page:
    """Show and change one's own description."""
    own = queries.get_own_judge(current_actor())
    form = SelfForm(data=filled(own)) if request.method == "GET" else SelfForm()
    form.offer()
    names = track_names()
    shown = {"judge": own, "tracks": str(_(", ")).join(names.get(code, code) for code in own.track_codes)}
    if request.method == "GET":
        return render_template("judging/judges/profile.html", form=form, **shown)
    if form.validate():
        try:
            services.describe_self(
                actor=current_actor(),
                title=form.title_text,
                expertise=form.expertise_text,
                languages=form.languages.data or [],
                other_contacts=form.contacts(),
            )
        except DomainError as error:
            show_errors(form, error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("judges.profile"), 303)
    return render_template("judging/judges/profile.html", form=form, **shown), 422

"""Sealing a round: checklist, proposal, confirmation, download; the public page of seals and keys."""

from __future__ import annotations

from uuid import UUID

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from contest.kernel.access import authorise, policy
from contest.kernel.errors import DomainError, Invalid, NotFound
from contest.kernel.signing import grouped, signer
from contest.permissions import Permission as ContestPermission
from contest.permissions import Role
from contest.standings.texts import TONES as OUTCOME_TONES
from contest.web.errors import describe, field_messages
from contest.web.guards import current_actor, requires
from judging.conflicts.queries import ensure_impartial
from judging.permissions import Permission
from judging.rounds.domain import RoundState
from judging.rounds.queries import RoundView, get_round
from judging.rounds.views.blueprint import Page, flash_refusal, heading, told
from judging.sealing import queries, services
from judging.sealing.domain.states import WAIVABLE, SealState, standing
from judging.sealing.queries import SealView
from judging.sealing.texts import TONES

blueprint = Blueprint("sealing", __name__)
WAIVE = "waive_"


def _round(round_id: UUID, permission: Permission = Permission.VIEW_PROGRESS) -> RoundView:
    round_ = get_round(current_actor(), round_id)
    authorise(current_actor(), permission, round_)
    if (
        not round_.is_public
    ):  # the file holds every entry: whoever is tied to one waits for it like the public
        ensure_impartial(current_actor(), round_)
    return round_


@blueprint.get("/rounds/<uuid:round_id>/seal")
@requires(Permission.VIEW_PROGRESS)
def of_round(round_id: UUID) -> str:
    """Show the checklist and what would be sealed, the proposal that waits, or the seal."""
    return _page(_round(round_id))


def _page(round_: RoundView, errors: dict[str, str] | None = None) -> str:
    actor, seal = current_actor(), queries.find_seal(round_.id)
    pending = seal is None or not seal.approved
    preview = queries.preview(round_) if pending else None
    waived = seal.waived if seal and seal.state is SealState.PROPOSED else {}
    unmet = [check for check in preview.checks if not check.met] if preview else []
    proposed = seal is not None and seal.state is SealState.PROPOSED
    decided = round_.state is RoundState.DECIDED
    current = preview is not None and proposed and preview.fingerprint(waived) == _fingerprint(seal)
    return render_template(
        "judging/sealing/of_round.html",
        **heading(round_, "sealing.of_round"),
        seal=seal,
        seal_tones=TONES,
        outcome_tones=OUTCOME_TONES,
        preview=preview,
        previewed=preview.fingerprint({}) if preview else "",
        waivable=[check for check in unmet if check.waivable],
        blocked=bool(preview and standing(preview.checks, {code.value: "" for code in WAIVABLE})),
        current=current,
        may_propose=decided and policy.allows(actor, Permission.PROPOSE_SEAL, round_),
        may_confirm=decided and policy.allows(actor, Permission.CONFIRM_SEAL, round_),
        own=seal is not None and seal.proposed_by == actor.user_id,
        may_fetch=seal is not None and seal.state is SealState.SEALED and _may_fetch(round_),
        grouped=grouped,
        trouble=[describe(one["code"], one) for one in seal.trouble] if seal else [],
        errors=errors or {},
        typed=request.form,
    )


def _fingerprint(seal: SealView | None) -> str:
    return seal.fingerprint if seal else ""


@blueprint.post("/rounds/<uuid:round_id>/seal/propose")
@requires(Permission.PROPOSE_SEAL)
def propose(round_id: UUID) -> Page:
    """Propose to seal what was previewed."""
    waived = {
        code.value: request.form.get(WAIVE + code.value, "")
        for code in WAIVABLE
        if WAIVE + code.value in request.form
    }
    try:
        services.propose(
            actor=current_actor(),
            round_id=round_id,
            previewed=request.form.get("previewed", ""),
            waived=waived,
        )
    except Invalid as error:
        return _page(_round(round_id), field_messages(error)), 422
    except DomainError as error:
        flash_refusal(error)
        return redirect(url_for("sealing.of_round", round_id=round_id), 303)
    flash(_("The seal is proposed. Somebody else of the confirming office must confirm it."), "success")
    return redirect(url_for("sealing.of_round", round_id=round_id), 303)


@blueprint.post("/rounds/<uuid:round_id>/seal/confirm")
@requires(Permission.CONFIRM_SEAL)
def confirm(round_id: UUID) -> BaseResponse:
    """Confirm what somebody else proposed."""
    try:
        services.confirm(
            actor=current_actor(), round_id=round_id, previewed=request.form.get("previewed", "")
        )
    except DomainError as error:
        flash_refusal(error)
    return redirect(url_for("sealing.of_round", round_id=round_id), 303)


@blueprint.post("/rounds/<uuid:round_id>/seal/take-back")
@requires(Permission.PROPOSE_SEAL)
def take_back(round_id: UUID) -> BaseResponse:
    """Take back a proposal that nobody has confirmed."""
    with told(_("The proposal is taken back.")):
        services.take_back(actor=current_actor(), round_id=round_id)
    return redirect(url_for("sealing.of_round", round_id=round_id), 303)


@blueprint.post("/rounds/<uuid:round_id>/seal/withdraw")
@requires(Permission.CONFIRM_SEAL)
def withdraw(round_id: UUID) -> Page:
    """Withdraw a seal before publication."""
    try:
        services.withdraw(actor=current_actor(), round_id=round_id, reason=request.form.get("reason", ""))
    except Invalid as error:
        return _page(_round(round_id), field_messages(error)), 422
    except DomainError as error:
        flash_refusal(error)
        return redirect(url_for("sealing.of_round", round_id=round_id), 303)
    flash(_("The seal is withdrawn. The decisions can be changed and sealed anew."), "success")
    return redirect(url_for("sealing.of_round", round_id=round_id), 303)


@blueprint.get("/rounds/<uuid:round_id>/seal/status")
@requires(Permission.VIEW_PROGRESS)
def status(round_id: UUID) -> Response:
    """Say whether the file is made (fragment, asked again until it is; then the page is loaded anew)."""
    round_ = _round(round_id)
    seal = queries.find_seal(round_.id)
    response = make_response(render_template("judging/sealing/_status.html", round=round_))
    if seal is None or seal.state is not SealState.CONFIRMED:
        response.headers["HX-Refresh"] = "true"
    return response


def _may_fetch(round_: RoundView) -> bool:
    """Say whether the reader may have the file: everybody once the round is public, auditors before."""
    actor = current_actor()
    return round_.is_public or actor.has(Role.AUDITOR)


@blueprint.get("/rounds/<uuid:round_id>/result.zip")
@requires(Permission.VIEW_RANKING)
def download(round_id: UUID) -> Response:
    """Send the sealed file."""
    round_ = _round(round_id, Permission.VIEW_RANKING)
    if not _may_fetch(round_):
        raise NotFound(kind="seal")
    seal = queries.get_seal(round_id)
    response = send_file(
        current_app.extensions["storage"].open(seal.storage_key),
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"result-{round_.stage_code.value}-{seal.digest[:8]}.zip",
        etag=seal.digest,
        max_age=0,
        conditional=False,
    )
    response.content_length = seal.size
    return response


@blueprint.get("/seals")
@requires(ContestPermission.BROWSE)
def published() -> str:
    """Show whose seal it is: the public key and its fingerprint, how to check a file, and the files there are."""
    present = signer.public
    earlier = [key for key in queries.public_keys() if key != present]
    return render_template(
        "judging/sealing/published.html",
        key=present,
        earlier=earlier,
        seals=queries.published_seals(),
        grouped=grouped,
    )


@blueprint.get("/seals/key.pem")
@requires(ContestPermission.BROWSE)
def key() -> Response:
    """Send the public key."""
    response = Response(signer.public.pem, content_type="application/x-pem-file")
    response.headers["Content-Disposition"] = 'attachment; filename="haiju-key.pem"'
    return response

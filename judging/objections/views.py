"""Pages of objections: raise one and keep the receipt, the office's list and case, the final list."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from contest.accounts.queries import get_user
from contest.kernel import clock
from contest.kernel.access import authorise, policy
from contest.kernel.errors import DomainError, Invalid, NotFound
from contest.projects.downloads import file_response
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from judging.conflicts.queries import hidden_entries
from judging.objections import queries, services
from judging.objections.domain import MOST_OF_ONE_PERSON, ObjectionsClosed, TooManyObjections
from judging.objections.forms import StatementForm, VerdictForm
from judging.objections.queries import ObjectionView
from judging.objections.services import Evidence
from judging.objections.texts import TONES
from judging.permissions import Permission
from judging.publication.domain import PeriodState
from judging.publication.queries import find_publication
from judging.rounds.queries import RoundView, get_round
from judging.rounds.views.blueprint import Page, flash_refusal, heading, told

blueprint = Blueprint("objections", __name__)


def _public_round(round_id: UUID) -> RoundView:
    round_ = get_round(current_actor(), round_id)
    authorise(current_actor(), Permission.RAISE_OBJECTION, round_)
    return round_


@blueprint.get("/rounds/<uuid:round_id>/objections/new")
@requires(Permission.RAISE_OBJECTION)
def begin(round_id: UUID) -> str:
    """Say what an objection takes, and until when; the form while the period is open."""
    round_ = _public_round(round_id)
    form = StatementForm()
    user_id = current_actor().user_id
    if user_id is not None:
        person = get_user(user_id)
        form.name.data, form.contact.data = person.name, person.email
    form.entry.data = request.args.get("entry", "")[:40]
    return _form(round_, form)


def _form(round_: RoundView, form: StatementForm) -> str:
    publication = find_publication(round_.id)
    now = clock.now()
    mine = [one for one in queries.own_objections(current_actor()) if one.round_id == round_.id]
    return render_template(
        "judging/objections/new.html",
        round=round_,
        form=form,
        publication=publication,
        open=publication is not None and publication.period.state(now) is PeriodState.OPEN,
        mine=mine,
        limit=MOST_OF_ONE_PERSON,
        used_up=len(mine) >= MOST_OF_ONE_PERSON,
        tones=TONES,
    )


@blueprint.post("/rounds/<uuid:round_id>/objections")
@requires(Permission.RAISE_OBJECTION)
def create(round_id: UUID) -> Page:
    """Take an objection and show its receipt."""
    round_ = _public_round(round_id)
    form = StatementForm()
    files = [one for one in request.files.getlist("evidence") if one.filename]
    try:
        made = services.raise_objection(
            actor=current_actor(),
            round_id=round_id,
            entry_number=form.entry.data or "",
            statement=form.statement,
            evidence=[_evidence(one) for one in files],
            storage=current_app.extensions["storage"],
            max_bytes=current_app.extensions["settings"].files.max_bytes,
        )
    except (Invalid, ObjectionsClosed, TooManyObjections) as error:
        show_errors(form, error)
        return _form(round_, form), error.status
    flash(_("Your objection is received. This page is your receipt."), "success")
    return redirect(url_for("objections.show", objection_id=made.id), 303)


def _evidence(one: FileStorage) -> Evidence:
    return Evidence(one.filename or "", one.stream)  # type: ignore[arg-type]


@blueprint.get("/objections/<uuid:objection_id>")
@requires(Permission.VIEW_OBJECTION)
def show(objection_id: UUID) -> str:
    """Show whoever raised it the receipt and the reply, the office the case."""
    return _case(queries.get_objection(current_actor(), objection_id))


def _case(found: ObjectionView, form: VerdictForm | None = None) -> str:
    actor = current_actor()
    office = policy.allows(actor, Permission.LIST_OBJECTIONS, found)
    shown = form or VerdictForm(
        formdata=None,
        data={
            "version": found.version,
            "upheld": None if found.advises_upheld is None else "yes" if found.advises_upheld else "no",
            "consequence": found.advised.value,
        },
    )
    shown.offer()
    handles = policy.allows(actor, Permission.HANDLE_OBJECTION, found)
    return render_template(
        "judging/objections/show.html",
        objection=found,
        office=office,
        form=shown,
        tones=TONES,
        may_take=handles and found.state.value == "filed",
        may_report=handles
        and found.handler_id == actor.user_id
        and found.state.value in ("in_hand", "reported"),
        may_decide=policy.allows(actor, Permission.DECIDE_OBJECTION, found)
        and found.handler_id != actor.user_id
        and found.state.value == "reported",
        own=found.objector_id == actor.user_id,
    )


@blueprint.get("/objections/<uuid:objection_id>/files/<uuid:file_id>")
@requires(Permission.VIEW_OBJECTION)
def download(objection_id: UUID, file_id: UUID) -> Response:
    """Send a file of evidence."""
    found = queries.get_objection(current_actor(), objection_id)
    file = next((one for one in found.files if one.id == file_id), None)
    if file is None:
        raise NotFound(kind="file")
    return file_response(current_app.extensions["storage"], file)


@blueprint.get("/rounds/<uuid:round_id>/objections")
@requires(Permission.LIST_OBJECTIONS)
def of_round(round_id: UUID) -> str:
    """List the objections of a round, and say whether its list may become final."""
    actor = current_actor()
    round_ = get_round(actor, round_id)
    authorise(actor, Permission.LIST_OBJECTIONS, round_)
    found, publication, now = queries.objections_of(actor, round_id), find_publication(round_id), clock.now()
    over = publication is not None and now >= publication.ends_at
    # To whoever is tied to an entry even a count would tell whether somebody objects to it.
    tied = bool(hidden_entries(actor, round_))
    pending = over and publication is not None and publication.finalised_at is None
    return render_template(
        "judging/objections/of_round.html",
        **{**heading(round_, "objections.of_round"), "objection_tones": TONES},
        objections=found,
        publication=publication,
        over=over,
        tied=tied,
        ready=pending and not tied and not queries.open_count(round_id),
        may_finalise=policy.allows(actor, Permission.FINALISE, round_),
    )


@blueprint.post("/objections/<uuid:objection_id>/take")
@requires(Permission.HANDLE_OBJECTION)
def take(objection_id: UUID) -> Page:
    """Take a case in hand."""
    try:
        services.take(actor=current_actor(), objection_id=objection_id)
    except DomainError as error:
        flash_refusal(error)
    return redirect(url_for("objections.show", objection_id=objection_id), 303)


@blueprint.post("/objections/<uuid:objection_id>/finding")
@requires(Permission.HANDLE_OBJECTION)
def report(objection_id: UUID) -> Page:
    """Say what was found."""
    return _verdict(
        objection_id, services.report_finding, _("The finding waits for somebody else to decide.")
    )


@blueprint.post("/objections/<uuid:objection_id>/decide")
@requires(Permission.DECIDE_OBJECTION)
def decide(objection_id: UUID) -> Page:
    """Decide a case that somebody else worked."""
    return _verdict(objection_id, services.decide, _("The objection is decided, and the reply is sent."))


def _verdict(objection_id: UUID, service: object, done: str) -> Page:
    form = VerdictForm()
    form.offer()
    found = queries.get_objection(current_actor(), objection_id)
    if not form.validate():
        return _case(found, form), 422
    try:
        service(  # type: ignore[operator]
            actor=current_actor(), objection_id=objection_id, verdict=form.verdict, version=form.seen
        )
    except Invalid as error:
        show_errors(form, error)
        return _case(found, form), 422
    except DomainError as error:
        flash_refusal(error)
        return redirect(url_for("objections.show", objection_id=objection_id), 303)
    flash(done, "success")
    return redirect(url_for("objections.show", objection_id=objection_id), 303)


@blueprint.post("/objections/<uuid:objection_id>/withdraw")
@requires(Permission.WITHDRAW_OBJECTION)
def withdraw(objection_id: UUID) -> Page:
    """Take one's own objection back."""
    queries.get_objection(current_actor(), objection_id)
    with told(_("Your objection is taken back.")):
        services.take_back(actor=current_actor(), objection_id=objection_id)
    return redirect(url_for("objections.show", objection_id=objection_id), 303)


@blueprint.post("/rounds/<uuid:round_id>/final")
@requires(Permission.FINALISE)
def finalise(round_id: UUID) -> Page:
    """Issue the final list."""
    with told(_("The list is final.")):
        services.issue_final_list(actor=current_actor(), round_id=round_id)
    return redirect(url_for("objections.of_round", round_id=round_id), 303)

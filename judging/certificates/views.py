"""Certificates: issued by the office, fetched by teams, confirmed to everybody by their code."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import ngettext

from contest.exports import services as exports
from contest.exports.queries import ExportView, exports_of
from contest.exports.views import add_pages
from contest.kernel.access import Actor, authorise, policy
from contest.kernel.errors import DomainError, Invalid, NotFound
from contest.kernel.signing import grouped
from contest.permissions import Permission as ContestPermission
from contest.projects.queries import ensure_visible
from contest.web.errors import field_messages
from contest.web.guards import current_actor, requires
from contest.web.i18n import locale
from contest.web.typesetting import typeset
from judging.certificates import queries, services
from judging.certificates.asked import KIND
from judging.certificates.domain import CertificateKind
from judging.certificates.forms import IssueForm
from judging.certificates.printing import award_paper, confirm_address, sheet_paper
from judging.conflicts.queries import hidden_entries
from judging.permissions import Permission
from judging.publication.queries import find_publication
from judging.rounds.queries import RoundView, get_round
from judging.rounds.views.blueprint import Page, flash_refusal, heading

blueprint = Blueprint("certificates", __name__)


def _round(round_id: UUID) -> RoundView:
    round_ = get_round(current_actor(), round_id)
    authorise(current_actor(), Permission.LIST_CERTIFICATES, round_)
    return round_


@blueprint.get("/rounds/<uuid:round_id>/certificates")
@requires(Permission.LIST_CERTIFICATES)
def of_round(round_id: UUID) -> str:
    """List what was issued; the form to issue awards once the list is final."""
    return _page(_round(round_id), IssueForm())


def _page(round_: RoundView, form: IssueForm, errors: dict[str, str] | None = None) -> str:
    asked = request.args.get("kind", "")
    kind = CertificateKind(asked) if asked in set(CertificateKind) else CertificateKind.AWARD
    publication = find_publication(round_.id)
    return render_template(
        "judging/certificates/of_round.html",
        **heading(round_, "certificates.of_round"),
        kind=kind,
        kinds=list(CertificateKind),
        page=queries.certificates_of_round(round_.id, kind=kind, page=request.args.get("page", 1, type=int)),
        final=publication is not None and publication.finalised_at is not None,
        prints=exports_of(current_actor(), KIND.name, round_.id),
        may_issue=policy.allows(current_actor(), Permission.ISSUE_CERTIFICATES, round_)
        and not hidden_entries(current_actor(), round_),
        form=form,
        errors=errors or {},
    )


@blueprint.post("/rounds/<uuid:round_id>/certificates")
@requires(Permission.ISSUE_CERTIFICATES)
def issue(round_id: UUID) -> Page:
    """Issue the awards of a final list, and the score sheets."""
    form, round_ = IssueForm(), _round(round_id)
    if not form.validate() or not form.chosen:
        return _page(round_, form, {} if form.chosen else {"tiers.0.zh": _("Please fill this in.")}), 422
    try:
        made = services.issue(
            actor=current_actor(),
            round_id=round_id,
            tiers=form.chosen,
            rank_printed=bool(form.rank_printed.data),
        )
    except Invalid as error:
        return _page(round_, form, field_messages(error)), 422
    except DomainError as error:
        flash_refusal(error)
    else:
        flash(ngettext("%(num)d paper was issued.", "%(num)d papers were issued.", made), "success")
    return redirect(url_for("certificates.of_round", round_id=round_id), 303)


@blueprint.post("/rounds/<uuid:round_id>/certificates/prints")
@requires(Permission.LIST_CERTIFICATES)
def ask_print(round_id: UUID) -> Page:
    """Ask for all awards of a round as one document to print."""
    row = exports.ask(actor=current_actor(), kind=KIND, about=round_id, locale=locale())
    return redirect(url_for("certificates.asked", export_id=row.id), 303)


def _around(actor: Actor, found: ExportView) -> dict[str, Any]:
    return heading(get_round(actor, found.about), "certificates.of_round")


add_pages(
    blueprint,
    KIND,
    permission=Permission.LIST_CERTIFICATES,
    templates="judging/certificates",
    context=_around,
)


@blueprint.get("/certificates/<uuid:certificate_id>.pdf")
@requires(Permission.FETCH_CERTIFICATE)
def fetch(certificate_id: UUID) -> Response:
    """Send one award."""
    found = queries.get_certificate(current_actor(), certificate_id)
    if found.kind is not CertificateKind.AWARD:
        raise NotFound(kind="certificate")
    return _pdf("certificate", award_paper([found], _address()), f"certificate-{found.number}")


@blueprint.post("/certificates/<uuid:certificate_id>/sheet")
@requires(Permission.FETCH_CERTIFICATE)
def fetch_sheet(certificate_id: UUID) -> Response:
    """Send the score sheet of an entry. A POST, because that it was fetched is written down."""
    found = services.fetch_sheet(actor=current_actor(), certificate_id=certificate_id)
    table = queries.sheet_table(get_round(current_actor(), found.round_id), found.entry_id)
    return _pdf(
        "score_sheet", sheet_paper(found, table, _address()), f"scores-{found.number}", kept="attachment"
    )


def _address() -> str:
    return confirm_address(current_app.extensions["settings"].public_url)


def _pdf(template: str, data: dict[str, Any], name: str, *, kept: str = "inline") -> Response:
    answer = Response(typeset(template, data), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'{kept}; filename="{name}.pdf"'
    return answer


@blueprint.get("/projects/<uuid:project_id>/certificates")
@requires(ContestPermission.VIEW_PROJECT)
def of_project(project_id: UUID) -> str:
    """Show a team the certificates of its project (fragment)."""
    actor = current_actor()
    ensure_visible(actor, project_id)
    found = [
        one
        for one in queries.certificates_of_project(project_id)
        if policy.allows(actor, Permission.FETCH_CERTIFICATE, one)
    ]
    return render_template("judging/certificates/_project.html", certificates=found)


@blueprint.get("/c", defaults={"code": ""})
@blueprint.get("/c/<code>")
@requires(ContestPermission.BROWSE)
def confirm(code: str) -> str:
    """Confirm a paper to whoever holds it in hand."""
    typed = code or request.args.get("code", "")[:40]
    return render_template(
        "judging/certificates/confirm.html",
        typed=typed,
        found=queries.find_by_code(typed) if typed else None,
        grouped=grouped,
    )

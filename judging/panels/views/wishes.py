"""Pairs pinned or barred by hand, on the page of an entry's panel."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from contest.kernel.errors import DomainError
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from judging.panels import services
from judging.panels.forms import WishForm
from judging.panels.states import WishKind
from judging.panels.views.blueprint import Page, blueprint, round_for
from judging.panels.views.entries import PANELS, WISH, entry_page, offer_wishes, panel_of
from judging.permissions import Permission
from judging.rounds.views.blueprint import told


@blueprint.post(f"{PANELS}/entries/<uuid:entry_id>/wishes")
@requires(Permission.ASSIGN_PANELS)
def wish(round_id: UUID, entry_id: UUID) -> Page:
    """Pin a judge to the entry, or bar one."""
    round_ = round_for(round_id, Permission.ASSIGN_PANELS)
    panel, _now = panel_of(round_, entry_id)
    form = WishForm(prefix=WISH)
    offer_wishes(form, round_)
    if form.validate():
        try:
            services.wish(
                actor=current_actor(),
                round_id=round_id,
                judge_id=UUID(form.judge.data),
                entry_id=entry_id,
                kind=WishKind(form.kind.data),
                reason=form.reason.data,
            )
        except DomainError as error:
            show_errors(form, error, "judge")
        else:
            flash(_("Every proposal from now on keeps to this."), "success")
            return redirect(url_for("panels.entry", round_id=round_id, entry_id=entry_id), 303)
    return entry_page(round_, panel, wish_form=form), 422


@blueprint.post(f"{PANELS}/entries/<uuid:entry_id>/wishes/<uuid:judge_id>/withdraw")
@requires(Permission.ASSIGN_PANELS)
def withdraw_wish(round_id: UUID, entry_id: UUID, judge_id: UUID) -> Page:
    """Let proposals decide about the pair again."""
    with told(_("Proposals decide about this pair again.")):
        services.withdraw_wish(actor=current_actor(), round_id=round_id, judge_id=judge_id, entry_id=entry_id)
    return redirect(url_for("panels.entry", round_id=round_id, entry_id=entry_id), 303)

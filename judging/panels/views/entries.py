"""The panels of a round entry by entry, and one entry's panel mended by hand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from contest.entries.queries import EntryView
from contest.kernel.errors import DomainError, NotFound
from contest.kernel.paging import Page as Paged
from contest.kernel.paging import sliced
from contest.seasons.queries import rulebook
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n
from judging.conflicts.domain import TiedToEntry
from judging.conflicts.queries import hidden_entries
from judging.judges.queries import accepted_judges
from judging.panels import queries, services
from judging.panels.domain import Situation
from judging.panels.forms import AssignForm, ProposeForm, WishForm
from judging.panels.queries import EntryPanel
from judging.panels.states import AssignmentState, ProposalScope
from judging.panels.texts import RUN_TONES
from judging.panels.views.blueprint import ASSIGNABLE, Page, blueprint, round_for
from judging.permissions import Permission
from judging.rounds.queries import RoundView, entries_of_round
from judging.rounds.views.blueprint import allowed, heading, told

PANELS = "/rounds/<uuid:round_id>/panels"
WISH = "wish-"  # two forms of one page choose a judge


def may_assign(round_: RoundView) -> bool:
    """Say whether the reader may change the panels now."""
    return allowed(Permission.ASSIGN_PANELS, round_) and round_.state in ASSIGNABLE


def _narrowed(entries: Sequence[EntryView], kept: Collection[UUID] | None) -> list[EntryView]:
    track = request.args.get("track", "")
    words = request.args.get("q", "").strip()[:80].casefold()
    return [
        entry
        for entry in entries
        if (not track or entry.track_code == track)
        and (kept is None or entry.id in kept)
        and any(words in text.casefold() for text in (entry.number, entry.title.zh, entry.title.en))
    ]


@blueprint.get(PANELS)
@requires(Permission.VIEW_PROGRESS)
def of_round(round_id: UUID) -> str:
    """List the entries with their judges, and the way to a proposal."""
    return panels_page(round_for(round_id, Permission.VIEW_PROGRESS))


def panels_page(round_: RoundView, form: ProposeForm | None = None) -> str:
    """Return the page of a round's panels, with the form for a proposal as it was filled in."""
    hidden = hidden_entries(current_actor(), round_)
    entries = [entry for entry in entries_of_round(round_) if entry.id not in hidden]
    found = _narrowed(entries, _in_state(round_, entries, hidden))
    shown = sliced(found, number=request.args.get("page", 1, int))
    conflicted = queries.standing_in_conflict(round_.id, [entry.id for entry in shown])
    panels = queries.panels_of_round(round_, list(shown), conflicted)
    return render_template(
        "judging/panels/of_round.html",
        **heading(round_, "panels.of_round"),
        book=rulebook(round_.season_id),
        page=Paged(panels, shown.number, shown.size, shown.total),
        entries=len(entries),
        runs=queries.runs_of_round(round_.id, 5),
        hidden=len(hidden),
        run_tones=RUN_TONES,
        form=form or _fresh(queries.has_panels(round_.id)),
        may_assign=may_assign(round_),
        asked=request.args,
    )


def _in_state(
    round_: RoundView, entries: Sequence[EntryView], hidden: frozenset[UUID]
) -> Collection[UUID] | None:
    """Return the entries in the state asked for, None for any: only then the whole round is looked through."""
    state = request.args.get("state", "")
    if state not in ("missing", "conflict"):
        return None
    now = queries.situation(round_, entries).without(hidden)
    if state == "missing":
        return now.short(round_.judges_per_entry)
    return {entry for _judge, entry in now.in_conflict}


@blueprint.get(f"{PANELS}/figures")
@requires(Permission.VIEW_PROGRESS)
def figures(round_id: UUID) -> str:
    """How many panels are complete, and how many assignments are in conflict, in the whole round (fragment)."""
    round_ = round_for(round_id, Permission.VIEW_PROGRESS)
    hidden = hidden_entries(current_actor(), round_)
    now = queries.situation(round_).without(hidden)
    return render_template(
        "judging/panels/_counts.html", round=round_, now=now, short=len(now.short(round_.judges_per_entry))
    )


def _fresh(has_panels: bool) -> ProposeForm:
    scope = ProposalScope.REPAIR if has_panels else ProposalScope.ANEW
    form = ProposeForm(formdata=None, data={"scope": str(scope)})
    form.offer()
    return form


@blueprint.route(f"{PANELS}/entries/<uuid:entry_id>", methods=["GET", "POST"])
@requires(Permission.ASSIGN_PANELS)
def entry(round_id: UUID, entry_id: UUID) -> Page:
    """Show one entry's panel; add a judge or put one in place of another."""
    round_ = round_for(round_id, Permission.ASSIGN_PANELS)
    form = AssignForm()
    panel, now = panel_of(round_, entry_id)
    offer_judges(form, round_, panel, now)
    if request.method == "POST" and form.validate():
        try:
            _assign(form, round_id, entry_id)
        except DomainError as error:
            show_errors(form, error, "judge")
        else:
            flash(_("The panel is changed."), "success")
            return redirect(url_for("panels.entry", round_id=round_id, entry_id=entry_id), 303)
    page = entry_page(round_, panel, form=form)
    return page if request.method == "GET" else (page, 422)


def entry_page(
    round_: RoundView, panel: EntryPanel, *, form: AssignForm | None = None, wish_form: WishForm | None = None
) -> str:
    """Return the page of one entry's panel; a form given was filled in already."""
    if form is None:
        form = AssignForm(formdata=None)
        offer_judges(form, round_, *panel_of(round_, panel.entry.id))
    if wish_form is None:
        wish_form = WishForm(formdata=None, prefix=WISH, data={"kind": "pinned"})
        offer_wishes(wish_form, round_)
    return render_template(
        "judging/panels/entry.html",
        **heading(round_, "panels.of_round"),
        panel=panel,
        form=form,
        wish_form=wish_form,
        wishes=queries.wishes_of_entry(round_.id, panel.entry.id),
        may_assign=may_assign(round_),
        assigned=AssignmentState.ASSIGNED,
    )


def panel_of(round_: RoundView, entry_id: UUID) -> tuple[EntryPanel, Situation]:
    """Return one entry's panel and the round's situation; raise NotFound for an entry of another round."""
    entries, hidden = entries_of_round(round_), hidden_entries(current_actor(), round_)
    found = [entry for entry in entries if entry.id == entry_id]
    if not found:
        raise NotFound(kind="entry")
    if entry_id in hidden:
        raise TiedToEntry()
    now = queries.situation(round_, entries).without(hidden)
    return queries.panels_of_round(round_, found, now.conflicted)[0], now


def offer_judges(form: AssignForm, round_: RoundView, panel: EntryPanel, now: Situation) -> None:
    """Fill the choices: judges who may take the entry, with their load; whoever could make room."""
    loads = [judge for judge, _entry in now.counting()]
    taken = {judge for judge, entry_id in now.standing | now.forbidden if entry_id == panel.entry.id}
    form.judge.choices = [
        ("", ""),
        *(
            (str(row.judge.id), f"{l10n(row.judge.names)} ({loads.count(row.judge.id)})")
            for row in accepted_judges(round_.id)
            if row.judge.id not in taken
        ),
    ]
    form.instead_of.choices = [
        ("", _("nobody: one judge more")),
        *(
            (str(one.judge_id), l10n(one.name))
            for one in panel.judges
            if one.state is AssignmentState.ASSIGNED and not one.finished
        ),
    ]


def offer_wishes(form: WishForm, round_: RoundView) -> None:
    """Fill the choices: every judge who accepted."""
    form.offer()
    judges = [(str(row.judge.id), l10n(row.judge.names)) for row in accepted_judges(round_.id)]
    form.judge.choices = [("", ""), *judges]


def _assign(form: AssignForm, round_id: UUID, entry_id: UUID) -> None:
    judge_id, instead = UUID(form.judge.data), form.instead_of.data
    if instead:
        services.replace_judge(
            actor=current_actor(),
            round_id=round_id,
            entry_id=entry_id,
            judge_id=UUID(instead),
            by_judge_id=judge_id,
        )
    else:
        services.assign_judge(actor=current_actor(), round_id=round_id, judge_id=judge_id, entry_id=entry_id)


@blueprint.post(f"{PANELS}/entries/<uuid:entry_id>/judges/<uuid:judge_id>/remove")
@requires(Permission.ASSIGN_PANELS)
def remove(round_id: UUID, entry_id: UUID, judge_id: UUID) -> Page:
    """Take a judge out of an entry's panel."""
    with told(_("The panel is changed.")):
        services.remove_judge(actor=current_actor(), round_id=round_id, judge_id=judge_id, entry_id=entry_id)
    return redirect(url_for("panels.entry", round_id=round_id, entry_id=entry_id), 303)

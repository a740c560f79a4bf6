"""The office's pages of a season as a whole: list, new one, overview, name, scalar rules, state."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel import clock
from contest.kernel.access import policy
from contest.kernel.errors import DomainError, FieldError, Invalid, NotFound
from contest.permissions import Permission
from contest.seasons import queries, services
from contest.seasons.defaults import default_season
from contest.seasons.domain import PartKind, Rulebook, SeasonBasics, SeasonState
from contest.seasons.domain.completeness import Item, checklist, missing
from contest.seasons.forms import BasicsForm, EditForm, NewSeasonForm, RulesForm, filled
from contest.seasons.models import Season
from contest.seasons.views import wording
from contest.web.errors import describe
from contest.web.forms import seen_version
from contest.web.guards import current_actor, requires
from contest.web.i18n import label

office = Blueprint("season_office", __name__, url_prefix="/office")
Page = Response | tuple[str, int] | str


def book_of(slug: str) -> Rulebook:
    """Return the rulebook the page is about."""
    return queries.visible_rulebook(current_actor(), slug)


def may_edit(book: Rulebook) -> bool:
    """Say whether the reader may change the rulebook."""
    return book.state is not SeasonState.ARCHIVED and policy.allows(
        current_actor(), Permission.EDIT_SEASON, book
    )


def form_page(
    book: Rulebook | None, form: EditForm, *, here: str, title: str, back: str, **more: Any
) -> Page:
    """Return the page of a form: as it was typed with status 422 when it was refused."""
    page = render_template(
        "contest/seasons/office/form.html", book=book, form=form, here=here, heading=title, back=back, **more
    )
    return (page, 422) if form.errors else page


@office.context_processor
def office_words() -> dict[str, Any]:
    """Give the office's templates the words and helpers they share."""
    return {
        "wording": wording,
        "part_label": lambda kind: label(PartKind(kind)),
        "part_count": lambda book, kind: len(book.of(PartKind(kind))),
        "step_label": step_label,
        "checklist_lines": checklist_lines,
        "edits_seasons": edits_seasons,
    }


def step_label(state: SeasonState) -> str:
    """Return what taking a season to `state` is called."""
    words = {
        SeasonState.OPEN: _("Open the season"),
        SeasonState.CLOSED: _("Close the season"),
        SeasonState.ARCHIVED: _("Archive the season"),
    }
    return str(words[state])


def checklist_lines(book: Rulebook, items: tuple[Item, ...]) -> list[dict[str, Any]]:
    """Return the checklist as the criteria macro takes it: needed lines unmet, advised ones unknown."""
    return [
        {
            "label": label(item.code),
            "state": "satisfied" if item.settled else "unmet" if item.needed else "unknown",
            "detail": None if item.settled else _("needed to open") if item.needed else _("advised"),
            "url": _place(book, item),
        }
        for item in items
    ]


def _place(book: Rulebook, item: Item) -> str | None:
    """Return where a line of the checklist is settled; the name is on a page for editors alone."""
    if item.part:
        return url_for("season_office.rows", slug=book.slug, kind=item.part)
    return url_for("season_office.basics", slug=book.slug) if edits_seasons() else None


def edits_seasons() -> bool:
    """Say whether the reader is one who edits seasons at all."""
    return policy.holds(current_actor(), Permission.EDIT_SEASON)


@office.get("/seasons")
@requires(Permission.OVERSEE_SEASONS)
def index() -> str:
    """List all seasons, drafts included."""
    actor = current_actor()
    return render_template(
        "contest/seasons/office/index.html",
        seasons=queries.visible_seasons(actor),
        may_create=policy.holds(actor, Permission.EDIT_SEASON),
    )


@office.route("/seasons/new", methods=["GET", "POST"])
@requires(Permission.EDIT_SEASON)
def create() -> Page:
    """Begin a season from the template or from an earlier one."""
    seasons = queries.visible_seasons(current_actor())
    form = NewSeasonForm(data=_suggestion(seasons)) if request.method == "GET" else NewSeasonForm()
    form.offer(seasons)
    made: list[Season] = []
    if request.method == "POST" and form.save(lambda: made.append(_begin(form))):
        flash(_("The draft is ready. Look through its parts, then have it opened."), "success")
        return redirect(url_for("season_office.show", slug=made[0].slug), 303)
    return form_page(None, form, here="", title=_("New season"), back=url_for("season_office.index"))


def _suggestion(seasons: list[queries.SeasonView]) -> dict[str, Any]:
    source = request.args.get("source", "")
    known = next((season for season in seasons if str(season.id) == source), None)
    year = known.year + 1 if known else clock.today().year
    return {"source": source, "year": str(year), "slug": str(year)}


def _begin(form: NewSeasonForm) -> Season:
    typed = form.values()
    basics = _basics(typed["slug"], typed["year"])
    if typed["source"]:
        return services.clone_season(
            actor=current_actor(), season_id=_source(typed["source"]), slug=basics.slug, year=basics.year
        )
    template = default_season(basics.year)
    named = template.basics.model_copy(update={"slug": basics.slug})
    return services.create_season(actor=current_actor(), draft=replace(template, basics=named))


def _source(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise Invalid(FieldError("source", "not_a_choice")) from None


def _basics(slug: Any, year: Any) -> SeasonBasics:
    """Validate address and year before anything is copied; raise Invalid."""
    return services.validated_basics({"slug": slug, "year": year, "name": {"zh": "-", "en": "-"}})


@office.get("/seasons/<slug>")
@requires(Permission.OVERSEE_SEASONS)
def show(slug: str) -> str:
    """Show what a season holds, what it lacks, and its next steps."""
    book = book_of(slug)
    return render_template(
        "contest/seasons/office/show.html",
        book=book,
        here="show",
        checklist=checklist(book),
        may_edit=may_edit(book),
        steps=services.STEPS[book.state],
        may_open=policy.allows(current_actor(), Permission.OPEN_SEASON, book),
    )


@office.route("/seasons/<slug>/basics", methods=["GET", "POST"])
@requires(Permission.EDIT_SEASON)
def basics(slug: str) -> Page:
    """Change name, year, introduction."""
    book = book_of(slug)
    data = SeasonBasics(slug=book.slug, name=book.name, year=book.year, intro=book.intro)
    form = BasicsForm(data=filled(data) | {"version": str(book.version)})
    if book.state is not SeasonState.DRAFT:
        del form.slug
    if request.method == "POST":
        saved: list[Season] = []
        if form.save(lambda: saved.append(_edit(services.edit_basics, book, form))):
            flash(_("Saved."), "success")
            return redirect(url_for("season_office.basics", slug=saved[0].slug), 303)
    back = url_for("season_office.show", slug=slug)
    return form_page(book, form, here="basics", title=_("Name and introduction"), back=back)


@office.route("/seasons/<slug>/rules", methods=["GET", "POST"])
@requires(Permission.EDIT_SEASON)
def rules(slug: str) -> Page:
    """Change scalar rules."""
    book = book_of(slug)
    form = RulesForm(data=filled(book.rules) | {"version": str(book.version)})
    form.offer(book)
    if request.method == "POST" and form.save(lambda: _edit(services.edit_rules, book, form)):
        flash(_("Saved."), "success")
        return redirect(url_for("season_office.rules", slug=slug), 303)
    back = url_for("season_office.show", slug=slug)
    return form_page(book, form, here="rules", title=_("Numbers of the season"), back=back)


def _edit(service: Any, book: Rulebook, form: EditForm) -> Season:
    made: Season = service(
        actor=current_actor(), season_id=book.season_id, version=form.expected_version(), values=form.values()
    )
    return made


@office.route("/seasons/<slug>/state/<to>", methods=["GET", "POST"])
@requires(Permission.OPEN_SEASON)
def change_state(slug: str, to: str) -> Page:
    """Show what opening, closing or archiving will do, then do it."""
    book = book_of(slug)
    if to not in set(SeasonState) or SeasonState(to) not in services.STEPS[book.state]:
        raise NotFound(kind="state", key=to)
    state, refused = SeasonState(to), ""
    if request.method == "POST":
        version = seen_version()
        try:
            services.change_state(actor=current_actor(), season_id=book.season_id, version=version, to=state)
        except DomainError as error:
            refused = describe(error.code, error.params)
        else:
            flash(_("The season is now: %(state)s.", state=label(state)), "success")
            return redirect(url_for("season_office.show", slug=slug), 303)
    gaps = missing(book) if state is SeasonState.OPEN else ()
    page = render_template(
        "contest/seasons/office/state.html", book=book, here="show", to=state, gaps=gaps, refused=refused
    )
    return (page, 409) if refused else page

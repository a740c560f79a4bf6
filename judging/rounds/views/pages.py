"""Rounds as they are read: the list, and one round."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import render_template, request
from flask_babel import gettext as _

from contest.kernel import clock
from contest.kernel.access import policy
from contest.seasons.domain import Criterion, RubricVariant, Rulebook, StageCode, StagePart
from contest.seasons.queries import rulebook
from contest.seasons.views import wording
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n, label
from judging.permissions import Permission
from judging.rounds import queries
from judging.rounds.domain import FeedbackWhen, RoundState
from judging.rounds.queries import CriterionView, RoundFilter, RoundView
from judging.rounds.texts import TONES
from judging.rounds.views.blueprint import allowed, blueprint, heading


def stage_of(book: Rulebook, round_: RoundView) -> StagePart:
    """Return the round's stage with the round's own rubrics in place of the season's."""
    variants = tuple(
        RubricVariant(
            code=one.code,
            name=one.name,
            tracks=one.track_codes,
            groups=one.group_codes,
            criteria=criteria_of(one.criteria),
        )
        for one in round_.variants
    )
    update = {"rubric": criteria_of(round_.criteria), "variants": variants}
    return book.stage(round_.stage_code).model_copy(update=update)


def criteria_of(rows: Sequence[CriterionView]) -> tuple[Criterion, ...]:
    """Return a round's criteria as the season's data."""
    return tuple(
        Criterion(
            code=c.code,
            name=c.name,
            guidance=c.guidance,
            weight=c.weight,
            max=c.max,
            step=c.step,
            anchors=c.anchors,
            comment_always=c.comment.always,
            comment_below=c.comment.below,
            comment_above=c.comment.above,
        )
        for c in rows
    )


def scope_words(book: Rulebook, round_: RoundView) -> str:
    """Say which entries the round judges."""
    where = l10n(book.zone(round_.zone_code).name) if round_.zone_code else _("the whole city")
    tracks = [l10n(book.track(code).name) for code in round_.track_codes]
    return str(_("%(where)s, %(tracks)s", where=where, tracks=_(", ").join(tracks) or _("all tracks")))


@blueprint.get("/rounds")
@requires(Permission.VIEW_PROGRESS)
def index() -> str:
    """List the rounds the reader oversees, with how far each is."""
    asked, actor = request.args, current_actor()
    seasons = queries.seasons_with_rounds(actor)
    season = asked.get("season", "", str)
    wanted = RoundFilter(
        text=asked.get("q", "").strip()[:80],
        season_id=next((key for key, _name in seasons if str(key) == season), None),
        stage=asked.get("stage", ""),
        state=asked.get("state", ""),
    )
    return render_template(
        "judging/rounds/index.html",
        page=queries.round_rows(actor, wanted, page=asked.get("page", 1, int)),
        wanted=wanted,
        seasons=[(str(key), l10n(name)) for key, name in seasons],
        stages=[(str(stage), label(stage)) for stage in StageCode],
        states=[(str(state), label(state)) for state in RoundState],
        tones=TONES,
        may_create=policy.holds(actor, Permission.EDIT_ROUND),
    )


def feedback_words(round_: RoundView) -> str:
    """Say what teams are told of their sheets, and when."""
    told = round_.feedback
    if told.when is FeedbackWhen.NEVER:
        return label(told.when)
    names = {one.code: l10n(one.name) for one in round_.rubrics.all_criteria}
    parts = [_("the final score")] if told.total else []
    parts += [_("the mean mark in %(criterion)s", criterion=names.get(code, code)) for code in told.criteria]
    parts += [_("the judges' comments")] if told.comments else []
    what = _(", ").join(parts) or _("nothing chosen yet")
    return str(_("%(when)s: %(what)s", when=label(told.when), what=what))


@blueprint.get("/rounds/<uuid:round_id>")
@requires(Permission.VIEW_ROUND)
def show(round_id: UUID) -> str:
    """Show one round: window, rules, and to those who run it what is missing."""
    round_ = queries.get_round(current_actor(), round_id)
    book = rulebook(round_.season_id)
    rule = round_.rule
    return render_template(
        "judging/rounds/show.html",
        **heading(round_, "rounds.show"),
        book=book,
        scope=scope_words(book, round_),
        stage=book.stage(round_.stage_code),
        rules=wording.advance_words(rule, stage_of(book, round_), book) if rule else [],
        told=feedback_words(round_),
        now=clock.now(),
        may_edit=allowed(Permission.EDIT_ROUND, round_),
        extensions=queries.extensions_of(round_id) if allowed(Permission.VIEW_PROGRESS, round_) else [],
    )

"""Home: the public first page, and the desk, which is made of panels that the contexts' manifests contribute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, current_app, render_template
from flask_babel import gettext as _
from flask_login import current_user

from contest.kernel.clock import SHANGHAI
from contest.permissions import Permission
from contest.seasons.queries import current_rulebook, visible_seasons
from contest.seasons.views.public import facts
from contest.standings.queries import published_seasons
from contest.web.contributions import Manifest, Panel
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@requires(Permission.BROWSE)
def index() -> str:
    """Show what the contest is and what is on now."""
    book = current_rulebook()
    return render_template(
        "contest/home/index.html",
        **(facts(book) if book else {"book": None}),
        published=published_seasons(visible_seasons(current_actor())),
        demo=current_app.extensions["settings"].demo,
    )


@blueprint.get("/desk")
@requires(Permission.OWN_ACCOUNT)
def desk() -> str:
    """Show what waits for the reader, in each of their roles."""
    actor = current_actor()
    panels = [panel for panel in _panels() if actor.has(*panel.roles)]
    return render_template(
        "contest/home/desk.html", panels=panels, greeting=_greeting(), name=l10n(current_user.name)
    )


def _panels() -> list[Panel]:
    manifests: Sequence[Manifest] = current_app.extensions["manifests"]
    return [panel for manifest in manifests for panel in manifest.HOME]


def _greeting() -> str:
    hour = datetime.now(SHANGHAI).hour
    words = (
        (5, _("Good night")),
        (12, _("Good morning")),
        (18, _("Good afternoon")),
        (24, _("Good evening")),
    )
    return next(str(word) for until, word in words if hour < until)

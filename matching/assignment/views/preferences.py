"""Each side says whom it would rather have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.access import policy
from contest.kernel.columns import LocalizedText
from contest.kernel.errors import DomainError, NotFound
from contest.web.errors import describe, ensure_refusal
from contest.web.guards import current_actor, requires
from matching.assignment import queries, services
from matching.assignment.forms import PreferenceForm, ranks_of
from matching.assignment.queries import Choice
from matching.permissions import Permission
from matching.profiles.domain import ProfileKind
from matching.profiles.queries import get_profile
from matching.recommendations.queries import get_match_project

blueprint = Blueprint("preferences", __name__)


@blueprint.route("/matches/<uuid:project_id>/preferences/<kind>", methods=["GET", "POST"])
@requires(Permission.PREFER_PROFILES)
def of_project(project_id: UUID, kind: str) -> Response | str | tuple[str, int]:
    """The leader puts the recommended profiles of a kind in order."""
    if kind not in set(ProfileKind):
        abort(404)
    actor, wanted = current_actor(), ProfileKind(kind)
    project = get_match_project(actor, project_id)
    if not policy.allows(actor, Permission.PREFER_PROFILES, project):
        raise NotFound(kind="project")
    return _page(
        name=project.name,
        choices=queries.choices_for_project(actor, project_id, wanted),
        save=lambda ordered: services.prefer_profiles(
            actor=actor, project_id=project_id, kind=wanted, ordered=ordered
        ),
        back=url_for("matches.project", project_id=project_id, kind=wanted.value),
        kind=wanted,
    )


@blueprint.route("/candidates/<uuid:profile_id>/preferences", methods=["GET", "POST"])
@requires(Permission.PREFER_WINNERS)
def of_profile(profile_id: UUID) -> Response | str | tuple[str, int]:
    """A park, an investor or a mentor puts the recommended winners in order."""
    actor = current_actor()
    profile = get_profile(actor, profile_id)
    if not policy.allows(actor, Permission.PREFER_WINNERS, profile):
        raise NotFound(kind="profile")
    return _page(
        name=profile.name,
        choices=queries.choices_for_profile(actor, profile_id),
        save=lambda ordered: services.prefer_winners(actor=actor, profile_id=profile_id, ordered=ordered),
        back=url_for("candidates.show", profile_id=profile_id),
        kind=None,
    )


def _page(
    *,
    name: LocalizedText,
    choices: Sequence[Choice],
    save: Callable[[Sequence[UUID]], None],
    back: str,
    kind: ProfileKind | None,
) -> Response | str | tuple[str, int]:
    form, wrong = PreferenceForm(), ""
    typed: dict[str, Any] = {str(choice.id): choice.rank or "" for choice in choices}
    if request.method == "POST" and form.validate():
        given = {key: value for key, value in request.form.items() if key.startswith("rank:")}
        typed |= {key.removeprefix("rank:"): value for key, value in given.items()}
        try:
            save(ranks_of(given))
        except ValueError:
            wrong = _("Please enter whole numbers from 1 on, or leave the field empty.")
        except DomainError as error:
            ensure_refusal(error)
            wrong = describe(error.code, error.params)
        else:
            flash(_("Your order of preference is saved."), "success")
            return redirect(back, 303)
    page = render_template(
        "matching/assignment/preferences.html",
        name=name,
        choices=choices,
        typed=typed,
        form=form,
        wrong=wrong,
        back=back,
        kind=kind,
    )
    return (page, 422) if wrong or form.errors else page

"""`GET /api/v1/me`."""

from __future__ import annotations

from flask import Response
from flask_login import current_user

from contest.accounts.queries import get_user
from contest.accounts.schemas import MeOut, OrganisationOut
from contest.organisations.queries import my_organisations
from contest.permissions import OFFICE, Permission, Role, public_roles
from contest.web.api import answers, api_blueprint, body, spec
from contest.web.guards import current_actor, requires

blueprint = api_blueprint("accounts")


@blueprint.get("/me")
@requires(Permission.OWN_ACCOUNT)
@spec.validate(resp=answers(MeOut), tags=["people"])
def me() -> Response:
    """Who am I: my roles and organisations."""
    actor = current_actor()
    user = get_user(current_user.user_id)
    roles = [role for role in Role if role in actor.roles]
    return body(
        MeOut(
            id=user.id,
            email=user.email,
            name=user.name,
            name_en=user.name_en,
            locale=user.locale,
            email_verified=user.email_verified_at is not None,
            roles=public_roles(roles),
            office_jobs=[role.value for role in roles if role in OFFICE],
            districts=sorted(actor.districts),
            organisations=[OrganisationOut.model_validate(item) for item in my_organisations(actor)],
        )
    )

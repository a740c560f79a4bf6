"""What happens to organisations."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from contest.kernel import audit
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid
from contest.organisations.domain import (
    District,
    OrganisationKind,
    credit_code_problem,
    normalise_credit_code,
)
from contest.organisations.models import Organisation
from contest.organisations.queries import get_organisation
from contest.permissions import Permission

CREDIT_CODE_CONSTRAINT = "uq_organisations_credit_code"


@dataclass(frozen=True, slots=True)
class OrganisationData:
    """What people write about an organisation. `district` is a District value or empty."""

    name: LocalizedText
    credit_code: str = ""
    district: str = ""
    website: str = ""


def create_organisation(*, actor: Actor, kind: OrganisationKind, data: OrganisationData) -> Organisation:
    """Enter an organisation into the register; the office does."""
    authorise(actor, Permission.CREATE_ORGANISATION, None)
    organisation = Organisation(id=new_id(), kind=kind)
    _write(organisation, data)
    audit.record(actor, "organisation.created", organisation, kind=kind)
    return organisation


def change_organisation(*, actor: Actor, organisation_id: UUID, data: OrganisationData) -> None:
    """Change an organisation's data; its managers and the office do. Its kind stays: roles hang on it."""
    authorise(actor, Permission.MANAGE_ORGANISATION, get_organisation(actor, organisation_id))
    organisation = db.session.get_one(Organisation, organisation_id)
    _write(organisation, data)
    audit.record(actor, "organisation.changed", organisation)


def _write(organisation: Organisation, data: OrganisationData) -> None:
    code = normalise_credit_code(data.credit_code)
    _refuse_bad_data(data, code)
    organisation.name = data.name
    organisation.credit_code = code or None
    organisation.district = data.district
    organisation.website = data.website.strip()
    try:
        with db.session.begin_nested():
            db.session.add(organisation)
    except IntegrityError as error:
        if CREDIT_CODE_CONSTRAINT in str(error.orig):
            raise Invalid(FieldError("credit_code", "credit_code_taken")) from error
        raise


def _refuse_bad_data(data: OrganisationData, code: str) -> None:
    wrong = []
    if not data.name:
        wrong.append(FieldError("name.zh", "required"))
    if code and (problem := credit_code_problem(code)):
        wrong.append(FieldError("credit_code", problem))
    if data.district and data.district not in set(District):
        wrong.append(FieldError("district", "not_a_choice"))
    if data.website.strip() and not data.website.strip().startswith(("https://", "http://")):
        wrong.append(FieldError("website", "not_a_web_address"))
    if wrong:
        raise Invalid(*wrong)

"""Shapes of the API's calls about people."""

from __future__ import annotations

from uuid import UUID

from pydantic import ConfigDict
from pydantic.config import JsonDict

from contest.organisations.domain import MembershipRole, OrganisationKind
from contest.web.api import Schema

EXAMPLE_ORGANISATION: JsonDict = {
    "id": "01990000-0000-7000-8000-000000000002",
    "kind": "base_operator",
    "name": {"zh": "望江科创园运营有限公司", "en": "Wangjiang Park Operations"},
    "role": "manager",
}


class TextOut(Schema):
    """One text in two languages; either may be empty."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE_ORGANISATION["name"]})

    zh: str
    en: str


class OrganisationOut(Schema):
    """An organisation one belongs to."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE_ORGANISATION})

    id: UUID
    kind: OrganisationKind
    name: TextOut
    role: MembershipRole


class MeOut(Schema):
    """Who the token speaks for. `roles` are the public names; `office_jobs` says which jobs of the office."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "01990000-0000-7000-8000-000000000001",
                "email": "base@example.com",
                "name": "示范基地联系人",
                "name_en": "Base contact",
                "locale": "zh",
                "email_verified": True,
                "roles": ["entrepreneur", "base"],
                "office_jobs": [],
                "districts": [],
                "organisations": [EXAMPLE_ORGANISATION],
            }
        }
    )

    id: UUID
    email: str
    name: str
    name_en: str
    locale: str
    email_verified: bool
    roles: list[str]
    office_jobs: list[str]
    districts: list[str]
    organisations: list[OrganisationOut]

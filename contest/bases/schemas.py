"""API shapes of bases."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import ConfigDict

from contest.bases.queries import BaseView
from contest.web.api import Schema

EXAMPLE_ID = "019a3c1e-7d4b-7b3e-9a51-2f6f0c1d2e3f"


class Text(Schema):
    """One text in two languages."""

    zh: str
    en: str


class TitleOut(Schema):
    """The title a base holds today."""

    plaque_number: str
    valid_from: date
    valid_to: date
    state: str


class BaseOut(Schema):
    """A base. `own`: you act for it."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": EXAMPLE_ID,
                "name": {"zh": "澜序创新港", "en": "Lanxu Innovation Harbour"},
                "district": "310110",
                "track_codes": ["life_health"],
                "facilities": ["wet_lab"],
                "area_m2": 12000,
                "vacant_m2": 1800,
                "own": True,
                "title": {
                    "plaque_number": "HJ-2026-008",
                    "valid_from": "2026-01-01",
                    "valid_to": "2028-12-31",
                    "state": "valid",
                },
            }
        }
    )

    id: UUID
    name: Text
    district: str
    track_codes: list[str]
    facilities: list[str]
    area_m2: int
    vacant_m2: int | None
    own: bool
    title: TitleOut | None


class BaseList(Schema):
    """A page of bases; `next` is the number of the next page, or null."""

    items: list[BaseOut]
    next: int | None


class PageQuery(Schema):
    """Which page of a list."""

    page: int = 1


def base_out(base: BaseView) -> BaseOut:
    """Return the API shape of a base."""
    title = base.title
    return BaseOut(
        id=base.id,
        name=Text(**base.name.as_dict()),
        district=base.district,
        track_codes=list(base.track_codes),
        facilities=list(base.facilities),
        area_m2=base.area_m2,
        vacant_m2=base.vacant_m2,
        own=base.own,
        title=TitleOut(
            plaque_number=title.plaque_number,
            valid_from=title.valid_from,
            valid_to=title.valid_to,
            state=title.state,
        )
        if title
        else None,
    )

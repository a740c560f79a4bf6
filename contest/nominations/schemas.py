"""API shapes of nominations and slots."""

from __future__ import annotations

from uuid import UUID

from pydantic import ConfigDict

from contest.bases.schemas import EXAMPLE_ID
from contest.nominations.queries import NominationView, SlotBook
from contest.web.api import Schema


class NominationIn(Schema):
    """Which base nominates which project."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"base_id": EXAMPLE_ID, "project_id": EXAMPLE_ID}}
    )

    base_id: UUID
    project_id: UUID


class NominationOut(Schema):
    """One nomination."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": EXAMPLE_ID,
                "base_id": EXAMPLE_ID,
                "project_id": EXAMPLE_ID,
                "year": 2026,
                "slot": 1,
                "state": "proposed",
            }
        }
    )

    id: UUID
    base_id: UUID
    project_id: UUID
    year: int
    slot: int
    state: str


class SlotNomination(Schema):
    """What holds or held a slot."""

    id: UUID
    project_id: UUID
    slot: int
    state: str


class SlotsOut(Schema):
    """The direct slots of a base in the season's slot year."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "year": 2026,
                "allowed": 2,
                "taken": 1,
                "nominations": [{"id": EXAMPLE_ID, "project_id": EXAMPLE_ID, "slot": 1, "state": "accepted"}],
            }
        }
    )

    year: int
    allowed: int
    taken: int
    nominations: list[SlotNomination]


def nomination_out(nomination: NominationView) -> NominationOut:
    """Return the API shape of a nomination."""
    return NominationOut(
        id=nomination.id,
        base_id=nomination.base_id,
        project_id=nomination.project_id,
        year=nomination.slot_year,
        slot=nomination.slot,
        state=nomination.state.value,
    )


def slots_out(book: SlotBook) -> SlotsOut:
    """Return the API shape of a slot book."""
    return SlotsOut(
        year=book.year,
        allowed=book.allowed,
        taken=book.taken,
        nominations=[
            SlotNomination(id=n.id, project_id=n.project_id, slot=n.slot, state=n.state.value)
            for n in book.nominations
        ],
    )

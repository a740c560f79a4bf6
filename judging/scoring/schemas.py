"""API shapes of the scoring desk."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import ConfigDict, Field, JsonValue

from contest.web.api import Schema
from judging.scoring.queries import QueueItem, left_of

EXAMPLE_ID = "019a3c1e-7d4b-7b3e-9a51-2f6f0c1d2e3f"
EXAMPLE: dict[str, JsonValue] = {
    "id": EXAMPLE_ID,
    "round_id": EXAMPLE_ID,
    "entry_id": EXAMPLE_ID,
    "number": "HJ26-000123",
    "title": {"zh": "澜序神经接口", "en": "Lanxu Neural Interface"},
    "track_code": "life_health",
    "state": "draft",
    "version": 3,
    "scores": {"innovation": 86, "team": 78.5},
    "comments": {"team": "核心成员全职投入"},
    "comment": "",
    "total": None,
    "submitted_at": None,
    "closes_at": "2026-12-01T18:00:00+08:00",
}


class AssignmentOut(Schema):
    """One entry on the judge's desk; `version` is the sheet's, 0 before the first save."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": EXAMPLE})

    id: UUID
    round_id: UUID
    entry_id: UUID
    number: str
    title: dict[str, str]
    track_code: str
    state: str
    version: int
    scores: dict[str, float]
    comments: dict[str, str]
    comment: str
    total: float | None
    submitted_at: datetime | None
    closes_at: datetime


class AssignmentList(Schema):
    """The judge's queue and how many sheets are left."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"items": [EXAMPLE], "left": 1, "next": None}}
    )

    items: list[AssignmentOut]
    left: int
    next: int | None = None


class SheetIn(Schema):
    """A whole sheet. `version` is the one last seen; `scores` and `comments` are by criterion code.

    Without `comments` those on criteria stay as they are.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "version": 3,
                "scores": {"innovation": 86, "team": 78.5},
                "comments": {"team": "核心成员全职投入"},
                "comment": "扎实的临床验证",
                "submit": True,
            }
        },
    )

    version: int = 0
    scores: dict[str, float | int | str | None] = Field(default_factory=dict)
    comments: dict[str, str] | None = None
    comment: str = ""
    submit: bool = False


class RecuseIn(Schema):
    """Why the judge steps back."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"reason": "former colleague"}})

    reason: str


def assignment_out(item: QueueItem) -> AssignmentOut:
    """Return the API shape of one item of the queue."""
    return AssignmentOut(
        id=item.assignment_id,
        round_id=item.round_id,
        entry_id=item.entry_id,
        number=item.number,
        title=item.title.as_dict(),
        track_code=item.track_code,
        state=item.state.value,
        version=item.version,
        scores={code: float(mark) for code, mark in item.marks.items()},
        comments=item.notes,
        comment=item.comment,
        total=float(item.total) if item.total is not None else None,
        submitted_at=item.submitted_at,
        closes_at=item.closes_at,
    )


def assignment_list(items: list[QueueItem]) -> AssignmentList:
    """Return the API shape of the queue."""
    return AssignmentList(items=[assignment_out(item) for item in items], left=left_of(items))

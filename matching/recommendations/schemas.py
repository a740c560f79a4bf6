"""API shapes of recommendations."""

from __future__ import annotations

from uuid import UUID

from pydantic import ConfigDict

from contest.bases.schemas import EXAMPLE_ID, Text
from contest.kernel.columns import LocalizedText
from contest.web.api import Schema
from matching.profiles.domain import ProfileKind
from matching.recommendations.presentation import Names, criteria_rows, quotes_of, sentence, similar_deals
from matching.recommendations.queries import RecommendationView


class RecommendationQuery(Schema):
    """What to list: a kind, one project, one profile; which page."""

    kind: ProfileKind | None = None
    project_id: UUID | None = None
    profile_id: UUID | None = None
    page: int = 1


class ProjectRef(Schema):
    """The winner."""

    id: UUID
    number: str
    name: Text
    intro: Text
    track_code: str


class ProfileRef(Schema):
    """The park, investor or mentor."""

    id: UUID
    kind: str
    name: Text


class CriterionOut(Schema):
    """One criterion: satisfied, unmet or unknown (somebody has not said). `label` and `detail` are in your language."""

    code: str
    state: str
    weight: float
    label: str
    detail: str


class QuotesOut(Schema):
    """A passage of each side that speak of the same thing, as the texts stand now."""

    project: str
    profile: str


class RecommendationOut(Schema):
    """One recommendation. `score` 0…1, `rank` in the winner's list of this kind; `reason` is in your language."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "project": {
                    "id": EXAMPLE_ID,
                    "number": "HJ26-000123",
                    "name": {"zh": "澜芯", "en": "Lanxin"},
                    "intro": {
                        "zh": "面向工厂的低功耗推理芯片",
                        "en": "Low-power inference chips for factories",
                    },
                    "track_code": "information_technology",
                },
                "profile": {
                    "id": EXAMPLE_ID,
                    "kind": "investor",
                    "name": {"zh": "海屿资本", "en": "Haiyu Capital"},
                },
                "rank": 1,
                "score": 0.83,
                "similarity": 0.87,
                "criteria": [
                    {
                        "code": "track",
                        "state": "satisfied",
                        "weight": 3,
                        "label": "Track",
                        "detail": "Information technology",
                    }
                ],
                "reason": "It fits in track, financing round; the descriptions are very close in meaning.",
                "model": "multilingual-e5-small@0123456789ab",
            }
        }
    )

    project: ProjectRef
    profile: ProfileRef
    rank: int
    score: float
    similarity: float | None
    criteria: list[CriterionOut]
    reason: str
    quotes: QuotesOut | None = None
    similar_deals: list[str] = []
    model: str


class RecommendationList(Schema):
    """A page of recommendations; `next` is the number of the next page, or null."""

    items: list[RecommendationOut]
    next: int | None


def recommendation_out(view: RecommendationView, tracks: Names) -> RecommendationOut:
    """Return the API shape of a recommendation in the asker's language."""
    project, profile = view.project, view.profile
    return RecommendationOut(
        project=ProjectRef(
            id=project.id,
            number=project.number,
            name=_text(project.name),
            intro=_text(project.intro),
            track_code=project.track_code,
        ),
        profile=ProfileRef(id=profile.id, kind=profile.kind.value, name=_text(profile.name)),
        rank=view.rank,
        score=view.score,
        similarity=view.similarity,
        criteria=[
            CriterionOut(
                code=row["code"],
                state=row["state"].value,
                weight=row["weight"],
                label=row["label"],
                detail=row["detail"],
            )
            for row in criteria_rows(view.criteria, tracks)
        ],
        reason=sentence(view.reason),
        quotes=_quotes(view),
        similar_deals=similar_deals(view.reason),
        model=view.model,
    )


def _quotes(view: RecommendationView) -> QuotesOut | None:
    found = quotes_of(view)
    return QuotesOut(project=found.project, profile=found.profile) if found else None


def _text(text: LocalizedText) -> Text:
    return Text(zh=text.zh, en=text.en)

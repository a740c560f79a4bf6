"""Winners, profiles, past deals, recommendations."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contest.accounts.models import User
from contest.bases.models import HaijuBase
from contest.consents.domain import Purpose
from contest.consents.models import Consent
from contest.embeddings.domain import plain_words
from contest.embeddings.search import Question
from contest.kernel import clock
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.organisations.domain import OrganisationKind
from contest.organisations.models import Membership
from contest.pool.domain import COVERS_POOL, PlaceKind, PlaceState
from contest.pool.models import PoolPlace
from contest.projects.models import Project
from contest.seasons.domain import StageCode
from contest.seasons.models import Season
from contest.standings.domain import Outcome
from contest.standings.models import Standing
from contest.teams.domain import TeamRole
from contest.teams.models import Team, TeamMember
from matching.introductions.domain import LASTS, IntroductionState, Side
from matching.introductions.models import Introduction
from matching.profiles.domain import ProfileKind, company_key
from matching.profiles.models import Company, Deal, MatchProfile
from matching.ranking.domain.states import ModelState, Opponent
from matching.ranking.models import MatchModel
from matching.recommendations.models import Recommendation
from matching.retrieval.domain import terms
from tests.factories.contest import a_project, an_entry, an_organisation

_numbers = itertools.count(1)


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def a_winner(season: Season, team: Team | None = None, *, public: bool = True, **more: Any) -> Project:
    """A submitted project with a final win that is open for matching."""
    project = a_project(season, team, submitted=True, **more)
    entry = an_entry(project, StageCode.FINAL)
    _add(
        Standing(
            season_id=season.id,
            stage_code=StageCode.FINAL,
            entry_id=entry.id,
            kind=entry.kind,
            subject_id=project.id,
            track_code=entry.track_code,
            rank=next(_numbers),
            outcome=Outcome.ADVANCED,
            matchable=True,
            source="round:test",
            public_from=datetime.now(UTC) + timedelta(days=-1 if public else 1),
        )
    )
    return project


def agreed(
    project: Project, user: User | None = None, *, version: int = COVERS_POOL, given: bool = True
) -> None:
    """Somebody of the team said so in the form, in a wording that speaks of the pool unless `version` is older."""
    leader = db.session.query(TeamMember).filter_by(team_id=project.team_id, role=TeamRole.LEADER).one()
    project.consent_matching = given
    _add(
        Consent(
            id=new_id(),
            user_id=user.id if user else leader.user_id,
            project_id=project.id,
            purpose=Purpose.MATCHING,
            given=given,
            version=version,
            text_sha256="0" * 64,
        )
    )


def a_place(
    project: Project, base: HaijuBase | None = None, *, consent: bool = True, **more: Any
) -> PoolPlace:
    """An open place in the pool: of a resident of the base, or of a winner of another contest without one."""
    now = datetime.now(UTC)
    values: dict[str, Any] = {
        "id": new_id(),
        "season_id": project.season_id,
        "kind": PlaceKind.RESIDENT if base else PlaceKind.OTHER_CONTEST,
        "state": PlaceState.OPEN,
        "project_id": project.id,
        "base_id": base.id if base else None,
        "contest": LocalizedText() if base else LocalizedText("示例市创业大赛", "Example City Contest"),
        "opened_at": now - timedelta(days=1),
        **more,
    }
    place: PoolPlace = _add(PoolPlace(**values))
    if consent:
        agreed(project)
    return place


def a_profile(kind: ProfileKind = ProfileKind.INVESTOR, *owners: User, **more: Any) -> MatchProfile:
    """An active profile that states its track; investors and parks belong to an organisation, mentors to a person."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "id": new_id(),
        "kind": kind,
        "name": LocalizedText(f"测试档案{number:03d}", f"Profile {number:03d}"),
        "text": LocalizedText(f"第{number}号档案的说明", f"What profile {number} says"),
        "track_codes": ["life_health"],
        "active": True,
        "version": 1,
    }
    if kind is ProfileKind.MENTOR:
        values["user_id"] = owners[0].id if owners else None
    elif owners:
        kinds = {
            ProfileKind.INVESTOR: OrganisationKind.INVESTOR,
            ProfileKind.PARK: OrganisationKind.BASE_OPERATOR,
        }
        values["organisation_id"] = an_organisation(kinds[kind], *owners).id
    profile: MatchProfile = _add(MatchProfile(**{**values, **more}))
    return profile


def a_deal(
    investor: MatchProfile, company: str, text: str = "", *, day: date | None = None, **more: Any
) -> Deal:
    """A past investment of an investor."""
    found = db.session.query(Company).filter_by(key=company_key(company)).one_or_none()
    found = found or _add(Company(id=new_id(), key=company_key(company), name=company, text=text))
    values = {"id": new_id(), "profile_id": investor.id, "company_id": found.id, "closed_on": day}
    deal: Deal = _add(Deal(**{**values, "year": day.year if day else None, **more}))
    return deal


def a_recommendation(project: Project, profile: MatchProfile, rank: int = 1, **more: Any) -> Recommendation:
    """One line of a winner's list."""
    values: dict[str, Any] = {
        "id": new_id(),
        "season_id": project.season_id,
        "project_id": project.id,
        "profile_id": profile.id,
        "kind": profile.kind,
        "rank": rank,
        "score": 0.8,
        "similarity": 0.9,
        "criteria": [
            {
                "code": "track",
                "state": "satisfied",
                "weight": 3,
                "params": {"wanted": "life_health", "offered": ["life_health"]},
            },
            {
                "code": "language",
                "state": "unknown",
                "weight": 0.5,
                "params": {"wanted": ["zh"], "offered": []},
            },
        ],
        "reason": {"met": ["track"], "closeness": "close", "deal": None},
        "model": "test",
    }
    made: Recommendation = _add(Recommendation(**{**values, **more}))
    return made


def a_model(state: ModelState = ModelState.REJECTED, **more: Any) -> MatchModel:
    """A trained model of the ranking of investors, with its evaluation."""
    figures = {"recall@10": 0.22, "recall@20": 0.31, "ndcg@10": 0.12, "mrr": 0.11}
    less = {name: value / 2 for name, value in figures.items()}
    gain = {name: {"mean": value / 2, "interval": [0.01, 0.1]} for name, value in figures.items()}
    values: dict[str, Any] = {
        "id": new_id(),
        "state": state,
        "opponent": Opponent.POPULARITY,
        "weights": {"weights": {"size": 1.0}, "learned": True, "questions": 40, "splits": []},
        "metrics": {
            **figures,
            "queries": 80,
            "candidates": 60,
            "intervals": {name: [value - 0.05, value + 0.05] for name, value in figures.items()},
            "baselines": {"random": dict.fromkeys(figures, 0.01), "popularity": less},
            "best_baseline": "popularity",
            "differences": {"popularity": gain},
            "gain": {"mean": 0.06, "interval": [0.01, 0.1]},
        },
        "data_hash": "0123456789abcdef",
        "companies": 200,
        "investors": 60,
        "deals": 400,
        "holdout": date(2025, 1, 1),
        "trained_to": date(2026, 1, 1),
        "decided_at": clock.now(),
    }
    made: MatchModel = _add(MatchModel(**{**values, **more}))
    return made


class BagOfWords:
    """A small encoder: texts that share words lie near each other. The same text always has the same vector."""

    model_name = "bag-of-words"
    dimensions = 512

    def encode_documents(self, texts: Sequence[str], *, progress: Any = None) -> NDArray[np.float32]:
        return np.array([self.encode_query(text) for text in texts], dtype=np.float32)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        vector = np.zeros(self.dimensions, dtype=np.float32)
        for term, count in terms(text).items():
            vector[sum(map(ord, term)) * 31 % self.dimensions] += count
        size = float(np.linalg.norm(vector))
        return vector / size if size else vector


def asked(text: str, *, encoder: BagOfWords | None = None) -> Question:
    """What somebody typed, as the embedder would give it; without an encoder as pages have it while it is away."""
    words = tuple(plain_words(text))
    if encoder is None:
        return Question(text, words)
    vector = tuple(float(value) for value in encoder.encode_query(text))
    return Question(text, words, encoder.model_name, vector)


def an_introduction(
    project: Project,
    profile: MatchProfile,
    state: IntroductionState = IntroductionState.ASKED,
    asked_by: Side | None = Side.PROJECT,
    **more: Any,
) -> Introduction:
    """An introduction as it stands in the database, whoever said what."""
    now = datetime.now(UTC)
    values = {"asked_at": now, "expires_at": now + LASTS, "kind": profile.kind, **more}
    made: Introduction = _add(
        Introduction(
            id=new_id(),
            season_id=project.season_id,
            project_id=project.id,
            profile_id=profile.id,
            asked_by=asked_by,
            state=state,
            **values,
        )
    )
    return made


def an_open_introduction(project: Project, profile: MatchProfile, *, days: int = 10) -> Introduction:
    """An introduction both sides agreed to so many days ago."""
    then = datetime.now(UTC) - timedelta(days=days)
    leader = (
        db.session.query(TeamMember).filter_by(team_id=project.team_id, role=TeamRole.LEADER).one().user_id
    )
    member = db.session.query(Membership).filter_by(organisation_id=profile.organisation_id).first()
    return an_introduction(
        project,
        profile,
        IntroductionState.OPEN,
        project_user_id=leader,
        profile_user_id=profile.user_id or (member.user_id if member else None),
        asked_at=then - timedelta(days=1),
        expires_at=then + timedelta(days=13),
        answered_at=then,
    )

"""With the bundled model: a Chinese project finds the investor whose English thesis is about it."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.embeddings.encoder import Encoder, load_encoder
from contest.kernel.access import SYSTEM
from contest.kernel.columns import LocalizedText
from contest.kernel.settings import EmbeddingSettings
from matching.profiles.domain import ProfileKind
from matching.recommendations import services
from matching.recommendations.models import Recommendation
from matching.retrieval.services import refresh
from tests import factories
from tests.database import settings_for

PROJECT = LocalizedText("面向卒中患者的非侵入式脑机接口康复手套,用干电极采集运动意图,帮助患者主动训练上肢")
THESES = {
    "medical": "Medical devices for neurology and rehabilitation: brain-computer interfaces, stroke care.",
    "coffee": "Consumer brands only: coffee chains, restaurants, snacks and retail in second-tier cities.",
    "battery": "Solid-state batteries, hydrogen and grid storage; hardware for the energy transition.",
    "games": "Mobile games, short video, and online entertainment for young audiences.",
    "chips": "Fabless semiconductor design, analog and RF chips, electronic design automation.",
    "steel": "Steel, cement and construction machinery; buyouts of mature industrial companies.",
    "school": "Online education, language schools and vocational training.",
    "film": "Film, animation and cultural tourism in the Yangtze delta.",
    "bank": "Payment, insurance technology and consumer credit.",
    "farm": "Agricultural biotechnology: seeds, crop protection and smart irrigation.",
}


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(EmbeddingSettings(), settings_for("").models_dir)


def test_a_chinese_project_finds_the_english_thesis_about_it(session: Session, encoder: Encoder) -> None:
    season = factories.a_season()
    winner = factories.a_winner(season, name=LocalizedText("意动康复"), intro=PROJECT)
    investors = {
        factories.a_profile(
            name=LocalizedText("", name), text=LocalizedText("", thesis), track_codes=[]
        ).id: name
        for name, thesis in THESES.items()
    }
    refresh(encoder=encoder)
    services.run(actor=SYSTEM, season_id=season.id, kinds=[ProfileKind.INVESTOR])
    query = select(Recommendation).where(Recommendation.project_id == winner.id).order_by(Recommendation.rank)
    found = session.execute(query).scalars().all()
    assert investors[found[0].profile_id] == "medical"
    assert found[0].reason["closeness"] == "very_close"
    assert found[0].similarity is not None
    assert found[0].model == encoder.model_name

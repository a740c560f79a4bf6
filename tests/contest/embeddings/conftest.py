"""The real model, loaded once; the conversion of its weights is kept between runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from contest.embeddings.encoder import Encoder, load_encoder
from contest.kernel.settings import EmbeddingSettings
from tests.database import settings_for


@pytest.fixture(scope="session")
def models_dir() -> Path:
    return settings_for("").models_dir


@pytest.fixture(scope="session")
def encoder(models_dir: Path) -> Encoder:
    """The encoder as the product loads it, on this machine's arithmetic."""
    return load_encoder(EmbeddingSettings(), models_dir)

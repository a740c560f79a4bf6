"""Entries with texts, and the small encoder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from contest.duplicates import services
from contest.duplicates.models import SuspectedPair
from contest.kernel.access import SYSTEM
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.projects.models import Answer, Project
from contest.seasons.models import Season
from tests import factories
from tests.contest.duplicates.test_domain import CROWD


def an_entry_with(season: Season, zh: str, en: str = "", **more: Any) -> Project:
    """An entry that is handed in and says `zh` and `en`."""
    project = factories.a_project(season, submitted=True, **{"intro": LocalizedText(), **more})
    db.session.add(Answer(project_id=project.id, field="solution", value=LocalizedText(zh, en)))
    db.session.flush()
    return project


def a_crowd(season: Season) -> list[Project]:
    """A dozen entries that have nothing to do with each other."""
    return [an_entry_with(season, text) for text in CROWD]


SMALL = factories.BagOfWords()
Check = Callable[..., services.Checked]


@pytest.fixture
def check(session: Any) -> Check:
    """`check(project, …)` compares entries with the small encoder."""

    def run(*projects: Project, encoder: Any = SMALL) -> services.Checked:
        ids: list[UUID] = [project.id for project in projects]
        done = services.check(actor=SYSTEM, project_ids=ids, encoder=encoder)
        session.expire_all()
        return done

    return run


def the_pair() -> SuspectedPair:
    """The only pair there is."""
    return db.session.query(SuspectedPair).one()

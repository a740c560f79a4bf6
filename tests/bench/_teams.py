"""Teams at their forms, each with a project nearly ready and a browser session, for benchmarks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from itsdangerous import URLSafeTimedSerializer

from contest.kernel.db import db
from contest.seasons.domain import WindowKind
from tests import factories
from tests.bench.clients import Team
from tests.bench.serving import Served, session_cookie

CSRF = "the same for every team of the benchmark"


def enter(site: Served, count: int) -> list[Team]:
    """Return so many teams with a draft that has everything handing in needs, each with a browser session."""
    with site.app.app_context():
        season = factories.a_season(windows=False)
        factories.a_window(season, WindowKind.SUBMISSION, closes_at=datetime.now(UTC) + timedelta(hours=1))
        people = [factories.a_user() for _ in range(count)]
        projects = [factories.a_ready_project(season, person) for person in people]
        db.session.commit()
        signer = URLSafeTimedSerializer(str(site.app.secret_key), salt="wtf-csrf-token")
        token = signer.dumps(CSRF)
        found = [
            Team(str(project.id), session_cookie(site, person, CSRF), str(token), project.version)
            for person, project in zip(people, projects, strict=True)
        ]
        db.session.commit()
        db.session.remove()
        return found

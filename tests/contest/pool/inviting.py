"""An invitation by somebody who works for a base."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.organisations.domain import MembershipRole
from contest.organisations.models import Membership
from contest.pool import services
from contest.pool.models import PoolPlace
from tests import factories

SignedIn = Callable[[Any], FlaskClient]
ActorOf = Callable[..., Actor]
COMPANY, TITLE = LocalizedText("示例医疗", "Example Medical"), LocalizedText("便携超声", "")


def invited(
    actor_of: ActorOf, base: Any, season: Any, email: str = "lead@example.com", title: LocalizedText = TITLE
) -> PoolPlace:
    keeper = factories.a_user()
    db.session.add(
        Membership(organisation_id=base.organisation_id, user_id=keeper.id, role=MembershipRole.MEMBER)
    )
    db.session.flush()
    asked = {"email": email, "company": COMPANY, "title": title}
    return services.invite(actor=actor_of(keeper), base_id=base.id, season_id=season.id, **asked)

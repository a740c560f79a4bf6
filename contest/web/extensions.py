"""Flask extensions, made once and bound by contest.web.app."""

from __future__ import annotations

from flask_babel import Babel
from flask_login import AnonymousUserMixin, LoginManager
from flask_wtf import CSRFProtect

from contest.kernel.access import ANONYMOUS, Actor


class Anonymous(AnonymousUserMixin):  # type: ignore[misc]
    """Whoever has not signed in."""

    name = ""

    @property
    def actor(self) -> Actor:
        return ANONYMOUS


babel = Babel()
csrf = CSRFProtect()
login_manager = LoginManager()
login_manager.anonymous_user = Anonymous
login_manager.session_protection = "basic"

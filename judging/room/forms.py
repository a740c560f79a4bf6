"""Forms of the panel room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from contest.kernel.columns import LocalizedText
from contest.seasons.forms.base import several
from contest.web.i18n import l10n, label
from judging.ranking.domain import Advice
from judging.ranking.panel import Recorded
from judging.room.domain import LIMIT

REQUIRED = _l("Please fill this in.")
CHOOSE = _l("Please choose one of the options.")
NUMBER = _l("Please enter a number.")
Named = Sequence[tuple[str, str]]


def keys(chosen: Sequence[str] | None) -> list[UUID]:
    """Return what was ticked as keys; the choices were checked already."""
    return [UUID(one) for one in chosen or ()]


def named(judges: Mapping[UUID, LocalizedText]) -> Named:
    """Return judges as choices, in their order."""
    return [(str(key), l10n(name)) for key, name in judges.items()]


class DecisionForm(FlaskForm):
    """The panel's word on one entry."""

    version = HiddenField()
    advice = RadioField(_l("The panel"), [InputRequired(CHOOSE)])
    place = IntegerField(
        _l("Place among those with the same score"),
        [Optional()],
        description=_l("1 is the best. Empty: the panel orders nothing."),
        render_kw={"type": "number", "inputmode": "numeric", "min": 1},
    )
    reason = TextAreaField(_l("Reason"), [DataRequired(REQUIRED), Length(max=LIMIT)])
    present = several(_l("Who took part"))

    def offer(self, judges: Named, before: Recorded | None) -> None:
        """Fill the choices, and what was recorded before where nothing is typed yet."""
        self.advice.choices = [(one.value, label(one)) for one in Advice]
        self.present.choices = list(judges)
        if self.is_submitted():
            return
        self.version.data = str(before.version if before else 0)
        if before is not None:
            self.advice.data, self.place.data, self.reason.data = (
                before.advice.value,
                before.place,
                before.reason,
            )
            self.present.data = [str(one) for one in before.present]

    def seen(self) -> int:
        """Return the version the chief judge saw."""
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) < 9 else -1


class BallotForm(FlaskForm):
    """A question to the panel."""

    question = TextAreaField(
        _l("Question"),
        [DataRequired(REQUIRED), Length(max=LIMIT)],
        description=_l("For example: which two of these should take the last places?"),
    )
    entries = several(_l("Entries to choose from"))
    places = IntegerField(
        _l("Places"),
        [InputRequired(NUMBER)],
        default=1,
        description=_l("Each member votes for at most this many entries."),
        render_kw={"type": "number", "inputmode": "numeric", "min": 1},
    )
    members = several(
        _l("Who votes"),
        hint=_l("Whoever has a conflict of interest in an entry has no vote on it, and does not see it."),
    )
    quorum = IntegerField(
        _l("At least this many must vote"),
        [InputRequired(NUMBER)],
        render_kw={"type": "number", "inputmode": "numeric", "min": 1},
    )
    secret = BooleanField(
        _l("Secret vote"),
        default=True,
        description=_l(
            "Only the sums are kept. Otherwise the room sees who voted for what once it is counted."
        ),
    )

    def offer(self, entries: Named, judges: Named) -> None:
        """Fill the choices; at first everybody votes and more than half of them must."""
        self.entries.choices, self.members.choices = list(entries), list(judges)
        if not self.is_submitted():
            self.members.data = [key for key, _name in judges]
            self.quorum.data = len(judges) // 2 + 1

"""Forms of conflicts of interest."""

from __future__ import annotations

from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from contest.web.i18n import l10n, label
from judging.conflicts.domain import MAX_NAME, MAX_REASON, MAX_STATEMENT, About, DeclaredTie
from judging.conflicts.queries import RequestRow, organisations_called, people_called

REQUIRED = _l("Please fill this in.")


class DeclareForm(FlaskForm):
    """A judge names a project and the tie to it."""

    number = StringField(_l("Number of the project"), [DataRequired(REQUIRED), Length(max=40)])
    tie = SelectField(_l("Kind of tie"), default=DeclaredTie.OTHER.value)
    reason = TextAreaField(
        _l("What ties you to it"),
        [DataRequired(REQUIRED), Length(max=MAX_REASON)],
        description=_l("Employment, investment, mentoring, kinship or any other tie. The office reads it."),
    )

    def offer(self) -> None:
        """Fill the choices in the reader's language."""
        self.tie.choices = [(kind.value, label(kind)) for kind in DeclaredTie]

    def declared(self) -> DeclaredTie:
        """Return the kind that was chosen."""
        return DeclaredTie(self.tie.data)


class NoteForm(DeclareForm):
    """The office names a judge, a project and the tie."""

    judge = SelectField(_l("Judge"), [DataRequired(REQUIRED)])
    reason = TextAreaField(_l("What ties them"), [DataRequired(REQUIRED), Length(max=MAX_REASON)])


class WaiveForm(FlaskForm):
    """Why a tie does not bar, in writing."""

    reason = TextAreaField(
        _l("Why this judge is needed all the same"),
        [DataRequired(REQUIRED), Length(max=MAX_REASON)],
        description=_l("For example: nobody else of the pool knows the field."),
    )
    statement = TextAreaField(
        _l("What both sign"),
        [DataRequired(REQUIRED), Length(max=MAX_STATEMENT)],
        description=_l(
            "The facts of the conflict of interest, and why it does not affect a fair judgement. Auditors read it."
        ),
    )


class AskForm(FlaskForm):
    """A team names somebody it does not want as a judge."""

    about = RadioField(_l("Who should not judge"), default=About.PERSON.value)
    name = StringField(_l("Name"), [DataRequired(REQUIRED), Length(max=MAX_NAME)])
    reason = TextAreaField(
        _l("Why"),
        [DataRequired(REQUIRED), Length(max=MAX_REASON)],
        description=_l(
            "For example competition, an earlier dispute, or confidential talks. Judges never see this."
        ),
    )

    def offer(self) -> None:
        """Fill the choices in the reader's language."""
        self.about.choices = [(about.value, label(about)) for about in About]


class AnswerForm(FlaskForm):
    """The office accepts a request for whom it means, or refuses it."""

    meant = SelectField(_l("Your decision"), validate_choice=True)
    answer = TextAreaField(_l("Answer to the team"), [DataRequired(REQUIRED), Length(max=MAX_REASON)])

    def offer(self, row: RequestRow) -> None:
        """Offer whom of the pool or of the register the name may mean."""
        found = people_called(row.name) if row.about is About.PERSON else organisations_called(row.name)
        self.meant.choices = [
            ("", _l("Do not accept")),
            *((str(key), f"{_l('Accept:')} {l10n(name)}") for key, name in found),
        ]
        self._about = row.about

    def meant_ids(self) -> dict[str, UUID]:
        """Return what the service takes: a judge, an organisation, or neither."""
        if not self.meant.data:
            return {}
        return {
            "judge_id" if self._about is About.PERSON else "organisation_id": UUID(self.meant.data),
        }

"""What browsers send about accounts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, HiddenField, PasswordField, SelectField, StringField, TelField
from wtforms.validators import DataRequired, Email, Length, Optional, Regexp

from contest.accounts.domain import ASSIGNABLE, MAX_PASSWORD
from contest.organisations.domain import District, MembershipRole
from contest.permissions import Role
from contest.web.i18n import label

REQUIRED = DataRequired(_l("Please fill this in."))
TOO_LONG = _l("At most %(max)d characters.")
NAME_LENGTH = Length(max=80, message=TOO_LONG)
LANGUAGES = (("zh", "中文"), ("en", "English"))
TOKEN_DAYS = (30, 90, 365)


def _address() -> EmailField:
    return EmailField(
        _l("E-mail address"),
        [
            REQUIRED,
            Length(max=254, message=TOO_LONG),
            Email(_l("This does not look like an e-mail address.")),
        ],
    )


def _new_password() -> PasswordField:
    return PasswordField(_l("New password"), [REQUIRED, Length(max=MAX_PASSWORD, message=TOO_LONG)])


class RegisterForm(FlaskForm):
    """A new account."""

    name = StringField(_l("Your name"), [REQUIRED, NAME_LENGTH])
    email = _address()
    password = PasswordField(_l("Password"), [REQUIRED, Length(max=MAX_PASSWORD, message=TOO_LONG)])
    agree = BooleanField(
        _l("I have read the privacy notice and agree to it"), [DataRequired(_l("Please tick this to go on."))]
    )


class SignInForm(FlaskForm):
    """Address and password; `remember` keeps the person signed in on this device."""

    email = EmailField(_l("E-mail address"), [REQUIRED])
    password = PasswordField(_l("Password"), [REQUIRED])
    remember = BooleanField(_l("Keep me signed in on this device"))
    next = HiddenField()


class AskCodeForm(FlaskForm):
    """Where to send a code for signing in."""

    contact = StringField(
        _l("E-mail address or mobile number"), [REQUIRED, Length(max=254, message=TOO_LONG)]
    )
    next = HiddenField()


class CodeForm(FlaskForm):
    """The six digits that were sent."""

    code = StringField(
        _l("Six-digit code"),
        [REQUIRED, Regexp(r"^\s*(\d\s*){6}$", message=_l("The code has six digits."))],
    )


class ContactForm(FlaskForm):
    """A further address or number of one's own."""

    contact = StringField(
        _l("E-mail address or mobile number"), [REQUIRED, Length(max=254, message=TOO_LONG)]
    )


class ForgotForm(FlaskForm):
    """Where to send a reset link."""

    email = _address()


class ResetForm(FlaskForm):
    """A new password, for whoever holds the link."""

    password = _new_password()


class ProfileForm(FlaskForm):
    """One's own particulars."""

    name = StringField(_l("Full name"), [REQUIRED, NAME_LENGTH])
    name_en = StringField(_l("English name"), [NAME_LENGTH])
    phone = TelField(
        _l("Telephone"),
        [
            Optional(),
            Length(max=30, message=TOO_LONG),
            Regexp(
                r"^\+?[0-9 ()\-]{5,}$", message=_l("Digits, blanks, brackets, hyphens, and a + in front.")
            ),
        ],
    )
    locale = SelectField(_l("Language of pages and letters"), choices=LANGUAGES)


class PasswordForm(FlaskForm):
    """A new password, for whoever knows the present one."""

    current = PasswordField(_l("Present password"), [REQUIRED])
    password = _new_password()


class TokenForm(FlaskForm):
    """A new API token. `once` becomes its key: a form sent twice makes one token."""

    name = StringField(_l("What it is for"), [REQUIRED, NAME_LENGTH])
    days = SelectField(_l("Valid for"), coerce=int, default=90)
    once = HiddenField()

    def offer(self) -> None:
        """Fill the choices in the reader's language."""
        self.days.choices = [(days, _l("%(days)s days", days=days)) for days in TOKEN_DAYS]


class RoleForm(FlaskForm):
    """A role for a person; an officer's may be narrowed to one district."""

    role = SelectField(_l("Role"), coerce=Role)
    district = SelectField(_l("District"), description=_l("Only for district and park officers."))

    def offer(self) -> None:
        """Fill the choices in the reader's language."""
        self.role.choices = [(role.value, label(role)) for role in ASSIGNABLE]
        self.district.choices = [("", _l("None")), *((item.value, label(item)) for item in District)]


class ColleagueForm(FlaskForm):
    """Somebody who shall act for an organisation."""

    email = _address()
    role = SelectField(_l("Role"), coerce=MembershipRole)

    def offer(self) -> None:
        """Fill the choices in the reader's language."""
        members = (MembershipRole.MEMBER, MembershipRole.MANAGER)
        self.role.choices = [(role.value, label(role)) for role in members]

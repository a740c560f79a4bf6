"""How accounts read: error codes, roles."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.accounts.devices import Place
from contest.kernel.notices import Category, NoticeKind
from contest.permissions import Role

ERRORS = {
    "bad_credentials": _l("E-mail address or password is wrong."),
    "locked_out": _l("Too many failed attempts. Sign-in opens again in %(minutes)s minutes."),
    "link_invalid": _l("This link is wrong, has expired or was used already. Ask for a new one."),
    "password_too_short": _l("At least 10 characters, please."),
    "password_too_long": _l("At most 200 characters, please."),
    "password_too_simple": _l("This password repeats too few characters."),
    "password_guessable": _l("The password must not contain your name or address."),
    "password_wrong": _l("This is not your present password."),
    "too_many_letters": _l(
        "Enough letters went out within the last hour. Look into the spam folder, or try again later."
    ),
    "too_many_codes": _l("Enough codes were asked for within the last hour. Please try again later."),
    "code_wrong": _l("This code is wrong or has expired. After five tries a new one is needed."),
    "contact_taken": _l("Somebody else has confirmed this already. Did you register twice?"),
    "contact_held": _l("You have this address or number already."),
    "too_many_contacts_kept": _l("At most %(limit)s further addresses and numbers."),
    "contact_not_proved": _l("Confirm the address first; then it can become the main one."),
    "role_held": _l("This person has the role already."),
    "roles_conflict": _l(
        "Auditing and running the contest must be in different hands: one person cannot have both roles."
    ),
    "last_administrator": _l("This is the last administrator. Give somebody else the role first."),
    "own_account": _l("You cannot close your own account."),
    "no_such_account": _l("No account has this e-mail address."),
    "not_a_demonstration": _l("This database holds no demonstration accounts."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    Role: {
        Role.PUBLIC: _l("Public"),
        Role.USER: _l("Signed in"),
        Role.ENTREPRENEUR: _l("Entrepreneur"),
        Role.JUDGE: _l("Judge"),
        Role.BASE: _l("Base"),
        Role.INVESTOR: _l("Investor"),
        Role.MENTOR: _l("Mentor"),
        Role.ORGANISER: _l("Organiser"),
        Role.CONFIRMER: _l("Confirmer"),
        Role.ADMINISTRATOR: _l("Administrator"),
        Role.OFFICER: _l("District and park officer"),
        Role.AUDITOR: _l("Auditor"),
    },
    Place: {
        Place.THIS_MACHINE: _l("On the server's own machine"),
        Place.INSIDE: _l("Inside an internal network"),
        Place.OUTSIDE: _l("From the internet"),
        Place.UNKNOWN: _l("Not known"),
    },
}

NOTICES = {
    "account.address_changed": NoticeKind(
        Category.SECURITY,
        _l("The main address of your account has changed"),
        _l("Letters go to %(new)s from now on. Was it not you? Set a new password at once."),
    ),
    "account.password_changed": NoticeKind(
        Category.SECURITY,
        _l("Your password was changed"),
        _l("All other devices are signed out. Was it not you? Set a new password at once."),
    ),
    "account.role_granted": NoticeKind(
        Category.ACCOUNT,
        _l("You have a new role: %(held)s"),
        _l("What it opens stands in your menu."),
        letter="role_granted",
    ),
}

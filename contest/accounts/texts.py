"""How accounts read: error codes, roles."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

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
}

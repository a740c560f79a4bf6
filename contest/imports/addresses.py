"""E-mail addresses in cells."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

from contest.accounts.domain import normalise_email
from contest.imports.domain import CellError


def read_address(text: str) -> str:
    """Return an e-mail address as it is stored; raise CellError."""
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        raise CellError("not_an_address", value=text[:60]) from None
    return normalise_email(text)

"""Cells that are neither text nor number: e-mail addresses, credit codes."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

from contest.accounts.domain import normalise_email
from contest.imports.domain import CellError
from contest.organisations.domain import credit_code_problem, normalise_credit_code


def read_address(text: str) -> str:
    """Return an e-mail address as it is stored; raise CellError."""
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        raise CellError("not_an_address", value=text[:60]) from None
    return normalise_email(text)


def read_credit_code(text: str) -> str:
    """Return a unified social credit code as it is stored; raise CellError."""
    code = normalise_credit_code(text)
    if problem := credit_code_problem(code):
        raise CellError(problem)
    return code

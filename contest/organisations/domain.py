"""Kinds of organisations, the reference list of districts (domain.md §6.1), the unified social credit code."""

from __future__ import annotations

from enum import StrEnum

from contest.kernel.errors import DomainError

# GB 32100-2015: digits and capitals without I, O, S, V, Z; the 18th character checks the first seventeen.
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_LENGTH = 18


class LastManager(DomainError):
    """An organisation keeps at least one manager as long as it has members."""

    code = "last_manager"


class AlreadyMember(DomainError):
    """The person belongs to the organisation already."""

    code = "already_member"


def credit_check_character(body: str) -> str:
    """Return the 18th character of the code whose first seventeen are `body`; raise ValueError for others."""
    if len(body) != CREDIT_LENGTH - 1:
        raise ValueError("a credit code has seventeen characters before its check character")
    total = sum(CREDIT_ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return CREDIT_ALPHABET[-total % 31]


def credit_code_problem(code: str) -> str | None:
    """Return what is wrong with a (normalised) unified social credit code, as an error code, or None."""
    if len(code) != CREDIT_LENGTH:
        return "credit_code_length"
    if any(character not in CREDIT_ALPHABET for character in code):
        return "credit_code_characters"
    return None if credit_check_character(code[:-1]) == code[-1] else "credit_code_check"


def normalise_credit_code(raw: str) -> str:
    """Return the code as it is stored: capitals, no blanks."""
    return "".join(raw.split()).upper()


class OrganisationKind(StrEnum):
    """What an organisation is to the contest."""

    COMPANY = "company"
    BASE_OPERATOR = "base_operator"
    INVESTOR = "investor"
    UNIVERSITY = "university"
    GOVERNMENT = "government"
    OTHER = "other"


class MembershipRole(StrEnum):
    """A manager may add colleagues and change the organisation's data."""

    MANAGER = "manager"
    MEMBER = "member"


class District(StrEnum):
    """The sixteen districts by adcode, and 临港 as the contest's 17th unit."""

    HUANGPU = "310101"
    XUHUI = "310104"
    CHANGNING = "310105"
    JINGAN = "310106"
    PUTUO = "310107"
    HONGKOU = "310109"
    YANGPU = "310110"
    MINHANG = "310112"
    BAOSHAN = "310113"
    JIADING = "310114"
    PUDONG = "310115"
    JINSHAN = "310116"
    SONGJIANG = "310117"
    QINGPU = "310118"
    FENGXIAN = "310120"
    CHONGMING = "310151"
    LINGANG = "lingang"

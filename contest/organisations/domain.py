"""Kinds of organisations and the reference list of districts (domain.md §6.1)."""

from __future__ import annotations

from enum import StrEnum


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

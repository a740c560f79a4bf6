"""States of a project and the vocabulary of its form."""

from __future__ import annotations

from enum import StrEnum


class ProjectState(StrEnum):
    """A submitted project stays editable until the deadline and is then judged as last submitted."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


class Financing(StrEnum):
    """融资轮次 (domain.md §6.4)."""

    NONE = "none"
    SEED = "seed"
    ANGEL = "angel"
    PRE_A = "pre_a"
    A = "a"
    A_PLUS = "a_plus"
    B = "b"
    C = "c"
    D_PLUS = "d_plus"
    STRATEGIC = "strategic"
    PRE_IPO = "pre_ipo"
    LISTED = "listed"


class Need(StrEnum):
    """对接需求 (domain.md §6.5)."""

    FIN = "FIN"
    SPACE = "SPACE"
    TALENT = "TALENT"
    SCENE = "SCENE"
    SUPPLY = "SUPPLY"
    VALID = "VALID"
    TEST = "TEST"
    PILOT = "PILOT"
    CLIN = "CLIN"
    TAPE = "TAPE"
    COMP = "COMP"
    IP = "IP"
    POLICY = "POLICY"
    LEGAL = "LEGAL"
    MARKET = "MARKET"
    EQUIP = "EQUIP"
    LIVING = "LIVING"
    VISA = "VISA"
    MENTOR = "MENTOR"


class FileKind(StrEnum):
    """What an uploaded file is."""

    PLAN = "plan"
    DECK = "deck"

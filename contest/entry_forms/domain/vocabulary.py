"""What a form may be made of, and the codes of the core fields' options."""

from __future__ import annotations

from enum import StrEnum

LANGUAGES = ("zh", "en")
# The parts of a season's rulebook that a choice may offer; districts are the city's.
SOURCES = ("tracks", "groups", "zones", "channels", "districts")


# The question of the default form that matching reads: the space a project wants where it lands, in m².
WANTED_SPACE, MOST_SPACE = "wanted_m2", 100_000


class FieldKind(StrEnum):
    """What a field holds; `amount` is money, stored in cents and written in 万元; `file` is an upload."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    AMOUNT = "amount"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    TABLE = "table"
    TAGS = "tags"
    CREDIT_CODE = "credit_code"
    FLAG = "flag"
    DECLARATION = "declaration"
    FILE = "file"


WRITTEN = frozenset({FieldKind.LINE, FieldKind.TEXT})
CHOOSING = frozenset({FieldKind.CHOICE, FieldKind.CHOICES})
TICKED = frozenset({FieldKind.FLAG, FieldKind.DECLARATION})
CELLS = frozenset(
    {FieldKind.LINE, FieldKind.NUMBER, FieldKind.AMOUNT, FieldKind.CHOICE, FieldKind.DATE}
)  # what a column of a table may hold


class RequiredFor(StrEnum):
    """Until when a field may stay empty; a later stage's code (seasons.domain.StageCode) stands beside these."""

    DRAFT = "draft"
    SUBMIT = "submit"
    NEVER = "never"


class FormState(StrEnum):
    """A draft is edited; a published version never changes."""

    DRAFT = "draft"
    PUBLISHED = "published"


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

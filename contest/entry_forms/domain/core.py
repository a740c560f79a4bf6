"""The fields that are columns of a project: what lists, rounds and matching filter by, whatever else is asked.

A form may leave most of them out, word and place them as it likes; their kind and what they may hold is fixed.
"""

from __future__ import annotations

from dataclasses import dataclass

from contest.entry_forms.domain.vocabulary import FieldKind, Financing, Need, RequiredFor
from contest.seasons.domain import GrowthStage


@dataclass(frozen=True, slots=True)
class Core:
    """What is fixed about a core field. `bound`: the highest limit. `codes`: what its options may be."""

    kind: FieldKind
    column: str
    bilingual: bool = False
    bound: int | None = None
    source: str | None = None
    codes: tuple[str, ...] = ()


def _choice(column: str, source: str | None = None, codes: tuple[str, ...] = ()) -> Core:
    return Core(FieldKind.CHOICE, column, source=source, codes=codes)


CORE: dict[str, Core] = {
    "name": Core(FieldKind.LINE, "name", bilingual=True, bound=60),
    "intro": Core(FieldKind.LINE, "intro", bilingual=True, bound=200),
    "track_code": _choice("track_code", "tracks"),
    "group_code": _choice("group_code", "groups"),
    "zone_code": _choice("zone_code", "zones"),
    "channel_code": _choice("channel_code", "channels"),
    "growth_stage": _choice("growth_stage", codes=tuple(GrowthStage)),
    "keywords": Core(FieldKind.TAGS, "keywords", bound=20),
    "company_name": Core(FieldKind.LINE, "company_name", bilingual=True, bound=100),
    "credit_code": Core(FieldKind.CREDIT_CODE, "credit_code"),
    "company_founded": Core(FieldKind.DATE, "company_founded"),
    "financing": _choice("financing", codes=tuple(Financing)),
    "amount_sought": Core(FieldKind.AMOUNT, "amount_sought_cents"),
    "needs": Core(FieldKind.CHOICES, "needs", codes=tuple(Need)),
    "district": _choice("district", "districts"),
    "consent_bases": Core(FieldKind.FLAG, "consent_bases"),
    "consent_matching": Core(FieldKind.FLAG, "consent_matching"),
    "consent_publication": Core(FieldKind.FLAG, "consent_publication"),
    "declaration_of_truth": Core(FieldKind.DECLARATION, "declaration_of_truth"),
}
# Without a name nothing can be listed, without a track nothing can be judged: the least these two are required for.
KEPT: dict[str, RequiredFor] = {"name": RequiredFor.DRAFT, "track_code": RequiredFor.SUBMIT}
# Each a purpose of its own, voluntary, and taken back at any time.
CONSENTS = ("consent_bases", "consent_matching", "consent_publication")

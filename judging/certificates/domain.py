"""What a certificate says, its code, and the words its signature stands for."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from contest.kernel.errors import DomainError, FieldError
from contest.kernel.localized import LocalizedText

FORMAT = "haiju-certificate/1"
# Nothing that is read wrongly from paper: no 0, 1, I, L, O, U.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 12, 4
AWARD_LIMIT = 40
TIERS = 3


class CertificateKind(StrEnum):
    """What a paper is: of an award, or of the score sheets of one entry."""

    AWARD = "award"
    SHEETS = "sheets"


class PrintOutdated(DomainError):
    """Since the document was made, the decision behind an award in it fell."""

    code = "certificate_print_outdated"


def new_code() -> str:
    """Return a code nobody can guess, spelled in groups."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return spelled(drawn)


def spelled(raw: str) -> str:
    """Return a code as it is printed, however it was typed; empty for what is none."""
    letters = "".join(raw.upper().split()).replace("-", "")
    if len(letters) != LENGTH or not set(letters) <= set(ALPHABET):
        return ""
    return "-".join(letters[at : at + GROUP] for at in range(0, LENGTH, GROUP))


@dataclass(frozen=True, slots=True)
class Tier:
    """An award for the ranks up to `up_to` of a section; None for everybody else who went on."""

    award: LocalizedText
    up_to: int | None = None


def award_for(rank: int | None, tiers: Sequence[Tier]) -> LocalizedText:
    """Return the award of a rank: that of the first tier that reaches it; the last is for all."""
    for tier in tiers:
        if tier.up_to is None or (rank is not None and rank <= tier.up_to):
            return tier.award
    return tiers[-1].award


def tier_errors(tiers: Sequence[Tier]) -> list[FieldError]:
    """Return what is wrong with tiers; fields are `tiers.<place>.<part>`. Bounds rise, and only the last has none."""
    errors, before = [], 0
    for place, tier in enumerate(tiers):
        if not tier.award.zh or not tier.award.en:
            part = "en" if tier.award.zh else "zh"
            errors.append(FieldError(f"tiers.{place}.{part}", "required"))
        if max(len(tier.award.zh), len(tier.award.en)) > AWARD_LIMIT:
            errors.append(FieldError(f"tiers.{place}.zh", "too_long", {"limit": AWARD_LIMIT}))
        last = place == len(tiers) - 1
        if not last and (tier.up_to is None or tier.up_to <= before):
            errors.append(FieldError(f"tiers.{place}.up_to", "certificate_tier_order"))
        before = tier.up_to or before
    return errors


@dataclass(frozen=True, slots=True)
class Facts:
    """What is signed. `seal` is the digest of the round's sealed file; `rank` is left out where none is printed."""

    kind: CertificateKind
    code: str
    number: str
    title: LocalizedText
    award: LocalizedText
    season: LocalizedText
    round: LocalizedText
    rank: int | None
    issued_at: datetime
    seal: str

    def message(self) -> bytes:
        """Return the bytes a signature is made over: JSON with sorted keys."""
        return json.dumps(
            {
                "format": FORMAT,
                "kind": self.kind.value,
                "code": self.code,
                "number": self.number,
                "title": self.title.as_dict(),
                "award": self.award.as_dict(),
                "season": self.season.as_dict(),
                "round": self.round.as_dict(),
                "rank": self.rank,
                "issued_at": self.issued_at.astimezone(UTC).isoformat(),
                "seal": self.seal,
            },
            ensure_ascii=False,
            sort_keys=True,
        ).encode()

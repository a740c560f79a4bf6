"""Pure rules of sealed files: what they say, how they are written, and how a stranger checks them."""

from judging.sealing.domain.content import (
    Content,
    SealedAdvice,
    SealedBallot,
    SealedCalibration,
    SealedEntry,
    SealedLine,
    SealedOption,
    SealedRubric,
    SealedRules,
    SealedSheet,
)
from judging.sealing.domain.differing import Difference
from judging.sealing.domain.pseudonyms import new_key, pseudonym
from judging.sealing.domain.recomputing import differences, recomputed
from judging.sealing.domain.verifying import FORMAT, Sealed, Verdict, seal, verify

__all__ = [
    "FORMAT",
    "Content",
    "Difference",
    "Sealed",
    "SealedAdvice",
    "SealedBallot",
    "SealedCalibration",
    "SealedEntry",
    "SealedLine",
    "SealedOption",
    "SealedRubric",
    "SealedRules",
    "SealedSheet",
    "Verdict",
    "differences",
    "new_key",
    "pseudonym",
    "recomputed",
    "seal",
    "verify",
]

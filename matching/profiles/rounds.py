"""What sources call a financing round, in Chinese or English, as one of ours (domain.md §6.4)."""

from __future__ import annotations

import re

from contest.projects.domain import Financing

SERIES = r"(?:series)?-?"
# Read from the top: "Pre-A" before "A", "A+" before "A".
PATTERNS: tuple[tuple[re.Pattern[str], Financing], ...] = tuple(
    (re.compile(pattern), financing)
    for pattern, financing in (
        (r".*pre-?ipo.*", Financing.PRE_IPO),
        (r".*ipo.*|.*上市.*|新三板.*", Financing.LISTED),
        (r".*战略.*|strategic.*", Financing.STRATEGIC),
        (r"种子.*|seed.*|pre-?seed.*", Financing.SEED),
        (r".*天使.*|.*angel.*", Financing.ANGEL),
        (rf"pre-?{SERIES}a\+?", Financing.PRE_A),
        (rf"{SERIES}a(\d+|\++)|pre-?{SERIES}b\+?", Financing.A_PLUS),
        (rf"{SERIES}a", Financing.A),
        (rf"{SERIES}b(\d+|\+*)|pre-?{SERIES}c", Financing.B),
        (rf"{SERIES}c(\d+|\+*)", Financing.C),
        (rf"{SERIES}[d-h](\d+|\+*)", Financing.D_PLUS),
    )
)


def financing_of(name: str) -> Financing | None:
    """Return the round a source's word stands for ("A轮", "Pre-Series A"), None when it is not one of ours."""
    plain = re.sub(r"[\s_]|轮|round|funding|融资", "", name.lower())
    return next((financing for pattern, financing in PATTERNS if pattern.fullmatch(plain)), None)

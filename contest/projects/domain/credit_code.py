"""统一社会信用代码 (GB 32100-2015): eighteen characters, the last one a check character."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18


def check_character(first: str) -> str:
    """Return the check character of the first seventeen characters; raise ValueError for a foreign character."""
    total = sum(ALPHABET.index(c) * pow(3, position, 31) for position, c in enumerate(first))
    return ALPHABET[-total % 31]


def is_credit_code(code: str) -> bool:
    """Say whether `code` (upper case) is well formed and its check character right."""
    if len(code) != LENGTH or any(c not in ALPHABET for c in code):
        return False
    return check_character(code[:-1]) == code[-1]

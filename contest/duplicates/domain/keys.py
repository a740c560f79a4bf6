"""What two entries may have in common to the letter, normalised so that ways of writing make no difference."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from contest.kernel.localized import LocalizedText

PLACES = "上海市|北京市|天津市|重庆市|上海|北京|天津|重庆|深圳市|深圳|杭州市|杭州|苏州市|苏州|广州市|广州|南京市|南京"
FORMS = (
    "股份有限公司|有限责任公司|有限公司|集团|公司|工作室|信息技术|网络科技|智能科技|生物科技|科技发展|科技|技术|"
    "co\\.?,? ?ltd\\.?|limited|ltd\\.?|inc\\.?|corp\\.?|corporation|company|technologies|technology|tech"
)
LEADING = re.compile(f"^({PLACES})")
TRAILING = re.compile(f"[\\s,.()]*({FORMS})[\\s,.()]*$")
FEWEST = 2  # a shorter name is no name

# Application numbers (2003 and later) with or without ZL, publication numbers, software registrations, PCT.
IP_NUMBER = re.compile(
    r"(?<![0-9A-Z])(?:ZL\s?|CN\s?)?(20\d{2}[12389]\d{7})\s?\.?\s?([0-9X])(?![0-9])"
    r"|(?<![0-9A-Z])(CN\s?\d{9})\s?[A-Z]\d?(?![0-9])"
    r"|(?<![0-9A-Z])((?:19|20)\d{2}SR\d{6,7})"
    r"|(PCT\s?/\s?[A-Z]{2}\s?(?:19|20)\d{2}\s?/\s?\d{5,6})"
    r"|(?<![0-9A-Z])((?:US|EP|JP|WO|KR)\s?\d{7,11})(?![0-9])"
)


def name_key(name: str) -> str:
    """Return what is left of a name without place, legal form and punctuation; empty when that says nothing."""
    rest = unicodedata.normalize("NFKC", name).casefold().strip()
    rest = LEADING.sub("", rest)
    while (shorter := TRAILING.sub("", rest)) != rest:
        rest = shorter
    letters = "".join(character for character in rest if character.isalnum())
    return letters if len(letters) >= FEWEST else ""


def name_keys(*names: LocalizedText) -> frozenset[str]:
    """Return the keys of names in both languages."""
    return frozenset(key for name in names for text in (name.zh, name.en) if (key := name_key(text)))


def contact_key(contact: str) -> str:
    """Return an e-mail address in lower case, a phone number as its last eleven digits; empty if neither."""
    text = unicodedata.normalize("NFKC", contact).strip().casefold()
    if "@" in text:
        return text
    digits = re.sub(r"\D", "", text)
    return digits[-11:] if len(digits) >= 7 else ""


def ip_number_key(number: str) -> str:
    """Return a number of a patent or registration as one writes it when one writes it short."""
    text = re.sub(r"[\s.\-/]", "", unicodedata.normalize("NFKC", number).upper())
    text = text.removeprefix("ZL").removeprefix("CN") if re.match(r"(ZL|CN)20\d{10}[0-9X]$", text) else text
    return text if len(text) >= 7 and any(character.isdigit() for character in text) else ""


def ip_numbers(values: Iterable[Any]) -> frozenset[str]:
    """Return the keys of every number found in prose and in tables with a `number` column."""
    found: set[str] = set()
    for value in values:
        if isinstance(value, list | tuple):
            rows = [row for row in value if isinstance(row, Mapping)]
            found.update(ip_number_key(str(row["number"])) for row in rows if row.get("number"))
        else:
            found.update(_mentioned(str(value)))
    return frozenset(found - {""})


def _mentioned(text: str) -> Iterable[str]:
    for match in IP_NUMBER.finditer(unicodedata.normalize("NFKC", text).upper()):
        applied, check, *others = match.groups()
        yield ip_number_key(f"{applied}{check}" if applied else next(part for part in others if part))

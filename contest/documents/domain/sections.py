"""Sections of a plan, recognised by their headings in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from contest.documents.domain.headings import HEADINGS
from contest.documents.domain.lines import Line, joined

LONGEST_HEADING = 48
SHORTEST_SECTION = 20
SHORTEST_SECTION_LATIN = 40
LONGEST_SECTION = 12_000

PATTERNS = {field: re.compile("|".join(ways), re.IGNORECASE) for field, ways in HEADINGS.items()}
# "第三章", "3.2", "三、", "（三）", "Part 3:", "03 |", "#": how headings are numbered.
NUMBER = re.compile(
    r"(?:#{1,6}\s*|§\s*)?(?:第\s*[一二三四五六七八九十百\d]+\s*[章节部分篇]+\s*[:：、.．]?\s*"
    r"|(?:part|chapter|section)\s+(?:\d+|[ivx]+|one|two|three|four|five|six|seven|eight|nine|ten)\b\s*[:：.、|-]?\s*"
    r"|[（(]\s*[一二三四五六七八九十\d]+\s*[）)]\s*|[一二三四五六七八九十]+\s*[、.．:：]\s*"
    r"|\d{1,2}(?:[.．]\d{1,2}){0,3}\s*[、.．:：|)]?\s*)?",
    re.IGNORECASE,
)
JOINED = re.compile(r"\s*(?:、|与|和|及|以及|,|，|;|；|/|&|\band\b)\s*", re.IGNORECASE)
AFTER = re.compile(r"(?P<head>[^:：]{2,40})[:：]\s*(?P<rest>\S.*)")


@dataclass(frozen=True, slots=True)
class Section:
    """A section that belongs to a field; `page` is where its heading stands."""

    field: str
    text: str
    page: int


def heading_of(text: str) -> str | None:
    """Return the field a line heads ("" for a section that is none of the form's), None for ordinary text."""
    if len(text) > LONGEST_HEADING:
        return None
    bare = text[(NUMBER.match(text) or re.match("", text)).end() :].strip(" :：.。|-—【】[]")  # type: ignore[union-attr]
    if not bare:
        return None
    whole = _field(bare)
    if whole is not None:
        return whole
    # "4  Market, competitors, business model": the first part names the section.
    parts = JOINED.split(bare)
    fields = [_field(part) for part in parts]
    return fields[0] if len(parts) > 1 and all(field is not None for field in fields) else None


def _field(text: str) -> str | None:
    return next((field for field, pattern in PATTERNS.items() if pattern.fullmatch(text)), None)


def sections_of(lines: Sequence[Line]) -> list[Section]:
    """Return the sections of the form's fields; of several with one heading the longest."""
    found: dict[str, Section] = {}
    field, start, body = "", 1, list[str]()

    def close() -> None:
        text = joined(body)[:LONGEST_SECTION]
        latin = sum(character.isascii() for character in text) * 2 > len(text)
        long_enough = len(text) >= (SHORTEST_SECTION_LATIN if latin else SHORTEST_SECTION)
        if field and long_enough and (field not in found or len(found[field].text) < len(text)):
            found[field] = Section(field, text, start)

    for line in lines:
        head, rest = heading_of(line.text), ""
        if head is None and (inline := AFTER.fullmatch(line.text)):
            head, rest = heading_of(inline["head"]), inline["rest"]
            # "团队：我们五个人……" heads a section; a line of a table ("市场：") below it does not end one.
            head = head if head and head != field else None
        if head is None:
            body.append(line.text)
        elif head == field and head:
            continue
        else:
            close()
            field, start, body = head, line.page, [rest] if rest else []
    close()
    return list(found.values())

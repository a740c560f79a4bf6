"""Values a plan tells that the form asks for: proposals, never entered without somebody's yes."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from contest.documents.domain.lines import Line, lines_of
from contest.documents.domain.reading import Language, language_of
from contest.documents.domain.sections import heading_of, sections_of
from contest.organisations.domain import (
    CREDIT_ALPHABET,
    CREDIT_LENGTH,
    credit_code_problem,
    normalise_credit_code,
)

CENTS_PER_YUAN = 100
MOST_YUAN = 10**11
LONGEST_NAME, LONGEST_LINE, MOST_TAGS, LONGEST_TAG = 60, 120, 8, 20
SEPARATOR = r"\s*(?:[:：\t|]|\s—\s)\s*"
HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Finding:
    """A value for the form's `field`, in the shape the form stores; `page` is where it stands, from 1.

    `language` is "zh" or "en" for text, None for what has no language: cents, an ISO date, a code, a list of tags.
    """

    field: str
    language: str | None
    value: Any
    page: int

    @property
    def path(self) -> str:
        return f"{self.field}.{self.language}" if self.language else self.field


def digest_of(value: Any) -> str:
    """Return what tells a value from another one of the same address: a refused proposal is known by it."""
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def find(pages: Sequence[str]) -> tuple[Finding, ...]:
    """Return at most one finding per address of the form, in the order of the rules."""
    lines = lines_of(pages)
    found: dict[str, Finding] = {}
    for finding in (*_labelled(lines), *_title(lines), *_credit_code(lines), *_sections(lines)):
        found.setdefault(finding.path, finding)
    return tuple(found.values())


def _of_language(field: str, text: str, page: int) -> Finding:
    language = "zh" if language_of(text) is Language.ZH or HAN.search(text) else "en"
    return Finding(field, language, text, page)


def _sections(lines: Sequence[Line]) -> Iterable[Finding]:
    for section in sections_of(lines):
        language = language_of(section.text)
        if language is not Language.OTHER:
            yield Finding(section.field, language.value, section.text, section.page)


def _line(limit: int) -> Callable[[str], str | None]:
    def read(raw: str) -> str | None:
        text = " ".join(raw.split()).strip(" 《》“”\"'。.；;，,")
        return text if 2 <= len(text) <= limit else None

    return read


def _company(raw: str) -> str | None:
    text = _line(100)(raw)
    is_company = text and re.search(
        r"公司|企业|合伙|研究院|\b(?:Ltd|Inc|LLC|GmbH|Co|Corp|Limited|Corporation)\b", text
    )
    return text if is_company else None


DAY = re.compile(r"(\d{4})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*日?")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAY_EN = re.compile(r"(?:(\d{1,2})\s+)?([A-Za-z]{3,9})\.?\s+(?:(\d{1,2}),?\s+)?(\d{4})")


def read_day(raw: str) -> str | None:
    """Return the ISO date a text begins with; None for a year or a month alone, which would be a guess."""
    if match := DAY.match(raw):
        year, month, day = map(int, match.groups())
    elif (match := DAY_EN.match(raw)) and match[2][:3].lower() in MONTHS and (match[1] or match[3]):
        year, month, day = int(match[4]), MONTHS.index(match[2][:3].lower()) + 1, int(match[1] or match[3])
    else:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


UNITS_ZH = {"": 1, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
UNITS_EN = {
    "": 1,
    "k": 10**3,
    "m": 10**6,
    "million": 10**6,
    "mn": 10**6,
    "b": 10**9,
    "bn": 10**9,
    "billion": 10**9,
}
MONEY_ZH = re.compile(
    r"(?:人民币|RMB|￥|¥)?\s*(\d[\d,，]*(?:\.\d+)?)\s*(百万|千万|万|亿)?\s*(?:元|RMB|人民币)", re.IGNORECASE
)
MONEY_WAN = re.compile(r"(?:人民币)?\s*(\d[\d,，]*(?:\.\d+)?)\s*(百万|千万|万|亿)(?!\s*(?:美|欧|港|日|英))")
MONEY_EN = re.compile(
    r"(?:(?:RMB|CNY|¥|￥)\s*(\d[\d,]*(?:\.\d+)?)\s*(million|billion|mn|bn|k|m|b)?\b"
    r"|(\d[\d,]*(?:\.\d+)?)\s*(million|billion|mn|bn|k|m|b)?\s*(?:RMB|CNY|yuan|renminbi)\b)",
    re.IGNORECASE,
)


def read_money(raw: str) -> int | None:
    """Return the cents of a yuan amount a text begins with; None for other currencies and for ranges."""
    text = re.sub(r"^(?:约|大约|about|approximately|around)\s*", "", raw.strip(), flags=re.IGNORECASE)
    if re.match(
        r"[^\d]*[\d.,，]+\s*(?:百万|千万|万|亿|元|million|m|k)?\s*(?:[-–—~～至到]|to)\s*[\d¥￥]",
        text,
        re.IGNORECASE,
    ):
        return None
    if english := MONEY_EN.match(text):
        number, unit = english[1] or english[3], (english[2] or english[4] or "").lower()
        factor = UNITS_EN[unit]
    elif chinese := MONEY_ZH.match(text) or MONEY_WAN.match(text):
        number, factor = chinese[1], UNITS_ZH[chinese[2] or ""]
    else:
        return None
    yuan = Decimal(number.replace(",", "").replace("，", "")) * factor
    return int(yuan * CENTS_PER_YUAN) if 0 < yuan <= MOST_YUAN else None


def read_tags(raw: str) -> list[str] | None:
    """Return the keywords of a line, those too long for a keyword left out."""
    pieces = (piece.strip(" .。") for piece in re.split(r"[,，、;；|]|\s{2,}", raw))
    tags = list(dict.fromkeys(piece for piece in pieces if 1 < len(piece) <= LONGEST_TAG))
    return tags[:MOST_TAGS] or None


@dataclass(frozen=True, slots=True)
class Label:
    """A line `label: value`. `read` turns the text behind the label into a value, or None when it is none."""

    field: str
    label: str
    read: Callable[[str], Any]
    has_language: bool = False

    @property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(rf"(?:[•●▪\-*]\s*)?(?:{self.label}){SEPARATOR}(?P<value>.+)", re.IGNORECASE)


LABELS = (
    Label("name", r"(?:参赛)?项目(?:名称|全称)|project (?:name|title)", _line(LONGEST_NAME), True),
    Label(
        "intro",
        r"一句话(?:介绍|简介|描述|概括)|项目(?:简介|介绍)"
        r"|one[- ]line(?:r| intro(?:duction)?| summary)?|in one sentence|tagline|elevator pitch",
        _line(LONGEST_LINE),
        True,
    ),
    Label(
        "company_name",
        r"(?:公司|企业|单位)(?:名称|全称)|(?:申报|参赛)(?:单位|企业|主体)|company(?: name)?|legal entity",
        _company,
        True,
    ),
    Label(
        "company_founded",
        r"(?:公司|企业)?(?:成立|注册)(?:时间|日期)"
        r"|founded(?: on)?|established(?: on)?|date of (?:registration|incorporation|establishment)",
        read_day,
    ),
    Label(
        "amount_sought",
        r"(?:本轮|计划|拟|目标)?融资(?:金额|额度|需求|规模)|拟融资|计划融资"
        r"|(?:amount|funding|investment) (?:sought|required|needed)|(?:we are )?(?:raising|seeking)|the ask",
        read_money,
    ),
    Label("keywords", r"关\s*键\s*[词字]|key\s?words", read_tags),
)
LABEL_PATTERNS = tuple((label, label.pattern) for label in LABELS)


def _labelled(lines: Sequence[Line]) -> Iterable[Finding]:
    for line in lines:
        for label, pattern in LABEL_PATTERNS:
            match = pattern.fullmatch(line.text)
            value = label.read(match["value"].strip()) if match else None
            if value is None:
                continue
            if label.has_language:
                yield _of_language(label.field, value, line.page)
            else:
                yield Finding(label.field, None, value, line.page)


PLAN_ZH = re.compile(r"(?P<name>.*?)[\s—-]*(?:项目)?(?:创业|商业)计划书(?:[（(].*[）)])?")
PLAN_EN = re.compile(
    r"(?:(?P<before>.*?)\s*[-–—:|]?\s*)?business plan(?:\s*[-–—:|]\s*(?P<after>.+))?", re.IGNORECASE
)


def _title(lines: Sequence[Line]) -> Iterable[Finding]:
    """The first page of a plan bears the project's name before, or above, the words "business plan"."""
    cover = [line.text for line in lines if line.page == 1][:12]
    for place, text in enumerate(cover):
        match = PLAN_ZH.fullmatch(text) or PLAN_EN.fullmatch(text)
        if match is None:
            continue
        given = match.groupdict()
        raw = (
            given.get("name")
            or given.get("before")
            or given.get("after")
            or (cover[place - 1] if place else "")
        )
        name = _line(LONGEST_NAME)(raw)
        if (
            name
            and heading_of(name) is None
            and not re.search(r"大赛|contest|competition|20\d\d", name, re.IGNORECASE)
        ):
            yield _of_language("name", name, 1)
        return


CODE = re.compile(rf"(?<![0-9A-Za-z])[{CREDIT_ALPHABET}]{{{CREDIT_LENGTH}}}(?![0-9A-Za-z])")


def _credit_code(lines: Sequence[Line]) -> Iterable[Finding]:
    """A code whose check character holds; several different ones (partners, customers) are nobody's."""
    found = {
        code: line.page
        for line in reversed(lines)
        for code in CODE.findall(normalise_credit_code(line.text) if "代码" in line.text else line.text)
        if credit_code_problem(code) is None
    }
    if len(found) == 1:
        (code, page), *_ = found.items()
        yield Finding("credit_code", None, code, page)

"""The lines of a document the way rules read them: without running heads, page numbers and tables of contents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

# A line that stands on this share of the pages is a running head.
REPEATED = 0.5
FEWEST_PAGES = 3
PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:第\s*)?(?:page\s*)?\d{1,4}(?:\s*[/／]\s*\d{1,4})?(?:\s*页)?[-–—\s]*", re.IGNORECASE
)
# "市场分析 ........ 12": an entry of the table of contents.
CONTENTS_ENTRY = re.compile(r".*(?:\.{4,}|…{2,}|·{4,}|_{4,})\s*\d{0,4}\s*")
ENDS = "。！？；：.!?;:"
BULLET = re.compile(r"\s*(?:[•●▪◆■□○–—*-]|\(?\d{1,2}[.)、）]|[（(][一二三四五六七八九十]+[）)])\s*")
HAN = re.compile(r"[\u3400-\u9fff\uff00-\uffef\u3000-\u303f]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text; `page` counts from 1."""

    text: str
    page: int


def lines_of(pages: Sequence[str]) -> list[Line]:
    """Return what stands on the pages, line by line, blank lines left out."""
    split = [[" ".join(raw.split(" ")).strip() for raw in page.splitlines()] for page in pages]
    heads = _running_heads(split)
    return [
        Line(text, number)
        for number, page in enumerate(split, 1)
        for text in page
        if text
        and text not in heads
        and not PAGE_NUMBER.fullmatch(text)
        and not CONTENTS_ENTRY.fullmatch(text)
    ]


def _running_heads(pages: Sequence[Sequence[str]]) -> set[str]:
    if len(pages) < FEWEST_PAGES:
        return set()
    seen = Counter(text for page in pages for text in set(page))
    return {text for text, count in seen.items() if count >= FEWEST_PAGES and count > REPEATED * len(pages)}


def joined(lines: Sequence[str]) -> str:
    """Return a section's lines as paragraphs: a PDF breaks lines where the page ends, not where the sentence does."""
    paragraphs: list[str] = []
    for text in lines:
        goes_on = bool(paragraphs) and paragraphs[-1][-1] not in ENDS and not BULLET.match(text)
        if not goes_on:
            paragraphs.append(text)
            continue
        before = paragraphs[-1]
        tight = HAN.match(before[-1]) and HAN.match(text[0])
        paragraphs[-1] = before + text if tight else f"{before} {text}"
    return "\n".join(paragraphs)


def shortened(text: str, limit: int) -> str:
    """Return at most `limit` characters, cut behind the last sentence that fits (or hard, when none does)."""
    if len(text) <= limit:
        return text
    cut = text[:limit]
    end = max(cut.rfind(mark) for mark in ("。", "！", "？", ". ", "\n", "；"))
    return cut[: end + 1].rstrip() if end >= limit // 3 else cut.rstrip()

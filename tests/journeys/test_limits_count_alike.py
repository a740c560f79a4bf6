"""A limit counts the same in the browser and on the server: code points of NFC, a line end once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from contest.entry_forms.domain.text import clean_text
from tests.journeys.conftest import Site

TEXTS = (
    "",
    "海聚英才",
    "𠮷野家 👩‍🔬",
    "e\u0301galite\u0301",
    "\u1112\u1161\u11ab",
    "一\r\n二\r三\n\n  ",
    "  two   words \t and\u3000a wide blank ",
    "a\x00b\x1f\x7fc\u0085d",
    "no\u00a0break \u2028 line \ufeff mark",
    "\u200bzero width\u200d",
)


@pytest.mark.parametrize("lines", [True, False])
def test_limits_count_alike(site: Site, visitor: Callable[..., Page], lines: bool) -> None:
    page = visitor()
    page.goto("/")
    counted = page.evaluate(
        """async ([texts, lines]) => {
            const { lengthOf } = await import("/static/js/counting.js");
            return texts.map((text) => lengthOf(text, lines));
        }""",
        [list(TEXTS), lines],
    )
    assert counted == [len(clean_text(text, lines=lines)) for text in TEXTS]

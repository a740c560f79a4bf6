"""What codes of errors read like: one code, one sentence, in whichever context it is raised."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from typing import Any

import contest.manifest
import judging.manifest
import matching.manifest
from contest.web import errors


def test_no_two_contexts_say_different_things_for_one_error() -> None:
    texts: list[Any] = [
        errors.TEXTS,
        *(context.manifest.TEXTS for context in (contest, judging, matching)),
    ]
    twice = {
        code
        for one, other in combinations(texts, 2)
        for code in one.keys() & other.keys()
        if one[code]._args != other[code]._args
    }
    assert twice == set(), "the later one is what people read in both places"


def test_no_template_puts_a_latin_mark_after_words_that_may_be_chinese() -> None:
    templates = Path(contest.manifest.__file__).resolve().parents[2] / "templates"
    found = [
        f"{path.relative_to(templates)}: {line.strip()[:90]}"
        for path in sorted([*templates.rglob("*.html"), *templates.rglob("*.txt")])
        for line in path.read_text("utf-8").splitlines()
        # `_(": ")`, `_(", ")` and `_(" (%(note)s)")` are the reader's own.
        if re.search(r"\}\}(: | \(\{\{|, \{\{)|[^_]\(\": \"\)|~ \": \" ~|~ \" \(\" ~", line)
    ]
    assert found == []

"""What codes of errors read like: one code, one sentence, in whichever context it is raised."""

from __future__ import annotations

from itertools import combinations
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

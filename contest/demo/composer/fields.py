"""The words with which somebody speaks of a field they know."""

from __future__ import annotations

import random

from contest.demo.composer.parts import Theme
from contest.demo.composer.phrases import Word, inside, listed
from contest.seasons.defaults.tracks import TRACKS

TRACK_NAMES = {track.code: track.name for track in TRACKS}
YEARS = (8, 26)


def field_words(rng: random.Random, theme: Theme, other: Theme) -> dict[str, Word]:
    """Return the words for somebody at home in a theme and a neighbouring one."""
    name, other_name = inside(theme.name), inside(other.name)
    keyword, other_keyword = rng.sample(theme.keywords, 2)
    fields = (name, other_name, *rng.sample(theme.keywords, 3), *rng.sample(other.keywords, 2))
    return {
        "track": inside(TRACK_NAMES[theme.track]),
        "theme": name,
        "other_theme": other_name,
        "keyword": keyword,
        "other_keyword": other_keyword,
        "craft": rng.choice(theme.crafts),
        "other_craft": rng.choice(other.crafts),
        "fields": listed({field.zh: field for field in fields}.values()),
        "years": rng.randint(*YEARS),
    }

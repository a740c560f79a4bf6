"""Judges and mentors: fictional people whose words show what they know."""

from __future__ import annotations

import random
from collections.abc import Mapping

from contest.demo.casting import JudgeText, MentorText
from contest.demo.composer.fields import field_words
from contest.demo.composer.funds import Funds
from contest.demo.composer.parts import Theme, sayings, table, text, themes
from contest.demo.composer.people import People
from contest.demo.composer.phrases import paragraph
from contest.demo.composer.projects import TRACK_HAND
from contest.demo.composer.streams import Streams
from contest.kernel.localized import LocalizedText
from contest.seasons.domain import GrowthStage

# Where twenty judges work, and in which voice their expertise is told.
EMPLOYER_HAND = ("university",) * 6 + ("institute",) * 4 + ("company",) * 5 + ("fund",) * 3 + ("service",) * 2
VOICES = {
    "university": "scholar",
    "institute": "scholar",
    "hospital": "scholar",
    "company": "industry",
    "fund": "investor",
    "service": "service",
}
LISTS = {
    "university": "universities",
    "institute": "institutes",
    "hospital": "hospitals",
    "service": "services",
}
MENTOR_HAND = ("entrepreneur",) * 5 + ("investor",) * 3 + ("scientist",) * 4
MENTOR_STAGES: Mapping[str, tuple[GrowthStage, ...]] = {
    "entrepreneur": (GrowthStage.SEED, GrowthStage.EARLY),
    "investor": (GrowthStage.EARLY, GrowthStage.GROWTH),
    "scientist": (GrowthStage.SEED,),
}
CAPACITY = (1, 4)
FUNDS_WITH_JUDGES = 200
COMPANIES_WITH_JUDGES = 8  # of each theme
BILINGUAL = 0.6
CLINICAL = 0.5  # share of judges for clinical themes who are doctors
BOTH = ("zh", "en")


class Experts:
    """Judges and mentors by index."""

    def __init__(self, streams: Streams, people: People, funds: Funds) -> None:
        self._streams = streams
        self._people = people
        self._funds = funds
        self._parts = sayings("experts.toml")
        self._clinical = frozenset(table("experts.toml")["medical_themes"])
        self._districts = table("bases.toml")["districts"]

    def judge(self, index: int) -> JudgeText:
        """Return judge `index`."""
        rng = self._streams.rng("judge", index)
        theme, other = self._field(rng, "judge", index)
        kind, _ = self._streams.dealt("employer", EMPLOYER_HAND, index)
        if theme.code in self._clinical and rng.random() < CLINICAL:
            kind = "hospital"
        sentences = [rng.choice(self._parts[f"expertise.{VOICES[kind]}"]), *self._parts["expertise.fields"]]
        return JudgeText(
            person=self._people.person("judge", index),
            title=rng.choice(self._parts[f"titles.{kind}"]),
            expertise=paragraph(rng, sentences, field_words(rng, theme, other)),
            tracks=_tracks(rng, theme),
            languages=self.languages("judge", index),
            employer=self._employer(rng, kind, theme),
        )

    def mentor(self, index: int) -> MentorText:
        """Return mentor `index`."""
        rng = self._streams.rng("mentor", index)
        theme, other = self._field(rng, "mentor", index)
        kind, _ = self._streams.dealt("mentor-kind", MENTOR_HAND, index)
        district = rng.choice(self._districts)
        sentences = [
            *rng.sample(self._parts[f"mentoring.{kind}"], 2),
            rng.choice(self._parts["mentoring.closings"]),
        ]
        words = {**field_words(rng, theme, other), "district": text((district["zh"], district["en"]))}
        told = paragraph(rng, sentences, words)
        return MentorText(
            person=self._people.person("mentor", index),
            kind=kind,
            text=told,
            tracks=_tracks(rng, theme),
            growth_stages=tuple(stage.value for stage in MENTOR_STAGES[kind]),
            districts=(district["code"],) if district["zh"] in told.zh else (),
            languages=BOTH if "中英文" in told.zh else self.languages("mentor", index),
            capacity=rng.randint(*CAPACITY),
        )

    def languages(self, pool: str, index: int) -> tuple[str, ...]:
        """Return the languages somebody works in; who comes from abroad has English, and often Chinese too."""
        rng = self._streams.rng(f"languages:{pool}", index)
        if rng.random() < BILINGUAL:
            return BOTH
        return ("en",) if self._people.is_from_abroad(pool, index) else ("zh",)

    def _field(self, rng: random.Random, pool: str, index: int) -> tuple[Theme, Theme]:
        track, ordinal = self._streams.dealt(f"{pool}-track", TRACK_HAND, index)
        of_track = themes()[track]
        place, _ = self._streams.dealt(f"{pool}-theme:{track}", range(len(of_track)), ordinal)
        theme = of_track[place]
        return theme, rng.choice([other for other in of_track if other is not theme])

    def _employer(self, rng: random.Random, kind: str, theme: Theme) -> LocalizedText:
        if kind == "fund":
            return self._funds.name(rng.randrange(FUNDS_WITH_JUDGES))
        if kind == "company":
            return self._funds.company(theme, rng.randrange(COMPANIES_WITH_JUDGES)).name
        lists = LISTS[kind]
        return rng.choice((*self._parts[f"{lists}.any"], *self._parts.get(f"{lists}.{theme.track}", ())))


def _tracks(rng: random.Random, theme: Theme) -> tuple[str, ...]:
    """Return the theme's track, for some with a second one."""
    if rng.random() < 0.6:
        return (theme.track,)
    return theme.track, rng.choice([track for track in themes() if track != theme.track])

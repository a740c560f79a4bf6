"""Investors with their thesis, and what they invested in: a common pool of companies, some liked by several."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from contest.demo.casting import DealText, FundText
from contest.demo.composer.brands import Brands
from contest.demo.composer.fields import field_words
from contest.demo.composer.parts import Theme, chosen, sayings, table, text, themes
from contest.demo.composer.phrases import fill, paragraph
from contest.demo.composer.projects import TRACK_HAND
from contest.demo.composer.streams import Streams
from contest.kernel.localized import LocalizedText
from contest.projects.domain import Financing
from contest.seasons.domain import GrowthStage

CENTS_PER_WAN = 1_000_000
# What a fund of a focus looks for: stages, rounds, and tickets in 万元 (lowest and highest, domain.md §6.4).
FOCUSES: dict[str, tuple[tuple[GrowthStage, ...], tuple[Financing, ...], tuple[int, int]]] = {
    "angel": ((GrowthStage.SEED,), (Financing.SEED, Financing.ANGEL), (50, 500)),
    "early": (
        (GrowthStage.SEED, GrowthStage.EARLY),
        (Financing.ANGEL, Financing.PRE_A, Financing.A),
        (300, 2_000),
    ),
    "venture": (
        (GrowthStage.EARLY, GrowthStage.GROWTH),
        (Financing.PRE_A, Financing.A, Financing.A_PLUS),
        (1_000, 5_000),
    ),
    "growth": (
        (GrowthStage.GROWTH,),
        (Financing.A_PLUS, Financing.B, Financing.C, Financing.STRATEGIC),
        (3_000, 12_000),
    ),
}
FOCUS_HAND = ("angel",) * 2 + ("early",) * 4 + ("venture",) * 3 + ("growth",)
DEALS = (3, 9)
YEARS = 7
AT_HOME = 0.75  # share of deals in the themes a fund names
POOL = 40  # companies of each theme
LIKED = 1.7  # above 1: the first companies of a theme have more investors than the last


@dataclass(frozen=True, slots=True)
class Company:
    """A company somebody invested in; `about` says in a sentence what it does."""

    name: LocalizedText
    about: str


class Funds:
    """Funds by index."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._brands = Brands(streams, "fund_seconds")
        self._company_brands = Brands(streams, "seconds")
        self._parts = sayings("experts.toml")
        self._districts = table("bases.toml")["districts"]
        self._order = {
            theme.code: place
            for place, theme in enumerate(theme for group in themes().values() for theme in group)
        }

    def name(self, index: int) -> LocalizedText:
        """Return the name of fund `index`."""
        brand, kind = (
            self._brands[index],
            self._streams.rng("fund-kind", index).choice(self._parts["funds.kinds"]),
        )
        return LocalizedText(brand.zh + kind.zh, f"{brand.en} {kind.en}")

    def fund(self, index: int) -> FundText:
        """Return fund `index` with its past deals."""
        rng = self._streams.rng("fund", index)
        track, _ = self._streams.dealt("fund-track", TRACK_HAND, index)
        focus, _ = self._streams.dealt("fund-focus", FOCUS_HAND, index)
        stages, financings, (low, high) = FOCUSES[focus]
        theme, other = rng.sample(themes()[track], 2)
        district = rng.choice(self._districts)
        thesis = self._thesis(rng, theme, other, text((district["zh"], district["en"])))
        ticket = rng.randrange(low, low * 2, max(10, low // 10))
        return FundText(
            name=self.name(index),
            thesis=thesis,
            tracks=(track,)
            if rng.random() < 0.6
            else (track, rng.choice([t for t in themes() if t != track])),
            growth_stages=tuple(stage.value for stage in stages),
            financings=tuple(financing.value for financing in financings),
            districts=(district["code"],) if district["zh"] in thesis.zh else (),
            ticket_low_cents=ticket * CENTS_PER_WAN,
            ticket_high_cents=rng.randrange(max(high // 2, ticket * 2), high * 2, max(50, high // 20))
            * CENTS_PER_WAN,
            deals=self._deals(rng, (theme, other), financings),
        )

    def _thesis(
        self, rng: random.Random, theme: Theme, other: Theme, district: LocalizedText
    ) -> LocalizedText:
        sentences = [rng.choice(self._parts["funds.theses"]), *rng.sample(self._parts["funds.habits"], 2)]
        return paragraph(rng, sentences, {**field_words(rng, theme, other), "district": district})

    def _deals(
        self, rng: random.Random, own: Sequence[Theme], financings: Sequence[Financing]
    ) -> tuple[DealText, ...]:
        found: dict[str, DealText] = {}
        for _ in range(rng.randint(*DEALS)):
            theme = rng.choice(own) if rng.random() < AT_HOME else rng.choice(themes()[own[0].track])
            company = self.company(theme, int(POOL * rng.random() ** LIKED))
            name, financing = company.name.zh, rng.choice(financings).value
            found[name] = DealText(name, company.about, theme.track, rng.randrange(YEARS + 1), financing)
        return tuple(found.values())

    def company(self, theme: Theme, number: int) -> Company:
        """Return a company of the common pool; its brand is none of the projects' of this year or the last."""
        index = self._order[theme.code] * POOL + number
        rng = self._streams.rng("portfolio", index)
        # Brands of the second round, from its start; projects of earlier seasons begin further on.
        brand = self._company_brands[len(self._company_brands) + index]
        noun = rng.randrange(len(theme.nouns))
        hook = fill(rng, chosen(rng, theme.hooks, noun, GrowthStage.GROWTH)[0], {})
        trade = rng.choice(theme.trades)
        return Company(
            LocalizedText(f"{brand.zh}{trade.zh}", f"{brand.en} {trade.en}"),
            f"{theme.nouns[noun].zh}，{hook.zh}。",
        )

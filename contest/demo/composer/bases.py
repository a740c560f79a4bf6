"""Bases: invented parks over all districts, each with a profile that its district is known for."""

from __future__ import annotations

import random

from contest.demo.casting import BaseText
from contest.demo.composer.brands import Brands
from contest.demo.composer.parts import table, text, texts
from contest.demo.composer.phrases import paragraph
from contest.demo.composer.streams import Streams
from contest.kernel.localized import LocalizedText

# Square metres; the first is a little above what a title asks for (000 §四.1).
SMALLEST, LARGEST, STEP = 5_200, 46_000, 100
M2_PER_FIRM = 320
HOUSES = (8, 1_980)


class Bases:
    """Bases by index. Each run of seventeen covers every district and 临港."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._brands = Brands(streams, "base_seconds")
        self._parts = table("bases.toml")

    def base(self, index: int) -> BaseText:
        """Return base `index`."""
        rng = self._streams.rng("base", index)
        districts = self._parts["districts"]
        place, round_ = self._streams.dealt("district", range(len(districts)), index)
        district = districts[place]
        profile = self._parts["profiles"][district["profiles"][round_ % len(district["profiles"])]]
        brand = self._brands[index]
        suffix, operator = text(rng.choice(profile["suffixes"])), text(rng.choice(self._parts["operators"]))
        area = rng.randrange(SMALLEST, LARGEST, STEP)
        words = {"firms": max(12, area // M2_PER_FIRM)}
        return BaseText(
            name=LocalizedText(brand.zh + suffix.zh, f"{brand.en} {suffix.en}"),
            operator=LocalizedText(f"上海{brand.zh}{operator.zh}", f"Shanghai {brand.en} {operator.en}"),
            district=district["code"],
            address=self._address(rng, text((district["zh"], district["en"]))),
            intro=paragraph(
                rng, [rng.choice(texts(part)) for part in (profile["intros"], self._parts["closings"])], words
            ),
            industries=tuple(profile["industries"]),
            tracks=tuple(profile["tracks"]),
            facilities=tuple(profile["facilities"]),
            area_m2=area,
        )

    def _address(self, rng: random.Random, district: LocalizedText) -> LocalizedText:
        road = text(rng.choice(self._parts["roads"]))
        house = rng.randrange(*HOUSES, 2)
        return LocalizedText(
            f"上海市{district.zh}{road.zh}{house}号", f"{house} {road.en}, {district.en}, Shanghai"
        )

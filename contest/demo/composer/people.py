"""Fictional people, from here and from abroad, with telephone numbers of a range of their own."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from functools import cache
from itertools import product

from contest.demo.casting import PersonText
from contest.demo.composer.brands import Syllable, joined, syllable
from contest.demo.composer.parts import table
from contest.demo.composer.streams import Streams

# Of 25 people three come from abroad, four have a given name of one character.
HAND = ("abroad",) * 3 + ("single",) * 4 + ("double",) * 18
# Every pool has numbers of its own in 1990…, so that no two people of the demonstration share a telephone.
PREFIX = "1990"
POOL_SIZE = 100_000
POOLS = {"person": 0, "judge": 8 * POOL_SIZE, "mentor": 9 * POOL_SIZE}

Given = tuple[Syllable, ...]
Single = tuple[Syllable, Syllable]
Foreign = tuple[
    Syllable, Syllable, bool
]  # given name, family name, whether the family name comes first in Chinese


@dataclass(frozen=True, slots=True)
class NameParts:
    """What names are made of. `refused`: SHA-256 digests of full names that must not appear."""

    families: tuple[Syllable, ...]
    weights: tuple[int, ...]
    doubles: tuple[Given, ...]
    singles: tuple[Single, ...]
    foreign: tuple[Foreign, ...]
    refused: frozenset[str]

    def allows(self, name: str) -> bool:
        return hashlib.sha256(name.encode()).hexdigest() not in self.refused


@cache
def name_parts() -> NameParts:
    """Return the parts of names, read once."""
    content = table("people.toml")
    families = [row.split() for row in content["surnames"]]
    refused_given = {word for row in content["refused_given"] for word in row.split()}
    doubles = product(map(syllable, content["first"]), map(syllable, content["last"]))
    surnames = tuple(Syllable(zh, latin) for zh, latin, _ in families)
    return NameParts(
        families=surnames,
        weights=tuple(int(weight) for *_, weight in families),
        doubles=tuple(pair for pair in doubles if pair[0].zh + pair[1].zh not in refused_given),
        singles=tuple(product(surnames, map(syllable, content["single"]))),
        foreign=tuple(
            (syllable(given), syllable(family), bool(culture.get("family_first")))
            for culture in content["cultures"]
            for given, family in product(culture["first"], culture["last"])
        ),
        refused=frozenset(content["refused"]),
    )


class People:
    """People by pool and index; no full name comes twice among the first thousand of a pool."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._doubles: dict[str, list[Given]] = {}
        self._singles: dict[str, list[Single]] = {}
        self._foreign: dict[str, list[Foreign]] = {}

    def person(self, pool: str, index: int) -> PersonText:
        """Return person `index` of one of POOLS."""
        kind, ordinal = self._streams.dealt(f"names:{pool}", HAND, index)
        phone = telephone(POOLS[pool] + index)
        if kind == "abroad":
            return PersonText(*self._from_abroad(pool, ordinal), phone)
        if kind == "single":
            return PersonText(*self._of_two(pool, ordinal), phone)
        return PersonText(*self._of_three(self._streams.rng(f"family:{pool}", index), pool, ordinal), phone)

    def is_from_abroad(self, pool: str, index: int) -> bool:
        """Say whether a person has a name from abroad."""
        return self._streams.dealt(f"names:{pool}", HAND, index)[0] == "abroad"

    def _from_abroad(self, pool: str, ordinal: int) -> tuple[str, str]:
        if pool not in self._foreign:
            self._foreign[pool] = self._streams.shuffled(f"foreign:{pool}", name_parts().foreign)
        order = self._foreign[pool]
        given, family, family_first = order[ordinal % len(order)]
        zh = family.zh + given.zh if family_first else f"{given.zh}·{family.zh}"
        return zh, f"{given.latin} {family.latin}"

    def _of_two(self, pool: str, ordinal: int) -> tuple[str, str]:
        if pool not in self._singles:
            allowed = [pair for pair in name_parts().singles if name_parts().allows(pair[0].zh + pair[1].zh)]
            self._singles[pool] = self._streams.shuffled(f"singles:{pool}", allowed)
        order = self._singles[pool]
        family, given = order[ordinal % len(order)]
        return family.zh + given.zh, f"{family.latin} {joined(given)}"

    def _of_three(self, rng: random.Random, pool: str, ordinal: int) -> tuple[str, str]:
        if pool not in self._doubles:
            self._doubles[pool] = self._streams.shuffled(f"doubles:{pool}", name_parts().doubles)
        order = self._doubles[pool]
        given = order[ordinal % len(order)]
        while True:
            family = rng.choices(name_parts().families, weights=name_parts().weights)[0]
            zh = family.zh + "".join(part.zh for part in given)
            if name_parts().allows(zh):
                return zh, f"{family.latin} {joined(*given)}"


def telephone(number: int) -> str:
    """Return the `number`-th telephone of the demonstration's range, as people write it: 199 0001 2345."""
    digits = f"{PREFIX}{number % (10 * POOL_SIZE):07d}"
    return f"{digits[:3]} {digits[3:7]} {digits[7:]}"

"""Projects: everything a team writes into the form, in two languages with the same facts."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from contest.demo.casting import ProjectText
from contest.demo.composer.brands import Brands
from contest.demo.composer.parts import Lines, Shape, Texts, Theme, chosen, sayings, shapes, themes
from contest.demo.composer.phrases import Word, capitalised, fill, followed, inside, listed, paragraph
from contest.demo.composer.streams import Streams
from contest.entry_forms.defaults import DEFAULT
from contest.kernel.localized import LocalizedText
from contest.projects.domain import Financing, Need
from contest.seasons.domain import GrowthStage

# Shares of tracks in 20 entries and of stages in 100 (seed 42, early 40, growth 18: domain.md §2.1).
TRACK_HAND = (
    ("future_intelligence",) * 4
    + ("information_technology",) * 4
    + ("life_health",) * 4
    + ("green",) * 3
    + ("advanced_equipment",) * 3
    + ("culture_agritech",) * 2
)
STAGE_HAND = (GrowthStage.SEED,) * 21 + (GrowthStage.EARLY,) * 20 + (GrowthStage.GROWTH,) * 9
SIZES = {GrowthStage.SEED: (4, 10), GrowthStage.EARLY: (11, 34), GrowthStage.GROWTH: (40, 160)}
# In 万元: low, high, step.
AMOUNTS = {
    GrowthStage.SEED: (100, 600, 50),
    GrowthStage.EARLY: (600, 3_000, 100),
    GrowthStage.GROWTH: (3_000, 12_000, 500),
}
HEAVY = {"chip", "biotech", "device", "machine", "material", "system"}
HEAVY_FACTOR = 1.5
CENTS_PER_WAN = 1_000_000
FINANCINGS = {
    GrowthStage.SEED: {Financing.NONE: 55, Financing.SEED: 30, Financing.ANGEL: 15},
    GrowthStage.EARLY: {Financing.SEED: 15, Financing.ANGEL: 40, Financing.PRE_A: 32, Financing.A: 13},
    GrowthStage.GROWTH: {
        Financing.A: 38,
        Financing.A_PLUS: 22,
        Financing.B: 26,
        Financing.C: 7,
        Financing.STRATEGIC: 7,
    },
}
# What teams of a stage ask for besides what their field asks for.
WISHES = {
    GrowthStage.SEED: (
        Need.MENTOR,
        Need.VALID,
        Need.IP,
        Need.EQUIP,
        Need.LEGAL,
        Need.TALENT,
        Need.SPACE,
        Need.POLICY,
    ),
    GrowthStage.EARLY: (
        Need.TALENT,
        Need.SPACE,
        Need.POLICY,
        Need.IP,
        Need.MARKET,
        Need.LIVING,
        Need.VISA,
        Need.LEGAL,
    ),
    GrowthStage.GROWTH: (
        Need.MARKET,
        Need.TALENT,
        Need.SPACE,
        Need.POLICY,
        Need.LIVING,
        Need.VISA,
        Need.SUPPLY,
    ),
}
DESK_WORK = {"software", "content", "consumer"}
LABORATORY_WISHES = {Need.VALID, Need.EQUIP}
IN_SHANGHAI = 0.8
# Chinese characters a long answer has at least.
ENOUGH = 62
# Some teams write at length: more than fits into one passage of their plan.
AT_LENGTH, LONG_EVERY = 450, 12
IT = LocalizedText("它", "product")
SHARES = ((50, 30, 20), (45, 35, 20), (40, 35, 25), (55, 25, 20), (45, 30, 25), (40, 40, 20))
INTRO_LIMIT = DEFAULT.by_code["intro"].limit or 0


@dataclass(frozen=True, slots=True)
class Draft:
    """What is settled about a project before a sentence is written. `noun` is a place in the theme's nouns."""

    brand: LocalizedText
    theme: Theme
    shape: Shape
    stage: GrowthStage
    noun: int
    wan: int
    words: dict[str, Word]


class Projects:
    """Projects by index."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._brands = Brands(streams, "seconds")
        self._answers = sayings("answers.toml")

    def theme(self, index: int) -> Theme:
        """Return the theme of a project."""
        track, ordinal = self._streams.dealt("track", TRACK_HAND, index)
        place, _ = self._streams.dealt(f"theme:{track}", range(len(themes()[track])), ordinal)
        return themes()[track][place]

    def project(self, index: int) -> ProjectText:
        """Return project `index`. The first 15,000 and more have brands, so names, of their own."""
        draft = self.draft(index)
        rng = self._streams.rng("project", index)
        theme = draft.theme
        needs = self._needs(rng, draft)
        return ProjectText(
            name=_name(rng, draft),
            intro=self._intro(rng, draft),
            track=theme.track,
            growth_stage=draft.stage.value,
            financing=_weighted(rng, FINANCINGS[draft.stage]).value,
            keywords=tuple(
                word.zh for word in rng.sample(theme.keywords, rng.randint(3, len(theme.keywords)))
            ),
            needs=tuple(need.value for need in needs),
            amount_cents=draft.wan * CENTS_PER_WAN,
            company=_company(rng, draft),
            team=fill(rng, rng.choice(self._answers["team_names"]), draft.words),
            answers=self._paragraphs(rng, draft, needs, AT_LENGTH if index % LONG_EVERY == 0 else ENOUGH),
        )

    def draft(self, index: int) -> Draft:
        """Return the settled facts of a project: comments of judges speak of the same ones."""
        rng = self._streams.rng("draft", index)
        theme = self.theme(index)
        shape = shapes()[theme.shape]
        stage = self._streams.dealt("stage", STAGE_HAND, index)[0]
        noun = rng.randrange(len(theme.nouns))
        low, high, step = AMOUNTS[stage]
        factor = HEAVY_FACTOR if theme.shape in HEAVY else 1
        wan = int(rng.randrange(low, high + 1, step) * factor)
        brand = self._brands[index]
        words = self._words(rng, brand, theme, stage, noun)
        words |= _numbers(rng, stage, wan)
        return Draft(brand, theme, shape, stage, noun, wan, words)

    def _words(
        self, rng: random.Random, brand: LocalizedText, theme: Theme, stage: GrowthStage, noun: int
    ) -> dict[str, Word]:
        buyer, other_buyer = chosen(rng, theme.buyers, noun, stage, 2)
        craft, other_craft = rng.sample(theme.crafts, 2)
        role, other_role = rng.sample(shapes()[theme.shape].roles, 2)
        following, other_following = rng.sample(theme.nexts, 2)
        return {
            "brand": brand,
            "theme": inside(theme.name),
            "noun": theme.nouns[noun],
            "buyer": buyer,
            "other_buyer": other_buyer,
            "craft": craft,
            "other_craft": other_craft,
            "role": role,
            "other_role": other_role,
            "next": following,
            "other_next": other_following,
            "price": fill(rng, theme.price, {}),
            "rooms": listed(self._answers[f"rooms.{room}"][0] for room in theme.facilities or ("office",)),
        }

    def _intro(self, rng: random.Random, draft: Draft) -> LocalizedText:
        """Return the one line of introduction: the first of the shuffled forms that both languages have room for."""
        hook = fill(rng, chosen(rng, draft.theme.hooks, draft.noun, draft.stage)[0], {})
        forms = self._answers["intros"]
        for form in [*rng.sample(forms, len(forms)), forms[0]]:
            intro = fill(rng, form, {**draft.words, "hook": hook})
            if max(len(intro.zh), len(intro.en)) < INTRO_LIMIT:
                break
        return LocalizedText(f"{intro.zh}。", f"{capitalised(intro.en)}.")

    def _needs(self, rng: random.Random, draft: Draft) -> list[Need]:
        own = [Need(code) for code in draft.theme.needs]
        needs = set(rng.sample(own, rng.randint(1, 2)))
        wishes = [need for need in WISHES[draft.stage] if need not in needs]
        if draft.theme.shape in DESK_WORK:
            wishes = [need for need in wishes if need not in LABORATORY_WISHES]
        needs |= set(rng.sample(wishes, rng.randint(1, 2)))
        if rng.random() < 0.9:
            needs.add(Need.FIN)
        return [need for need in Need if need in needs]

    def _paragraphs(
        self, rng: random.Random, draft: Draft, needs: Sequence[Need], enough: int
    ) -> dict[str, LocalizedText]:
        answers, theme, shape, stage = self._answers, draft.theme, draft.shape, draft.stage

        def some(part: str) -> LocalizedText:
            return rng.choice(answers[part])

        def fitting(part: Lines, count: int = 1) -> Texts:
            return chosen(rng, part, draft.noun, stage, count)

        effects = fitting(theme.effects)
        sentences: dict[str, Sequence[LocalizedText]] = {
            "problem": (*fitting(theme.pains), *fitting(theme.gaps)),
            "solution": (*fitting(theme.hows, 1 if effects else 2), *effects),
            "technology": fitting(theme.cores, 2),
            "intellectual_property": (some(f"rights.{shape.rights}.{stage}"),),
            "market": (*fitting(theme.sizes), rng.choice(shape.entries)),
            "competitors": (rng.choice(shape.competitors),),
            "business_model": (rng.choice(shape.models), rng.choice(shape.paths)),
            "traction": (theme.milestones[stage], rng.choice(shape.traction[stage])),
            "team_intro": (some("team_openings"), some("team_closings")),
            "awards": (some("awards"),),
            "public_funding": (some("public_funding"),),
            "use_of_funds": (rng.choice(shape.funds),),
            "needs_detail": tuple(answers[f"needs.{need}"][0] for need in needs),
        }
        return {code: self._answer(rng, code, parts, draft, enough) for code, parts in sentences.items()}

    def _answer(
        self, rng: random.Random, code: str, sentences: Sequence[LocalizedText], draft: Draft, enough: int
    ) -> LocalizedText:
        """Return an answer; one below `enough` characters ends with sentences of a more general kind."""
        answer = paragraph(rng, sentences[:1], draft.words)
        if len(sentences) > 1:
            # The product is named once; after that it is "it".
            again = {**draft.words, "noun": IT} if "{noun}" in sentences[0].zh else draft.words
            answer = followed(answer, paragraph(rng, sentences[1:], again))
        codas = self._answers.get(f"codas.{code}", ())
        for coda in rng.sample(codas, len(codas)):
            if len(answer.zh) >= enough:
                break
            more = paragraph(rng, [coda], draft.words)
            answer = followed(answer, more)
        return answer


def _numbers(rng: random.Random, stage: GrowthStage, wan: int) -> dict[str, Word]:
    size = rng.randint(*SIZES[stage])
    x, y, z = rng.choice(SHARES)
    return {
        "size": size,
        "makers": max(2, size * rng.randint(55, 72) // 100),
        "x": x,
        "y": y,
        "z": z,
        "amount": fill(rng, LocalizedText("{wan}万元", "RMB {wan/100} million"), {"wan": wan}),
    }


def _name(rng: random.Random, draft: Draft) -> LocalizedText:
    noun = draft.theme.nouns[draft.noun]
    dot = "·" if rng.random() < 0.3 else ""
    return LocalizedText(f"{draft.brand.zh}{dot}{noun.zh}", f"{draft.brand.en} {noun.en}")


def _company(rng: random.Random, draft: Draft) -> LocalizedText:
    trade = rng.choice(draft.theme.trades)
    if rng.random() < IN_SHANGHAI:
        return LocalizedText(
            f"上海{draft.brand.zh}{trade.zh}有限公司", f"Shanghai {draft.brand.en} {trade.en} Co., Ltd."
        )
    return LocalizedText(
        f"{draft.brand.zh}{trade.zh}（上海）有限公司", f"{draft.brand.en} {trade.en} (Shanghai) Co., Ltd."
    )


def _weighted(rng: random.Random, weights: dict[Financing, int]) -> Financing:
    return rng.choices(list(weights), weights=list(weights.values()))[0]
